"""The till: shifts, blind counts, pay-outs. Source: DESIGN.md §5, UI.md rule 15."""

from dataclasses import dataclass

from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.acts.tendering import open_shift_of
from kiosk.disk.db import Db
from kiosk.rules import till
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, cash_moves, ledger, revisions, shifts, staff, visitors
from kiosk.store.cash_moves import CashMove
from kiosk.store.shifts import Closing


@dataclass(frozen=True, slots=True)
class Counted:
    """A closed shift: what should be there, what was, and the difference (minor units)."""

    expected_minor: int
    counted_minor: int
    difference_minor: int


def open_shift(db: Db, now: Instant, *, float_minor: int, by: str, site: Site) -> str:
    """Open a shift with a float taken from the safe; returns its id.

    Raises:
        Refusal: `shift_already_open`, `amount_wrong`.
    """
    till.check_open(shifts.open_one(db))
    if not 0 <= float_minor <= AMOUNT_LIMIT_MINOR:
        raise Refusal("amount_wrong", minor=float_minor)
    shift = new_id()
    shifts.add(db, now, shift=shift, operator=by, float_minor=float_minor)
    if float_minor:
        ledger.post(
            db,
            Transfer(
                id=f"float:{shift}",
                debit=f"till:{shift}",
                credit="safe",
                amount=site.money(float_minor),
                at=now,
                reason="opening float",
                reference=f"shift:{shift}",
            ),
        )
    audit.record(db, now, by=by, act="open_shift", about=f"shift:{shift}")
    revisions.bump(db, revisions.FLOOR)
    return shift


def count_drawer(db: Db, now: Instant, *, counted_minor: int, by: str) -> int:
    """Keep what was counted, once and before anybody sees what should be there; sales stop.

    Returns the difference to what should be there.

    Raises:
        Refusal: `shift_not_open`, `shift_not_yours`, `drawer_counted`, `amount_wrong`, in that
            order.
    """
    shift = open_shift_of(db)
    till.check_count(shift, by=by, counted_minor=counted_minor)
    shifts.keep_count(db, shift=shift.id, counted_minor=counted_minor)
    audit.record(db, now, by=by, act="count_drawer", about=f"shift:{shift.id}")
    revisions.bump(db, revisions.FLOOR)
    return counted_minor - ledger.balance(db, shift.till)


def close_shift(
    db: Db, now: Instant, *, counted_minor: int, reason: str, by: str, site: Site
) -> Counted:
    """Close the open shift with what was counted; the drawer's content goes to the safe.

    Raises:
        Refusal: `shift_not_open`, `drawer_counted` (with another sum than this),
            `shift_not_yours`, `drawer_not_counted` (else a refusal would tell what to count),
            `reason_missing` (there is a difference and nobody says why), in that order.
    """
    shift, counted = _settle(db, now, site, counted_minor=counted_minor, reason=reason, by=by)
    _move_all(db, now, site, shift=shift, counted=counted_minor, into="safe")
    closing = Closing(counted_minor, counted.difference_minor, reason.strip())
    shifts.close(db, now, shift=shift, closing=closing)
    audit.record(db, now, by=by, act="close_shift", about=f"shift:{shift}", reason=reason.strip())
    revisions.bump(db, revisions.FLOOR)
    return counted


def hand_over(
    db: Db, now: Instant, *, counted_minor: int, reason: str, by: str, to: str, site: Site
) -> Counted:
    """Close the counted shift and open one of `to`, whose password was checked, with its content.

    What was counted is the float of the next shift: the money never leaves the drawer.

    Raises:
        Refusal: `shift_not_open`, `same_operator`, `not_allowed` (`to` opens no shift), then
            what `close_shift` refuses.
    """
    till.check_hand_over(shifts.open_one(db), to=to)
    who = staff.by_id(db, to)
    if who is None:
        raise Refusal("not_found", what="staff")
    who.check_may("open_shift")
    shift, counted = _settle(db, now, site, counted_minor=counted_minor, reason=reason, by=by)
    closing = Closing(counted_minor, counted.difference_minor, reason.strip(), to)
    shifts.close(db, now, shift=shift, closing=closing)
    following = new_id()
    shifts.add(db, now, shift=following, operator=to, float_minor=counted_minor)
    _move_all(db, now, site, shift=shift, counted=counted_minor, into=f"till:{following}")
    audit.record(db, now, by=by, act="hand_over", about=f"shift:{shift}", reason=reason.strip())
    audit.record(db, now, by=to, act="open_shift", about=f"shift:{following}")
    revisions.bump(db, revisions.FLOOR)
    return counted


