"""Who learns beside the visitor of the open session, and whose exam is sat here."""

from dataclasses import dataclass
from typing import Literal

from kiosk.disk.db import Db


@dataclass(frozen=True, slots=True)
class BesideRow:
    """Somebody beside; `locked` is their record under the session's key.

    One who has `left` stays noted until the hub has heard of it.
    """

    session: str
    visitor: str
    locked: bytes
    state: Literal["here", "left"]
    exam_edition: str = ""
    exam_visitor: str = ""


def read(db: Db) -> BesideRow | None:
    """Who is, or was last, beside the visitor of the open session."""
    row = db.execute(
        "SELECT session, visitor, locked, state, exam_edition, exam_visitor FROM beside"
    ).fetchone()
    return None if row is None else BesideRow(**dict(row))


def keep(db: Db, *, session: str, visitor: str, locked: bytes) -> None:
    """Somebody is beside, or their record is newer; whose exam it is stays as it was said."""
    db.execute(
        """
        INSERT INTO beside (one, session, visitor, locked, state)
        VALUES (1, :session, :visitor, :locked, 'here')
        ON CONFLICT (one) DO UPDATE
        SET exam_edition = iif(visitor = :visitor, exam_edition, ''),
            exam_visitor = iif(visitor = :visitor, exam_visitor, ''),
            session = :session, visitor = :visitor, locked = :locked, state = 'here'
        """,
        {"session": session, "visitor": visitor, "locked": locked},
    )


def note_left(db: Db) -> None:
    """They are here no more; of their record nothing stays."""
    db.execute(
        "UPDATE beside SET state = 'left', locked = x'', exam_edition = '', exam_visitor = ''"
    )


def forget(db: Db) -> None:
    """Nobody is, or was, beside."""
    db.execute("DELETE FROM beside")


def name_exam(db: Db, *, edition: str, visitor: str) -> None:
    """The exam of this edition that is sat here is of that learner."""
    db.execute(
        "UPDATE beside SET exam_edition = :edition, exam_visitor = :visitor",
        {"edition": edition, "visitor": visitor},
    )
