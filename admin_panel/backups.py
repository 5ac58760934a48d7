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
from kiosk import backing_up, backup_files, owner_key
from kiosk.acts.backups import ask_for_backup, note_owner_key
from kiosk.backing_up import FOLDER
from kiosk.backup_line import Running
from kiosk.hub import Hub
from kiosk.hub_backups import back_up_now
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.refusals import Refusal
from kiosk.texts import N_, _, sentence, spoken

MIB = 1024 * 1024
SHOWN_MOST = 5
STEPS = {
    Running.MAKING: N_("Copying and reading it back"),
    Running.COPYING: N_("Copying to the second place"),
}

backups = Blueprint("backups", __name__, template_folder="templates")
log = structlog.get_logger("backups")


@dataclass(frozen=True, slots=True)
class Shown:
    """A backup: when it was made, its size, whether it is in the second place too."""

    at: Instant
    mib: int
    is_second: bool


@dataclass(frozen=True, slots=True)
class Second:
    """The second place: where, what is wrong with it, when it got its last backup."""

    path: str
    tone: str
    words: str
    at: Instant | None


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
    if not here.backups.running:
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
    refused = here.backups.refused
    return page(
        "settings/backups.html",
        here="settings",
        made=[_shown(here, one) for one in reversed(made[-SHOWN_MOST:])],
        count=len(made),
        age=_age(here, made),
        step=_(STEPS[here.backups.running]) if here.backups.running else "",
        refused=sentence(refused, spoken()) if refused is not None else "",
        second=_second(here),
        key_mark="" if public is None else owner_key.mark(public),
        printed=printed,
        qr=qr_svg(printed) if printed else Markup(),
        every=span_in_words(here.settings.backup_interval_s),
    )


def _shown(here: Hub, backup: Path) -> Shown:
    place = here.settings.backup_place
    is_second = bool(place) and (Path(place) / backup.name).exists()
    at = backing_up.made_at(backup)
    return Shown(at, -(-backup_files.size_bytes(backup) // MIB), is_second)


def _age(here: Hub, made: tuple[Path, ...]) -> str:
    if not made:
        return ""
    return span_in_words(max(0, seconds_between(backing_up.made_at(made[-1]), here.now())))


def _second(here: Hub) -> Second:
    place, at = here.settings.backup_place, backing_up.second_at(here.folder / FOLDER)
    if not place:
        words = _("None is set: a disk that breaks takes data and backups.")
        return Second("", "bad", words, None)
    if not Path(place).is_dir():
        return Second(place, "bad", _("It is not there. Is its disk in, the share mounted?"), at)
    if here.backups.second_refused is not None:
        return Second(place, "bad", sentence(here.backups.second_refused, spoken()), at)
    if backing_up.is_same_disk(Path(place), here.folder):
        words = _("It is on the hub’s own disk: one that breaks takes both.")
        return Second(place, "wait", words, at)
    return Second(place, "good", _("It is on another disk."), at)
