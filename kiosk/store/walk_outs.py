"""Sessions whose visitor left without a word, and what was given up for a seat, with its shift."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """One line of a shift: where, when, why, and how much money was given up (often none)."""

    seat: int
    at: Instant
    shift_opened_at: Instant
    shift_name: str
    by_name: str
    reason: str
    minor: int


def add(db: Db, now: Instant, *, session: str, seat: int, shift: str, by: str, reason: str) -> None:
    """Keep that somebody walked out."""
    db.execute(
        """
        INSERT INTO walked_out (session, seat, shift, by, at, reason)
        VALUES (:session, :seat, :shift, :by, :now, :reason)
        """,
        {
            "session": session,
            "seat": seat,
            "shift": shift,
            "by": by,
            "now": now,
            "reason": reason,
        },
    )


def latest(db: Db, *, limit: int) -> tuple[WrittenOff, ...]:
    """Who walked out and what else was written off, the last first."""
    rows = db.execute(
        """
        SELECT found.seat, found.at, shift.opened_at, operator.name, writer.name, found.reason,
               found.minor
        FROM (SELECT * FROM (SELECT walked_out.seat, walked_out.at, walked_out.shift, walked_out.by,
                                    walked_out.reason, coalesce(due.minor, 0) AS minor
                             FROM walked_out
                             LEFT JOIN due ON due.session = walked_out.session
                             ORDER BY walked_out.at DESC
                             LIMIT :limit)
              UNION ALL
              SELECT * FROM (SELECT due.seat, due.settled_at, due.shift, due.by, due.reason,
                                    due.minor
                             FROM due
                             WHERE due.how = 'written_off'
                               AND NOT EXISTS (SELECT 1
                                               FROM walked_out
                                               WHERE walked_out.session = due.session)
                             ORDER BY due.settled_at DESC
                             LIMIT :limit)) AS found
        JOIN shift ON shift.id = found.shift
        JOIN staff AS operator ON operator.id = shift.operator
        JOIN staff AS writer ON writer.id = found.by
        ORDER BY found.at DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(WrittenOff(*tuple(row)) for row in rows)
