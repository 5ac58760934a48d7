"""What a settled session costs goes to its account: reserved money, a due, or nothing.

Source: DESIGN.md §5 and §7. Each transfer's id is made of the session, so nothing is charged twice.
"""

from kiosk.acts.site import Site
from kiosk.acts.tendering import Posting, post_price, taxed
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.outages import Settled
from kiosk.store import bills, charges, dues, ledger
from kiosk.store.sessions import Session


def charge(db: Db, now: Instant, site: Site, *, session: Session, taken: Settled) -> None:
    """Post what no pass covered, as the session's kind has it; never more than its limit.

    What was paid ahead or is free owes nothing: no account pays what nobody agreed to. Products
    on the bill of who pays after are due with the time, or alone where the time cost nothing.
    """
    charges.add(
        db,
        visitor=session.visitor,
        session=session.id,
        minor_by_day=taken.minor_by_day,
    )
    total_minor = taken.total_minor
    if session.kind == "postpaid":
        goods_minor = bills.minor_of(db, session.id)
        minor = min(total_minor, session.limit_minor) + goods_minor
        if minor:
            dues.add(
                db,
                now,
                session=session.id,
                seat=session.seat,
                minor=minor,
                goods_minor=goods_minor,
            )
    elif session.kind == "account":
        _from_reserved(db, now, site, session=session, total_minor=total_minor)


def reserve(db: Db, now: Instant, site: Site, *, session: Session) -> None:
    """Set the money of an account session aside while it runs.

    Raises:
        Refusal: `below_zero` when the account holds less.
    """
    path = (f"visitor:{session.visitor}", f"reserved:{session.id}", session.limit_minor)
    _post(db, now, site, session=session, name="reserve", path=path)


def _from_reserved(db: Db, now: Instant, site: Site, *, session: Session, total_minor: int) -> None:
    """Take the price, and the tax in it, from what was set aside; give the rest back."""
    reserved = f"reserved:{session.id}"
    minor = min(total_minor, session.limit_minor)
    rest = session.limit_minor - minor
    price = Posting(
        id=f"session:{session.id}",
        debit=reserved,
        credit="sales:time",
        minor=minor,
        at=now,
        reason="time used",
        reference=f"session:{session.id}",
    )
    post_price(db, site, price, tax_id=f"session_tax:{session.id}", parts=taxed(site, minor))
    back = (reserved, f"visitor:{session.visitor}", rest)
    _post(db, now, site, session=session, name="release", path=back)


def _post(
    db: Db, now: Instant, site: Site, *, session: Session, name: str, path: tuple[str, str, int]
) -> None:
    debit, credit, minor = path
    if minor <= 0:
        return
    ledger.post(
        db,
        Transfer(
            id=f"{name}:{session.id}",
            debit=debit,
            credit=credit,
            amount=site.money(minor),
            at=now,
            reason=_REASONS[name],
            reference=f"session:{session.id}",
        ),
    )


_REASONS = {"reserve": "set aside for time", "release": "time not used"}
