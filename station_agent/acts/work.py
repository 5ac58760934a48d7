"""Tasks from the hand: accept, submit, give back; and what is said to an outcome."""

from collections.abc import Collection

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.outbox_room import room_left
from kiosk.rules.refusals import Refusal
from station_agent.pen import Letter
from station_agent.store import hands, learning, outbox
from station_agent.store.hands import Dealt
from station_agent.store.learning import Said


def accept_task(
    db: Db,
    now: Instant,
    *,
    session: str,
    hit_type: str,
    qualifications: Collection[str],
    outbox_limit_bytes: int,
    left_s: int,
) -> str:
    """Take the next slot of this kind from the hand; the one already accepted is given again.

    `left_s` is what the session may still run: nothing is begun that it would cut short.

    Raises:
        Refusal: `hit_unknown`, `qualification_missing`, `outbox_full`, `task_needs_time`,
            `hand_empty`.
    """
    terms = hands.terms(db, session).get(hit_type)
    if terms is None:
        raise Refusal("hit_unknown")
    if terms.qualification and terms.qualification not in qualifications:
        raise Refusal("qualification_missing", qualification=terms.qualification)
    dealt = hands.slots(db, session)
    for one in dealt:
        if one.state == "accepted":
            return one.slot.assignment
    if room_left(outbox.filled(db, limit_bytes=outbox_limit_bytes)) == "full":
        raise Refusal("outbox_full")
    if left_s < terms.seconds_estimate:
        raise Refusal("task_needs_time", seconds=terms.seconds_estimate - left_s)
    following = _next(dealt, hit_type, now)
    hands.set_state(db, session=session, assignment=following, state="accepted")
    return following


def submit_task(db: Db, now: Instant, *, session: str, assignment: str, letter: Letter) -> int:
    """The finished answer goes into the outbox, sealed; returns how many this session finished.

    Raises:
        Refusal: `assignment_unknown`, `assignment_done`, `state_wrong`.
    """
    dealt = _slot(db, session, assignment)
    if dealt.state == "submitted":
        raise Refusal("assignment_done")
    if dealt.state != "accepted":
        raise Refusal("state_wrong", old=dealt.state, new="submitted")
    hands.set_state(db, session=session, assignment=assignment, state="submitted")
    letter.put(db, now)
    return len(hands.submitted(db, session))


def give_back(db: Db, now: Instant, *, session: str, assignment: str) -> None:
    """A slot goes back unworked; the hub learns it when the session closes.

    Raises:
        Refusal: `assignment_unknown`, `assignment_done`.
    """
    del now
    dealt = _slot(db, session, assignment)
    if dealt.state == "submitted":
        raise Refusal("assignment_done")
    hands.set_state(db, session=session, assignment=assignment, state="returned")


def answered_elsewhere(
    db: Db, now: Instant, *, session: str, answered: tuple[str, ...]
) -> tuple[str, ...]:
    """The hub has answers to these from another seat; returns those that were in hand here."""
    del now
    return hands.drop_answered(db, session=session, answered=answered)


def answer_outcome(db: Db, now: Instant, *, visitor: str, said: Said, letter: Letter) -> bool:
    """A second go at an answer, or accept, appeal or seen; False when it was said before."""
    if not learning.keep_said(db, visitor=visitor, said=said):
        return False
    letter.put(db, now)
    return True


def _slot(db: Db, session: str, assignment: str) -> Dealt:
    for one in hands.slots(db, session):
        if one.slot.assignment == assignment:
            return one
    raise Refusal("assignment_unknown")


def _next(dealt: tuple[Dealt, ...], hit_type: str, now: Instant) -> str:
    for one in dealt:
        if one.state == "dealt" and one.slot.hit_type == hit_type and one.until > now:
            return one.slot.assignment
    raise Refusal("hand_empty")
