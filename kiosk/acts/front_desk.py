"""The front desk: sessions start, grow and end; passes go over the counter."""

from dataclasses import dataclass

from kiosk.acts import granting, renewal_consent, settling, voucher_uses
from kiosk.acts.granting import Terms
from kiosk.acts.keeping import check_kept, note_started
from kiosk.acts.selling import Counter, add_guest, sell
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.orders import good_until
from kiosk.rules.refusals import Refusal
from kiosk.store import (
    audit,
    commands,
    dues,
    moves,
    passes,
    revisions,
    sessions,
    stations,
    visitors,
)
from kiosk.store.sessions import Session
from kiosk.store.stations import SeatRow

UNDO_WITHIN_S = 600
MESSAGE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Started:
    """A session begun at the desk, and the sale that paid for it ("" without a sale)."""

    session: str
    sale: str = ""


def start_session(
    db: Db,
    now: Instant,
    *,
    seat: int,
    counter: Counter,
    visitor: str | None,
    site: Site,
    claim: str = "",
) -> Started:
    """Sell an offer and open a session for it at a free seat; a walk-in needs no name.

    `claim` is the booking that the visitor came for, here and below.

    Raises:
        Refusal: `no_such_station`, `station_not_free`, what `check_kept` refuses,
            `visitor_has_session`, then what `sell` refuses.
    """
    place = free_seat(db, seat)
    kept = check_kept(db, now, site, place=place, visitor=visitor, claim=claim)
    if visitor is not None:
        known_visitor(db, visitor)
        no_open_session(db, visitor)
    who = visitor if visitor is not None else add_guest(db, now, site)
    sale = sell(db, now, site, counter=counter, visitor=who)
    session = granting.open_session(db, now, site, visitor=who, place=place)
    note_started(db, now, kept, session)
    commands.send(db, now, station=session.station, kind="take", session=session.id)
    audit.record(db, now, by=counter.by, act="start_session", about=f"session:{session.id}")
    return Started(session.id, sale.id)


def start_with_pass(
    db: Db, now: Instant, *, seat: int, visitor: str, by: str, site: Site, claim: str = ""
) -> str:
    """Open a session at a free seat for a visitor who has time already; returns its id.

    Raises:
        Refusal: `no_such_station`, `station_not_free`, what `check_kept` refuses, `not_found`,
            `visitor_has_session`, `no_time_left`.
    """
    place = free_seat(db, seat)
    kept = check_kept(db, now, site, place=place, visitor=visitor, claim=claim)
    known_visitor(db, visitor)
    no_open_session(db, visitor)
    session = granting.open_session(db, now, site, visitor=visitor, place=place)
    note_started(db, now, kept, session)
    voucher_uses.note_opened(db, session=session.id, visitor=visitor)
    commands.send(db, now, station=session.station, kind="take", session=session.id)
    audit.record(db, now, by=by, act="start_session", about=f"session:{session.id}")
    return session.id


def start_metered(
    db: Db,
    now: Instant,
    *,
    seat: int,
    visitor: str | None,
    terms: Terms,
    by: str,
    site: Site,
    claim: str = "",
) -> str:
    """Open a session at a free seat that is paid as it is used; returns its id.

    A walk-in without a name may pay after or sit for free.

    Raises:
        Refusal: `no_such_station`, `station_not_free`, what `check_kept` refuses, `field_missing`
            (an account needs its visitor), `not_found`, `visitor_has_session`, then what
            `granting.open_session` refuses.
    """
    place = free_seat(db, seat)
    kept = check_kept(db, now, site, place=place, visitor=visitor, claim=claim)
    if visitor is None and terms.kind == "account":
        raise Refusal("field_missing", field="who")
    if visitor is not None:
        known_visitor(db, visitor)
        no_open_session(db, visitor)
    who = visitor if visitor is not None else add_guest(db, now, site)
    session = granting.open_session(db, now, site, visitor=who, place=place, terms=terms)
    note_started(db, now, kept, session)
    commands.send(db, now, station=session.station, kind="take", session=session.id)
    audit.record(
        db, now, by=by, act="start_session", about=f"session:{session.id}", reason=terms.reason
    )
    return session.id


def sell_pass(
    db: Db,
    now: Instant,
    *,
    visitor: str,
    counter: Counter,
    renews_itself: bool = False,
    site: Site,
) -> str:
    """Sell a registered visitor an offer; a running session gets its seconds at once.

    `renews_itself`: the visitor's PIN said yes to renewals of it from the account.

    Returns the sale's id.

    Raises:
        Refusal: `not_found`, then what `sell` and `renewal_consent.agree_as_sold` refuse.
    """
    known_visitor(db, visitor)
    sale = sell(db, now, site, counter=counter, visitor=visitor)
    if renews_itself:
        renewal_consent.agree_as_sold(db, now, offer=counter.offer, visitor=visitor, by=counter.by)
    running = sessions.open_of(db, visitor)
    if running is not None:
        grant_all(db, now, site, running)
    revisions.bump(db, revisions.record_of(visitor))
    return sale.id


