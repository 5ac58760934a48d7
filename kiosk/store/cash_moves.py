"""Cash that went into a drawer or out of it for no sale."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class CashMove:
    """Cash in or out; `minor` is above zero either way, `kind` says which."""

    id: str
    shift: str
    by: str
    at: Instant
    kind: str
    minor: int
    reason: str


COLUMNS = "id, shift, by, at, kind, minor, reason"


def add(db: Db, move: CashMove) -> None:
    """Keep a movement."""
    db.execute(
        f"""
        INSERT INTO cash_move ({COLUMNS})
        VALUES (:id, :shift, :by, :at, :kind, :minor, :reason)
        """,
        {
            "id": move.id,
            "shift": move.shift,
            "by": move.by,
            "at": move.at,
            "kind": move.kind,
            "minor": move.minor,
            "reason": move.reason,
        },
    )


def of_shift(db: Db, *, shift: str, limit: int) -> tuple[CashMove, ...]:
    """The movements of a shift, the last first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM cash_move
        WHERE shift = :shift
        ORDER BY at DESC
        LIMIT :limit
        """,
        {"shift": shift, "limit": limit},
    )
    return tuple(CashMove(*tuple(row)) for row in rows)
