"""What becomes of a voucher when a session that it opened is over.

Unused time stays on it. One voucher may have been used at several stations with the hub away, or
before it was sold: what goes beyond the seconds paid for is found here, in whatever order the
stations tell. Source: DESIGN.md §7, last row.
"""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.receipts import Receipt
from kiosk.rules.vouchers import VoucherState
from kiosk.store import audit, passes, sessions, staff, voucher_uses, vouchers
from kiosk.store.sessions import Session
from kiosk.store.voucher_uses import Use
from kiosk.store.vouchers import Voucher


def close_use(db: Db, now: Instant, *, session: Session, receipt: Receipt) -> None:
    """A session was settled: pay what its passes did not cover from its voucher, and put that back.

    `session` is as it was while it was open.
    """
    use = voucher_uses.of_session(db, session.id)
    voucher = (
        vouchers.by_visitor(db, session.visitor) if use is None else vouchers.by_code(db, use.code)
    )
    if voucher is None:
        return
    if use is not None:
        _settle_use(db, now, voucher, session, receipt)
    _put_back(db, now, voucher)


def note_opened(db: Db, *, session: str, visitor: str) -> None:
    """A session began for a guest: where they have a voucher it is in use, whoever opened it."""
    voucher = vouchers.by_visitor(db, visitor)
    if voucher is not None and voucher.state is VoucherState.SOLD:
        vouchers.set_state(db, code=voucher.code, state=VoucherState.IN_USE)
        voucher_uses.add(db, Use(session, voucher.code))


def pay_earlier_uses(db: Db, now: Instant, *, code: str) -> None:
    """A voucher was sold after it had been used: its seconds pay for those uses first."""
    voucher = vouchers.by_code(db, code)
    if voucher is None:
        return
    for use in voucher_uses.unpaid(db, code):
        paid_s = _pay(db, voucher, session=use.session, seconds=use.overspent_s)
        voucher_uses.set_overspent(db, now, session=use.session, seconds=use.overspent_s - paid_s)
    if voucher_uses.of_code(db, code):
        vouchers.set_state(db, code=code, state=VoucherState.IN_USE)
        _put_back(db, now, _again(db, voucher))


def is_second(db: Db, session: Session) -> bool:
    """Whether this is a further use of a voucher beside another, under a guest of its own."""
    use = voucher_uses.of_session(db, session.id)
    voucher = None if use is None else vouchers.by_code(db, use.code)
    return voucher is not None and voucher.visitor != session.visitor


def _settle_use(db: Db, now: Instant, voucher: Voucher, session: Session, receipt: Receipt) -> None:
    """Seconds in grace are nobody's; others that no pass covered are the voucher's, then lost."""
    uncovered_s = receipt.given_s
    unpaid_s = uncovered_s - _pay(db, voucher, session=session.id, seconds=uncovered_s)
    if unpaid_s <= 0:
        return
    voucher_uses.set_overspent(db, now, session=session.id, seconds=unpaid_s)
    seller = voucher.sold_by or voucher.held_by or ""
    who = staff.by_id(db, seller)
    audit.record(
        db,
        now,
        by=f"station:{session.station}",
        act="voucher_overspent",
        about=f"voucher:{voucher.code}",
        reason=f"seat {session.seat}, {unpaid_s} s, {'-' if who is None else who.name}",
    )


def _pay(db: Db, voucher: Voucher, *, session: str, seconds: int) -> int:
    """Spend what the voucher's pass has left on a session; returns how many seconds it paid."""
    if voucher.pass_id is None or voucher.state is VoucherState.VOID:
        return 0
    paid_s = min(seconds, passes.left_s(db, voucher.pass_id))
    if paid_s <= 0 or sessions.spent_s(db, session):
        return 0
    passes.spend(db, session=session, pass_id=voucher.pass_id, seconds=paid_s)
    return paid_s


def _put_back(db: Db, now: Instant, voucher: Voucher) -> None:
    """Once none of its sessions runs, a voucher opens another until it is used up."""
    if voucher.state is not VoucherState.IN_USE or voucher_uses.open_sessions(db, voucher.code):
        return
    left = any(held.left_s for held in passes.usable(db, visitor=voucher.visitor, at=now))
    state = VoucherState.SOLD if left else VoucherState.USED_UP
    vouchers.set_state(db, code=voucher.code, state=state)


def _again(db: Db, voucher: Voucher) -> Voucher:
    return vouchers.by_code(db, voucher.code) or voucher
