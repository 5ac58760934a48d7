"""Products for somebody who pays after: onto the bill, within what may be owed for the session.

The stock moves at once. What the products cost is no more to be had as time, so that both together
never come to more than the session's limit; the station hears of its shorter time at once.
"""

from dataclasses import dataclass, replace

from kiosk.acts import granting
from kiosk.acts.approving import check_approved
from kiosk.acts.front_desk import grant_all, session_at
from kiosk.acts.products import line_of
from kiosk.acts.site import Site
from kiosk.acts.tendering import open_shift_of
from kiosk.disk.db import Db
from kiosk.rules.baskets import Line, basket_minor, basket_title, check_basket
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, bills, products, sessions
from kiosk.store.bills import TakenOff
from kiosk.store.sessions import Session


def put_on_bill(
    db: Db,
    now: Instant,
    *,
    seat: int,
    pieces: tuple[tuple[str, int], ...],
    told_used_s: int,
    by: str,
    site: Site,
) -> int:
    """Let the visitor at a seat have products that are paid with the time; returns their price.

    Args:
        db: the transaction.
        now: when.
        seat: where the session is.
        pieces: how many of which products.
        told_used_s: used seconds by the station's last beat, which no row holds.
        by: staff.
        site: settings.

    Raises:
        Refusal: `shift_not_open`, `drawer_counted`, `no_such_station`, `no_session_here`,
            `not_paid_after`, `product_unknown`, what `check_basket` refuses, `bill_full`.
    """
    open_shift_of(db)
    session = session_at(db, seat)
    if session.kind != "postpaid":
        raise Refusal("not_paid_after", seat=seat)
    lines = _lines(db, session, pieces)
    check_basket(lines)
    minor = basket_minor(lines)
    shorter = replace(session, limit_minor=session.limit_minor - minor)
    _check_time_left(db, now, site, session=shorter, used_s=max(told_used_s, session.used_s))
    for line in lines:
        bills.put(db, session=session.id, line=line)
        products.move(db, now, product=line.product, pieces=-line.pieces, why="sold", by=by)
    sessions.set_limit(db, session=session.id, limit_minor=shorter.limit_minor)
    grant_all(db, now, site, shorter)
    audit.record(
        db, now, by=by, act="put_on_bill", about=f"session:{session.id}", reason=basket_title(lines)
    )
    return minor


@dataclass(frozen=True, slots=True)
class Off:
    """How many pieces of what come off the bill of a seat, why, and who agreed above the limit."""

    seat: int
    product: str
    pieces: int
    reason: str
    by: str
    approved_by: str = ""


def take_off_bill(db: Db, now: Instant, *, off: Off, site: Site) -> int:
    """Take products off an open bill, back onto the shelf; returns what is owed less.

    All that came off the bill counts against the limit: else many small ones would need nobody's
    word. What they cost is to be had as time again.

    Raises:
        Refusal: `shift_not_open`, `drawer_counted`, `no_such_station`, `no_session_here`,
            `not_paid_after`, `reason_missing`, `product_unknown` (not on this bill),
            `field_wrong` (more pieces than there are), `second_person_missing`, in that order.
    """
    open_shift_of(db)
    session = session_at(db, off.seat)
    if session.kind != "postpaid":
        raise Refusal("not_paid_after", seat=off.seat)
    if not off.reason.strip():
        raise Refusal("reason_missing")
    there = next(
        (one for one in bills.lines_of(db, session.id) if one.product == off.product), None
    )
    if there is None:
        raise Refusal("product_unknown")
    if not 0 < off.pieces <= there.pieces:
        raise Refusal("field_wrong", field="pieces")
    minor = off.pieces * there.each_minor
    so_far = bills.taken_off_minor(db, session.id) + minor
    check_approved(db, site, minor=so_far, by=off.by, approved_by=off.approved_by)
    why = off.reason.strip()
    kept = TakenOff(session.id, off.product, off.pieces, minor, off.by, off.approved_by, why)
    bills.take_off(db, now, kept)
    products.move(db, now, product=off.product, pieces=off.pieces, why="back", by=off.by)
    longer = replace(session, limit_minor=session.limit_minor + minor)
    sessions.set_limit(db, session=session.id, limit_minor=longer.limit_minor)
    grant_all(db, now, site, longer)
    audit.record(db, now, by=off.by, act="take_off_bill", about=f"session:{session.id}", reason=why)
    return minor


def _lines(db: Db, session: Session, pieces: tuple[tuple[str, int], ...]) -> tuple[Line, ...]:
    """As they stand on the bill already: their price there holds for more of the same."""
    there = {one.product: one.each_minor for one in bills.lines_of(db, session.id)}
    lines = [line_of(db, product, count) for product, count in pieces]
    return tuple(
        replace(line, each_minor=there.get(line.product, line.each_minor)) for line in lines
    )


def _check_time_left(db: Db, now: Instant, site: Site, *, session: Session, used_s: int) -> None:
    """What was used already must stay within the limit, with some time to go on."""
    if session.limit_minor > 0:
        unused = replace(session, used_s=0)
        if granting.seconds_granted(db, now, site, session=unused) > used_s:
            return
    raise Refusal("bill_full")
