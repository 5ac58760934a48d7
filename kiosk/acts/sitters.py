"""Of whom a station may speak: who sat at it, and who learned there beside another."""

from kiosk.acts import own_words, seat_sharing
from kiosk.disk.db import Db
from kiosk.protocol.bodies import (
    Exam,
    ExamAnswer,
    ExamBegun,
    ParkedError,
    Practice,
    Reaction,
    Submission,
)
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import card_uses, moves, restores, sessions, visitors, voucher_uses

Of = Practice | Exam | ExamAnswer | ExamBegun | Submission | Reaction | own_words.OwnWords
"""Word of one visitor."""


def check_sitter(db: Db, *, station: str, body: Of, at: Instant) -> None:
    """A station speaks only for visitors who sat at it, and answers in sessions of its own.

    Of one who learned beside another it says what was practised and examined in that time (`at`).
    Word of another visitor waits: a hub that was restored may have lost the session.

    Raises:
        ParkedError: the visitor never was there, as far as is known here.
        Refusal: `not_allowed` for an answer from another's session, and for what somebody who
            learned beside another did at another time, or what is never theirs.
    """
    known = visitors.by_id(db, body.visitor) is not None
    if not known and restores.was_restored(db):
        raise ParkedError(body.visitor)
    if known and not _has_sat(db, visitor=body.visitor, station=station):
        _check_beside(db, station=station, body=body, at=at)
    if not isinstance(body, Submission):
        return
    session = sessions.by_id(db, body.session)
    if session is None:
        return
    here = session.station == station or moves.was_at(db, session=session.id, station=station)
    here = here or restores.was_restored(db)  # which may have lost that it moved there
    if not here or session.visitor != body.visitor:
        raise Refusal("not_allowed", what="session")


def _check_beside(db: Db, *, station: str, body: Of, at: Instant) -> None:
    what = seat_sharing.what_of(body)
    if seat_sharing.may_be_said(db, visitor=body.visitor, station=station, what=what, at=at):
        return
    shared = seat_sharing.has_shared(db, visitor=body.visitor, station=station)
    if not shared or restores.was_restored(db):
        raise ParkedError(body.visitor)
    raise Refusal("not_allowed", what="session")


def _has_sat(db: Db, *, visitor: str, station: str) -> bool:
    """Whether this visitor sat there, or their voucher or card opened it with the hub away.

    A second use of a paper has a guest of its own here; to its station it is the paper's.
    """
    return (
        sessions.has_sat(db, visitor=visitor, station=station)
        or voucher_uses.has_sat(db, guest=visitor, station=station)
        or card_uses.has_sat(db, guest=visitor, station=station)
    )
