"""Takings of a day that runs, up to an instant: the lines kept, and what came since is added."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.day_hours import DayHours
from kiosk.rules.instants import Instant
from kiosk.rules.spans import LocalDay
from kiosk.rules.takings import SUMS, By, DayTakings, Sums, together
from kiosk.store import day_sums


@dataclass(frozen=True, slots=True)
class Running:
    """A day that is summed up to an instant, by the time zone of then."""

    day: LocalDay
    since: Instant
    upto: Instant
    timezone: str
    stale: bool


def all_kept(db: Db) -> tuple[Running, ...]:
    """The days of which something is kept: today, and those that wait for who still sits."""
    rows = db.execute("SELECT day, since, upto, timezone, stale FROM day_running ORDER BY day")
    return tuple(_running(row) for row in rows)


def holding(db: Db, day: LocalDay, *, timezone: str) -> Running | None:
    """A day as far as it is kept, if what is kept holds."""
    row = db.execute(
        """
        SELECT day, since, upto, timezone, stale
        FROM day_running
        WHERE day = :day
          AND timezone = :timezone
          AND stale = 0
        """,
        {"day": day, "timezone": timezone},
    ).fetchone()
    return None if row is None else _running(row)


def takings(db: Db, hours: DayHours, *, timezone: str) -> DayTakings:
    """What a day took: what is kept of it, and what came since."""
    kept = holding(db, hours.day, timezone=timezone)
    if kept is None:
        return day_sums.takings(db, hours)
    return together(takings_of(db, kept.day), day_sums.takings(db, hours, since=kept.upto))


def anything(db: Db, *, since: Instant, until: Instant) -> bool:
    """Whether anything was posted or paid between two instants."""
    row = db.execute(
        """
        SELECT EXISTS (SELECT 1 FROM transfer WHERE at >= :since AND at < :until)
            OR EXISTS (SELECT 1 FROM payment WHERE at >= :since AND at < :until) AS some
        """,
        {"since": since, "until": until},
    ).fetchone()
    return bool(row["some"])


def save(db: Db, running: Running, found: DayTakings) -> None:
    """Keep the takings of a day up to an instant, in the place of what was kept of it."""
    forget(db, running.day)
    db.execute(
        """
        INSERT INTO day_running (day, since, upto, timezone)
        VALUES (:day, :since, :upto, :timezone)
        """,
        {
            "day": running.day,
            "since": running.since,
            "upto": running.upto,
            "timezone": running.timezone,
        },
    )
    db.executemany(
        f"""
        INSERT INTO running_takings (day, by, name, {", ".join(SUMS)})
        VALUES (:day, :by, :name, {", ".join(f":{each}" for each in SUMS)})
        """,
        [
            {"day": running.day, "by": by, "name": name, **{n: getattr(sums, n) for n in SUMS}}
            for (by, name), sums in found.items()
        ],
    )


def forget(db: Db, day: LocalDay) -> None:
    """Keep nothing of a day any more: it is summed up as a whole."""
    db.execute("DELETE FROM running_takings WHERE day = :day", {"day": day})
    db.execute("DELETE FROM day_running WHERE day = :day", {"day": day})


def takings_of(db: Db, day: LocalDay) -> DayTakings:
    """A day's lines as kept."""
    rows = db.execute(
        f"SELECT by, name, {', '.join(SUMS)} FROM running_takings WHERE day = :day", {"day": day}
    )
    return {(By(row["by"]), row["name"]): Sums(*(row[name] for name in SUMS)) for row in rows}


def _running(row: Row) -> Running:
    return Running(row["day"], row["since"], row["upto"], row["timezone"], bool(row["stale"]))
