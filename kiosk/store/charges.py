"""What settled sessions cost their visitors by local day: the daily cap looks here."""

from collections.abc import Mapping

from kiosk.disk.db import Db
from kiosk.rules.spans import LocalDay


def add(db: Db, *, visitor: str, session: str, minor_by_day: Mapping[LocalDay, int]) -> None:
    """Keep what a session cost on each day, in minor units."""
    db.executemany(
        """
        INSERT INTO charged_day (visitor, day, session, minor)
        VALUES (:visitor, :day, :session, :minor)
        """,
        [
            {"visitor": visitor, "day": day, "session": session, "minor": minor}
            for day, minor in minor_by_day.items()
            if minor
        ],
    )


def by_day(db: Db, *, visitor: str, since: LocalDay) -> dict[LocalDay, int]:
    """What a visitor was charged on each local day from `since` on, in minor units."""
    rows = db.execute(
        """
        SELECT day, sum(minor) AS minor
        FROM charged_day
        WHERE visitor = :visitor
          AND day >= :since
        GROUP BY day
        """,
        {"visitor": visitor, "since": since},
    )
    return {LocalDay(row["day"]): row["minor"] for row in rows}
