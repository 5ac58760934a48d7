"""Openings and courses that the centre keeps: added, changed, closed, taken from a pasted table."""

from kiosk.acts.selling import new_id
from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.openings import ROWS_MOST, Opening
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, openings, revisions, sessions
from kiosk.store.openings import OPEN_MOST, Kept


class Pasted(Tool):
    """Openings of a pasted table, read outside."""

    def __init__(self, found: tuple[Opening, ...]) -> None:
        self.found = found


def add_opening(db: Db, now: Instant, *, opening: Opening, by: str) -> str:
    """Keep a new one; returns its id.

    Raises:
        Refusal: `too_many`.
    """
    if openings.count_open(db) >= OPEN_MOST:
        raise Refusal("too_many", limit=OPEN_MOST)
    opening_id = new_id()
    openings.add(db, now, opening_id=opening_id, opening=opening, by=by)
    _changed(db, now, opening_id, act="add_opening", by=by, reason=opening.title)
    return opening_id


def add_pasted(db: Db, now: Instant, *, pasted: Pasted, by: str) -> int:
    """Keep all of a pasted table that are not here word for word; returns how many were new.

    Raises:
        Refusal: `too_many`.
    """
    here = {one.opening for one in openings.not_closed(db)}
    new = [one for one in dict.fromkeys(pasted.found[:ROWS_MOST]) if one not in here]
    for opening in new:
        add_opening(db, now, opening=opening, by=by)
    return len(new)


def change_opening(db: Db, now: Instant, *, opening_id: str, opening: Opening, by: str) -> None:
    """Other words, another day, other wants.

    Raises:
        Refusal: `not_found`, `opening_closed`.
    """
    _not_closed(db, opening_id)
    openings.change(db, opening_id=opening_id, opening=opening)
    _changed(db, now, opening_id, act="change_opening", by=by, reason=opening.title)


def close_opening(db: Db, now: Instant, *, opening_id: str, by: str) -> None:
    """Nobody is sent there any more.

    Raises:
        Refusal: `not_found`, `opening_closed`.
    """
    kept = _not_closed(db, opening_id)
    openings.close(db, now, opening_id)
    _changed(db, now, opening_id, act="close_opening", by=by, reason=kept.opening.title)


def known(db: Db, opening_id: str) -> Kept:
    """One of them, open or not.

    Raises:
        Refusal: `not_found`.
    """
    kept = openings.by_id(db, opening_id)
    if kept is None:
        raise Refusal("not_found", what="opening")
    return kept


def _not_closed(db: Db, opening_id: str) -> Kept:
    kept = known(db, opening_id)
    if kept.closed_at is not None:
        raise Refusal("opening_closed")
    return kept


def _changed(db: Db, now: Instant, opening_id: str, *, act: str, by: str, reason: str) -> None:
    """Whoever sits somewhere now sees it at once; others when they sit down."""
    for session in sessions.all_open(db):
        revisions.bump(db, revisions.record_of(session.visitor))
    audit.record(db, now, by=by, act=act, about=f"opening:{opening_id}", reason=reason)
