"""All that is kept about one visitor, and what stands in the way of merging or erasing them."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store import keeping, ledger, sessions, visitors, work
from kiosk.store.visitors import Visitor


@dataclass(frozen=True, slots=True)
class Standing:
    """A record as it is compared with another. Sums are minor units; `seat` is 0 for nowhere."""

    visitor: Visitor
    since: Instant | None
    balance_minor: int
    savings_minor: int
    owed_minor: int
    pending_minor: int
    seat: int


def standing(db: Db, visitor: str) -> Standing:
    """How a registered visitor stands.

    Raises:
        Refusal: `not_found`.
    """
    who = visitors.registered(db, visitor)
    running = sessions.open_of(db, visitor)
    return Standing(
        visitor=who,
        since=visitors.made_at(db, visitor),
        balance_minor=ledger.balance(db, f"visitor:{visitor}"),
        savings_minor=ledger.balance(db, f"savings:{visitor}"),
        owed_minor=keeping.owes(db, visitor),
        pending_minor=work.pending_minor(db, visitor),
        seat=0 if running is None else running.seat,
    )
