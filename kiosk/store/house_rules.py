"""House rules by edition, and who accepted which where."""

from dataclasses import dataclass

import msgspec

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

Texts = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Edition:
    """Lines by language; an edition without any asks nothing."""

    edition: int
    texts: Texts
    made_at: Instant
    made_by: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """Somebody said yes; `seat` is 0 for a station that has none any more."""

    edition: int
    at: Instant
    seat: int


def add(db: Db, now: Instant, *, edition: int, texts: Texts, made_by: str) -> None:
    """A new edition."""
    db.execute(
        """
        INSERT INTO house_rules (edition, texts, made_at, made_by)
        VALUES (:edition, :texts, :now, :made_by)
        """,
        {
            "edition": edition,
            "texts": msgspec.json.encode(texts).decode(),
            "now": now,
            "made_by": made_by,
        },
    )


def newest(db: Db) -> Edition | None:
    """The edition that holds."""
    return next(iter(latest(db, limit=1)), None)


def latest(db: Db, *, limit: int) -> tuple[Edition, ...]:
    """The newest first."""
    rows = db.execute(
        """
        SELECT edition, texts, made_at, made_by
        FROM house_rules
        ORDER BY edition DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(
        Edition(
            row["edition"],
            msgspec.json.decode(row["texts"], type=Texts),
            Instant(row["made_at"]),
            row["made_by"],
        )
        for row in rows
    )


def accept(
    db: Db,
    *,
    session: str,
    edition: int,
    visitor: str,
    station: str,
    at: Instant,
    language: str,
) -> None:
    """Keep that it was accepted in this session; told twice it is kept once."""
    db.execute(
        """
        INSERT INTO house_rules_accepted (session, edition, visitor, station, at, language)
        VALUES (:session, :edition, :visitor, :station, :at, :language)
        ON CONFLICT (session, edition) DO NOTHING
        """,
        {
            "session": session,
            "edition": edition,
            "visitor": visitor,
            "station": station,
            "at": at,
            "language": language,
        },
    )


def accepted_by(db: Db, visitor: str) -> Accepted | None:
    """The newest edition that a visitor accepted, with the first time of it."""
    row = db.execute(
        """
        SELECT accepted.edition, accepted.at, coalesce(seat.number, 0) AS seat
        FROM house_rules_accepted AS accepted
        LEFT JOIN seat ON seat.station = accepted.station
        WHERE accepted.visitor = :visitor
        ORDER BY accepted.edition DESC, accepted.at
        LIMIT 1
        """,
        {"visitor": visitor},
    ).fetchone()
    return None if row is None else Accepted(row["edition"], Instant(row["at"]), row["seat"])


def accepted_in(db: Db, session: str) -> int:
    """The newest edition that was accepted in a session; 0 for none."""
    row = db.execute(
        """
        SELECT coalesce(max(edition), 0) AS edition
        FROM house_rules_accepted
        WHERE session = :session
        """,
        {"session": session},
    ).fetchone()
    return int(row["edition"])
