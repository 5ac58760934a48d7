"""Paying out what a visitor earned: any amount. Source: DESIGN.md §10."""

from kiosk.rules.refusals import Refusal


def check_payout(*, amount_minor: int, balance_minor: int) -> None:
    """Refuse what cannot be paid out; no least amount, no waiting.

    Raises:
        Refusal: `nothing_to_pay_out` at a balance of 0 or less, `amount_wrong` for an amount of
            0 or less, `below_zero` for more than the balance.
    """
    if balance_minor <= 0:
        raise Refusal("nothing_to_pay_out")
    if amount_minor <= 0:
        raise Refusal("amount_wrong", minor=amount_minor)
    if amount_minor > balance_minor:
        raise Refusal("below_zero", balance_minor=balance_minor)
