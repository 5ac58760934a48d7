"""Approving with ten seconds to undo it: kept first, paid when nobody undid it. Source: UI.md 5.

The approval lies in the store, so nothing depends on the browser that asked for it. The clock of
an answer that nobody reviews goes on beside it, unchanged. Undoing moves no money, and yet queues
up with what does: either it comes first, or the pay.
"""

from sqlalchemy import Connection

from kiosk.exchange.acts import deciding
from kiosk.exchange.office import Office
from kiosk.exchange.store import held, work
from kiosk.exchange.store.transactions import moves_money
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal

APPROVED_AT_ONCE = 100
HELD_S = 12
"""The ten seconds that the page counts down, and two for the page to come and the click to go."""


@moves_money
def approve_soon(
    db: Connection,
    now: Instant,
    *,
    office: Office,
    requester: str,
    assignments: tuple[str, ...],
    click: str,
) -> int:
    """Hold the approval of what waits among some answers; returns how many that were.

    Args:
        db: the database.
        now: the moment of the click.
        office: what acts are handed besides.
        requester: whose answers they are.
        assignments: all are held, or none.
        click: names them together, for `undo_approvals`.

    Raises:
        Refusal: `too_many`, `assignment_unknown`; `decision_made` when nothing waits among them.
    """
    del office
    if len(assignments) > APPROVED_AT_ONCE:
        raise Refusal("too_many", limit=APPROVED_AT_ONCE)
    already = held.among(db, assignments)
    waiting = []
    for id_ in dict.fromkeys(assignments):
        found = work.assignment_of(db, id_)
        if found is None or found.requester != requester:
            raise Refusal("assignment_unknown", assignment=id_[:60])
        if found.state is AssignmentState.SUBMITTED and id_ not in already:
            waiting.append(id_)
    if not waiting:
        raise Refusal("decision_made", assignment=assignments[0][:60])
    pays_at = later(now, seconds=HELD_S)
    held.hold(db, waiting, requester=requester, click=click, pays_at=pays_at)
    return len(waiting)


@moves_money
def undo_approvals(
    db: Connection, now: Instant, *, office: Office, requester: str, click: str
) -> int:
    """Leave undecided what one click approved; returns how many answers that were.

    Raises:
        Refusal: `decision_made` when its time is over, or it was undone.
    """
    del office
    found = held.of_click(db, click, requester=requester, now=now)
    if not found:
        raise Refusal("decision_made", assignment=click[:60])
    held.let_go(db, found)
    return len(found)


def pay_held(db: Connection, now: Instant, office: Office, *, limit: int) -> int:
    """Approve and pay what was held long enough; returns how many answers that were."""
    ids = held.due(db, now, limit=limit)
    for found in work.assignments_of(db, ids):
        deciding.approve(db, now, office, found, by=found.requester)
    return len(ids)
