"""Facts from hubs: answers, reactions, slots given back. Source: DESIGN.md §8 and §10."""

import hashlib
import json
from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from kiosk.exchange.acts import deciding
from kiosk.exchange.acts.awards import take_revoked
from kiosk.exchange.acts.posting import close_unworked, refresh_hits
from kiosk.exchange.office import Office
from kiosk.exchange.planning import row_of
from kiosk.exchange.store import offers, people, work
from kiosk.exchange.store.inbox import ExchangeInbox
from kiosk.exchange.store.transactions import in_lane
from kiosk.exchange.store.work import Assignment, Submission
from kiosk.link.receiver import CrashedError, take_only, take_parked
from kiosk.link.shelf import CRASHED
from kiosk.protocol.bodies import (
    AwardRevoked,
    HubSubmission,
    ParkedError,
    Reaction,
    Returned,
    read_body,
)
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.sync import PushAnswer
from kiosk.rules.fairness import Revision, appeal_due_at, approve_at
from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import fill, read_form
from kiosk.rules.hits import AssignmentState, check_assignment_move
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal

ACCEPTED, ALREADY, CONFLICT, LATE, VOID = "accepted", "already", "conflict", "late", "void"
HOUSE_TIME = ZoneInfo("UTC")


def _maker(*, facts: tuple[SignedFact, ...], **_others: object) -> str:
    return facts[0].fact.origin if facts else ""


@in_lane(_maker)
def take_facts(
    db: Connection,
    now: Instant,
    *,
    office: Office,
    facts: tuple[SignedFact, ...],
    poison: tuple[str, ...] = (),
) -> PushAnswer:
    """Keep and apply facts of one hub; their signatures were checked before.

    `poison` are the names of those that ended the process each time: they wait for staff.
    """
    hub_of = _hubs(db, facts)

    def apply(signed: SignedFact) -> str:
        return _apply(db, now, office, signed, poison, hub=hub_of(signed))

    return take_only(ExchangeInbox(db), now, facts, apply)


@in_lane(_maker)
def take_parked_facts(
    db: Connection,
    now: Instant,
    *,
    office: Office,
    facts: tuple[SignedFact, ...],
    poison: tuple[str, ...] = (),
) -> int:
    """Try parked facts of one hub again; returns how many are parked no more."""
    hub_of = _hubs(db, facts)

    def apply(signed: SignedFact) -> str:
        return _apply(db, now, office, signed, poison, hub=hub_of(signed))

    inbox = ExchangeInbox(db)
    for crashed in (one for one in facts if one.fact.id in poison):
        inbox.keep(crashed, now, state="parked", code=CRASHED, answer="")
        people.record(db, now, who="exchange", what="park_crashed", target=crashed.fact.id)
    return take_parked(inbox, now, facts, apply)


def _hubs(db: Connection, facts: tuple[SignedFact, ...]) -> Callable[[SignedFact], str]:
    """Under which name the maker of each is kept here: a hub's name changes with its keys."""
    makers = {one.fact.origin for one in facts}
    known = {maker: people.kept_as(db, maker) for maker in makers}
    return lambda signed: known[signed.fact.origin]


def _apply(
    db: Connection,
    now: Instant,
    office: Office,
    signed: SignedFact,
    poison: tuple[str, ...],
    *,
    hub: str,
) -> str:
    if signed.fact.id in poison:
        raise CrashedError(signed.fact.type)
    body = read_body(signed.fact, signed.fact.body_bytes)
    if isinstance(body, HubSubmission):
        return _take_submission(db, now, office, signed, body, hub=hub)
    if isinstance(body, Reaction):
        return _take_reaction(db, now, office, body, hub=hub)
    if isinstance(body, Returned):
        return _take_back(db, now, body, hub=hub)
    if isinstance(body, AwardRevoked):
        return take_revoked(db, now, body, hub=hub)
    raise Refusal("malformed", field="type")


def _take_submission(
    db: Connection,
    now: Instant,
    office: Office,
    signed: SignedFact,
    body: HubSubmission,
    *,
    hub: str,
) -> str:
    """Keep an answer once. `late` is kept and paid too; `void` belongs to nobody here."""
    if hashlib.sha256(body.answer.encode()).hexdigest() != body.answer_sha256:
        raise Refusal("malformed", field="answer_sha256")
    found = work.assignment_of(db, body.assignment)
    if found is None or found.hub != hub:
        return VOID
    earlier = work.submissions_of(db, [found.id])
    for one in earlier:
        if one.round == body.round:
            return ALREADY if one.answer_sha256 == body.answer_sha256 else CONFLICT
    if body.round > len(earlier) + 1:
        raise ParkedError("an earlier round is missing")
    is_late = found.lapsed_at is not None or now > found.until
    if body.round == 1 and found.state is AssignmentState.ALLOTTED:
        _check_shape(db, found, body)
        _keep_first(db, now, office, found)
    elif body.round == 2 and _takes_revision(found):
        _check_shape(db, found, body)
        end_revision(db, now, office, found)
        is_late = found.state is AssignmentState.SUBMITTED
    else:
        return VOID
    _keep_answer(db, now, signed, body)
    return LATE if is_late else ACCEPTED


