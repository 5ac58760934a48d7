"""Seats kept ahead: made, moved and cancelled at the desk, found again by the code on the slip."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiosk.acts import granting
from kiosk.acts.front_desk import known_visitor
from kiosk.acts.opening_hours import check_open
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.bookings import (
    LIVE,
    Booking,
    best_seat,
    check_change,
    check_span,
    gone_at,
    in_the_way,
    state_of,
)
from kiosk.rules.instants import S_PER_HOUR, Instant, later
from kiosk.rules.names import named
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import RANDOM_BYTES, make_code
from kiosk.store import audit, blocks, bookings, commands, revisions, sessions, stations, vouchers
from kiosk.store.sessions import Session
from kiosk.store.stations import SeatRow

NAME_LIMIT = 80
REASON_LIMIT = 200
AROUND_S = 4 * S_PER_HOUR
"""So far around its time the gaps are looked at in which a booking is put."""
AROUND_LIMIT = 20_000
OF_VISITOR_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: a seat, or where `seat` is 0 any seat of `zone`, for a while."""

    seat: int
    zone: str
    starts: Instant
    ends: Instant


def book(
    db: Db, now: Instant, *, wish: Wish, visitor: str | None, name: str, by: str, site: Site
) -> str:
    """Keep a seat for a visitor or for a name; returns the booking's id.

    Raises:
        Refusal: `field_wrong` and `field_missing` (who), `not_found`, `booking_limit`, then what
            `_placed` refuses.
    """
    name = "" if visitor is not None else named(name, field="who", limit=NAME_LIMIT)
    if visitor is None and not name:
        raise Refusal("field_missing", field="who")
    if visitor is not None:
        known_visitor(db, visitor)
        _check_limit(db, now, site, visitor)
    seat = _placed(db, now, site, wish=wish, but="")
    made = Booking(
        id=new_id(),
        seat=seat,
        zone="" if wish.seat else wish.zone,
        starts=wish.starts,
        ends=wish.ends,
        gone_at=_gone_at(site, wish),
        changed_at=now,
        visitor=visitor,
        name=name,
    )
    bookings.add(db, now, made, code=new_code(db), by=by)
    shorten(db, now, site, seats=(seat,))
    audit.record(db, now, by=by, act="book_seat", about=f"booking:{made.id}", reason=f"seat:{seat}")
    revisions.bump(db, revisions.FLOOR)
    return made.id


def move_booking(db: Db, now: Instant, *, booking: str, wish: Wish, by: str, site: Site) -> int:
    """Give a booking another seat or time; returns the seat.

    Raises:
        Refusal: `booking_unknown`, what `check_change` refuses, then what `_placed` refuses.
    """
    old = known(db, booking).booking
    if old.block is not None:
        raise Refusal("booking_unknown")
    check_change(old, now)
    seat = _placed(db, now, site, wish=wish, but=old.id)
    moved = replace(
        old,
        seat=seat,
        zone="" if wish.seat else wish.zone,
        starts=wish.starts,
        ends=wish.ends,
        gone_at=_gone_at(site, wish),
    )
    bookings.move(db, now, moved)
    shorten(db, now, site, seats=(seat,))
    audit.record(
        db, now, by=by, act="move_booking", about=f"booking:{old.id}", reason=f"seat:{seat}"
    )
    revisions.bump(db, revisions.FLOOR)
    return seat


def cancel_booking(db: Db, now: Instant, *, booking: str, reason: str, by: str) -> None:
    """The seat is not kept any more.

    Raises:
        Refusal: `booking_unknown`, what `check_change` refuses, `reason_missing`.
    """
    old = known(db, booking).booking
    check_change(old, now)
    why = reason.strip()[:REASON_LIMIT]
    if not why:
        raise Refusal("reason_missing")
    bookings.cancel(db, now, booking=booking, reason=why)
    audit.record(db, now, by=by, act="cancel_booking", about=f"booking:{booking}", reason=why)
    revisions.bump(db, revisions.FLOOR)


def known(db: Db, booking: str) -> bookings.BookingRow:
    """A booking.

    Raises:
        Refusal: `booking_unknown`.
    """
    found = bookings.by_id(db, booking)
    if found is None:
        raise Refusal("booking_unknown")
    return found


