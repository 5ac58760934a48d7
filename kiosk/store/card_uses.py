"""Sessions that a visitor's card opened with the hub away, and which of them were too many."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.card_paper import USED_AGAIN_AFTER_S
from kiosk.rules.instants import MS_PER_S, Instant


@dataclass(frozen=True, slots=True)
class CardUse:
    """Whose card opened which session, for how long; `found`: why it was one too many, or ""."""

    session: str
    code: str
    guest: str
    owner: str | None
    opened_at: Instant
    seconds: int
    found: str = ""
    found_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A use too many: where, and who answers for the card. `owner` is "" where it has none.

    `first_seat` is where it was used as it may be, on the same day; 0 where it was not.
    """

    code: str
    owner: str
    name: str
    seat: int
    opened_at: Instant
    used_s: int
    found: str
    operator: str
    first_seat: int


def add(db: Db, use: CardUse) -> None:
    """Keep a use."""
    db.execute(
        """
        INSERT INTO card_use
            (session, code, guest, visitor, opened_at, seconds, found, found_at)
        VALUES
            (:session, :code, :guest, :owner, :opened_at, :seconds, :found, :found_at)
        """,
        {
            "session": use.session,
            "code": use.code,
            "guest": use.guest,
            "owner": use.owner,
            "opened_at": use.opened_at,
            "seconds": use.seconds,
            "found": use.found,
            "found_at": use.found_at,
        },
    )


def of_session(db: Db, session: str) -> CardUse | None:
    """The use that opened a session."""
    row = db.execute(
        """
        SELECT session, code, guest, visitor, opened_at, seconds, found, found_at
        FROM card_use
        WHERE session = :session
        """,
        {"session": session},
    ).fetchone()
    return None if row is None else CardUse(*tuple(row))


def hand_over(db: Db, *, guest: str, owner: str) -> None:
    """What was sold to a guest at the desk is the owner's, whose card the guest had shown."""
    for table in ("pass", "sale", "payment"):
        db.execute(
            f"UPDATE {table} SET visitor = :owner WHERE visitor = :guest",
            {"owner": owner, "guest": guest},
        )


def has_sat(db: Db, *, guest: str, station: str) -> bool:
    """Whether the card that this guest stands for ever opened a session at this station."""
    row = db.execute(
        """
        SELECT 1
        FROM card_use
        JOIN session ON session.id = card_use.session
        WHERE card_use.guest = :guest
          AND session.station = :station
        LIMIT 1
        """,
        {"guest": guest, "station": station},
    ).fetchone()
    return row is not None


def between(db: Db, code: str, *, since: Instant, until: Instant) -> bool:
    """Whether a card was used after one instant and before another."""
    row = db.execute(
        """
        SELECT 1
        FROM card_use
        WHERE code = :code
          AND opened_at > :since
          AND opened_at < :until
        LIMIT 1
        """,
        {"code": code, "since": since, "until": until},
    ).fetchone()
    return row is not None


def found(db: Db, *, limit: int) -> tuple[Found, ...]:
    """Uses too many, the last found first; the operator registered the card's owner."""
    rows = db.execute(
        """
        SELECT card_use.code, coalesce(card_use.visitor, '') AS owner,
               coalesce(visitor.name, '') AS name, session.seat, card_use.opened_at,
               session.used_s, card_use.found,
               coalesce((SELECT staff.name
                         FROM audit
                         JOIN staff ON staff.id = audit.by
                         WHERE audit.about = 'visitor:' || card_use.visitor
                           AND audit.act IN ('register_visitor', 'replace_card')
                         ORDER BY audit.n DESC
                         LIMIT 1), '') AS operator,
               coalesce((SELECT there.seat
                         FROM card_use AS first
                         JOIN session AS there ON there.id = first.session
                         WHERE first.code = card_use.code
                           AND first.found = ''
                           AND first.opened_at > card_use.opened_at - :day_ms
                           AND first.opened_at < card_use.opened_at + :day_ms
                         ORDER BY first.opened_at
                         LIMIT 1), 0) AS first_seat
        FROM card_use
        JOIN session ON session.id = card_use.session
        LEFT JOIN visitor ON visitor.id = card_use.visitor
        WHERE card_use.found_at IS NOT NULL
        ORDER BY card_use.found_at DESC
        LIMIT :limit
        """,
        {"limit": limit, "day_ms": USED_AGAIN_AFTER_S * MS_PER_S},
    )
    return tuple(Found(*tuple(row)) for row in rows)