def extend_session(db: Db, now: Instant, *, seat: int, counter: Counter, site: Site) -> str:
    """Sell more time onto the session at a seat; returns the sale's id.

    Raises:
        Refusal: `no_session_here`, then what `sell` refuses.
    """
    session = session_at(db, seat)
    sale = sell(db, now, site, counter=counter, visitor=session.visitor)
    grant_all(db, now, site, session)
    audit.record(db, now, by=counter.by, act="extend_session", about=f"session:{session.id}")
    return sale.id


def end_session(db: Db, now: Instant, *, seat: int, by: str, site: Site) -> str:
    """End the session at a seat: the station locks and says how much was used.

    A station that is lost cannot say; then the session is settled at its last word.

    Raises:
        Refusal: `no_session_here`.
    """
    session = session_at(db, seat)
    commands.send(db, now, station=session.station, kind="lock", session=session.id, words="desk")
    audit.record(db, now, by=by, act="end_session", about=f"session:{session.id}")
    revisions.bump(db, revisions.FLOOR)
    return session.id


def settle_lost_session(db: Db, now: Instant, *, seat: int, by: str, site: Site) -> str:
    """Close the session of a station that does not answer, at the last used seconds it told.

    Raises:
        Refusal: `no_session_here`.
    """
    session = session_at(db, seat)
    settling.close(db, now, site, session=session, used_s=session.used_s, why="desk")
    audit.record(db, now, by=by, act="settle_lost_session", about=f"session:{session.id}")
    return session.id


def send_message(db: Db, now: Instant, *, seat: int, words: str, by: str) -> None:
    """Show a sentence at a station.

    Raises:
        Refusal: `no_such_station`, `field_missing`.
    """
    place = seat_here(db, seat)
    if not words.strip():
        raise Refusal("field_missing", field="words")
    commands.send(
        db,
        now,
        station=place.origin,
        kind="message",
        words=words.strip()[:MESSAGE_LIMIT],
        until=good_until("message", now),
    )
    audit.record(db, now, by=by, act="send_message", about=f"seat:{seat}")
    revisions.bump(db, revisions.FLOOR)


def free_seat(db: Db, number: int) -> SeatRow:
    """The seat, if a session may start there.

    Raises:
        Refusal: `no_such_station`, `station_not_free`, `due_open`, in that order.
    """
    place = seat_here(db, number)
    taken = sessions.open_at(db, place.origin) is not None or moves.is_expected(db, place.origin)
    if place.out_of_order or taken:
        raise Refusal("station_not_free", seat=number)
    if dues.at_seat(db, number) is not None:
        raise Refusal("due_open", seat=number)
    return place


def seat_here(db: Db, number: int) -> SeatRow:
    """The seat, with a station at it.

    Raises:
        Refusal: `no_such_station`.
    """
    place = _seat(db, number)
    if place.station is None:
        raise Refusal("no_such_station", seat=number)
    return place


def session_at(db: Db, number: int) -> Session:
    """The session at a seat.

    Raises:
        Refusal: `no_such_station`, `no_session_here`, in that order.
    """
    place = _seat(db, number)
    session = sessions.open_at(db, place.station) if place.station is not None else None
    if session is None:
        raise Refusal("no_session_here", seat=number)
    return session


def known_visitor(db: Db, visitor: str) -> None:
    """Refuse a visitor whom we do not know, or not any more: an old page names who was merged.

    Raises:
        Refusal: `not_found`.
    """
    who = visitors.by_id(db, visitor)
    if who is None or who.merged_into is not None or who.erased_at is not None:
        raise Refusal("not_found", what="visitor")


def no_open_session(db: Db, visitor: str) -> None:
    """One visitor has one open session.

    Raises:
        Refusal: `visitor_has_session`.
    """
    running = sessions.open_of(db, visitor)
    if running is not None:
        raise Refusal("visitor_has_session", seat=running.seat)


def _seat(db: Db, number: int) -> SeatRow:
    place = stations.seat(db, number)
    if place is None:
        raise Refusal("no_such_station", seat=number)
    return place


def grant_all(db: Db, now: Instant, site: Site, session: Session) -> int:
    """The session may use what all passes of its visitor hold; the station renews at once."""
    seconds = granting.seconds_granted(db, now, site, session=session)
    granting.grant(db, site, session=session, seconds=seconds)
    commands.send(db, now, station=session.station, kind="renew", session=session.id)
    revisions.bump(db, revisions.FLOOR)
    return seconds


def is_unused(db: Db, now: Instant, pass_id: str, visitor: str) -> bool:
    """Whether all seconds of a pass are still there, also after the session that runs now."""
    held = passes.usable(db, visitor=visitor, at=now)
    bought = [one for one in held if one.sold_as == pass_id]
    if not bought or passes.spent_s(db, pass_id):
        return False
    running = sessions.open_of(db, visitor)
    if running is None:
        return True
    others = (one for one in held if one.sold_as != pass_id and one.has_begun(now))
    return running.used_s <= sum(one.left_s for one in others) or (
        now - running.opened_at <= UNDO_WITHIN_S * 1000 and running.used_s <= _FREE_UNDO_S
    )


_FREE_UNDO_S = 30
"""An operator's slip is undone within the first seconds of the session that it opened."""
