"""The visitor says yes to the house rules: kept here for the session, and told to the hub."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from station_agent.pen import Letter
from station_agent.store import house_rules


def accept_rules(db: Db, now: Instant, *, session: str, edition: int, letter: Letter) -> None:
    """One fact for each yes; the same yes again says nothing new."""
    if house_rules.accepted(db, session) >= edition:
        return
    house_rules.accept(db, session=session, edition=edition)
    letter.put(db, now)
