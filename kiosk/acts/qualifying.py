"""Qualifications that good work renews, and those that lapse soon."""

from kiosk.disk.db import Db
from kiosk.protocol.exam_calls import LapsingSkill
from kiosk.rules.instants import S_PER_DAY, Instant, later, seconds_between
from kiosk.rules.qualifications import (
    FOR_EVER_DAYS,
    Qualification,
    approved_missing,
    is_worth_renewing,
    lapses_soon,
    renew,
)
from kiosk.store import renewals, tasks, training
from kiosk.store.renewals import Held


def renew_by_work(db: Db, now: Instant, *, visitor: str, hit_type: str, assignment: str) -> None:
    """After an approval: what its task asks for holds for another while, if the work was good."""
    terms = tasks.terms(db, hit_type)
    name = "" if terms is None else terms.qualification
    found = next((one for one in renewals.held(db, visitor, at=now) if one.name == name), None)
    if found is None or _days(found) >= FOR_EVER_DAYS:
        return
    since = later(now, seconds=-_days(found) * S_PER_DAY)
    done = renewals.decided(db, visitor, name=found.name, since=since)
    held = Qualification(found.name, found.granted_at, found.valid_until, found.by)
    renewed = renew(
        held, approved=done.approved, rejected=done.rejected, valid_days=_days(found), at=now
    )
    if renewed is None or renewed.valid_until is None or not is_worth_renewing(held, renewed):
        return
    training.grant(
        db,
        now,
        visitor=visitor,
        name=found.name,
        valid_until=renewed.valid_until,
        by=f"work:{assignment}",
    )


def lapsing(db: Db, now: Instant, visitor: str) -> tuple[LapsingSkill, ...]:
    """What a visitor must work for, or learn again, before it lapses."""
    return tuple(
        LapsingSkill(one.name, one.valid_until, _missing(db, now, visitor, one))
        for one in renewals.held(db, visitor, at=now)
        if _days(one) < FOR_EVER_DAYS and lapses_soon(one.valid_until, at=now)
    )


def _missing(db: Db, now: Instant, visitor: str, one: Held) -> int:
    since = later(now, seconds=-_days(one) * S_PER_DAY)
    done = renewals.decided(db, visitor, name=one.name, since=since)
    return approved_missing(approved=done.approved, rejected=done.rejected)


def _days(one: Held) -> int:
    """How long it holds each time; none is granted for less than a day."""
    return max(1, seconds_between(one.granted_at, one.valid_until) // S_PER_DAY)
