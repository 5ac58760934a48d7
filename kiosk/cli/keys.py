"""`kiosk key`: the hub's own keys, which everything that it says is signed with."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from kiosk.backups.backing_up import FOLDER
from kiosk.backups.second_place import standing as standing_of
from kiosk.changing_keys import Standing, change, standing
from kiosk.cli.options import data_option, hub_settings, json_option, show
from kiosk.cli.saving import make_backup
from kiosk.clock import SystemClock
from kiosk.disk.disks import Standing as Apart
from kiosk.link.backup_marks import site_mark
from kiosk.protocol.enrolment import fingerprint
from kiosk.rules.refusals import Refusal

ASK = (
    "The hub gets new keys. Its stations and its exchange follow by themselves; one-time codes "
    "that are out let nobody in any more. Backups of before bring the old keys back on an empty "
    "machine. Change them?"
)
NOT_YET = (
    "Before you start the hub, back up to another disk (kiosk back-up --to): a machine that is "
    "made from an older backup has the old keys, and stations that followed would not know it."
)
HALF = "The hub has not worked under them yet: start it, and it goes on by itself."


@click.group()
def key() -> None:
    """The hub's own keys: how old they are, and new ones.

    Example: kiosk key show --data data
    """


@key.command("show")
@data_option
@json_option
def show_(*, folder: Path, as_json: bool) -> None:
    """Print the mark of the keys in use and how old they are.

    The site's name and how often its keys changed are printed too.

    Example: kiosk key show --json
    """
    found = standing(folder)
    facts = _facts(found)
    show(facts, as_json=as_json, words=_words(facts))


@key.command("change")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
@json_option
def change_(*, yes: bool, folder: Path, as_json: bool) -> None:
    """Give the hub new keys, as after a theft. Stop it first. Stations follow by themselves.

    Example: kiosk key change --data data
    """
    standing(folder)  # a site that is not there is told before anybody is asked
    if not yes:
        click.confirm(ASK, abort=True, err=True)
    settings = hub_settings(folder)
    change(folder, settings, SystemClock())
    copy = _backed_up(folder, settings.backup_place)
    facts = {**_facts(standing(folder)), "copy": None if copy is None else str(copy)}
    kept = NOT_YET if copy is None else f"Backed up to {copy}. Start the hub."
    show(facts, as_json=as_json, words=f"{_words(facts)}\n{kept}")


def _backed_up(folder: Path, place: str) -> Path | None:
    """The new keys are in a backup elsewhere before any station knows of them; None: in none."""
    elsewhere = Path(place) if place else None
    if elsewhere is not None and standing_of(elsewhere, folder / FOLDER) is not Apart.APART:
        elsewhere = None
    with suppress(Refusal):  # it is said that there is none
        copy, _left_out = make_backup(folder, elsewhere)
        return None if elsewhere is None else copy
    return None


def _facts(found: Standing) -> dict[str, Any]:
    days = found.days(SystemClock().now())
    return {
        "site": site_mark(found.keys.site),
        "mark": fingerprint(found.keys.public_signing),
        "changes": len(found.keys.older),
        "days": days if found.keys.older else days or 0,
    }


def _words(facts: dict[str, Any]) -> str:
    age = HALF if facts["days"] is None else f"In use for {facts['days']} days."
    return f"Site {facts['site']}, keys {facts['mark']}, changed {facts['changes']} times.\n{age}"
