"""Printing a receipt: the first print is the receipt, every other one says that it is a copy."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, payments, receipt_prints


def print_receipt(db: Db, now: Instant, *, payment: str, by: str) -> int:
    """Note that a receipt is printed; returns which print this is, 1 for the first.

    Raises:
        Refusal: `not_found`.
    """
    if payments.by_id(db, payment) is None:
        raise Refusal("not_found", what="receipt")
    n = receipt_prints.add(db, now, payment=payment, by=by)
    act = "print_copy" if n > 1 else "print_receipt"
    audit.record(db, now, by=by, act=act, about=f"payment:{payment}")
    return n
