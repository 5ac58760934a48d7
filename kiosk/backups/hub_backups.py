"""Backups by timer and at closing: one counts only once it was opened and checked."""

from pathlib import Path

import structlog

from kiosk.asking import ask_running
from kiosk.backups import backing_up, second_place
from kiosk.backups.backing_up import FOLDER, back_up, is_due, note_took, note_tried
from kiosk.backups.backup_line import Running
from kiosk.backups.manifests import EXCHANGE, EXCHANGE_DATABASE, read
from kiosk.backups.sealed_fronts import is_sealed
from kiosk.disk.db import Db
from kiosk.disk.disks import Standing
from kiosk.hub import DATABASE, Hub
from kiosk.link import owner_key, sqlite_inbox
from kiosk.protocol.sync import Kept
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import shifts

NS_PER_S = 1_000_000_000
EXCHANGE_SOCKET = f"{EXCHANGE}/exchange.sock"

log = structlog.get_logger("backups")


def back_up_hub(hub: Hub, now: Instant) -> None:
    """Back the hub up once the last one is as old as was set, and when the last shift was closed.

    While the clock is in doubt they are named by what is counted: the newest of all are kept, and
    those of a day in the next year would be the newest for long.
    """
    folder, now = hub.folder / FOLDER, _instant(hub, now)
    if is_due(folder, now, every_s=hub.settings.backup_interval_s) or _is_closing(hub, folder, now):
        back_up_now(hub, now)
    else:
        _bring_late(hub, folder, now)


def back_up_now(hub: Hub, now: Instant) -> Path:
    """Make a backup, put it into the second place, tell makers how far their facts are in it.

    Raises:
        Refusal: `busy` while one is made; what `back_up` and `copy_to_second_place` refuse.
    """
    folder = hub.folder / FOLDER
    with hub.backups.making(now), backing_up.alone(folder):
        note_tried(folder, now)
        began_ns = hub.clock.boot_ns()
        try:
            made = back_up(hub.folder / DATABASE, folder, now, site=hub.keys.site)
        except Refusal as refusal:
            hub.checking.suspected |= refusal.code == "database_damaged"
            raise
        note_took(folder, -(-(hub.clock.boot_ns() - began_ns) // NS_PER_S))
        hub.backups.step(Running.COPYING)
        _bring_to_second_place(hub, now)
    return made


def _bring_late(hub: Hub, folder: Path, now: Instant) -> None:
    """Unless a command, or the page, does so just now."""
    try:
        with backing_up.alone(folder):
            _bring_to_second_place(hub, now)
    except Refusal as refusal:
        if refusal.code != "busy":
            raise


def _instant(hub: Hub, now: Instant) -> Instant:
    return now if hub.clock_doubt() is None else hub.clock_watch.counted()


def _is_closing(hub: Hub, folder: Path, now: Instant) -> bool:
    """Whether the last shift was closed after the last backup, and none is open."""
    with hub.read() as db:
        closed_at = shifts.last_closed_at(db, until=now)
        if closed_at is None or shifts.open_one(db) is not None:
            return False
    return closed_at > backing_up.last_try(folder, now)


def _bring_to_second_place(hub: Hub, now: Instant) -> None:
    """The newest backup goes there too, as soon as the disk is back; then its facts are safe.

    Beside the database alone nothing is safe: a disk that breaks takes both. Nor is it in a second
    place on the same disk, or in memory; it is kept there all the same.
    """
    folder, place = hub.folder / FOLDER, hub.settings.backup_place
    newest = next(reversed(backing_up.all_in(folder)), None)
    if not place or newest is None or not newest.is_dir():
        return
    if _is_there(
        Path(place) / newest.name, is_to_be_sealed=owner_key.public(hub.folder) is not None
    ):
        return
    try:
        second_place.copy_to_second_place(newest, Path(place), folder=folder, now=now)
    except Refusal as refusal:
        hub.backups.second_refused = refusal
        raise
    hub.backups.second_refused = None
    if second_place.standing(Path(place), folder) is Standing.APART:
        note_safe(hub, read(newest).heard)
        tell_exchange(hub.folder, newest)


def tell_exchange(folder: Path, backup: Path) -> None:
    """The exchange beside the hub tells its hubs what of it is in a backup on another disk.

    It reads that in the backup. One that starts or stops just now hears of the next one; what it
    refuses is written down, and no backup of the hub's fails of it.
    """
    if not (backup / EXCHANGE_DATABASE).exists():
        return
    try:
        ask_running(folder / EXCHANGE_SOCKET, "backed_up", {"copy": str(backup.absolute())})
    except Refusal as refusal:
        log.warning("exchange not told of its backup", code=refusal.code)


def _is_there(copy: Path, *, is_to_be_sealed: bool) -> bool:
    """Plain ones of before the owner's key was made are no longer what is to be there."""
    return copy.exists() and (is_sealed(copy) or not is_to_be_sealed)


def note_safe(hub: Hub, heard: tuple[Kept, ...]) -> None:
    """What a verified backup elsewhere has survives the loss of this machine."""
    with hub.read() as db:
        ours = {(one.origin, one.epoch): one.safe_upto for one in sqlite_inbox.all_kept(db)}
    news = tuple(one for one in heard if ours.get((one.origin, one.epoch), one.have) < one.have)
    if news:
        hub.write(_note_safe, kept=news)


def _note_safe(db: Db, now: Instant, *, kept: tuple[Kept, ...]) -> int:
    del now
    return sqlite_inbox.note_safe(db, kept)
