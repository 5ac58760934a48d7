"""When the hub did not believe its wall clock; and the latest instant that it wrote down."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.clock_doubt import Doubt
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """A doubt that is not over: what the hub had been through, what the clock showed, and why."""

    seen_at: Instant
    shown_at: Instant
    why: Doubt


def open_one(db: Db) -> ClockDoubt | None:
    """The doubt that is not over; None: the clock is believed."""
    row = db.execute(
        "SELECT seen_at, shown_at, why FROM clock_doubt WHERE over_at IS NULL"
    ).fetchone()
    if row is None:
        return None
    return ClockDoubt(Instant(row["seen_at"]), Instant(row["shown_at"]), Doubt(row["why"]))


def begin(db: Db, doubt: ClockDoubt) -> None:
    """The clock is in doubt; said again, nothing changes."""
    db.execute(
        """
        INSERT INTO clock_doubt (seen_at, shown_at, why)
        VALUES (:seen_at, :shown_at, :why)
        ON CONFLICT DO NOTHING
        """,
        {"seen_at": doubt.seen_at, "shown_at": doubt.shown_at, "why": doubt.why.value},
    )


def end(db: Db, now: Instant, *, by: str) -> None:
    """The clock is believed again."""
    db.execute(
        "UPDATE clock_doubt SET over_at = :now, over_by = :by WHERE over_at IS NULL",
        {"now": now, "by": by},
    )


def latest_written(db: Db) -> Instant | None:
    """When the last line of the audit log was written; each shift, sign-in and change is one."""
    row = db.execute("SELECT at FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    return None if row is None else Instant(row["at"])
