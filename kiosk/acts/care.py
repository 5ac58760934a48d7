"""What staff do for one visitor: name and PIN changed, a note, kept out, let in again."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.acts.approving import check_approved
from kiosk.acts.people import NAME_LIMIT
from kiosk.acts.site import Site
from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.names import named
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import day_bounds, day_named, local_day
from kiosk.store import audit, bans, ledger, lock_outs, revisions, sessions, visitors

NOTE_LIMIT = 300
BAN_MOST_S = 5 * 366 * S_PER_DAY


@dataclass(frozen=True, slots=True)
class NewPin(Tool):
    """A PIN hashed outside the act; the same form sent again brings another hash."""

    pin_hash: str
    pin_kind: str = "digits"


def ban_visitor(
    db: Db, now: Instant, *, visitor: str, day: str, by: str, reason: str, site: Site
) -> None:
    """Let a visitor sign in again on `day` (`2026-11-30`) and not before.

    A session that is open goes on to its end. The ban is over by itself.

    Raises:
        Refusal: `not_found`, `ban_not_later` (no such day, today, or too far), `reason_missing`.
    """
    visitors.registered(db, visitor)
    until = _day_begins(day, now, site)
    if not reason.strip():
        raise Refusal("reason_missing")
    bans.lift(db, now, visitor=visitor, by=by)  # the newer one holds, also where it is shorter
    bans.add(db, now, visitor=visitor, until=until, by=by, reason=reason.strip())
    _note(db, now, visitor, by=by, act="ban_visitor", reason=f"{day}: {reason.strip()}")


def lift_ban(db: Db, now: Instant, *, visitor: str, by: str) -> None:
    """Let a visitor in before the day; where nobody is kept out nothing changes."""
    visitors.registered(db, visitor)
    if bans.lift(db, now, visitor=visitor, by=by):
        _note(db, now, visitor, by=by, act="lift_ban")


def let_try_again(db: Db, now: Instant, *, visitor: str, by: str) -> None:
    """Forget the wrong tries with this visitor's code, and open keypads that are locked now.

    Those at the desk stay: whoever stands behind it and guesses would open it for themselves.

    Raises:
        Refusal: `not_found`.
    """
    who = visitors.registered(db, visitor)
    desk = lock_outs.desk_tries_of(who.code)
    lock_outs.forget_all(db, start=lock_outs.tries_of(who.code), but=desk)
    for keypad in lock_outs.locked(db, now, start=lock_outs.KEYPADS, limit=lock_outs.KEYPADS_MOST):
        lock_outs.forget(db, keypad.subject)
    _note(db, now, visitor, by=by, act="let_try_again")


def write_note(db: Db, now: Instant, *, visitor: str, note: str, by: str) -> None:
    """What staff should know; the visitor sees it where all that is kept is handed out.

    Raises:
        Refusal: `not_found`, `too_large`.
    """
    visitors.registered(db, visitor)
    if len(note) > NOTE_LIMIT:
        raise Refusal("too_large", field="note")
    visitors.set_note(db, visitor=visitor, note=note.strip())
    _note(db, now, visitor, by=by, act="write_note")


def change_person(
    db: Db, now: Instant, *, visitor: str, name: str, language: str, by: str, site: Site
) -> None:
    """Another name or language.

    Raises:
        Refusal: `not_found`, `field_missing`, `field_wrong`.
    """
    visitors.registered(db, visitor)
    name = named(name, field="name", limit=NAME_LIMIT)
    if not name:
        raise Refusal("field_missing", field="name")
    if language not in site.settings.languages:
        raise Refusal("field_wrong", field="language")
    visitors.set_person(db, visitor=visitor, name=name, language=language)
    revisions.bump(db, revisions.record_of(visitor))
    _note(db, now, visitor, by=by, act="change_person")


def change_pin(
    db: Db, now: Instant, *, visitor: str, pin: NewPin, by: str, site: Site, approved_by: str = ""
) -> None:
    """Another PIN for one that was forgotten; wrong tries are forgotten with it.

    Whoever sets the PIN could say yes with it to a pay-out: with much money there, two people look.

    Raises:
        Refusal: `not_found`, `second_person_missing` (the account holds more than the limit).
    """
    who = visitors.registered(db, visitor)
    held_minor = _held_minor(db, visitor)
    check_approved(db, site, minor=held_minor, by=by, approved_by=approved_by)
    visitors.set_pin(db, visitor=visitor, pin_hash=pin.pin_hash, pin_kind=pin.pin_kind)
    lock_outs.forget_all(db, start=lock_outs.tries_of(who.code))
    _note(db, now, visitor, by=by, act="change_pin")


def _held_minor(db: Db, visitor: str) -> int:
    """What is the visitor's, with what is set aside for the session that runs."""
    running = sessions.open_of(db, visitor)
    accounts = [f"visitor:{visitor}", f"savings:{visitor}"]
    accounts += [] if running is None else [f"reserved:{running.id}"]
    return sum(ledger.balance(db, account) for account in accounts)


def _day_begins(day: str, now: Instant, site: Site) -> Instant:
    timezone = ZoneInfo(site.settings.timezone)
    try:
        until = day_bounds(day_named(day), timezone)[0]
    except (ValueError, OverflowError) as error:
        raise Refusal("ban_not_later", field="until") from error
    if day <= local_day(now, timezone) or until > later(now, seconds=BAN_MOST_S):
        raise Refusal("ban_not_later", field="until")
    return until


def _note(db: Db, now: Instant, visitor: str, *, by: str, act: str, reason: str = "") -> None:
    audit.record(db, now, by=by, act=act, about=f"visitor:{visitor}", reason=reason)
    revisions.bump(db, revisions.FLOOR)
