"""Shifts at the till: one is open at a time."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Shift:
    """One operator's spell at the cash drawer."""

    id: str
    operator: str
    opened_at: Instant
    float_minor: int
    closed_at: Instant | None
    counted_minor: int | None
    difference_minor: int | None
    reason: str
    handed_to: str | None

    @property
    def till(self) -> str:
        """The ledger account of its cash."""
        return f"till:{self.id}"


COLUMNS = """id, operator, opened_at, float_minor, closed_at, counted_minor, difference_minor,
             reason, handed_to"""


def open_one(db: Db) -> Shift | None:
    """The shift that is open now."""
    row = db.execute(f"SELECT {COLUMNS} FROM shift WHERE closed_at IS NULL").fetchone()
    return None if row is None else Shift(*tuple(row))


def latest(db: Db, *, limit: int) -> tuple[Shift, ...]:
    """Closed shifts, the last first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM shift
        WHERE closed_at IS NOT NULL
        ORDER BY closed_at DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(Shift(*tuple(row)) for row in rows)


def add(db: Db, now: Instant, *, shift: str, operator: str, float_minor: int) -> None:
    """Open a shift."""
    db.execute(
        """
        INSERT INTO shift (id, operator, opened_at, float_minor)
        VALUES (:id, :operator, :now, :float_minor)
        """,
        {"id": shift, "operator": operator, "now": now, "float_minor": float_minor},
    )


def keep_count(db: Db, *, shift: str, counted_minor: int) -> None:
    """What was counted in the drawer of an open shift."""
    db.execute(
        """
        UPDATE shift
        SET counted_minor = :counted_minor
        WHERE id = :id
          AND closed_at IS NULL
        """,
        {"id": shift, "counted_minor": counted_minor},
    )


@dataclass(frozen=True, slots=True)
class Closing:
    """How a shift ends: what was counted, what it differs by and why, and who goes on."""

    counted_minor: int
    difference_minor: int
    reason: str
    handed_to: str | None = None


def close(db: Db, now: Instant, *, shift: str, closing: Closing) -> None:
    """Close a shift with what was counted."""
    db.execute(
        """
        UPDATE shift
        SET closed_at = :now,
            counted_minor = :counted_minor,
            difference_minor = :difference_minor,
            reason = :reason,
            handed_to = :handed_to
        WHERE id = :id
          AND closed_at IS NULL
        """,
        {
            "id": shift,
            "now": now,
            "counted_minor": closing.counted_minor,
            "difference_minor": closing.difference_minor,
            "reason": closing.reason,
            "handed_to": closing.handed_to,
        },
    )


def between(db: Db, *, since: Instant, until: Instant, limit: int) -> tuple[Shift, ...]:
    """The shifts closed in a time, the last first; `until` is outside."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM shift
        WHERE closed_at >= :since
          AND closed_at < :until
        ORDER BY closed_at DESC
        LIMIT :limit
        """,
        {"since": since, "until": until, "limit": limit},
    )
    return tuple(Shift(*tuple(row)) for row in rows)


def touching(db: Db, *, since: Instant, until: Instant) -> tuple[Shift, ...]:
    """The shifts that were open at some instant of a time, the first first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM shift
        WHERE closed_at > :since
          AND opened_at < :until
        UNION ALL
        SELECT {COLUMNS}
        FROM shift
        WHERE closed_at IS NULL
          AND opened_at < :until
        ORDER BY opened_at
        """,
        {"since": since, "until": until},
    )
    return tuple(Shift(*tuple(row)) for row in rows)


def last_closed_at(db: Db, *, until: Instant) -> Instant | None:
    """When the last shift was closed up to an instant; None: there was none before."""
    row = db.execute(
        "SELECT max(closed_at) AS at FROM shift WHERE closed_at <= :until", {"until": until}
    ).fetchone()
    return None if row["at"] is None else Instant(row["at"])


def by_id(db: Db, shift: str) -> Shift | None:
    """One shift."""
    row = db.execute(f"SELECT {COLUMNS} FROM shift WHERE id = :id", {"id": shift}).fetchone()
    return None if row is None else Shift(*tuple(row))
