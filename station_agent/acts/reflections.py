"""A reflection goes to the hub."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from station_agent.pen import Letter


def send(db: Db, now: Instant, *, edition: str, step: str, letter: Letter) -> None:
    """One fact, into the outbox; `edition` and `step` tell one page's sending from another's."""
    del edition, step
    letter.put(db, now)
