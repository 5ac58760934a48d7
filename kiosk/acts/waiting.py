"""The waiting list: people join, are called, sit down, leave or do not come.

Whose turn a seat is follows from instants alone (`rules/waiting.py`); calls are kept here so that
everybody sees the same one, and so that the report can be made.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from kiosk.acts.front_desk import known_visitor
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, later
from kiosk.rules.names import named
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_day
from kiosk.rules.waiting import (
    OPEN_LIMIT,
    FreeSeat,
    Ticket,
    TicketState,
    check_open,
    in_line,
    next_calls,
    state_of,
)
from kiosk.store import audit, revisions, sessions, stations
from kiosk.store import waiting as store

NAME_LIMIT = 80
LOBBY = "lobby"


def join(
    db: Db, now: Instant, *, zone: str, visitor: str | None, name: str, by: str, site: Site
) -> str:
    """Somebody joins the line and gets the day's next number; returns the ticket's id.

    Raises:
        Refusal: `field_wrong` (who: a name that drives a screen), `queue_full`, `field_wrong` (a
            zone that no seat has), `not_found`, `ticket_exists`, `visitor_has_session`.
    """
    name = "" if visitor is not None else named(name, field="who", limit=NAME_LIMIT)
    line = in_line(store.open_ones(db, now), now)
    if len(line) >= OPEN_LIMIT:
        raise Refusal("queue_full")
    if zone and all(place.zone != zone for place in stations.seats(db)):
        raise Refusal("field_wrong", field="zone")
    if visitor is not None:
        known_visitor(db, visitor)
        _check_new(db, line, visitor)
    day = local_day(now, ZoneInfo(site.settings.timezone))
    ticket = Ticket(
        id=new_id(),
        number=store.last_number(db, day) + 1,
        zone=zone,
        joined_at=now,
        visitor=visitor,
        name=name,
    )
    store.add(db, ticket, day=day, by=by)
    audit.record(db, now, by=by, act="join_line", about=f"ticket:{ticket.id}")
    revisions.bump(db, revisions.FLOOR)
    return ticket.id


def leave(db: Db, now: Instant, *, ticket: str, by: str) -> None:
    """They leave the line; the seat that was held for them is the next one's.

    Raises:
        Refusal: `ticket_unknown`, what `check_open` refuses.
    """
    old = known(db, ticket)
    check_open(old, now)
    store.left(db, now, ticket=ticket, no_show=False)
    audit.record(db, now, by=by, act="leave_line", about=f"ticket:{ticket}")
    revisions.bump(db, revisions.FLOOR)


def pass_over(db: Db, now: Instant, *, ticket: str, by: str) -> None:
    """They were called and are not here: the next one is called before the time is up.

    Raises:
        Refusal: `ticket_unknown`, what `check_open` refuses, `ticket_not_called`.
    """
    old = known(db, ticket)
    check_open(old, now)
    if state_of(old, now) is not TicketState.CALLED:
        raise Refusal("ticket_not_called", number=old.number)
    store.left(db, now, ticket=ticket, no_show=True)
    audit.record(db, now, by=by, act="pass_over", about=f"ticket:{ticket}")
    revisions.bump(db, revisions.FLOOR)


def note_calls(db: Db, now: Instant, *, free: tuple[FreeSeat, ...], site: Site) -> int:
    """Call whose turn it is to the seats that are free; returns how many were called.

    Seats that were taken since are passed over. Asked twice, it calls once.
    """
    _settle(db, now)
    still_free = tuple(seat for seat in free if _is_free(db, seat.number))
    tickets = store.open_ones(db, now)
    numbers = {seat.number for seat in still_free}
    for one in tickets:
        if one.seat and one.seat not in numbers:
            store.uncall(db, ticket=one.id)
    calls = next_calls(store.open_ones(db, now), still_free, now)
    held_until = later(now, seconds=site.settings.held_seat_s)
    for call in calls:
        store.call(db, now, ticket=call.ticket, seat=call.seat, held_until=held_until)
    if calls:
        revisions.bump(db, revisions.FLOOR)
    return len(calls)


def known(db: Db, ticket: str) -> Ticket:
    """A ticket.

    Raises:
        Refusal: `ticket_unknown`.
    """
    found = store.by_id(db, ticket)
    if found is None:
        raise Refusal("ticket_unknown")
    return found


def _settle(db: Db, now: Instant) -> None:
    """Write down what time has made of calls: they lapsed when they lapsed, not now.

    One of an evening on which the hub went off stands in no line any more, and would hold its seat.
    """
    for one in store.lapsed(db, now):
        if one.held_until is not None:
            store.left(db, one.held_until, ticket=one.id, no_show=True)
            revisions.bump(db, revisions.FLOOR)


def _is_free(db: Db, number: int) -> bool:
    place = stations.seat(db, number)
    return (
        place is not None and not place.out_of_order and sessions.open_at(db, place.origin) is None
    )


def _check_new(db: Db, line: Iterable[Ticket], visitor: str) -> None:
    for one in line:
        if one.visitor == visitor:
            raise Refusal("ticket_exists", number=one.number)
    running = sessions.open_of(db, visitor)
    if running is not None:
        raise Refusal("visitor_has_session", seat=running.seat)
