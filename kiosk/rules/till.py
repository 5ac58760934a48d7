"""The cash drawer: who may touch it, what should be in it, and the blind count.

Source: DESIGN.md §5. An operator who knows what should be in the drawer counts until it is; so
the sum stays hidden until one count is kept, and that count cannot be taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.rules.instants import Instant
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.refusals import Refusal


class OpenShift(Protocol):
    """What these rules need to know of the shift that is open."""

    @property
    def operator(self) -> str:
        """Whose shift it is."""
        ...

    @property
    def counted_minor(self) -> int | None:
        """What was counted; None until then."""
        ...


class CashKind(StrEnum):
    """Why cash goes in or out."""

    FLOAT = "float"
    SALE = "sale"
    TOP_UP = "top_up"
    PAY_IN = "pay_in"
    FROM_SAFE = "from_safe"
    PAY_OUT = "pay_out"
    EXPENSE = "expense"
    REFUND = "refund"
    TO_SAFE = "to_safe"


GOES_OUT = frozenset({CashKind.PAY_OUT, CashKind.EXPENSE, CashKind.REFUND, CashKind.TO_SAFE})
NEEDS_REASON = frozenset({CashKind.PAY_IN, CashKind.EXPENSE, CashKind.REFUND})
BY_HAND = frozenset({CashKind.PAY_IN, CashKind.FROM_SAFE, CashKind.EXPENSE, CashKind.TO_SAFE})
"""What an operator does with the drawer when nothing is sold."""


@dataclass(frozen=True, slots=True)
class CashMoved:
    """A fact of a shift: cash went in or out of the drawer; `minor` is above zero either way."""

    at: Instant
    kind: CashKind
    minor: int
    reason: str = ""


def expected_minor(moves: Iterable[CashMoved]) -> int:
    """What should be in the drawer: the float, and what went in, less what went out.

    The ledger's balance of `till:<shift>` is the same sum; a shift whose two differ is damaged.
    """
    return sum(-move.minor if move.kind in GOES_OUT else move.minor for move in moves)


def check_open(shift: OpenShift | None) -> None:
    """Refuse a second shift at the same drawer.

    Raises:
        Refusal: `shift_already_open`.
    """
    if shift is not None:
        raise Refusal("shift_already_open", operator=shift.operator)


def check_move(shift: OpenShift | None, move: CashMoved) -> None:
    """Refuse to move cash that nobody would answer for.

    Raises:
        Refusal: `shift_not_open`, `drawer_counted`, `amount_wrong`, `reason_missing`, in that
            order.
    """
    if shift is None:
        raise Refusal("shift_not_open")
    if shift.counted_minor is not None:
        raise Refusal("drawer_counted")
    if not 0 < move.minor <= AMOUNT_LIMIT_MINOR:
        raise Refusal("amount_wrong", minor=move.minor)
    if move.kind in NEEDS_REASON and not move.reason.strip():
        raise Refusal("reason_missing", kind=move.kind)


def check_hand_over(shift: OpenShift | None, *, to: str) -> None:
    """Refuse to hand a drawer over to nobody else.

    Raises:
        Refusal: `shift_not_open`, `same_operator`, in that order.
    """
    if shift is None:
        raise Refusal("shift_not_open")
    if shift.operator == to:
        raise Refusal("same_operator")


def check_count(shift: OpenShift | None, *, by: str, counted_minor: int) -> None:
    """Refuse a count of somebody else's drawer, a second count, and a count that cannot be.

    Raises:
        Refusal: `shift_not_open`, `shift_not_yours`, `drawer_counted`, `amount_wrong`, in that
            order.
    """
    if _own(shift, by).counted_minor is not None:
        raise Refusal("drawer_counted")
    if not 0 <= counted_minor <= AMOUNT_LIMIT_MINOR:
        raise Refusal("amount_wrong", minor=counted_minor)


def shown_expected(shift: OpenShift, expected: int) -> int | None:
    """What a page may say should be in the drawer: nothing until it has been counted."""
    return None if shift.counted_minor is None else expected


def difference_minor(shift: OpenShift | None, *, by: str, expected: int, reason: str) -> int:
    """What closing the shift would post: counted less expected, over or short.

    Raises:
        Refusal: `shift_not_open`, `shift_not_yours`, `drawer_not_counted`, `reason_missing` (there
            is a difference and nobody says why), in that order.
    """
    counted = _own(shift, by).counted_minor
    if counted is None:
        raise Refusal("drawer_not_counted")
    difference = counted - expected
    if difference and not reason.strip():
        raise Refusal("reason_missing", difference_minor=difference)
    return difference


def change_minor(*, due: int, given: int) -> int:
    """What a visitor gets back.

    Raises:
        Refusal: `amount_wrong` for a negative sum, `cash_given_too_little`.
    """
    if due < 0 or not 0 <= given <= AMOUNT_LIMIT_MINOR:
        raise Refusal("amount_wrong", minor=given)
    if given < due:
        raise Refusal("cash_given_too_little", missing_minor=due - given)
    return given - due


def rounded_to_coin(minor: int, *, coin_minor: int) -> int:
    """The sum payable in cash: the nearest multiple of the smallest coin, a half upwards.

    What it differs by is its own posting, to `rounding`.
    """
    return (2 * minor + coin_minor) // (2 * coin_minor) * coin_minor


def _own(shift: OpenShift | None, by: str) -> OpenShift:
    if shift is None:
        raise Refusal("shift_not_open")
    if shift.operator != by:
        raise Refusal("shift_not_yours", operator=shift.operator)
    return shift
