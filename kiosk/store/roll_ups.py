"""Days that were summed up: their lines, which of them hold, and sums over many days."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.rules.seat_use import LENGTHS_MIN, DayUse, Use
from kiosk.rules.spans import LocalDay
from kiosk.rules.takings import SUMS, By, DayTakings, Sums
from kiosk.store import roll_up_months

LENGTHS = (*(f"to_{minutes}" for minutes in LENGTHS_MIN), "longer")
USE = ("sessions", "used_s", "open_s", *LENGTHS)
TABLES = {"takings": SUMS, "use": USE}
"""The tables of lines, by day and by month, with what they add up."""
FRESH = """day >= :first
             AND day <= :last
             AND day NOT IN (SELECT day FROM day_rolled WHERE stale = 1 OR timezone <> :timezone)"""


@dataclass(frozen=True, slots=True)
class Rolled:
    """A day that was summed up, with its bounds by the time zone of then."""

    day: LocalDay
    since: Instant
    until: Instant
    timezone: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Days:
    """The local days from `first` to `last` by a time zone; what another one says does not hold."""

    first: LocalDay
    last: LocalDay
    timezone: str


def rolled(db: Db) -> tuple[Rolled, ...]:
    """Every day that was summed up, the first first: as many as the site has days."""
    rows = db.execute("SELECT day, since, until, timezone, stale FROM day_rolled ORDER BY day")
    return tuple(_rolled(row) for row in rows)


def one(db: Db, day: LocalDay) -> Rolled | None:
    """A day, if it was summed up."""
    row = db.execute(
        "SELECT day, since, until, timezone, stale FROM day_rolled WHERE day = :day", {"day": day}
    ).fetchone()
    return None if row is None else _rolled(row)


def fresh_days(db: Db, days: Days) -> frozenset[LocalDay]:
    """Which of these days were summed up, and hold."""
    rows = db.execute(f"SELECT day FROM day_rolled WHERE {FRESH}", _asked(days))
    return frozenset(row["day"] for row in rows)


def to_do_again(db: Db, *, timezone: str, limit: int) -> tuple[LocalDay, ...]:
    """Days to which something came late, or that were summed up by another time zone."""
    rows = db.execute(
        """
        SELECT day
        FROM day_rolled
        WHERE stale = 1
           OR timezone <> :timezone
        ORDER BY day
        LIMIT :limit
        """,
        {"timezone": timezone, "limit": limit},
    )
    return tuple(row["day"] for row in rows)


def newest(db: Db) -> LocalDay | None:
    """The last day that was summed up."""
    row = db.execute("SELECT max(day) AS day FROM day_rolled").fetchone()
    return None if row["day"] is None else LocalDay(row["day"])


def first_instant(db: Db) -> Instant | None:
    """When anything to sum up happened first."""
    row = db.execute(
        """
        SELECT min(at) AS at
        FROM (SELECT (SELECT min(at) FROM transfer) AS at
              UNION ALL
              SELECT (SELECT min(at) FROM payment)
              UNION ALL
              SELECT (SELECT min(opened_at) FROM session))
        """
    ).fetchone()
    return None if row["at"] is None else Instant(row["at"])


def first_open(db: Db) -> Instant | None:
    """When the longest-running session was opened; None: nobody sits anywhere."""
    row = db.execute("SELECT min(opened_at) AS at FROM session WHERE closed_at IS NULL").fetchone()
    return None if row["at"] is None else Instant(row["at"])


def save(db: Db, now: Instant, day: Rolled, *, takings: DayTakings, use: DayUse) -> None:
    """Keep a day's sums in the place of what was there."""
    db.execute(
        """
        INSERT INTO day_rolled (day, since, until, timezone, rolled_at)
        VALUES (:day, :since, :until, :timezone, :now)
        ON CONFLICT (day) DO UPDATE
        SET since = :since, until = :until, timezone = :timezone, rolled_at = :now, stale = 0
        """,
        {
            "day": day.day,
            "since": day.since,
            "until": day.until,
            "timezone": day.timezone,
            "now": now,
        },
    )
    db.executemany("DELETE FROM day_takings WHERE by = :by AND day = :day", _each_by(day))
    db.executemany("DELETE FROM day_use WHERE by = :by AND day = :day", _each_by(day))
    db.executemany(
        f"""
        INSERT INTO day_takings (by, day, name, {", ".join(SUMS)})
        VALUES (:by, :day, :name, {", ".join(f":{each}" for each in SUMS)})
        """,
        [
            {"by": by, "day": day.day, "name": name, **{n: getattr(sums, n) for n in SUMS}}
            for (by, name), sums in takings.items()
        ],
    )
    db.executemany(
        f"""
        INSERT INTO day_use (by, day, name, {", ".join(USE)})
        VALUES (:by, :day, :name, {", ".join(f":{each}" for each in USE)})
        """,
        [
            {"by": by, "day": day.day, "name": name, **_use_row(one)}
            for (by, name), one in use.items()
        ],
    )
    roll_up_months.make_anew(db, day.day, table="takings", columns=SUMS)
    roll_up_months.make_anew(db, day.day, table="use", columns=USE)


