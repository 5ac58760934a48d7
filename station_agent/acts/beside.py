"""Somebody learns beside the visitor of the open session, and leaves."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from station_agent.pen import Letter
from station_agent.store import beside, learning, sessions


def keep_beside(db: Db, now: Instant, *, session: str, visitor: str, locked: bytes) -> bool:
    """Somebody is beside, or their record is newer; nothing where the session is over by now."""
    del now
    kept = sessions.read(db)
    if kept is None or kept.session != session:
        return False
    beside.keep(db, session=session, visitor=visitor, locked=locked)
    return True


def leave_beside(db: Db, now: Instant, *, visitor: str, letter: Letter) -> bool:
    """They are here no more, and the hub hears of it; False where they had left before."""
    row = beside.read(db)
    if row is None or row.visitor != visitor or row.state != "here":
        return False
    learning.forget_one(db, visitor)
    beside.note_left(db)
    letter.put(db, now)
    return True


def drop_beside(db: Db, now: Instant, *, visitor: str) -> None:
    """The hub knows of nobody beside: nothing of them stays."""
    del now
    row = beside.read(db)
    if row is not None and row.visitor == visitor:
        learning.forget_one(db, visitor)
        beside.forget(db)


def name_exam(db: Db, now: Instant, *, edition: str, visitor: str) -> None:
    """Whose the exam is that is sat here."""
    del now
    beside.name_exam(db, edition=edition, visitor=visitor)
