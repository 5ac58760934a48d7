"""How facts fare between the machines: what waits, what is missing, what stopped on its way."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.link import sqlite_care, sqlite_outbox
from kiosk.link.sqlite_care import Gap
from kiosk.queries import site
from kiosk.queries.site import SeatLine
from kiosk.rules.instants import Instant
from kiosk.store import held, set_aside
from kiosk.store.held import Held
from kiosk.store.set_aside import GivenUp, SetAside

EXCHANGE = "exchange"
ASIDE_LIMIT = 100
GIVEN_UP_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Sync:
    """All that the page shows, besides what only memory knows.

    `waiting_since`: when the eldest fact was made that waits for the exchange.
    """

    waiting: int
    waiting_since: Instant | None
    seats: tuple[SeatLine, ...]
    gaps: tuple[Gap, ...]
    aside: tuple[SetAside, ...]
    counts: dict[str, int]
    given_up: tuple[GivenUp, ...]
    held: tuple[Held, ...]


def overview(db: Db) -> Sync:
    """Both hops now."""
    return Sync(
        waiting=sqlite_outbox.waiting(db, EXCHANGE),
        waiting_since=sqlite_outbox.eldest_waiting_at(db, EXCHANGE),
        seats=site.seats(db),
        gaps=sqlite_care.gaps(db),
        aside=set_aside.latest(db, limit=ASIDE_LIMIT),
        counts=set_aside.counts(db),
        given_up=set_aside.given_up(db, limit=GIVEN_UP_LIMIT),
        held=held.waiting(db),
    )
