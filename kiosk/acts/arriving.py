"""Who sits down at a lock, and on what terms: a visitor, a guest, who booked, a learner."""

from dataclasses import dataclass

from kiosk.acts.blocks import class_terms
from kiosk.acts.granting import PREPAID, Terms
from kiosk.acts.keeping import block_at, check_kept, note_started
from kiosk.acts.selling import add_guest
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.bookings import Booking
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.waiting import Ticket
from kiosk.store import audit, blocks, bookings
from kiosk.store.sessions import Session
from kiosk.store.stations import SeatRow

POSTPAID = Terms("postpaid")
AT_THE_LOCK = "station"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who stands at the lock: a visitor whose PIN was checked, or a voucher's guest.

    `claim` is the booking, or the block of a class, whose code was typed; its guest may be nobody
    yet, and then `visitor` is "".
    """

    visitor: str
    voucher: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """Who sits down now, on what terms, and what the seat was kept for."""

    visitor: str
    terms: Terms
    kept: Booking | Ticket | None


def arrive(db: Db, now: Instant, site: Site, *, place: SeatRow, identity: Identity) -> Came:
    """Who sits down: somebody known, or a new guest for the code of a booking or a class.

    At the seats of a class whoever has a card may sit; the mentor sees them. A voucher may not.

    Raises:
        Refusal: what `check_kept` and `class_terms` refuse; `booking_pay_first` for a guest where
            nobody pays after.
    """
    claim = identity.claim
    running = block_at(db, now, site, seat=place.number)
    if running is not None and identity.visitor and not identity.voucher:
        claim = claim or running.id
    visitor = identity.visitor or None
    kept = check_kept(db, now, site, place=place, visitor=visitor, claim=claim)
    for_class = running is not None and isinstance(kept, Booking) and kept.block == running.id
    if running is not None and for_class and (running.pays == "free" or visitor is None):
        terms = class_terms(running, now)
    else:
        terms = PREPAID if visitor is not None else _guest_terms(site)
    return Came(visitor or add_guest(db, now, site), terms, kept)


def note(db: Db, now: Instant, came: Came, *, session: Session) -> None:
    """The session has begun."""
    note_started(db, now, came.kept, session)
    if came.terms.reason:
        audit.record(
            db,
            now,
            by=AT_THE_LOCK,
            act="start_session",
            about=f"session:{session.id}",
            reason=came.terms.reason,
        )


def recognise_code(db: Db, code: str) -> Identity | None:
    """The booking or class whose code was typed; None where it is another code."""
    block = blocks.by_code(db, code)
    if block is not None:
        return Identity("", claim=block.id)
    row = bookings.by_code(db, code)
    if row is None:
        return None
    return Identity(row.booking.visitor or "", claim=row.booking.id)


def is_of(db: Db, identity: Identity, running: Session | None) -> bool:
    """Whether the session that runs here is of who stands at the lock: the answer was lost."""
    if running is None:
        return False
    row = bookings.by_id(db, identity.claim) if identity.claim else None
    return running.visitor == identity.visitor or (row is not None and row.session == running.id)


def _guest_terms(site: Site) -> Terms:
    """Whoever booked under a name only has paid nothing yet."""
    if site.settings.postpaid_cap_minor <= 0:
        raise Refusal("booking_pay_first")
    return POSTPAID
