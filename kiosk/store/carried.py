"""What a hub has carried by stick, and its facts for the exchange as a stick takes them."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from kiosk.disk.db import Db, Row
from kiosk.protocol.bundles import BUNDLES_LIMIT, Direction
from kiosk.protocol.sync import Sent
from kiosk.rules.instants import Instant

PAGE = 200


@dataclass(frozen=True, slots=True)
class Carried:
    """A bundle that was written here, or a part that was read here.

    `answers`: the bundles that the word in it signs for. `settled_at`: when the other side's word
    for it came back.
    """

    direction: Direction
    bundle: str
    part: int
    parts: int
    facts: int
    blobs: int
    bytes: int
    answers: tuple[str, ...]
    by: str
    at: Instant
    settled_at: Instant | None = None


COLUMNS = "direction, bundle, part, parts, facts, blobs, bytes, answers, by, at, settled_at"


def note(db: Db, carried: Carried) -> bool:
    """Keep that it was carried; whether that is news."""
    kept = db.execute(
        """
        INSERT INTO carried (direction, bundle, part, parts, facts, blobs, bytes, answers, by, at)
        VALUES (:direction, :bundle, :part, :parts, :facts, :blobs, :bytes, :answers, :by, :at)
        ON CONFLICT (direction, bundle, part) DO NOTHING
        """,
        {
            "direction": carried.direction,
            "bundle": carried.bundle,
            "part": carried.part,
            "parts": carried.parts,
            "facts": carried.facts,
            "blobs": carried.blobs,
            "bytes": carried.bytes,
            "answers": msgspec.json.encode(carried.answers).decode(),
            "by": carried.by,
            "at": carried.at,
        },
    )
    return kept.rowcount == 1


def was_read(db: Db, *, bundle: str, part: int) -> bool:
    """Whether this part was read here before."""
    row = db.execute(
        """
        SELECT 1
        FROM carried
        WHERE direction = 'read'
          AND bundle = :bundle
          AND part = :part
        """,
        {"bundle": bundle, "part": part},
    ).fetchone()
    return row is not None


def last(db: Db, direction: Direction) -> Carried | None:
    """What was carried last this way."""
    row = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM carried
        WHERE direction = :direction
        ORDER BY n DESC
        LIMIT 1
        """,
        {"direction": direction},
    ).fetchone()
    return None if row is None else _carried(row)


def unsettled(db: Db, direction: Direction) -> tuple[Carried, ...]:
    """The newest that the other side has not signed for, the newest first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM carried
        WHERE direction = :direction
          AND settled_at IS NULL
        ORDER BY n DESC
        LIMIT :limit
        """,
        {"direction": direction, "limit": BUNDLES_LIMIT},
    )
    return tuple(_carried(row) for row in rows)


def settle(db: Db, now: Instant, bundles: Iterable[str]) -> None:
    """The other side signed for bundles written here; it has our word for what they answer."""
    for bundle in bundles:
        row = db.execute(
            """
            UPDATE carried
            SET settled_at = :now
            WHERE direction = 'written'
              AND bundle = :bundle
              AND settled_at IS NULL
            RETURNING answers
            """,
            {"bundle": bundle, "now": now},
        ).fetchone()
        for answered in () if row is None else _answers(row):
            db.execute(
                """
                UPDATE carried
                SET settled_at = :now
                WHERE direction = 'read'
                  AND bundle = :bundle
                  AND settled_at IS NULL
                """,
                {"bundle": answered, "now": now},
            )


def newest_waiting(db: Db) -> int:
    """The number of the last fact that waits for the exchange; 0: none does."""
    row = db.execute(
        """
        SELECT max(n) AS n
        FROM outbox
        WHERE audience = 'exchange'
          AND state = 'waiting'
        """
    ).fetchone()
    return row["n"] or 0


def waiting_after(db: Db, *, n: int, upto: int) -> tuple[tuple[int, Sent], ...]:
    """Facts that wait for the exchange after a number, up to one, with their numbers."""
    rows = db.execute(
        """
        SELECT n, raw, signature
        FROM outbox
        WHERE audience = 'exchange'
          AND state = 'waiting'
          AND n > :n
          AND n <= :upto
        ORDER BY n
        LIMIT :limit
        """,
        {"n": n, "upto": upto, "limit": PAGE},
    )
    return tuple((row["n"], Sent(bytes(row["raw"]), bytes(row["signature"]))) for row in rows)


def raw_at(db: Db, *, epoch: str, seq: int) -> bytes | None:
    """The bytes of a fact of ours for the exchange; None: we made none with this number."""
    row = db.execute(
        """
        SELECT raw
        FROM outbox
        WHERE epoch = :epoch
          AND seq = :seq
          AND audience = 'exchange'
        """,
        {"epoch": epoch, "seq": seq},
    ).fetchone()
    return None if row is None else bytes(row["raw"])


def _answers(row: Row) -> tuple[str, ...]:
    return msgspec.json.decode(row["answers"], type=tuple[str, ...])


def _carried(row: Row) -> Carried:
    return Carried(
        row["direction"],
        row["bundle"],
        row["part"],
        row["parts"],
        row["facts"],
        row["blobs"],
        row["bytes"],
        _answers(row),
        row["by"],
        Instant(row["at"]),
        None if row["settled_at"] is None else Instant(row["settled_at"]),
    )
