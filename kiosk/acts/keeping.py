"""What a seat is kept for: bookings, classes, who waits. Whoever starts there asks here first.

Nothing ticks: what a seat is kept for is computed from instants whenever somebody asks.
"""

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.bookings import Booking, check_start, free_until, held_now
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.waiting import Ticket, check_open, held_for, in_line, turn_at
from kiosk.store import blocks, bookings, stations, waiting
from kiosk.store.blocks import Block
from kiosk.store.sessions import Session
from kiosk.store.stations import SeatRow


def check_kept(
    db: Db, now: Instant, site: Site, *, place: SeatRow, visitor: str | None, claim: str = ""
) -> Booking | Ticket | None:
    """Refuse a seat that waits for somebody else; returns the booking or ticket that is used now.

    Args:
        db: the transaction.
        now: by which bookings are judged.
        site: settings.
        place: where somebody would sit down.
        visitor: who they are; None for a walk-in without a name.
        claim: the booking that they came for, the block of a class, or the ticket of the waiting
            list, by its id; "" for none.

    Raises:
        Refusal: `class_not_here`, `booking_unknown`, what `rules.bookings.check_start` refuses,
            `seat_booked`, what `rules.waiting.check_open` refuses, `seat_held`.
    """
    before_s = site.settings.booked_before_s
    held = held_now(bookings.at_seat(db, place.number, since=now), now, before_s=before_s)
    if claim and blocks.by_id(db, claim) is not None:
        if held is None or held.block != claim:
            raise Refusal("class_not_here", seat=place.number)
        return held
    ticket = waiting.by_id(db, claim) if claim else None
    if claim and ticket is None:
        mine = _claimed(db, claim).booking
        check_start(mine, now, seat=place.number, zone=place.zone, before_s=before_s)
        if held is not None and held.id != mine.id:
            raise Refusal("seat_booked", seat=place.number)
        return mine
    if held is not None and (visitor is None or held.visitor != visitor):
        raise Refusal("seat_booked", seat=place.number)
    return held or _turn(db, now, place=place, visitor=visitor, ticket=ticket)


def note_started(db: Db, now: Instant, kept: Booking | Ticket | None, session: Session) -> None:
    """The one it was kept for sits there now; a class's seat stays the class's."""
    if isinstance(kept, Ticket):
        waiting.seated(db, now, ticket=kept.id, session=session.id)
    elif kept is not None and kept.block is None:
        bookings.use(db, now, booking=kept.id, session=session.id)


def _turn(
    db: Db, now: Instant, *, place: SeatRow, visitor: str | None, ticket: Ticket | None
) -> Ticket | None:
    """Refuse a seat on which somebody waits who comes before; returns the ticket that is used."""
    tickets = waiting.open_ones(db, now)
    if ticket is not None:
        check_open(ticket, now)
    elif visitor is not None:
        ticket = next((one for one in tickets if one.visitor == visitor), None)
    turn = turn_at(tickets, now, seat=place.number, zone=place.zone)
    if turn is not None and (ticket is None or ticket.id != turn.id):
        raise Refusal("seat_held", number=turn.number)
    return ticket


def block_at(db: Db, now: Instant, site: Site, *, seat: int) -> Block | None:
    """The class that a seat is held for at this moment."""
    before_s = site.settings.booked_before_s
    held = held_now(bookings.at_seat(db, seat, since=now), now, before_s=before_s)
    return None if held is None or held.block is None else blocks.by_id(db, held.block)


def is_kept(db: Db, now: Instant, site: Site, *, seat: int, visitor: str) -> bool:
    """Whether the seat waits for somebody else than this visitor."""
    before_s = site.settings.booked_before_s
    held = held_now(bookings.at_seat(db, seat, since=now), now, before_s=before_s)
    if held is not None:
        return held.block is not None or held.visitor != visitor
    return held_for(waiting.open_ones(db, now), now, seat=seat) is not None


def somebody_waits(db: Db, now: Instant, site: Site, *, seat: int) -> bool:
    """Whether a class sits at a seat, or anybody in the waiting list would take it."""
    place = stations.seat(db, seat)
    if place is None or block_at(db, now, site, seat=seat) is not None:
        return True
    return any(one.wants(place.zone) for one in in_line(waiting.open_ones(db, now), now))


def booked_from(db: Db, now: Instant, site: Site, *, session: Session) -> Instant | None:
    """When the seat of a session must be free for the next booking there; None: for none."""
    return free_until(
        bookings.at_seat(db, session.seat, since=now),
        now,
        opened_at=session.opened_at,
        before_s=site.settings.booked_before_s,
        visitor=session.visitor,
    )


def _claimed(db: Db, booking: str) -> bookings.BookingRow:
    found = bookings.by_id(db, booking)
    if found is None:
        raise Refusal("booking_unknown")
    return found
