"""How far a visitor's account may go below zero: lines that the owner adds, never changes."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

VISITOR = "visitor:"


def grant(db: Db, now: Instant, *, visitor: str, limit_minor: int, by: str, reason: str) -> None:
    """From now on this limit holds."""
    db.execute(
        """
        INSERT INTO credit_granted (visitor, at, limit_minor, by, reason)
        VALUES (:visitor, :now, :limit_minor, :by, :reason)
        """,
        {"visitor": visitor, "now": now, "limit_minor": limit_minor, "by": by, "reason": reason},
    )


def limit_minor(db: Db, account: str) -> int:
    """How far a ledger account may go below zero now; 0 where the owner granted nothing."""
    if not account.startswith(VISITOR):
        return 0
    row = db.execute(
        """
        SELECT limit_minor
        FROM credit_granted
        WHERE visitor = :visitor
        ORDER BY n DESC
        LIMIT 1
        """,
        {"visitor": account.removeprefix(VISITOR)},
    ).fetchone()
    return 0 if row is None else int(row["limit_minor"])


def highest_minor(db: Db) -> dict[str, int]:
    """The highest limit that each account ever had: what an old debt may be."""
    rows = db.execute(
        "SELECT visitor, max(limit_minor) AS minor FROM credit_granted GROUP BY visitor"
    )
    return {f"{VISITOR}{row['visitor']}": row["minor"] for row in rows}
