"""Backups by timer and at closing: one counts only once it was opened and checked.

A process beside the hub makes them; the hub keeps what came of it. Source: DESIGN.md §8.
"""

from contextlib import suppress
from pathlib import Path

import structlog

from kiosk.asking import ask_running
from kiosk.backups import backing_up, second_place
from kiosk.backups.backing_up import FOLDER, is_due
from kiosk.backups.making import Asked, Done
from kiosk.backups.manifests import EXCHANGE, EXCHANGE_DATABASE, read
from kiosk.backups.telling import Step
from kiosk.disk.db import Db
from kiosk.hub import Hub
from kiosk.link import sqlite_inbox
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
    at_closing = _is_closing(hub, folder, now)
    if at_closing or is_due(folder, now, every_s=hub.settings.backup_interval_s):
        back_up_now(hub, now, at_closing=at_closing)
    else:
        _bring_late(hub, folder, now)


def back_up_now(hub: Hub, now: Instant, *, at_closing: bool = False) -> Path:
    """Have a backup made and put into the second place; makers are told how far they are in it.

    Raises:
        Refusal: `busy` while one is made; `backup_ended`, `backup_hung`, `backup_failed`; what
            `back_up` and `copy_to_second_place` refuse.
    """
    with hub.backups.making(now, at_closing=at_closing):
        done = _have_done(hub, now, anew=True)
        return hub.folder / FOLDER / done.backup


def _bring_late(hub: Hub, folder: Path, now: Instant) -> None:
    """The newest backup goes to the second place as soon as the disk is back.

    Unless a command, or the page, does so just now; and not again at once where it has just failed.
    """
    place = Path(hub.settings.backup_place)
    newest = next(reversed(backing_up.all_in(folder)), None)
    if newest is None or not second_place.lacks(place, newest, folder=folder):
        return
    if hub.clock.boot_ns() < hub.backups.second_rests_until_ns:
        return
    try:
        second_place.refuse_missing(place, folder)
    except Refusal as refusal:
        hub.backups.second_refused = refusal
        raise
    try:
        with hub.backups.copying(now):
            _have_done(hub, now, anew=False)
    except Refusal as refusal:
        if refusal.code != "busy":
            raise


def _have_done(hub: Hub, now: Instant, *, anew: bool) -> Done:
    folder, place = hub.folder / FOLDER, hub.settings.backup_place
    asked = Asked(str(folder.absolute()), now, hub.keys.site, place, anew)
    try:
        done = hub.backups.have_done(asked)
    except Refusal as refusal:
        _after_failure(hub, folder, refusal, anew=anew)
        raise
    second = None if done.second is None else done.second.refusal()
    _note_second(hub, folder, second)
    if second is not None:
        raise second
    if done.is_apart:
        made = folder / done.backup
        note_safe(hub, read(made).heard)
        tell_exchange(hub.folder, made)
    return done


def _after_failure(hub: Hub, folder: Path, refusal: Refusal, *, anew: bool) -> None:
    """Keep where it failed; what is half done goes, for it may be what fills the disk."""
    if refusal.code == "busy":
        if anew and hub.backups.maker.ended:
            backing_up.forget_try(folder)
    elif hub.backups.step is Step.COPYING:
        _note_second(hub, folder, refusal)
    else:
        hub.checking.suspected |= refusal.code == "database_damaged"
    with suppress(Refusal), backing_up.alone(folder):
        second_place.sweep(Path(hub.settings.backup_place), folder)


def _note_second(hub: Hub, folder: Path, refusal: Refusal | None) -> None:
    """Why it is not in the second place; one that failed is not tried again at each look.

    Only where it is not there at all nothing was tried: it may come at any time.
    """
    line = hub.backups
    line.second_refused = refusal
    line.second_rests_until_ns = 0
    if refusal is not None and refusal.code != "backup_place_missing":
        rest_s = backing_up.interval_s(folder, every_s=hub.settings.backup_interval_s)
        line.second_rests_until_ns = hub.clock.boot_ns() + rest_s * NS_PER_S


def _instant(hub: Hub, now: Instant) -> Instant:
    return now if hub.clock_doubt() is None else hub.clock_watch.counted()


def _is_closing(hub: Hub, folder: Path, now: Instant) -> bool:
    """Whether the last shift was closed after the last backup, and none is open."""
    with hub.read() as db:
        closed_at = shifts.last_closed_at(db, until=now)
        if closed_at is None or shifts.open_one(db) is not None:
            return False
    return closed_at > backing_up.last_try(folder, now)


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
