"""What needs no row at the seat goes to the hub: a word on a career, a question asked again."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from station_agent.pen import Letter


def tell_hub(db: Db, now: Instant, *, letter: Letter) -> None:
    """One fact, into the outbox."""
    letter.put(db, now)
