"""Backups: the last good one, the second place, one more now, and the owner's key, shown once."""

import threading
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import structlog
from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from admin_panel.forms import Form
from admin_panel.frame import page, span_in_words
from admin_panel.guards import current_staff, hub, may
from admin_panel.slips import qr_svg
from kiosk.acts.backups import ask_for_backup, note_owner_key
from kiosk.backups import backing_up, backup_files, second_place
from kiosk.backups.backing_up import FOLDER
from kiosk.backups.hub_backups import back_up_now
from kiosk.backups.sealed_fronts import is_sealed
from kiosk.backups.telling import Step
from kiosk.disk.disks import Standing
from kiosk.hub import Hub
from kiosk.link import owner_key
from kiosk.link.backup_marks import site_mark
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.refusals import Refusal
from kiosk.texts import N_, _, sentence, spoken

MIB = 1024 * 1024
SHOWN_MOST = 5
STEPS = {
    Step.WRITING: N_("Writing… {percent} %"),
    Step.READING: N_("Reading it back… {percent} %"),
    Step.CHECKING: N_("Checking all of it…"),
    Step.COPYING: N_("Copying to the second place… {percent} %"),
}
WITHOUT_PERCENT = frozenset({Step.CHECKING})

KEPT_LONGER = N_("Stations keep what they sent for thirty days.")

backups = Blueprint("backups", __name__, template_folder="templates")
log = structlog.get_logger("backups")


@dataclass(frozen=True, slots=True)
class Shown:
    """A backup: when it was made, its size, whether it is in the second place too, and sealed."""

    at: Instant
    mib: int
    is_second: bool
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Second:
    """The second place: where, what is wrong with it, when it got its last backup.

    `readable`: how many copies there anybody reads who finds them.
    """

    path: str
    tone: str
    words: str
    at: Instant | None = None
    readable: int = 0


@backups.get("/settings/backups")
@may("change_settings")
def show() -> ResponseReturnValue:
    """The backups that there are, asked again while one is made."""
    return _page()


@backups.post("/settings/backups")
@may("change_settings")
def make() -> ResponseReturnValue:
    """Make one now, beside the doors; the page tells how far it is. Asked twice it makes one."""
    here = hub()
    if here.backups.step is None:
        Form.read().write(ask_for_backup, at="backup", by=current_staff())
        here.backups.thread = threading.Thread(target=_make, args=(here,), name="backup")
        here.backups.thread.start()
    return redirect(url_for("backups.show"), HTTPStatus.SEE_OTHER)


@backups.post("/settings/backups/key")
@may("change_settings")
def make_key() -> ResponseReturnValue:
    """Make the owner's key and show it, this once.

    Where there is one the page says how another is made: the answer that showed it may be lost.
    """
    here = hub()
    if owner_key.public(here.folder) is not None:
        return _page()
    printed = owner_key.make(here.folder)
    mark = owner_key.mark(owner_key.public(here.folder) or b"")
    here.write(note_owner_key, by=current_staff(), mark=mark)
    return _page(printed=printed)


def _make(here: Hub) -> None:
    try:
        back_up_now(here, here.now())
    except Refusal as refusal:
        log.warning("backup refused", code=refusal.code)
    finally:
        here.readers.close()  # this thread ends here


def _page(printed: str = "") -> ResponseReturnValue:
    here = hub()
    folder = here.folder / FOLDER
    made = backing_up.all_in(folder)
    public = owner_key.public(here.folder)
    step, percent, refused = here.backups.step, here.backups.percent, here.backups.refused
    return page(
        "settings/backups.html",
        here="settings",
        made=[_shown(here, one) for one in reversed(made[-SHOWN_MOST:])],
        count=len(made),
        age=_age(here, made),
        step="" if step is None else _(STEPS[step], percent=percent),
        percent=None if step in WITHOUT_PERCENT else percent,
        refused=sentence(refused, spoken()) if refused is not None else "",
        second=_second(here),
        key_mark="" if public is None else owner_key.mark(public),
        printed=printed,
        site=site_mark(here.keys.site),
        qr=qr_svg(printed) if printed else Markup(),
        every=span_in_words(here.settings.backup_interval_s),
    )


def _shown(here: Hub, backup: Path) -> Shown:
    place = here.settings.backup_place
    there = Path(place) / backup.name
    is_second = bool(place) and there.exists()
    at, mib = backing_up.made_at(backup), -(-backup_files.size_bytes(backup) // MIB)
    return Shown(at, mib, is_second, is_second and is_sealed(there))


def _age(here: Hub, made: tuple[Path, ...]) -> str:
    if not made:
        return ""
    return span_in_words(max(0, seconds_between(backing_up.made_at(made[-1]), here.now())))


def _second(here: Hub) -> Second:
    place, folder = here.settings.backup_place, here.folder / FOLDER
    if not place:
        words = _("None is set: a disk that breaks takes data and backups.")
        return Second("", "bad", f"{words} {_(KEPT_LONGER)}")
    found = second_place.standing(Path(place), folder)
    tone, words = _told(here, found)
    readable = 0 if found is Standing.GONE else len(second_place.plain_ones(Path(place)))
    return Second(place, tone, words, second_place.second_at(folder), readable)


def _told(here: Hub, found: Standing) -> tuple[str, str]:
    """The tone and the words for a place that is set."""
    refused = here.backups.second_refused
    if found is Standing.GONE:
        return "bad", _("It is not there. Is its disk in, the share mounted?")
    if refused is not None:
        return "bad", sentence(refused, spoken())
    if found is Standing.SAME_DISK:
        words = _("It is on the hub’s own disk, so it does not count: one that breaks takes both.")
        return "wait", f"{words} {_(KEPT_LONGER)}"
    if found is Standing.MEMORY:
        words = _("It is in memory, so it does not count: a power cut takes it.")
        return "bad", f"{words} {_(KEPT_LONGER)}"
    return "good", _("It is on another disk.")
