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
from kiosk.store import audit, ledger, revisions, shifts, visitors


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
    shift = shifts.open_one(db)
    if shift is None:
        raise Refusal("shift_not_open")
    if shift.counted_minor not in (None, counted_minor):
        raise Refusal("drawer_counted")
    expected = ledger.balance(db, shift.till)
    difference = till.difference_minor(shift, by=by, expected=expected, reason=reason)
    _post_difference(db, now, site, shift=shift.id, difference=difference)
    _to_safe(db, now, site, shift=shift.id, counted=counted_minor)
    shifts.close(
        db,
        now,
        shift=shift.id,
        counted_minor=counted_minor,
        difference_minor=difference,
        reason=reason.strip(),
    )
    audit.record(
        db, now, by=by, act="close_shift", about=f"shift:{shift.id}", reason=reason.strip()
    )
    revisions.bump(db, revisions.FLOOR)
    return Counted(expected, counted_minor, difference)


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


def _to_safe(db: Db, now: Instant, site: Site, *, shift: str, counted: int) -> None:
    if counted == 0:
        return
    ledger.post(
        db,
        Transfer(
            id=f"to_safe:{shift}",
            debit="safe",
            credit=f"till:{shift}",
            amount=site.money(counted),
            at=now,
            reason="shift closed",
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
            (more than the account or the drawer holds).
    """
    if visitors.by_id(db, visitor) is None:
        raise Refusal("not_found", what="visitor")
    shift = open_shift_of(db)
    if amount_minor <= 0:
        raise Refusal("amount_wrong", minor=amount_minor)
    balance = ledger.balance(db, f"visitor:{visitor}")
    if balance <= 0:
        raise Refusal("nothing_to_pay_out")
    if ledger.balance(db, shift.till) < amount_minor:
        raise Refusal("below_zero", account="till")
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
