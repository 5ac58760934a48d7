"""The audit log: who did what to whom and why, append-only."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

REASON_LIMIT = 500


def record(
    db: Db, now: Instant, *, by: str, act: str, about: str, reason: str = "", detail: str = ""
) -> None:
    """Add a line; `about` names a thing, `detail` what of it was changed, never its secrets."""
    db.execute(
        """
        INSERT INTO audit (at, by, act, about, reason, detail)
        VALUES (:now, :by, :act, :about, :reason, :detail)
        """,
        {
            "now": now,
            "by": by,
            "act": act,
            "about": about,
            "reason": reason[:REASON_LIMIT],
            "detail": detail[:REASON_LIMIT],
        },
    )


def eldest_at(db: Db) -> Instant | None:
    """When the site began; None in one where nothing was done yet."""
    row = db.execute("SELECT at FROM audit ORDER BY n LIMIT 1").fetchone()
    return None if row is None else Instant(row["at"])


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the log: who did what to what, and why."""

    n: int
    at: Instant
    by: str
    act: str
    about: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are asked for; "" and None: any. `since` and `until` bound their instants."""

    by: str = ""
    act: str = ""
    about: str = ""
    since: Instant | None = None
    until: Instant | None = None


CONDITIONS = {
    "by": "by = :by",
    "act": "act = :act",
    "about": "about = :about",
    "since": "n >= (SELECT min(n) FROM audit WHERE at >= :since)",
    "until": "n <= (SELECT max(n) FROM audit WHERE at < :until)",
}
"""Days are found as numbers of lines: those grow with time, and are read in their order."""


def latest(
    db: Db, *, before: int | None, limit: int, wanted: Wanted | None = None
) -> tuple[AuditLine, ...]:
    """Lines before a number (None: from the end), the last first."""
    asked = {name: getattr(wanted, name) for name in CONDITIONS if getattr(wanted, name, None)}
    conditions = "".join(f"\n          AND {CONDITIONS[name]}" for name in asked)
    rows = db.execute(
        f"""
        SELECT n, at, by, act, about, reason, detail
        FROM audit
        WHERE n < coalesce(:before, 9223372036854775807){conditions}
        ORDER BY n DESC
        LIMIT :limit
        """,
        {"before": before, "limit": limit, **asked},
    )
    return tuple(AuditLine(*tuple(row)) for row in rows)
