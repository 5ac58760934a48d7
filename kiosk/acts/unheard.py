"""A station that was not heard is back and says how long it ran: its visitor's passes pay for it.

What ran is settled once, as a session of its own beside the one that the desk took or settled; see
`rules/silence.py` for what is fair.
"""

from dataclasses import replace

from kiosk.acts import granting, settling
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules import metering
from kiosk.rules.instants import Instant
from kiosk.rules.metering import Run
from kiosk.rules.silence import unheard
from kiosk.store import audit, card_uses, commands, moves, sessions, stations, voucher_uses, zones
from kiosk.store.sessions import FactRow, Session

NAME_LENGTH = 8


def settle(db: Db, now: Instant, site: Site, *, session: Session, station: str, told_s: int) -> int:
    """Charge passes for what ran unheard at a station; returns how many seconds they paid.

    `session` is as it is kept now: closed by the desk, or open at another station.
    """
    name = f"{session.id}-{station[:NAME_LENGTH]}"
    known = sessions.by_id(db, name)
    if known is not None:
        return known.used_s
    if session.kind == "free" or _by_paper(db, session):
        return 0  # nothing to pay; or its paper is settled with all its uses
    run = _unheard(db, session, station=station, told_s=told_s)
    if run is None:
        return 0
    run = replace(run, zone=zones.name_now(db, run.zone, since=run.start))  # as its passes say it
    seconds = _payable_s(db, site, session=session, run=run)
    if seconds == 0:
        return 0
    _settle(db, now, site, session=session, name=name, run=replace(run, seconds=seconds))
    return seconds


def _by_paper(db: Db, session: Session) -> bool:
    """Whether a voucher or a card has opened it."""
    return any(uses.of_session(db, session.id) is not None for uses in (voucher_uses, card_uses))


def _unheard(db: Db, session: Session, *, station: str, told_s: int) -> Run | None:
    """By the facts up to the one with which the session left this station."""
    rows = sessions.facts(db, session.id)
    if session.station == station:
        leave = next(row for row in rows if row.kind == "closed")
    else:
        left_at = moves.left_at(db, session=session.id, station=station)
        leave = next(row for row in rows if row.kind == "moved" and row.at == left_at)
    before = tuple(
        settling.as_rule(session, row) for row in rows if row.at <= leave.at and row != leave
    )
    left = metering.Closed(leave.at, leave.used_s)
    return unheard(before, left=left, told_s=told_s, granted_s=session.granted_s)


def _payable_s(db: Db, site: Site, *, session: Session, run: Run) -> int:
    """What passes hold for it; what an open session has used meanwhile is that one's."""
    beside = replace(session, opened_at=run.start, used_s=0)
    facts = (metering.Opened(run.start, run.station, run.zone),)
    covered_s = settling.seconds_covered(db, site, session=beside, facts=facts, after_s=0)
    seconds = min(run.seconds, covered_s)
    if session.closed_at is None:
        seconds = min(seconds, session.granted_s - session.used_s)
    return max(0, seconds)


def _settle(db: Db, now: Instant, site: Site, *, session: Session, name: str, run: Run) -> None:
    place = stations.seat_of(db, run.station)
    late = replace(
        session,
        id=name,
        kind="prepaid",
        station=run.station,
        seat=session.seat if place is None else place.number,
        state="closed",
        opened_at=run.start,
        granted_s=run.seconds,
        used_s=run.seconds,
        limit_minor=0,
        limit_s=0,
    )
    facts = (FactRow("opened", run.start, run.zone), FactRow("closed", run.end, "", run.seconds))
    settling.settle_beside(db, now, site, session=late, facts=facts, out_of=session.id)
    audit.record(
        db,
        now,
        by=f"station:{run.station}",
        act="settle_unheard",
        about=f"session:{session.id}",
        reason=f"{run.seconds} s",
    )
    if session.closed_at is None:
        granting.grant_anew(db, now, site, session=session)
        commands.send(db, now, station=session.station, kind="renew", session=session.id)
