"""What the owner set in the panel: lines that follow each other, none is changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

COMING_LIMIT = 100


@dataclass(frozen=True, slots=True)
class SavedSetting:
    """A setting as saved: values are JSON, `null` for what holds where nobody set anything."""

    n: int
    name: str
    value: str
    old_value: str
    applies_from: Instant
    at: Instant
    by: str
    reason: str


COLUMNS = "n, name, value, old_value, applies_from, at, by, reason"


def add(db: Db, saved: SavedSetting) -> None:
    """Add a line; its number is given here."""
    db.execute(
        """
        INSERT INTO saved_setting (name, value, old_value, applies_from, at, by, reason)
        VALUES (:name, :value, :old_value, :applies_from, :at, :by, :reason)
        """,
        {
            "name": saved.name,
            "value": saved.value,
            "old_value": saved.old_value,
            "applies_from": saved.applies_from,
            "at": saved.at,
            "by": saved.by,
            "reason": saved.reason,
        },
    )


def in_force(db: Db, at: Instant) -> dict[str, SavedSetting]:
    """The line of each setting that holds at an instant: the last to apply by then, the newest."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM saved_setting AS one
        WHERE applies_from <= :at
          AND NOT EXISTS (
              SELECT 1
              FROM saved_setting AS later
              WHERE later.name = one.name
                AND later.applies_from <= :at
                AND (later.applies_from, later.n) > (one.applies_from, one.n)
          )
        """,
        {"at": at},
    )
    return {row["name"]: SavedSetting(*tuple(row)) for row in rows}


def coming(db: Db, now: Instant) -> tuple[SavedSetting, ...]:
    """Lines that hold from a later moment on, the next first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM saved_setting
        WHERE applies_from > :now
        ORDER BY applies_from, n
        LIMIT {COMING_LIMIT}
        """,
        {"now": now},
    )
    return tuple(SavedSetting(*tuple(row)) for row in rows)


def latest(db: Db, *, names: Sequence[str], limit: int) -> tuple[SavedSetting, ...]:
    """What was saved of these settings, the newest first."""
    marks = ", ".join(f":name{number}" for number in range(len(names)))
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM saved_setting
        WHERE name IN ({marks})
        ORDER BY n DESC
        LIMIT :limit
        """,
        {"limit": limit} | {f"name{number}": name for number, name in enumerate(names)},
    )
    return tuple(SavedSetting(*tuple(row)) for row in rows)


def began(db: Db, *, after: Instant, upto: Instant) -> bool:
    """Whether a line began to hold after one instant and by another."""
    row = db.execute(
        """
        SELECT 1
        FROM saved_setting
        WHERE applies_from > :after
          AND applies_from <= :upto
        LIMIT 1
        """,
        {"after": after, "upto": upto},
    ).fetchone()
    return row is not None


def told_upto(db: Db) -> Instant:
    """The moment up to which stations know what holds."""
    row = db.execute("SELECT upto FROM settings_told").fetchone()
    return Instant(0) if row is None else Instant(row["upto"])


def set_told(db: Db, *, upto: Instant) -> None:
    """Stations know what holds up to this moment."""
    db.execute(
        """
        INSERT INTO settings_told (one, upto)
        VALUES (1, :upto)
        ON CONFLICT (one) DO UPDATE SET upto = :upto
        """,
        {"upto": upto},
    )