def takings_of(db: Db, day: LocalDay) -> DayTakings:
    """A day's lines as kept."""
    return {
        (By(row["by"]), row["name"]): Sums(*(row[name] for name in SUMS))
        for by in By
        for row in db.execute(
            f"""
            SELECT by, name, {", ".join(SUMS)}
            FROM day_takings
            WHERE by = :by
              AND day = :day
            """,
            {"by": by, "day": day},
        )
    }


def use_of(db: Db, day: LocalDay) -> DayUse:
    """A day's lines of use as kept."""
    return {
        (By(row["by"]), row["name"]): _use(row)
        for by in By
        for row in db.execute(
            f"""
            SELECT by, name, {", ".join(USE)}
            FROM day_use
            WHERE by = :by
              AND day = :day
            """,
            {"by": by, "day": day},
        )
    }


def takings_by(db: Db, days: Days, by: By) -> dict[str, Sums]:
    """Takings of the days that hold, summed up by one thing."""
    rows = db.execute(_summed("takings", SUMS, by), _asked_by(db, days, by))
    return {row["name"]: Sums(*(row[name] for name in SUMS)) for row in rows}


def takings_by_day(db: Db, days: Days) -> dict[LocalDay, Sums]:
    """Takings of each of the days that hold."""
    rows = db.execute(
        f"""
        SELECT day, {", ".join(f"sum({each}) AS {each}" for each in SUMS)}
        FROM day_takings
        WHERE by = 'tender'
          AND {FRESH}
        GROUP BY day
        """,
        _asked(days),
    )
    return {row["day"]: Sums(*(row[name] for name in SUMS)) for row in rows}


def offers_by_day(db: Db, days: Days) -> dict[tuple[LocalDay, str], Sums]:
    """Takings of each of the days that hold, by what was sold."""
    rows = db.execute(
        f"""
        SELECT day, name, {", ".join(SUMS)}
        FROM day_takings
        WHERE by = 'offer'
          AND {FRESH}
        """,
        _asked(days),
    )
    return {(row["day"], row["name"]): Sums(*(row[name] for name in SUMS)) for row in rows}


def use_by(db: Db, days: Days, by: By) -> dict[str, Use]:
    """Use of the days that hold, summed up by one thing."""
    rows = db.execute(_summed("use", USE, by), _asked_by(db, days, by))
    return {row["name"]: _use(row) for row in rows}


def use_by_day_and_hour(db: Db, days: Days) -> Iterable[tuple[LocalDay, str, int, int]]:
    """Day, hour, used and open seconds, of the days that hold."""
    rows = db.execute(
        f"""
        SELECT day, name, used_s, open_s
        FROM day_use
        WHERE by = 'hour'
          AND {FRESH}
        """,
        _asked(days),
    )
    return ((row["day"], row["name"], row["used_s"], row["open_s"]) for row in rows)


def _summed(table: str, columns: Sequence[str], by: By) -> str:
    """Sums by name; of seats, whole months and the days of no whole month."""
    if by is not By.SEAT:
        source = f"SELECT name, {', '.join(columns)} FROM day_{table} WHERE by = :by AND {FRESH}"
    else:
        source = f"""
        SELECT name, {", ".join(columns)}
        FROM month_{table}
        WHERE by = :by
          AND month IN (SELECT value FROM json_each(:months))
        UNION ALL
        SELECT name, {", ".join(columns)}
        FROM day_{table}
        WHERE by = :by
          AND day IN (SELECT value FROM json_each(:days))
        """
    sums = ", ".join(f"sum({each}) AS {each}" for each in columns)
    return f"SELECT name, {sums} FROM ({source}) GROUP BY name"


def _asked_by(db: Db, days: Days, by: By) -> dict[str, object]:
    asked = {"by": by, **_asked(days)}
    if by is not By.SEAT:
        return asked
    months = roll_up_months.whole_months(
        db, first=days.first, last=days.last, timezone=days.timezone
    )
    rest = [day for day in fresh_days(db, days) if day[:7] not in months]
    return {**asked, "months": json.dumps(months), "days": json.dumps(rest)}


def _each_by(day: Rolled) -> list[dict[str, object]]:
    return [{"by": by, "day": day.day} for by in By]


def _asked(days: Days) -> dict[str, object]:
    return {"first": days.first, "last": days.last, "timezone": days.timezone}


def _use_row(one: Use) -> dict[str, int]:
    lengths = dict(zip(LENGTHS, one.lengths, strict=True))
    return {"sessions": one.sessions, "used_s": one.used_s, "open_s": one.open_s, **lengths}


def _rolled(row: Row) -> Rolled:
    return Rolled(row["day"], row["since"], row["until"], row["timezone"], bool(row["stale"]))


def _use(row: Row) -> Use:
    kept = [row[name] for name in USE]
    return Use(kept[0], kept[1], kept[2], tuple(kept[3:]))
