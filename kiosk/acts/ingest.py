"""Facts from stations: kept once, applied by type. The receiver sees to doubles and order."""

from collections.abc import Mapping
from dataclasses import replace

from msgspec import structs

from kiosk.acts import (
    card_opening,
    dealing,
    earnings,
    granting,
    house_rules,
    marking,
    moving,
    own_words,
    recovering,
    seat_sharing,
    settling,
    unheard,
    voucher_opening,
)
from kiosk.acts.opening import OpenedFact, open_fact
from kiosk.acts.site import Site
from kiosk.acts.sitters import Of, check_sitter
from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.link import receiver, sqlite_care
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.protocol.bodies import (
    Appeal,
    Body,
    CardOpened,
    Exam,
    ExamAnswer,
    ExamBegun,
    LearnerLeft,
    ParkedError,
    Practice,
    Reaction,
    RulesAccepted,
    SessionClosed,
    SessionUsed,
    Submission,
    VoucherOpened,
)
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.sync import PushAnswer
from kiosk.rules.clock_doubt import difference_words
from kiosk.rules.instants import Instant, later
from kiosk.rules.modules import Module
from kiosk.rules.refusals import Refusal
from kiosk.store import (
    audit,
    commands,
    given_time,
    merging,
    moves,
    restores,
    revisions,
    sessions,
    sharers,
    visitors,
    voucher_uses,
)
from kiosk.store.sessions import FactRow, Session

BY_ITSELF = "hub"
OPENED_ALONE = ("voucher_opened", "card_opened")
"""Facts with which a session begins that a station opened by itself."""


class Facts(Tool):
    """Opened facts by id, as they came from one station. They are their own request ids.

    `alone`: one that was being applied when the hub ended; nothing else is tried beside it.
    """

    def __init__(self, opened: Mapping[str, OpenedFact], *, alone: bool = False) -> None:
        self.by_id = opened
        self.alone = alone


def take_station_facts(
    db: Db, now: Instant, *, station: str, facts: Facts, site: Site
) -> PushAnswer:
    """Keep and apply facts of a station; the answer may go out once this is committed."""

    def apply(signed: SignedFact) -> str:
        opened = facts.by_id.get(signed.fact.id)
        if opened is None:  # parked earlier; opened again now that more is known
            opened = open_fact(signed, keys=site.keys, module_of=_unknown_module)
        return _apply(db, now, site, station=station, opened=opened)

    took = receiver.take_only if facts.alone else receiver.take
    return took(SqliteInbox(db), now, (opened.signed for opened in facts.by_id.values()), apply)


def take_parked_facts(db: Db, now: Instant, *, station: str, facts: Facts, site: Site) -> int:
    """Apply facts of a station that were parked and can be read by now; returns how many left."""

    def apply(signed: SignedFact) -> str:
        return _apply(db, now, site, station=station, opened=facts.by_id[signed.fact.id])

    parked = (opened.signed for opened in facts.by_id.values())
    return receiver.take_parked(SqliteInbox(db), now, parked, apply)


def retry_parked(db: Db, now: Instant, *, station: str, site: Site) -> int:
    """Try parked facts of a station again, inside the act that brought what they waited for.

    Returns how many are parked no more; an exam's module is for the job of that name to read.
    """

    def apply(signed: SignedFact) -> str:
        opened = open_fact(signed, keys=site.keys, module_of=_unknown_module)
        return _apply(db, now, site, station=station, opened=opened)

    return receiver.retry_parked(SqliteInbox(db), now, apply, origin=station)


def _unknown_module(edition: str) -> Module:
    raise Refusal("module_unknown", edition=edition)


def _apply(db: Db, now: Instant, site: Site, *, station: str, opened: OpenedFact) -> str:
    if opened.crashed:
        raise receiver.CrashedError(opened.signed.fact.type)
    if opened.refusal is not None:
        raise opened.refusal
    if opened.parked or opened.body is None:
        raise ParkedError(opened.signed.fact.type)
    _by_type(db, now, site, station=station, opened=opened, body=opened.body)
    if opened.was_off:
        _note_off(db, now, station=station, opened=opened)
    return ""


def _note_off(db: Db, now: Instant, *, station: str, opened: OpenedFact) -> None:
    """Staff can read that a station's clock was wrong, and by how much it was put right."""
    off = difference_words(opened.made_at - opened.told_at)
    detail = f"{opened.signed.fact.type}: {off}"
    about = f"station:{station}"
    audit.record(db, now, by=BY_ITSELF, act="place_in_time", about=about, detail=detail)


