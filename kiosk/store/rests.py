"""Time that walk-ins paid ahead and could not use: their seat ended before it did.

A registered visitor keeps such time on the card, who came with a voucher on that voucher.
"""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant

LEAST_S = 60
"""Less than a minute is not worth a paper."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of a walk-in's passes after the session that is over; `seat` is where it was."""

    session: str
    seat: int
    visitor: str
    left_s: int
    closed_at: Instant


def open_ones(db: Db, now: Instant, *, since: Instant, limit: int) -> tuple[Rest, ...]:
    """Rests of sessions that ended since, the last first, that nobody was given yet."""
    rows = db.execute(
        f"""
        {_SUMS}
        FROM session INDEXED BY session_settled
        {_PASSES}
        WHERE session.closed_at >= :since
          AND {_KEPT}
        GROUP BY session.id
        HAVING left_s >= :least
        ORDER BY session.closed_at DESC
        LIMIT :limit
        """,
        {"now": now, "since": since, "least": LEAST_S, "limit": limit},
    )
    return tuple(_rest(row) for row in rows)


def of_session(db: Db, now: Instant, session: str) -> Rest | None:
    """The rest of one session, if somebody is still to be given it."""
    row = db.execute(
        f"""
        {_SUMS}
        FROM session
        {_PASSES}
        WHERE session.id = :session
          AND {_KEPT}
        GROUP BY session.id
        HAVING left_s >= :least
        """,
        {"now": now, "session": session, "least": LEAST_S},
    ).fetchone()
    return None if row is None else _rest(row)


@dataclass(frozen=True, slots=True)
class RestGiven:
    """A rest that went on a voucher: by whom, and why where the seat did not end by itself."""

    session: str
    voucher: str
    seconds: int
    at: Instant
    by: str
    reason: str
    seat: int = 0


def note_given(db: Db, given: RestGiven) -> None:
    """Keep that a rest went on paper, once a session."""
    db.execute(
        """
        INSERT INTO rest_given (session, voucher, seconds, at, by, reason)
        VALUES (:session, :voucher, :seconds, :at, :by, :reason)
        """,
        {
            "session": given.session,
            "voucher": given.voucher,
            "seconds": given.seconds,
            "at": given.at,
            "by": given.by,
            "reason": given.reason,
        },
    )


def given_between(db: Db, *, since: Instant, until: Instant, limit: int) -> tuple[RestGiven, ...]:
    """The rests that went on paper in a spell, the last first; `until` is outside."""
    rows = db.execute(
        """
        SELECT rest_given.session, rest_given.voucher, rest_given.seconds, rest_given.at,
               rest_given.by, rest_given.reason, session.seat
        FROM rest_given
        JOIN session ON session.id = rest_given.session
        WHERE rest_given.at >= :since
          AND rest_given.at < :until
        ORDER BY rest_given.at DESC
        LIMIT :limit
        """,
        {"since": since, "until": until, "limit": limit},
    )
    return tuple(RestGiven(*tuple(row)) for row in rows)


def _rest(row: Row) -> Rest:
    return Rest(
        session=row["id"],
        seat=row["seat"],
        visitor=row["visitor"],
        left_s=row["left_s"],
        closed_at=Instant(row["closed_at"]),
    )


_SUMS = """
        SELECT session.id, session.seat, session.visitor, session.closed_at,
               sum(pass.seconds - pass.spent_s) AS left_s
"""
# CROSS JOIN: from the few sessions of a day, never from all guests of a year.
_PASSES = """
        CROSS JOIN visitor ON visitor.id = session.visitor
        CROSS JOIN pass ON pass.visitor = session.visitor
                       AND pass.lapses > :now
                       AND pass.spent_s < pass.seconds
"""
# Not what somebody left by an early end: only what closing, a booking, a cut or a pause took.
_KEPT = """session.closed_at IS NOT NULL
          AND session.kind = 'prepaid'
          AND (session.used_s >= session.granted_s
               OR session.why IN ('suspended', 'lost', 'rebooted'))
          AND visitor.code IS NULL
          AND NOT EXISTS (SELECT 1
                          FROM voucher
                          WHERE voucher.visitor = session.visitor)
          AND NOT EXISTS (SELECT 1
                          FROM session AS later
                          WHERE later.visitor = session.visitor
                            AND later.opened_at >= session.opened_at
                            AND later.id <> session.id)"""
