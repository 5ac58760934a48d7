"""What time decides when nobody else did: approvals, final rejections, lapses, expiries.

What a requester approved is paid here too, once nobody can undo it any more.

Nothing here ticks: each row says when it is due, and this act does what is due now.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.exchange.acts import deciding
from kiosk.exchange.acts.approving import pay_held
from kiosk.exchange.acts.posting import close_unworked, refresh_hits
from kiosk.exchange.acts.taking import end_revision
from kiosk.exchange.office import Office
from kiosk.exchange.store import held, offers, work
from kiosk.exchange.store.transactions import moves_money
from kiosk.exchange.store.work import Assignment
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import Instant

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Passed:
    """How much time decided; `more` when some is left for the next call."""

    decided: int
    lapsed: int
    closed: int
    more: bool


@moves_money
def let_time_decide(db: Connection, now: Instant, *, office: Office) -> Passed:
    """Do what is due, a bounded part of it."""
    paid = pay_held(db, now, office, limit=AT_ONCE)
    overdue = work.due(db, now, limit=AT_ONCE)
    for found in overdue:
        _decide(db, now, office, found)
    lapsed = work.lapse(db, now, limit=AT_ONCE)
    expired = offers.expired_open(db, now, limit=AT_ONCE)
    close_unworked(db, now, expired)
    refresh_hits(db, {one.hit for one in expired})
    more = AT_ONCE in (paid, len(overdue), lapsed, len(expired))
    return Passed(paid + len(overdue), lapsed, len(expired), more)


def is_anything_due(db: Connection, now: Instant) -> bool:
    """A cheap look, so that a quiet exchange writes nothing."""
    return bool(
        held.due(db, now, limit=1)
        or work.due(db, now, limit=1)
        or work.overdue_allotments(db, now)
        or offers.expired_open(db, now, limit=1)
    )


def _decide(db: Connection, now: Instant, office: Office, found: Assignment) -> None:
    if found.state is AssignmentState.SUBMITTED:
        deciding.approve(db, now, office, found, by=deciding.TIME)
    elif found.state is AssignmentState.REVISION_REQUESTED:
        end_revision(db, now, office, found)
    elif found.state is AssignmentState.REJECT_PROPOSED:
        deciding.reject_finally(db, now, office, found, by=deciding.TIME)
    elif found.state is AssignmentState.DISPUTED:
        deciding.approve(db, now, office, found, by=deciding.TIME, reason="")
    else:
        work.change(db, found.id, acts_at=None)
