"""How a question went that was asked again after days goes to the hub."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from station_agent.pen import Letter


def tell_hub(db: Db, now: Instant, *, letter: Letter) -> None:
    """One fact, into the outbox."""
    letter.put(db, now)
