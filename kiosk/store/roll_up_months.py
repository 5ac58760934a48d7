"""Months of the lines by seat: a thousand seats have a thousand lines a day, too many a year."""

from collections.abc import Sequence

from kiosk.disk.db import Db
from kiosk.rules.spans import LocalDay

LAST_OF_ANY_MONTH = "31"


def make_anew(db: Db, day: LocalDay, *, table: str, columns: Sequence[str]) -> None:
    """Add up the kept days of this day's month; `table` is takings or use."""
    month = day[:7]
    db.execute(f"DELETE FROM month_{table} WHERE by = 'seat' AND month = :month", {"month": month})
    db.execute(
        f"""
        INSERT INTO month_{table} (by, month, name, {", ".join(columns)})
        SELECT by, :month, name, {", ".join(f"sum({each})" for each in columns)}
        FROM day_{table}
        WHERE by = 'seat'
          AND day >= :first
          AND day <= :last
        GROUP BY name
        """,
        {"month": month, "first": f"{month}-01", "last": f"{month}-{LAST_OF_ANY_MONTH}"},
    )


def whole_months(db: Db, *, first: LocalDay, last: LocalDay, timezone: str) -> tuple[str, ...]:
    """The months of which all that is kept lies in these days, and holds."""
    rows = db.execute(
        """
        SELECT substr(day, 1, 7) AS month
        FROM day_rolled
        GROUP BY month
        HAVING min(day) >= :first
           AND max(day) <= :last
           AND sum(stale) = 0
           AND min(timezone = :timezone)
        """,
        {"first": first, "last": last, "timezone": timezone},
    )
    return tuple(row["month"] for row in rows)
