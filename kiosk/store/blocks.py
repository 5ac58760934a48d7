"""Blocks of seats for a class: their title, their time, and who pays there."""

from dataclasses import dataclass, replace
from typing import Literal

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant

Pays = Literal["own", "free"]
"""`free`: sessions at its seats cost nothing up to its end."""

COLUMNS = """id, code, title, class, starts, ends, pays, made_at, made_by, cancelled_at, reason,
             sponsorship, goes_on_free"""


@dataclass(frozen=True, slots=True)
class Block:
    """A block; `class_id` is "" for one that is known by its title only.

    A `sponsorship` pays for what costs the learners nothing; once its budget is used up they may
    still sit for free where it `goes_on_free`, and nobody can sit where it does not.
    """

    id: str
    code: str
    title: str
    class_id: str
    starts: Instant
    ends: Instant
    pays: Pays
    made_at: Instant
    made_by: str
    cancelled_at: Instant | None = None
    reason: str = ""
    sponsorship: str | None = None
    goes_on_free: bool = False

    def is_running(self, now: Instant) -> bool:
        """Whether it is on."""
        return self.cancelled_at is None and self.starts <= now < self.ends


def add(db: Db, block: Block) -> None:
    """Keep a block; its seats are bookings."""
    db.execute(
        """
        INSERT INTO booking_block (id, code, title, class, starts, ends, pays, made_at, made_by,
                                   sponsorship, goes_on_free)
        VALUES (:id, :code, :title, :class_id, :starts, :ends, :pays, :made_at, :made_by,
                :sponsorship, :goes_on_free)
        """,
        {
            "id": block.id,
            "code": block.code,
            "title": block.title,
            "class_id": block.class_id,
            "starts": block.starts,
            "ends": block.ends,
            "pays": block.pays,
            "made_at": block.made_at,
            "made_by": block.made_by,
            "sponsorship": block.sponsorship,
            "goes_on_free": int(block.goes_on_free),
        },
    )


def by_id(db: Db, block: str) -> Block | None:
    """One block."""
    return _one(db, "id", block)


def by_code(db: Db, code: str) -> Block | None:
    """The block whose code stands on the board."""
    return _one(db, "code", code)


def from_on(db: Db, since: Instant, *, limit: int) -> tuple[Block, ...]:
    """Blocks that start after an instant, by their start."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM booking_block
        WHERE starts >= :since
          AND cancelled_at IS NULL
        ORDER BY starts
        LIMIT :limit
        """,
        {"since": since, "limit": limit},
    )
    return tuple(_read(row) for row in rows)


def cancel(db: Db, now: Instant, *, block: str, reason: str) -> None:
    """The block is off, with the seats that it still keeps."""
    told = {"id": block, "now": now, "reason": reason}
    db.execute(
        """
        UPDATE booking_block
        SET cancelled_at = :now, reason = :reason
        WHERE id = :id
          AND cancelled_at IS NULL
        """,
        told,
    )
    db.execute(
        """
        UPDATE booking
        SET cancelled_at = :now, reason = :reason
        WHERE block = :id
          AND cancelled_at IS NULL
        """,
        told,
    )


def _one(db: Db, column: str, value: str) -> Block | None:
    row = db.execute(
        f"SELECT {COLUMNS} FROM booking_block WHERE {column} = :value", {"value": value}
    ).fetchone()
    return None if row is None else _read(row)


def _read(row: Row) -> Block:
    return replace(Block(*tuple(row)), goes_on_free=row["goes_on_free"] == 1)
