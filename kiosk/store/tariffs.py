"""The owner's price lists: one follows the other, none is changed."""

from dataclasses import dataclass

import msgspec

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.settings import HubSettings


@dataclass(frozen=True, slots=True)
class TariffRow:
    """A price list as kept; `body` is JSON as `rules/tariff_files.py` reads it."""

    n: int
    applies_from: Instant
    body: bytes
    made_at: Instant
    made_by: str


COLUMNS = "n, applies_from, body, made_at, made_by"


def add(db: Db, now: Instant, *, applies_from: Instant, body: bytes, by: str) -> None:
    """Let a price list hold from a moment on."""
    db.execute(
        """
        INSERT INTO tariff (applies_from, body, made_at, made_by)
        VALUES (:applies_from, :body, :now, :by)
        """,
        {"applies_from": applies_from, "body": body, "now": now, "by": by},
    )


def in_force(db: Db, at: Instant) -> TariffRow | None:
    """The list that holds at an instant: of those that apply by then the last, and the newest."""
    row = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM tariff
        WHERE applies_from <= :at
        ORDER BY applies_from DESC, n DESC
        LIMIT 1
        """,
        {"at": at},
    ).fetchone()
    return None if row is None else TariffRow(*tuple(row))


def to_come(db: Db, at: Instant, *, limit: int) -> tuple[TariffRow, ...]:
    """The lists that hold only after an instant, the earliest first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM tariff
        WHERE applies_from > :at
          AND NOT EXISTS (SELECT 1
                          FROM tariff AS newer
                          WHERE newer.applies_from = tariff.applies_from
                            AND newer.n > tariff.n)
        ORDER BY applies_from, n
        LIMIT :limit
        """,
        {"at": at, "limit": limit},
    )
    return tuple(TariffRow(*tuple(row)) for row in rows)


def body_in_force(db: Db, at: Instant, settings: HubSettings) -> bytes:
    """The list that holds at an instant, as JSON for a session to keep; else the settings' one."""
    row = in_force(db, at)
    return of_settings(settings) if row is None else row.body


def of_settings(settings: HubSettings) -> bytes:
    """The one price of `per_hour_minor`, as JSON: what holds until an owner sets a list."""
    return msgspec.json.encode(
        {
            "timezone": settings.timezone,
            "currency": settings.currency,
            "grace_s": settings.grace_s,
            "minimum_s": settings.minimum_s,
            "increment_s": settings.increment_s,
            "daily_cap_minor": 0,
            "rate": [{"zone": "*", "group": "*", "per_hour_minor": settings.per_hour_minor}],
        }
    )


def latest(db: Db, *, limit: int) -> tuple[TariffRow, ...]:
    """Price lists, the one that holds last first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM tariff
        ORDER BY applies_from DESC, n DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(TariffRow(*tuple(row)) for row in rows)
