"""Somebody of a class learns beside the one who sits; the session and its time stay the other's."""

from kiosk.acts.granting import check_not_banned
from kiosk.acts.records import record_of
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.bodies import Exam, ExamAnswer, ExamBegun, LearnerLeft, Practice
from kiosk.protocol.seat_calls import Besides
from kiosk.protocol.station_calls import Record
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.seat_sharing import Meets, Newcomer, What, check_may_share, counts_for
from kiosk.store import audit, classes, meetings, revisions, sessions, sharers, visitors
from kiosk.store.sessions import Session

AT_THE_SEAT = "station"


def sit_beside(
    db: Db, now: Instant, site: Site, *, station: str, session: str, visitor: str
) -> Record:
    """Somebody whose PIN was checked learns beside the one who sits here, until either leaves.

    Asked again, as where the answer was lost, it is the same. Returns their record.

    Raises:
        Refusal: `no_session_here`, what `check_may_share` refuses, `banned`.
    """
    running = _running(db, station=station, session=session)
    _let_in(db, now, site, running, visitor=visitor, by=AT_THE_SEAT)
    return record_of(db, now, site, visitor=visitor)


def seat_beside(db: Db, now: Instant, site: Site, *, seat: int, visitor: str, by: str) -> None:
    """A mentor who knows them lets somebody learn beside the one at a seat, without their PIN.

    The station hears of it with its next beat.

    Raises:
        Refusal: `nobody_sits`, what `check_may_share` refuses, `banned`.
    """
    running = next((one for one in sessions.all_open(db) if one.seat == seat), None)
    if running is None:
        raise Refusal("nobody_sits")
    _let_in(db, now, site, running, visitor=visitor, by=by)


def besides(db: Db, now: Instant, site: Site, *, station: str, session: str) -> Besides:
    """The records of those who learn beside the one who sits here.

    Raises:
        Refusal: `no_session_here`.
    """
    running = _running(db, station=station, session=session)
    found = sharers.beside(db, running.id)
    return Besides(tuple(record_of(db, now, site, visitor=one.visitor) for one in found))


def take_left(db: Db, *, station: str, body: LearnerLeft, at: Instant) -> None:
    """A seat says that somebody learns there no more; said late, it is over since then.

    Raises:
        Refusal: `not_allowed` for a session that never was at this station.
    """
    rows = sharers.at_station(db, visitor=body.visitor, station=station)
    if not rows:
        raise Refusal("not_allowed", what="session")
    if sharers.end(db, at, session=body.session, visitor=body.visitor, station=station):
        about = f"visitor:{body.visitor}"
        audit.record(db, at, by=AT_THE_SEAT, act="leave_seat_beside", about=about)
        revisions.bump(db, revisions.FLOOR)


def has_shared(db: Db, *, visitor: str, station: str) -> bool:
    """Whether somebody learned beside another at this station, whenever that was."""
    return bool(sharers.at_station(db, visitor=visitor, station=station))


def may_be_said(db: Db, *, visitor: str, station: str, what: What, at: Instant) -> bool:
    """Whether a station may say this of somebody who learned there beside another."""
    shared = sharers.at_station(db, visitor=visitor, station=station)
    return counts_for(what, shared, visitor=visitor, made_at=at)


def what_of(body: object) -> What:
    """What of a visitor a fact tells."""
    if isinstance(body, Practice):
        return "practice"
    return "exam" if isinstance(body, Exam | ExamAnswer | ExamBegun) else "other"


def _let_in(db: Db, now: Instant, site: Site, running: Session, *, visitor: str, by: str) -> None:
    """Nothing happens where they learn there already: the answer before was lost."""
    beside = [one.visitor for one in sharers.beside(db, running.id)]
    if visitor in beside:
        return
    who = visitors.by_id(db, visitor)
    newcomer = Newcomer(visitor, is_guest=who is None or who.is_guest, seat=_seat_of(db, visitor))
    meets = _classes_at(db, now, running, newcomer=visitor)
    check_may_share(newcomer, sitter=running.visitor, beside=beside, classes=meets)
    check_not_banned(db, now, site, visitor=visitor)
    _begin(db, now, running, visitor=visitor, by=by)


def _running(db: Db, *, station: str, session: str) -> Session:
    running = sessions.open_at(db, station)
    if running is None or running.id != session:
        raise Refusal("no_session_here")
    return running


def _seat_of(db: Db, visitor: str) -> int:
    """Where somebody sits, or learns beside another; 0 for nowhere."""
    own, shared = sessions.open_of(db, visitor), sharers.of_visitor(db, visitor)
    if own is not None:
        return own.seat
    return 0 if shared is None else shared.seat


def _classes_at(db: Db, now: Instant, running: Session, *, newcomer: str) -> tuple[Meets, ...]:
    """The classes that meet now, at this seat or at any, and who of the two is in each."""
    found = []
    for row in meetings.on_at(db, now):
        seats = meetings.seats_of(db, row.block) if row.block else ()
        made = classes.by_id(db, row.class_id)
        if made is None or (seats and running.seat not in seats):
            continue
        member = {
            who: classes.has_member(db, class_id=made.id, visitor=who)
            for who in (running.visitor, newcomer)
        }
        found.append(Meets(made.shares_seats, member[running.visitor], member[newcomer]))
    return tuple(found)


def _begin(db: Db, now: Instant, running: Session, *, visitor: str, by: str) -> None:
    """What a seat that died, or was left for another, never said is over by now."""
    sharers.end_all_of(db, now, visitor=visitor)
    sharers.end(db, now, session=running.id)
    sharers.add(db, now, session=running.id, visitor=visitor)
    about = f"visitor:{visitor}"
    detail = f"session:{running.id}"
    audit.record(db, now, by=by, act="sit_beside", about=about, detail=detail)
    revisions.bump(db, revisions.FLOOR)
