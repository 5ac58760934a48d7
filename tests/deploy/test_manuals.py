"""What README and RUNBOOK tell to type exists, with each option; what they point to is there."""

import re
from pathlib import Path

import click
import pytest

from kiosk.cli.main import kiosk
from station_agent.cli import station_agent

ROOT = Path(__file__).parents[2]
MANUALS = ("README.md", "deploy/README.md", "deploy/RUNBOOK.md", "CONTRIBUTING.md")
PROGRAMS = {"kiosk": kiosk, "station-agent": station_agent}
BLOCK = re.compile(r"^ *```sh.*?^ *```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
TYPED = re.compile(r"(?:^|[\s/])(kiosk|station-agent) ([a-z-][^\n#|;>]*)")
LINK = re.compile(r"\]\(([^)#\s]*)(#[^)\s]*)?\)")


def typed(text):
    """Each command in code: the program and the words behind it."""
    code = "\n".join([*BLOCK.findall(text), *SPAN.findall(BLOCK.sub("", text))])
    return [(name, words.split()) for name, words in TYPED.findall(code)]


def what_is_wrong(name, words):
    """The first word that the program does not know; None: it would take the line."""
    command, words = PROGRAMS[name], list(words)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.commands.get(words.pop(0))
        if command is None:
            return name
    known = {each for one in command.params for each in (*one.opts, *one.secondary_opts)}
    known |= {"--help", "-h"}
    return next((one for one in words if one.startswith("--") and one not in known), None)


def anchor(title):
    """A title's address on its page, as GitHub makes it."""
    return "#" + re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("manual", MANUALS)
def test_each_command_of_a_manual_exists_with_its_options(manual):
    found = typed((ROOT / manual).read_text("utf-8"))
    assert manual == "CONTRIBUTING.md" or len(found) >= 3
    assert [(name, words) for name, words in found if what_is_wrong(name, words)] == []


def test_the_test_itself_finds_what_is_wrong():
    assert typed("type `kiosk bake --hot` and\n```sh\nsudo kiosk init\n```\n") == [
        ("kiosk", ["init"]),
        ("kiosk", ["bake", "--hot"]),
    ]
    assert what_is_wrong("kiosk", ["bake"]) == "kiosk"
    assert what_is_wrong("kiosk", ["init", "--hot"]) == "--hot"
    assert what_is_wrong("kiosk", ["init", "--demo", "--data", "x"]) is None


@pytest.mark.parametrize("manual", MANUALS)
def test_each_link_of_a_manual_leads_somewhere(manual):
    page = ROOT / manual
    for path, part in LINK.findall(page.read_text("utf-8")):
        if path.startswith("http"):
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        if part:
            titles = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
            assert part in {anchor(one) for one in titles}, part