def _by_type(
    db: Db, now: Instant, site: Site, *, station: str, opened: OpenedFact, body: Body
) -> None:
    body = _of_survivor(db, body.reaction if isinstance(body, Appeal) else body)
    if isinstance(body, Of):
        check_sitter(db, station=station, body=body, at=opened.made_at)
        _of_visitor(db, now, site, opened=opened, body=body)
        return
    match body:
        case SessionUsed():
            _note_used(db, now, site, station=station, body=body, told=opened.made_at)
        case SessionClosed():
            _close(db, now, site, station=station, body=body, told=opened.made_at)
        case VoucherOpened():
            voucher_opening.take_opened(db, now, site, station=station, body=body, opened=opened)
        case CardOpened():
            card_opening.take_opened(db, now, site, station=station, body=body, opened=opened)
        case LearnerLeft():
            body = _left_by_survivor(db, body)
            seat_sharing.take_left(db, station=station, body=body, at=min(now, opened.made_at))
        case RulesAccepted():
            session = _session_of(db, station=station, session=body.session)
            when = min(now, max(opened.made_at, session.opened_at))
            house_rules.keep_accepted(db, when, station=station, session=session, body=body)
        case _:
            raise Refusal("malformed", field="type")


def _of_visitor(db: Db, now: Instant, site: Site, *, opened: OpenedFact, body: Of) -> None:
    """Nothing that a visitor said stands in the future, nor before they were known here."""
    fact_id, marked = opened.signed.fact.id, opened.marked
    known_since = visitors.known_since(db, body.visitor)
    at = min(now, max(opened.made_at, known_since or opened.made_at))
    match body:
        case Practice():
            marking.keep_practice(db, now, body=body, at=at, fact_id=fact_id)
        case Exam():
            marking.keep_exam(db, now, site, body=body, sat_at=at, marked=marked, fact_id=fact_id)
        case ExamAnswer():
            marking.keep_answer(db, now, body=body, at=at, marked=marked, fact_id=fact_id)
        case ExamBegun():
            marking.keep_begun(db, now, body=body, at=at, marked=marked, fact_id=fact_id)
        case Submission():
            earnings.take_submission(db, now, site, body=body, fact_id=fact_id)
        case Reaction():
            earnings.take_reaction(db, now, site, body=body)
        case _:
            own_words.take(db, now, body=body, at=at, fact_id=fact_id)


def _of_survivor(db: Db, body: Body) -> Body:
    """Word of a record that was merged into another is the survivor's."""
    if not isinstance(body, Of):
        return body
    who = visitors.by_id(db, body.visitor)
    if who is None or who.merged_into is None:
        return body
    if isinstance(body, Exam):
        exam = {"visitor": who.merged_into, "edition": body.edition, "step": body.step}
        return structs.replace(
            body, visitor=who.merged_into, try_number=merging.tries(db, **exam) + 1
        )
    return structs.replace(body, visitor=who.merged_into)


def _left_by_survivor(db: Db, body: LearnerLeft) -> LearnerLeft:
    who = visitors.by_id(db, body.visitor)
    if who is None or who.merged_into is None:
        return body
    return structs.replace(body, visitor=who.merged_into)


def _session_of(db: Db, *, station: str, session: str) -> Session:
    """The session, if it is or was at this station."""
    found = sessions.by_id(db, session)
    restored = restores.was_restored(db)
    if found is None:
        told_later = (sqlite_care.waits(db, origin=station, type=each) for each in OPENED_ALONE)
        if restored or any(told_later):
            raise ParkedError("session")
        raise Refusal("not_found", what="session")
    if found.station != station and not moves.was_at(db, session=session, station=station):
        if restored:
            raise ParkedError("session")
        raise Refusal("not_allowed", what="session")
    return found


def _known_or_recovered(
    db: Db,
    now: Instant,
    site: Site,
    *,
    station: str,
    body: SessionUsed | SessionClosed,
    told: Instant,
) -> Session:
    """The session, opened anew from its own lease where a restore has lost it."""
    if sessions.by_id(db, body.session) is None:
        recovered = recovering.session_from_lease(
            db, now, site, station=station, body=body, told=told
        )
        if recovered is not None:
            return recovered
    return _session_of(db, station=station, session=body.session)


