"""Seats for a class: all booked in one go, sat at for free where the block says so."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.acts import front_desk
from kiosk.acts.bookings import check_seat_free, new_code, shorten
from kiosk.acts.granting import Terms
from kiosk.acts.opening_hours import check_open
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.bookings import CLASS_LATE_S, Booking, check_span
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.names import named
from kiosk.rules.offers import Terms as SponsorTerms
from kiosk.rules.refusals import Refusal
from kiosk.rules.sponsorships import held_seconds, is_open
from kiosk.store import audit, blocks, bookings, offers, revisions, sponsorships, stations
from kiosk.store.blocks import Block, Pays

SEATS_LIMIT = 200
TITLE_LIMIT = 80
REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class ClassWish:
    """What is asked for: seats, a while, a title, and who pays there.

    `sponsorship` "": what is free is the house's; `goes_on_free`: also once its budget is used up.
    `class_id`: the class that meets there; "" for one that is known by its title only.
    """

    title: str
    seats: tuple[int, ...]
    starts: Instant
    ends: Instant
    pays: Pays
    sponsorship: str = ""
    goes_on_free: bool = False
    class_id: str = ""


def book_block(db: Db, now: Instant, *, wish: ClassWish, by: str, site: Site) -> str:
    """Book these seats for a class, all of them or none; returns the block's id.

    Raises:
        Refusal: `field_wrong` (title), `field_missing` (title, seats), `too_many`, what
            `check_span` refuses,
            `booking_closed`, `field_wrong` (sponsorship: it pays no more, or learners pay for
            themselves), `sponsor_pays_not` (nothing of it is in its zones, days and hours),
            `no_such_station`, `station_not_free`, `booking_taken`.
    """
    wanted = tuple(sorted(set(wish.seats)))
    name = named(wish.title, field="title", limit=TITLE_LIMIT)
    if not name:
        raise Refusal("field_missing", field="title")
    if not wanted:
        raise Refusal("field_missing", field="seats")
    if len(wanted) > SEATS_LIMIT:
        raise Refusal("too_many")
    late_s = CLASS_LATE_S if wish.class_id else 0
    check_span(starts=wish.starts, ends=wish.ends, now=now, late_s=late_s)
    check_open(site, starts=wish.starts, ends=wish.ends)
    _check_sponsorship(db, now, site, wish)
    block = Block(
        id=new_id(),
        code=new_code(db),
        title=name,
        class_id=wish.class_id,
        starts=wish.starts,
        ends=wish.ends,
        pays=wish.pays,
        made_at=now,
        made_by=by,
        sponsorship=wish.sponsorship or None,
        goes_on_free=wish.goes_on_free,
    )
    blocks.add(db, block)
    for number in wanted:
        _book_seat(db, now, block, number)
    shorten(db, now, site, seats=wanted)
    audit.record(db, now, by=by, act="book_block", about=f"block:{block.id}", reason=name)
    revisions.bump(db, revisions.FLOOR)
    return block.id


def cancel_block(db: Db, now: Instant, *, block: str, reason: str, by: str) -> None:
    """The class does not take place: its seats are free. Who sits there stays.

    Raises:
        Refusal: `booking_unknown`, `booking_cancelled`, `booking_over`, `reason_missing`.
    """
    old = known(db, block)
    if old.cancelled_at is not None:
        raise Refusal("booking_cancelled")
    if now >= old.ends:
        raise Refusal("booking_over")
    why = reason.strip()[:REASON_LIMIT]
    if not why:
        raise Refusal("reason_missing")
    blocks.cancel(db, now, block=block, reason=why)
    audit.record(db, now, by=by, act="cancel_block", about=f"block:{block}", reason=why)
    revisions.bump(db, revisions.FLOOR)


def start_for_class(
    db: Db, now: Instant, *, seat: int, visitor: str | None, block: str, by: str, site: Site
) -> str:
    """Open a session at a seat of a class that costs nothing up to its end; returns its id.

    Raises:
        Refusal: `booking_unknown`, `booking_pay_first` where everybody pays for themselves, what
            `front_desk.start_metered` refuses.
    """
    return front_desk.start_metered(
        db,
        now,
        seat=seat,
        visitor=visitor,
        terms=class_terms(known(db, block), now),
        by=by,
        site=site,
        claim=block,
    )


def class_terms(block: Block, now: Instant) -> Terms:
    """Free up to the block's end, with the class as the reason.

    Raises:
        Refusal: `booking_cancelled`, `booking_over`, `booking_pay_first`.
    """
    if block.cancelled_at is not None:
        raise Refusal("booking_cancelled")
    left_s = seconds_between(now, block.ends)
    if left_s <= 0:
        raise Refusal("booking_over")
    if block.pays != "free":
        raise Refusal("booking_pay_first")
    return Terms(
        "free",
        limit_s=left_s,
        reason=f"class: {block.title}",
        sponsorship=block.sponsorship or "",
        goes_on_free=block.goes_on_free,
    )


def known(db: Db, block: str) -> Block:
    """A block.

    Raises:
        Refusal: `booking_unknown`.
    """
    found = blocks.by_id(db, block)
    if found is None:
        raise Refusal("booking_unknown")
    return found


def _check_sponsorship(db: Db, now: Instant, site: Site, wish: ClassWish) -> None:
    if not wish.sponsorship:
        return
    made = sponsorships.by_id(db, wish.sponsorship)
    if made is None or wish.pays != "free":
        raise Refusal("field_wrong", field="sponsorship")
    if not is_open(now=now, ends=made.ends, stopped=made.stopped_at is not None):
        raise Refusal("field_wrong", field="sponsorship")
    offer = offers.by_id(db, made.offer)
    zones = {place.zone for place in stations.seats(db) if place.number in wish.seats}
    if offer is None or not any(_holds(offer.terms, zone, wish, site) for zone in zones):
        raise Refusal("sponsor_pays_not", field="sponsorship")


def _holds(terms: SponsorTerms, zone: str, wish: ClassWish, site: Site) -> bool:
    """Whether it pays for any second of a class in a zone."""
    _at_once_s, in_all_s = held_seconds(
        terms,
        zone=zone,
        start=wish.starts,
        seconds=seconds_between(wish.starts, wish.ends),
        timezone=ZoneInfo(site.settings.timezone),
    )
    return in_all_s > 0


def _book_seat(db: Db, now: Instant, block: Block, number: int) -> None:
    place = stations.seat(db, number)
    if place is None:
        raise Refusal("no_such_station", seat=number)
    check_seat_free(db, now, place, starts=block.starts, ends=block.ends)
    booking = Booking(
        id=new_id(),
        seat=number,
        zone="",
        starts=block.starts,
        ends=block.ends,
        gone_at=block.ends,
        changed_at=now,
        block=block.id,
    )
    bookings.add(db, now, booking, code=None, by=block.made_by)
