"""How facts fare between an exchange and its hubs: what waits, is missing, stopped."""

from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.exchange.store import carried, outbox, stopped
from kiosk.exchange.store.carried import LastCarried
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


@dataclass(frozen=True, slots=True)
class SticksNow:
    """The hubs, what waits for each, and what was carried last either way."""

    hubs: tuple[HubLine, ...]
    carried: tuple[LastCarried, ...]


def sticks_now(db: Connection) -> SticksNow:
    """Between this exchange and its hubs, by stick."""
    hubs = outbox.lines(db, limit=HUBS_LIMIT)
    return SticksNow(hubs, carried.latest(db, (one.origin for one in hubs)))
