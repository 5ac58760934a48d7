"""Every setting, refusal, job and command is documented, on pages made from the code."""

import importlib.util
import re

import click
import pytest
from house.sources import ROOT

MEND = "run .venv/bin/python deploy/docs.py"


@pytest.fixture(scope="module")
def docs():
    spec = importlib.util.spec_from_file_location("docs", ROOT / "deploy" / "docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name", ["settings.md", "refusals.md", "jobs.md", "commands.md", "promises.md"]
)
def test_a_page_made_from_the_code_is_fresh(docs, name):
    assert name in docs.PAGES
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == docs.page(name), MEND


def without_example(command, path):
    """Commands whose help shows no example or whose sentence is missing."""
    if not isinstance(command, click.Group):
        said = f"{command.help or ''}\n{command.epilog or ''}"
        if not command.help or not re.search(r"\bExamples?:", said):
            yield path
        return
    for name, below in command.commands.items():
        yield from without_example(below, f"{path} {name}")


def test_the_rule_sees_a_command_without_help_or_example():
    group = click.Group(
        "kiosk",
        commands=[
            click.Command("good", help="Does it.\n\nExample: kiosk good"),
            click.Command("bad", help="Does it."),
            click.Command("worse"),
        ],
    )
    assert list(without_example(group, "kiosk")) == ["kiosk bad", "kiosk worse"]


def test_every_command_has_help_with_an_example():
    from kiosk.cli.main import kiosk
    from station_agent.cli import station_agent

    found = [*without_example(kiosk, "kiosk"), *without_example(station_agent, "station-agent")]
    assert found == []


def test_a_page_names_what_was_added_to_the_code(docs):
    from kiosk.rules.refusals import CATALOGUE

    assert all(
        f"| `{code}` | {status} |" in docs.page("refusals.md") for code, status in CATALOGUE.items()
    )