def new_code(db: Db) -> str:
    """A code that no booking, block or voucher has: they are typed into the same field."""
    while True:
        code = make_code(secrets.token_bytes(RANDOM_BYTES))
        taken = (bookings.by_code, blocks.by_code, vouchers.by_code)
        if all(find(db, code) is None for find in taken):
            return code


def check_seat_free(
    db: Db, now: Instant, place: SeatRow, *, starts: Instant, ends: Instant, but: str = ""
) -> None:
    """Refuse a seat that somebody has, or paid for, at some of that time.

    Raises:
        Refusal: `station_not_free` where it is out of use, `booking_taken`.
    """
    if place.out_of_order or place.station is None:
        raise Refusal("station_not_free", seat=place.number)
    others = [one for one in bookings.at_seat(db, place.number, since=starts) if one.id != but]
    running = sessions.open_at(db, place.origin)
    if in_the_way(others, seat=place.number, starts=starts, ends=ends, now=now) or (
        running is not None and _sits_until(running, now) > starts
    ):
        raise Refusal("booking_taken", seat=place.number)


def shorten(db: Db, now: Instant, site: Site, *, seats: Iterable[int]) -> None:
    """Sessions there that pay as they go end by the booking; what was paid ahead is in no way."""
    for number in seats:
        place = stations.seat(db, number)
        session = None if place is None else sessions.open_at(db, place.origin)
        if session is None or session.kind != "postpaid":
            continue
        granted_s = granting.seconds_granted(db, now, site, session=session)
        if granted_s < session.granted_s:
            granting.grant(db, site, session=session, seconds=max(granted_s, session.used_s))
            commands.send(db, now, station=session.station, kind="renew", session=session.id)


def _sits_until(session: Session, now: Instant) -> Instant:
    """As far as it is known: who pays after has no end that was promised."""
    left_s = 0 if session.kind == "postpaid" else session.granted_s - session.used_s
    return later(now, seconds=left_s)


def _placed(db: Db, now: Instant, site: Site, *, wish: Wish, but: str) -> int:
    """The seat for it.

    Raises:
        Refusal: what `check_span` refuses, `booking_closed`, `no_such_station`, `booking_taken`,
            `station_not_free`, `booking_full`.
    """
    check_span(starts=wish.starts, ends=wish.ends, now=now)
    check_open(site, starts=wish.starts, ends=wish.ends)
    if wish.seat:
        place = stations.seat(db, wish.seat)
        if place is None:
            raise Refusal("no_such_station", seat=wish.seat)
        check_seat_free(db, now, place, starts=wish.starts, ends=wish.ends, but=but)
        return place.number
    return _any_seat(db, now, wish=wish, but=but)


def _any_seat(db: Db, now: Instant, *, wish: Wish, but: str) -> int:
    places = {place.number: place for place in stations.seats(db) if place.zone == wish.zone}
    around = bookings.between(
        db,
        since=later(wish.starts, seconds=-AROUND_S),
        until=later(wish.ends, seconds=AROUND_S),
        limit=AROUND_LIMIT,
    )
    others = [row.booking for row in around if row.booking.id != but]
    left = set(places)
    while left:
        seat = best_seat(others, seats=left, starts=wish.starts, ends=wish.ends, now=now)
        if seat is None:
            break
        try:
            check_seat_free(db, now, places[seat], starts=wish.starts, ends=wish.ends, but=but)
        except Refusal:  # somebody sits there then, or it is out of use: the next best
            left.discard(seat)
        else:
            return seat
    raise Refusal("booking_full")


def _gone_at(site: Site, wish: Wish) -> Instant:
    return gone_at(starts=wish.starts, ends=wish.ends, no_show_s=site.settings.no_show_s)


def _check_limit(db: Db, now: Instant, site: Site, visitor: str) -> None:
    limit = site.settings.bookings_limit
    rows = bookings.of_visitor(db, visitor, since=now, limit=OF_VISITOR_LIMIT)
    live = [row for row in rows if state_of(row.booking, now, before_s=0) in LIVE]
    if limit and len(live) >= limit:
        raise Refusal("booking_limit", limit=limit)