def _note_used(
    db: Db, now: Instant, site: Site, *, station: str, body: SessionUsed, told: Instant
) -> None:
    """Note used seconds; a pause begins or ends when the station says, which may be hours ago.

    The passes of that time cover it, and when it goes on it may last as long as they do then. It is
    not in the future, nor before what was used until then, nor before what came before it, however
    the clock was set meanwhile. A voucher's paper grants what stands on it until the next lease:
    what was used twice is found, not given.
    """
    kept = sessions.by_id(db, body.session)
    if kept is not None and _moved_after_copy(db, kept, station=station):
        return  # its close says all that was used there
    is_new = kept is None
    session = _known_or_recovered(db, now, site, station=station, body=body, told=told)
    if session.closed_at is not None or session.station != station:
        return
    used_s = min(body.used_s, session.granted_s)
    sessions.note_used(db, session=session.id, used_s=used_s, hub_away_s=body.hub_away_s)
    if session.state != "paused" and (body.why == "rebooted" or (is_new and body.why == "resumed")):
        return
    kind = "paused" if body.why == "paused" else "resumed"  # a new boot ends the pause it began
    after = (fact.at for fact in sessions.facts(db, session.id))
    at = Instant(max(min(told, now), later(session.opened_at, seconds=used_s), *after))
    if body.why == "rebooted":
        settling.resume_after_cut(db, site, session=session, used_s=used_s, back=at)
    sessions.append(db, session.id, FactRow(kind, at, used_s=used_s))
    sessions.set_state(db, session=session.id, state="paused" if kind == "paused" else "open")
    if kind == "resumed" and voucher_uses.of_session(db, session.id) is None:
        used = replace(session, state="open", used_s=max(session.used_s, used_s))
        if granting.grant_anew(db, at, site, session=used).granted_s != session.granted_s:
            commands.send(db, now, station=station, kind="renew", session=session.id)
    revisions.bump(db, revisions.FLOOR)


def _close(
    db: Db, now: Instant, site: Site, *, station: str, body: SessionClosed, told: Instant
) -> None:
    """Settle once, and keep how much longer than that the station says it was unlocked.

    Where the desk took or settled it while the station was silent, passes pay what they can.
    """
    elsewhere = sessions.by_id(db, body.session)
    sharers.end(db, min(now, told), session=body.session, station=station)
    if elsewhere is not None and _moved_after_copy(db, elsewhere, station=station):
        recovering.close_beside(
            db, now, site, session=elsewhere, station=station, body=body, told=told
        )
        return
    session = _known_or_recovered(db, now, site, station=station, body=body, told=told)
    was_taken = session.closed_at is not None or session.station != station
    if body.why == "moved" and _is_of_before(db, session.id, told=told):
        body = structs.replace(body, why="desk")
    _settle(db, now, site, station=station, session=session, body=body)
    late_s = body.used_s - sessions.settled_s(db, session=session.id, station=station)
    if was_taken and late_s > 0:
        late_s -= unheard.settle(
            db, now, site, session=session, station=station, told_s=body.used_s
        )
    given_time.note_late(db, now, session=session.id, seconds=late_s)


def _moved_after_copy(db: Db, session: Session, *, station: str) -> bool:
    """Whether a restore has lost the move that brought the session to this station."""
    return (
        session.station != station
        and not moves.was_at(db, session=session.id, station=station)
        and restores.was_restored(db)
    )


def _is_of_before(db: Db, session: str, *, told: Instant) -> bool:
    """Whether a session left its station for a seat that a restore has lost: it is over here."""
    restored = restores.last(db)
    if restored is None or told >= restored.at:
        return False
    return moves.target_of(db, session) is None


def _settle(
    db: Db, now: Instant, site: Site, *, station: str, session: Session, body: SessionClosed
) -> None:
    """A session that the desk closed before, or that went on elsewhere, stays so."""
    if session.station != station:
        moving.take_late_leave(db, now, session=session.id, station=station, body=body)
        return
    if session.closed_at is None:
        sessions.note_used(
            db,
            session=session.id,
            used_s=min(body.used_s, session.granted_s),
            hub_away_s=body.hub_away_s,
        )
        session = sessions.by_id(db, session.id) or session
    if session.closed_at is None and body.why == "moved":
        dealing.take_back(db, now, hand=session.id, body=body)
        moving.take_leave(db, now, site, session=session, used_s=body.used_s)
        return
    if session.closed_at is None:
        settling.close(db, now, site, session=session, used_s=body.used_s, why=body.why)
    dealing.take_back(db, now, hand=session.id, body=body)
