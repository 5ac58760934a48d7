"""Which changes of the hub's keys this database has taken up."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


def taken_up_at(db: Db, origin: str) -> Instant | None:
    """When the keys of this name were taken up; None: never, here."""
    row = db.execute("SELECT at FROM hub_key WHERE origin = :origin", {"origin": origin}).fetchone()
    return None if row is None else Instant(row["at"])


def note(db: Db, now: Instant, origin: str) -> None:
    """The keys of this name are ours from now on."""
    db.execute(
        "INSERT INTO hub_key (origin, at) VALUES (:origin, :now)", {"origin": origin, "now": now}
    )
