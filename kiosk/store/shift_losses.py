"""What was given up in a shift: who walked out, what was written off, let off and given back."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Losses:
    """Of one shift; money in minor units."""

    walked_out: int = 0
    written_off_minor: int = 0
    discounts_minor: int = 0
    given_back_minor: int = 0


CLOSED = "SELECT id FROM shift WHERE closed_at >= :since AND closed_at < :until"
SUMS: Mapping[str, str] = MappingProxyType(
    {
        "walked_out": f"""
        SELECT shift, count(*)
        FROM walked_out
        WHERE shift IN ({CLOSED})
        GROUP BY shift
        """,
        "written_off_minor": f"""
        SELECT shift, sum(minor)
        FROM due
        WHERE how = 'written_off'
          AND shift IN ({CLOSED})
        GROUP BY shift
        """,
        "discounts_minor": f"""
        SELECT shift, sum(discount_minor)
        FROM payment INDEXED BY payment_let_off
        WHERE discount_minor > 0
          AND shift IN ({CLOSED})
        GROUP BY shift
        """,
        "given_back_minor": f"""
        SELECT taken_back.shift, sum(minor)
        FROM taken_back
        LEFT JOIN payment ON payment.id = taken_back.payment
        WHERE taken_back.shift IN ({CLOSED})
          AND payment.kind IS NOT 'top_up'
        GROUP BY taken_back.shift
        """,
    }
)
"""Few payments are discounted: without the index of those, all of a shift are read."""


def of_shifts(db: Db, *, since: Instant, until: Instant) -> dict[str, Losses]:
    """The sums of each shift closed in a time that lost anything."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name, query in SUMS.items():
        for shift, total in db.execute(query, {"since": since, "until": until}):
            found[shift][name] = total
    return {shift: Losses(**told) for shift, told in found.items()}
