"""Unfinished answers: kept for their visitor, told to the station where that visitor sits."""

from kiosk.disk.db import Db
from kiosk.protocol.drafts import DRAFTS_LIMIT, DRAFTS_LIMIT_BYTES, Draft
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import drafts, moves, sessions, visitors


def keep_draft(
    db: Db, now: Instant, *, station: str, session: str, draft: Draft, at: Instant
) -> bool:
    """Keep what the visitor of a session at this station has typed; returns whether it holds.

    It may come after the session's end, and is from before it: a station whose visitor has left
    writes over nothing that came later. Above the limits the oldest of the visitor go.

    Raises:
        Refusal: `no_session_here` for a session that was never at this station; `not_found` where
            the visitor asked to be forgotten meanwhile.
    """
    found = sessions.by_id(db, session)
    if found is None or not (
        found.station == station or moves.was_at(db, session=session, station=station)
    ):
        raise Refusal("no_session_here")
    who = visitors.by_id(db, found.visitor)
    if who is not None and who.erased_at is not None:
        raise Refusal("not_found", what="visitor")
    until = now if found.closed_at is None else min(now, found.closed_at)
    held = drafts.keep(db, visitor=found.visitor, draft=draft, at=min(at, until))
    room = DRAFTS_LIMIT_BYTES
    for n, one in enumerate(drafts.newest(db, found.visitor, limit=DRAFTS_LIMIT + 1)):
        room -= len(one.sealed)
        if n >= DRAFTS_LIMIT or room < 0:
            drafts.drop(db, visitor=found.visitor, name=one.name)
    return held


def drafts_of_sitter(db: Db, *, station: str, session: str) -> tuple[Draft, ...]:
    """What the visitor who sits at this station now has not finished, as it lies here.

    Raises:
        Refusal: `no_session_here`.
    """
    running = sessions.open_at(db, station)
    if running is None or running.id != session:
        raise Refusal("no_session_here")
    return drafts.newest(db, running.visitor, limit=DRAFTS_LIMIT)