def _keep_first(db: Connection, now: Instant, office: Office, found: Assignment) -> None:
    check_assignment_move(found.state, AssignmentState.ACCEPTED)
    check_assignment_move(AssignmentState.ACCEPTED, AssignmentState.SUBMITTED)
    work.change(
        db,
        found.id,
        state=AssignmentState.SUBMITTED,
        received_at=now,
        acts_at=approve_at(now, revisions=(), approve_after_s=office.settings.approve_after_s),
    )
    offers.set_slots(db, [found.slot], "done")
    refresh_hits(db, {found.hit})


def _takes_revision(found: Assignment) -> bool:
    """Asked for, or asked for and overdue while nobody has decided: the new answer counts."""
    if found.state is AssignmentState.REVISION_REQUESTED:
        return True
    return found.state is AssignmentState.SUBMITTED and found.revision_at is not None


def end_revision(db: Connection, now: Instant, office: Office, found: Assignment) -> None:
    """The revision came, or the old answer stands: the approval clock goes on."""
    if found.state is not AssignmentState.REVISION_REQUESTED:
        return
    check_assignment_move(found.state, AssignmentState.SUBMITTED)
    assert found.revision_at is not None and found.received_at is not None  # noqa: S101, PT018  the state says so
    stopped = Revision(start=found.revision_at, end=now)
    work.change(
        db,
        found.id,
        state=AssignmentState.SUBMITTED,
        revision_ended_at=now,
        acts_at=approve_at(
            found.received_at,
            revisions=(stopped,),
            approve_after_s=office.settings.approve_after_s,
        ),
    )


def _check_shape(db: Connection, found: Assignment, body: HubSubmission) -> None:
    """Refuse an answer that is none to this task's form."""
    try:
        answer = json.loads(body.answer)
    except (ValueError, RecursionError) as error:
        raise Refusal("malformed", field="answer") from error
    if not isinstance(answer, dict):
        raise Refusal("malformed", field="answer")
    hit = offers.hit_of(db, found.hit)
    hit_type = None if hit is None else offers.hit_type_of(db, hit.hit_type)
    if hit is None or hit_type is None:
        raise Refusal("hit_unknown")
    form = read_form(hit_type.form)
    row = row_of(
        form,
        inputs=hit.inputs,
        picture_variable=hit_type.picture_variable,
        picture=hit.picture,
    )
    check_answer(fill(form, row), answer)


def _keep_answer(db: Connection, now: Instant, signed: SignedFact, body: HubSubmission) -> None:
    work.change(db, body.assignment, worker=body.worker)
    kept = Submission(
        assignment=body.assignment,
        round=body.round,
        cites=body.cites,
        answer_sha256=body.answer_sha256,
        answer=body.answer,
        worker=body.worker,
        took_ms=body.took_ms,
        made_at=Instant(body.made_at),
        received_at=now,
        fact=signed.fact.id,
    )
    work.add_submission(db, kept)


def _take_reaction(
    db: Connection, now: Instant, office: Office, body: Reaction, *, hub: str
) -> str:
    found = work.assignment_of(db, body.assignment)
    if found is None or found.hub != hub:
        raise Refusal("assignment_unknown", assignment=body.assignment[:60])
    work.add_reaction(db, now, assignment_id=found.id, kind=body.kind, words=body.words)
    if body.kind == "seen" and found.state is AssignmentState.REVISION_REQUESTED:
        due = later(now, seconds=office.settings.revision_s)
        if found.acts_at is None or due < found.acts_at:
            work.change(db, found.id, acts_at=due)
    elif body.kind == "accept" and found.state is AssignmentState.REJECT_PROPOSED:
        deciding.reject_finally(db, now, office, found, by="visitor")
    elif body.kind == "appeal" and found.state is AssignmentState.REJECT_PROPOSED:
        check_assignment_move(found.state, AssignmentState.DISPUTED)
        due = appeal_due_at(now, timezone=HOUSE_TIME)
        work.change(db, found.id, state=AssignmentState.DISPUTED, acts_at=due)
    return ""


def _take_back(db: Connection, now: Instant, body: Returned, *, hub: str) -> str:
    """Slots come back unworked: they open again, or, where that cannot be, their money does."""
    hits = set()
    for id_ in body.assignments:
        found = work.assignment_of(db, id_)
        if found is None or found.hub != hub:
            continue
        if found.state is not AssignmentState.ALLOTTED:
            continue
        check_assignment_move(AssignmentState.ACCEPTED, AssignmentState.RETURNED)
        work.change(db, found.id, state=AssignmentState.RETURNED, decided_at=now)
        money = offers.money_of(db, found.slot)
        if offers.slot_state(db, found.slot) == "replaced" or money.closes <= now:
            close_unworked(db, now, (money,))
        else:
            offers.set_slots(db, [found.slot], "open")
        hits.add(found.hit)
    refresh_hits(db, hits)
    return ""
