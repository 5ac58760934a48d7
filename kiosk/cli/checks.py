"""`kiosk verify`, `kiosk doctor`, `kiosk tour`: is everything as it should be?"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kiosk.cli.options import data_option, data_or_copy_option, hub_settings, json_option, show
from kiosk.clock import SystemClock
from kiosk.commands import ask, command
from kiosk.disk import lock
from kiosk.doctoring.checks import findings, slow_findings
from kiosk.doctoring.exchange_checks import exchange_copy
from kiosk.doctoring.finding import Finding, Patient
from kiosk.hub import Hub
from kiosk.hub_folder import DATABASE, LOCK
from kiosk.rules.refusals import Refusal
from kiosk.sentences import N_
from kiosk.texts import SOURCE_LANGUAGE
from kiosk.verifying import PARTS, Tell, silent, verify_hub

WRONG = 1
EXCHANGE_KEYS = "exchange.keys"
SILENT = N_("The hub runs but does not answer.")
START_AGAIN = N_("Start the hub again and look at its log.")


@click.command()
@data_or_copy_option
@json_option
def verify(*, folder: Path, as_json: bool) -> None:
    """Check the data of a hub or an exchange.

    Also a copy, also while it runs.

    Example: kiosk verify --data data --json
    """
    found = _verify(folder)
    lines = [f"{one}" for one in found["problems"]]
    show(found, as_json=as_json, words="\n".join(lines) or "Everything adds up.")
    sys.exit(0 if found["ok"] else WRONG)


def _verify(folder: Path) -> dict[str, Any]:
    if folder.is_file() or (folder / DATABASE).exists():
        with _watched() as tell:
            return verify_hub(folder if folder.is_file() else folder / DATABASE, tell)
    from kiosk.cli.exchange import verify_exchange  # noqa: PLC0415  SQLAlchemy is heavy

    return verify_exchange(folder)


@contextmanager
def _watched() -> Iterator[Tell]:
    """A bar for each part on a terminal: years of data take minutes."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # noqa: PLC0415  only a person at a terminal needs it
    from rich.progress import Progress  # noqa: PLC0415  the same

    with Progress(console=Console(stderr=True), transient=True) as bar:
        rows = {part: bar.add_task(part, total=1.0, start=False) for part in PARTS}

        def tell(what: str, part: float) -> None:
            for earlier in PARTS[: PARTS.index(what)]:
                bar.update(rows[earlier], completed=1.0)
            bar.start_task(rows[what])
            bar.update(rows[what], completed=part)

        yield tell


@command
def examine(hub: Hub) -> list[dict[str, Any]]:
    """What the hub that runs finds about itself; the slow checks would keep it too long."""
    patient = Patient(hub.folder, hub.settings, hub.clock, hub)
    return [_facts(one) for one in findings(patient, slow=False)]


def _facts(found: Finding) -> dict[str, Any]:
    says, do = found.said(SOURCE_LANGUAGE), found.advice(SOURCE_LANGUAGE)
    return {"what": found.what, "ok": found.ok, "says": says, "do": do}


@click.command()
@data_option
@json_option
def doctor(*, folder: Path, as_json: bool) -> None:
    """Look for what may harm the site and say what to do.

    `ok` is good, `tip` could be safer, `NO` is not well: then it ends with 1. Looks at a hub that
    runs and at one that does not; at what copies there are of an exchange that stands alone.

    Example: kiosk doctor --data data
    """
    if (folder / EXCHANGE_KEYS).exists():
        facts = [_facts(exchange_copy(folder, SystemClock()))]
    elif (folder / DATABASE).exists():
        facts = _examined(folder)
    else:
        raise Refusal("data_folder_wrong", path=str(folder))
    show(facts, as_json=as_json, words="\n".join(_line(one) for one in facts))
    sys.exit(0 if all(one["ok"] for one in facts) else WRONG)


def _line(found: dict[str, Any]) -> str:
    """As on the page Health: good, could be safer by the site's own choice, or not well."""
    word = ("tip" if found["do"] else "ok ") if found["ok"] else "NO "
    return f"{word} {found['what']}: {found['says']} {found['do']}".rstrip()


def _examined(folder: Path) -> list[dict[str, Any]]:
    """By the hub where it runs and answers; else from its folder, also beside one that hangs."""
    settings = hub_settings(folder)
    patient = Patient(folder, settings, SystemClock())
    said: list[dict[str, Any]] = []
    if lock.is_held(folder / LOCK):
        try:
            found: list[dict[str, Any]] = ask(folder, settings, "examine")
        except Refusal:
            said = [_facts(Finding("hub", ok=False, says=SILENT, do=START_AGAIN))]
        else:
            return found + [_facts(one) for one in slow_findings(patient)]
    return said + [_facts(one) for one in findings(patient, slow=True)]


@click.command()
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the result there.")
def tour(*, target: Path | None) -> None:
    """Play everything once by itself: links cut, machines killed.

    With real processes in a folder that is deleted again; it takes about half a minute.

    Example: kiosk tour --json tour.json
    """
    from kiosk.tour.run import run_tour  # noqa: PLC0415  only this command needs it

    result = run_tour()
    if target is not None:
        target.write_text(json.dumps(result, indent=1), "utf-8")
    sys.exit(0 if result["ok"] else WRONG)
