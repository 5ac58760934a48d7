"""Career records: opened by the visitor's own yes, kept by mentors, closed when that is taken back.

Nothing of a visitor's career is seen by staff before a yes or after a no. The visitor goes on
seeing it at a seat, and all of it can be handed out and erased with the person.
"""

import json

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.career import CareerSaid, Interests
from kiosk.rules.instants import Instant
from kiosk.rules.interests import answered
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_day, timezone_named
from kiosk.store import audit, career_notes, careers, openings, revisions, visitors
from kiosk.store.careers import STATES, Consent, State

SUGGESTED, APPLIED, NOT_NOW = "suggested", "applied", "not_now"
OF_VISITOR: dict[str, tuple[State, tuple[State, ...]]] = {
    "applied": ("applied", ("suggested",)),
    "declined": ("not_now", ("suggested", "applied")),
}
"""What a visitor says to an opening: which state it gets, and out of which."""


def keep_interests(db: Db, *, body: Interests, at: Instant, fact_id: str) -> None:
    """Keep the answers to the finder. A mentor sees what they say only after the visitor's yes.

    Raises:
        Refusal: `field_missing`, `field_wrong`.
    """
    answers = json.dumps(answered(body.answers))
    if _is_gone(db, body.visitor):
        return
    careers.keep_interests(db, visitor=body.visitor, answers=answers, at=at, fact_id=fact_id)
    revisions.bump(db, revisions.record_of(body.visitor))


def take_said(db: Db, now: Instant, *, body: CareerSaid, at: Instant, fact_id: str) -> None:
    """The visitor's word from a seat; what it is about may be gone by now, then it is no more."""
    by = f"visitor:{body.visitor}"
    if _is_gone(db, body.visitor):
        return
    match body.kind:
        case "share" | "unshare":
            said = Consent(body.kind == "share", "seat", by, at)
            _say(db, now, visitor=body.visitor, said=said, fact_id=fact_id)
        case "done" | "undone":
            done_at = at if body.kind == "done" else None
            career_notes.tick(db, visitor=body.visitor, step=body.about, done_at=done_at, by=by)
        case "applied" | "declined":
            state, before = OF_VISITOR[body.kind]
            mine = {one.opening: one.state for one in careers.referrals(db, body.visitor)}
            if mine.get(body.about) in before:
                careers.refer(db, at, visitor=body.visitor, opening=body.about, state=state, by=by)
    revisions.bump(db, revisions.record_of(body.visitor))


def agree_at_desk(db: Db, now: Instant, *, visitor: str, by: str) -> None:
    """Keep the yes of the visitor who typed the PIN at the desk.

    Raises:
        Refusal: `not_found`, also for a guest.
    """
    visitors.registered(db, visitor)
    _say(db, now, visitor=visitor, said=Consent(agreed=True, way="desk", by=by, at=now))


def withdraw_at_desk(db: Db, now: Instant, *, visitor: str, by: str) -> None:
    """The visitor takes the yes back; that needs no PIN.

    Raises:
        Refusal: `not_found`, also for a guest.
    """
    visitors.registered(db, visitor)
    _say(db, now, visitor=visitor, said=Consent(agreed=False, way="desk", by=by, at=now))


def refer(
    db: Db, now: Instant, site: Site, *, visitor: str, opening: str, state: str, by: str
) -> None:
    """Suggest an opening to a visitor, or note how far they came with it.

    Raises:
        Refusal: `career_closed`, `not_found`, `field_wrong` (state), `opening_closed`.
    """
    must_be_open(db, visitor)
    kept = openings.by_id(db, opening)
    if kept is None:
        raise Refusal("not_found", what="opening")
    if state not in STATES:
        raise Refusal("field_wrong", field="state")
    is_new = all(one.opening != opening for one in careers.referrals(db, visitor))
    today = local_day(now, timezone_named(site.settings.timezone))
    if is_new and not kept.is_open(today):
        raise Refusal("opening_closed")
    chosen: State = next(one for one in STATES if one == state)
    careers.refer(db, now, visitor=visitor, opening=opening, state=chosen, by=by)
    changed(db, now, visitor, act="refer_visitor", by=by)


def must_be_open(db: Db, visitor: str) -> None:
    """Staff may read and write in it.

    Raises:
        Refusal: `not_found`, `career_closed`.
    """
    visitors.registered(db, visitor)
    if not careers.is_open(db, visitor):
        raise Refusal("career_closed")


def _is_gone(db: Db, visitor: str) -> bool:
    """Whether there is nobody whose record this could be: a guest, or a person who was erased."""
    who = visitors.by_id(db, visitor)
    return who is None or who.is_guest


def _say(db: Db, now: Instant, *, visitor: str, said: Consent, fact_id: str = "") -> None:
    careers.say(db, visitor=visitor, said=said, fact_id=fact_id)
    act = "agree_career" if said.agreed else "withdraw_career"
    changed(db, now, visitor, act=act, by=said.by)


def changed(db: Db, now: Instant, visitor: str, *, act: str, by: str) -> None:
    """The seat is told, and the log; what it was is not for the log, which more people read."""
    revisions.bump(db, revisions.record_of(visitor))
    audit.record(db, now, by=by, act=act, about=f"visitor:{visitor}")