def move_cash(
    db: Db,
    now: Instant,
    *,
    move: str,
    kind: str,
    amount_minor: int,
    reason: str,
    by: str,
    site: Site,
) -> None:
    """Put cash into the drawer or take it out when nothing is sold.

    More may be taken out than should be there: a refusal would tell what should.

    Raises:
        Refusal: `field_wrong` (no such way), then what `till.check_move` refuses.
    """
    if kind not in till.BY_HAND:
        raise Refusal("field_wrong", field="kind")
    moved = till.CashMoved(now, till.CashKind(kind), amount_minor, reason)
    till.check_move(shifts.open_one(db), moved)
    drawer = open_shift_of(db)
    kept = CashMove(move, drawer.id, by, now, kind, amount_minor, reason.strip())
    other = "safe" if kind in ("from_safe", "to_safe") else "world"
    out = moved.kind in till.GOES_OUT
    ledger.post(
        db,
        Transfer(
            id=f"cash:{move}",
            debit=other if out else drawer.till,
            credit=drawer.till if out else other,
            amount=site.money(amount_minor),
            at=now,
            reason=reason.strip() or kind.replace("_", " "),
            reference=f"shift:{drawer.id}",
        ),
    )
    cash_moves.add(db, kept)
    audit.record(db, now, by=by, act=kind, about=f"shift:{drawer.id}", reason=reason.strip())


def _settle(
    db: Db, now: Instant, site: Site, *, counted_minor: int, reason: str, by: str
) -> tuple[str, Counted]:
    """Check the count that was kept and post its difference; returns the shift and the count."""
    shift = shifts.open_one(db)
    if shift is None:
        raise Refusal("shift_not_open")
    if shift.counted_minor not in (None, counted_minor):
        raise Refusal("drawer_counted")
    expected = ledger.balance(db, shift.till)
    difference = till.difference_minor(shift, by=by, expected=expected, reason=reason)
    _post_difference(db, now, site, shift=shift.id, difference=difference)
    return shift.id, Counted(expected, counted_minor, difference)


def _post_difference(db: Db, now: Instant, site: Site, *, shift: str, difference: int) -> None:
    if difference == 0:
        return
    drawer = f"till:{shift}"
    short = difference < 0
    ledger.post(
        db,
        Transfer(
            id=f"difference:{shift}",
            debit="loss" if short else drawer,
            credit=drawer if short else "loss",
            amount=site.money(abs(difference)),
            at=now,
            reason="till short" if short else "till over",
            reference=f"shift:{shift}",
        ),
    )


def _move_all(db: Db, now: Instant, site: Site, *, shift: str, counted: int, into: str) -> None:
    """What was counted goes to the safe, or stays in the drawer under another shift."""
    if counted == 0:
        return
    ledger.post(
        db,
        Transfer(
            id=f"to_safe:{shift}" if into == "safe" else f"handed:{shift}",
            debit=into,
            credit=f"till:{shift}",
            amount=site.money(counted),
            at=now,
            reason="shift closed" if into == "safe" else "shift handed over",
            reference=f"shift:{shift}",
        ),
    )


def pay_out(
    db: Db, now: Instant, *, payout: str, visitor: str, amount_minor: int, by: str, site: Site
) -> int:
    """Pay cash from a visitor's account; any amount may be paid out. Returns the new balance.

    Args:
        db: the transaction.
        now: when.
        payout: the transfer's id, made with the form.
        visitor: whose account.
        amount_minor: how much.
        by: staff.
        site: settings.

    Raises:
        Refusal: `not_found`, `shift_not_open`, `amount_wrong`, `nothing_to_pay_out`, `below_zero`
            (more than the account holds: what may be owed is for buying, never cash in the
            hand). What should be in the drawer is asked of nobody before
            it is counted: a refusal would tell it, amount by amount. More than lies there cannot
            be paid, and what was not written down shows when it is counted.
    """
    if visitors.by_id(db, visitor) is None:
        raise Refusal("not_found", what="visitor")
    shift = open_shift_of(db)
    if not 0 < amount_minor <= AMOUNT_LIMIT_MINOR:
        raise Refusal("amount_wrong", minor=amount_minor)
    balance = ledger.balance(db, f"visitor:{visitor}")
    if balance <= 0:
        raise Refusal("nothing_to_pay_out")
    if amount_minor > balance:
        raise Refusal("below_zero", account=f"visitor:{visitor}")
    ledger.post(
        db,
        Transfer(
            id=f"payout:{payout}",
            debit=f"visitor:{visitor}",
            credit=shift.till,
            amount=site.money(amount_minor),
            at=now,
            reason="paid out",
            reference=f"visitor:{visitor}",
        ),
    )
    audit.record(db, now, by=by, act="pay_out", about=f"visitor:{visitor}")
    revisions.bump(db, revisions.record_of(visitor))
    return ledger.balance(db, f"visitor:{visitor}")
