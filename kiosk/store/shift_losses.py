"""What was given up in a shift: who walked out, what was written off, let off and given back."""

from dataclasses import dataclass

from kiosk.disk.db import Db


@dataclass(frozen=True, slots=True)
class Losses:
    """Of one shift; money in minor units."""

    walked_out: int
    written_off_minor: int
    discounts_minor: int
    given_back_minor: int


def of_shift(db: Db, shift: str) -> Losses:
    """The sums of a shift."""
    row = db.execute(
        """
        SELECT (SELECT count(*)
                FROM walked_out
                WHERE walked_out.shift = :shift),
               (SELECT coalesce(sum(due.minor), 0)
                FROM due
                WHERE due.shift = :shift
                  AND due.how = 'written_off'),
               (SELECT coalesce(sum(payment.discount_minor), 0)
                FROM payment
                WHERE payment.shift = :shift
                  AND payment.discount_minor > 0),
               (SELECT coalesce(sum(taken_back.minor), 0)
                FROM taken_back
                WHERE taken_back.shift = :shift)
        """,
        {"shift": shift},
    ).fetchone()
    return Losses(*tuple(row))
