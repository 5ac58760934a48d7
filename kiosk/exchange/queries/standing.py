"""How facts fare between an exchange and its hubs: what waits, is missing, stopped."""

from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.exchange.store import outbox, stopped
from kiosk.exchange.store.outbox import HubLine
from kiosk.exchange.store.stopped import Gap, Stopped

STOPPED_LIMIT = 100
HUBS_LIMIT = 200


@dataclass(frozen=True, slots=True)
class FactsNow:
    """All that the page shows; `counts` by where they stopped."""

    stopped: tuple[Stopped, ...]
    counts: dict[str, int]
    gaps: tuple[Gap, ...]
    hubs: tuple[HubLine, ...]


def facts_now(db: Connection) -> FactsNow:
    """Between this exchange and all its hubs."""
    return FactsNow(
        stopped=stopped.latest(db, limit=STOPPED_LIMIT),
        counts=stopped.counts(db),
        gaps=stopped.gaps(db),
        hubs=outbox.lines(db, limit=HUBS_LIMIT),
    )
