"""Sessions that are paid after: the money is taken at the desk, or given up with a reason.

Products on the bill go with the time, in one payment, and count as products in the ledger.
"""

from kiosk.acts.approving import check_approved
from kiosk.acts.site import Site
from kiosk.acts.tendering import Bill, open_shift_of, take
from kiosk.disk.db import Db
from kiosk.rules.baskets import Line
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import CASH, Pay
from kiosk.store import audit, bills, dues, ledger, products, revisions
from kiosk.store.dues import Due
from kiosk.store.paid import TITLE


def take_due(
    db: Db,
    now: Instant,
    *,
    seat: int,
    tendered_minor: int,
    by: str,
    site: Site,
    pay: Pay = CASH,
) -> int:
    """Take the money for the session that was at a seat; returns the change to give back.

    Its payment has the session's id.

    Raises:
        Refusal: `shift_not_open`, `drawer_counted`, `nothing_due`, then what `tendering.take`
            refuses.
    """
    shift = open_shift_of(db)
    due = _due_at(db, seat)
    bill = Bill(
        id=due.session,
        kind="session",
        title=TITLE,
        list_minor=due.minor,
        visitor=due.visitor,
        by=by,
        tendered_minor=tendered_minor,
        goods_minor=due.goods_minor,
    )
    paid = take(db, now, site, bill=bill, pay=pay)
    for one in bills.lines_of(db, due.session):
        line = Line(one.product, one.title, one.pieces, one.each_minor, left=one.pieces)
        products.keep_line(db, payment=paid.id, line=line)
    dues.settle(db, now, session=due.session, how="taken", shift=shift.id, by=by)
    audit.record(db, now, by=by, act="take_due", about=f"session:{due.session}", reason=paid.reason)
    return paid.tendered_minor - paid.paid_minor


def write_off_due(
    db: Db, now: Instant, *, seat: int, reason: str, by: str, site: Site, approved_by: str = ""
) -> int:
    """Give up what is owed for a seat, as when its visitor walked out; returns how much.

    It is income lost, not income that never was: reports show both. The shift shows it. Nothing
    came in, so no tax is owed for it and none is posted.

    Raises:
        Refusal: `shift_not_open`, `drawer_counted`, `nothing_due`, `reason_missing`,
            `second_person_missing` (above the limit: a due is a gift as a discount is), in that
            order.
    """
    shift = open_shift_of(db)
    due = _due_at(db, seat)
    if not reason.strip():
        raise Refusal("reason_missing")
    check_approved(db, site, minor=due.minor, by=by, approved_by=approved_by)
    _post_loss(db, now, site, due=due)
    why = reason.strip()
    dues.settle(db, now, session=due.session, how="written_off", shift=shift.id, by=by, reason=why)
    audit.record(db, now, by=by, act="write_off_due", about=f"session:{due.session}", reason=why)
    revisions.bump(db, revisions.FLOOR)
    return due.minor


def _due_at(db: Db, seat: int) -> Due:
    due = dues.at_seat(db, seat)
    if due is None:
        raise Refusal("nothing_due", seat=seat)
    return due


def _post_loss(db: Db, now: Instant, site: Site, *, due: Due) -> None:
    for name, credit, minor, reason in (
        ("due", "sales:time", due.time_minor, "time used"),
        ("due_goods", "sales:product", due.goods_minor, "products on the bill"),
    ):
        if minor == 0:
            continue
        ledger.post(
            db,
            Transfer(
                id=f"{name}:{due.session}",
                debit="loss",
                credit=credit,
                amount=site.money(minor),
                at=now,
                reason=reason,
                reference=f"session:{due.session}",
            ),
        )
