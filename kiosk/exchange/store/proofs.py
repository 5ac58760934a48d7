"""What `verify` counts again, straight from the tables."""

from collections.abc import Iterator

from sqlalchemy import Connection, Text, and_, cast, func, select, text

from kiosk.exchange.store.fact_tables import inbox, outbox, quarantine, stream
from kiosk.exchange.store.tables import (
    assignment,
    batch,
    held_approval,
    hit,
    hit_type,
    slot,
    submission,
)
from kiosk.rules.hits import AssignmentState

ANSWERED = ("Submitted", "RevisionRequested", "Approved", "RejectProposed", "Disputed", "Rejected")
SETTLED = ("Approved", "Rejected")
PART = "/"


def integrity(db: Connection) -> str:
    """What SQLite says of its file: `ok`, or the first thing that is wrong."""
    found = str(db.execute(text("PRAGMA integrity_check(1)")).scalar())
    if found != "ok":
        return found
    return "ok" if db.execute(text("PRAGMA foreign_key_check")).first() is None else "foreign keys"


def quick(db: Connection) -> str:
    """The same in a part of the time: pages and rows, not whether indexes tell the same."""
    return str(db.execute(text("PRAGMA quick_check(1)")).scalar())


def facts(db: Connection) -> dict[str, int]:
    """How many facts came, by what became of them, and how many wait for hubs."""
    counted = db.execute(select(inbox.c.state, func.count().label("n")).group_by(inbox.c.state))
    states = {
        "applied": 0,
        "parked": 0,
        "rejected": 0,
        **{row.state: int(row.n) for row in counted},
    }
    waiting = db.execute(
        select(func.coalesce(func.sum(stream.c.last_seq - stream.c.read_upto), 0))
    ).scalar_one()
    return {
        **states,
        "quarantined": _count(db, quarantine),
        "sent": _count(db, outbox),
        "waiting": int(waiting),
        "submissions": _count(db, submission),
    }


def in_state(db: Connection, state: AssignmentState) -> Iterator[str]:
    """Assignments in a state."""
    asked = select(assignment.c.id).where(assignment.c.state == state.value)
    yield from db.execute(asked).scalars()


def held_in_vain(db: Connection) -> Iterator[str]:
    """Held approvals of answers that wait for none."""
    asked = (
        select(held_approval.c.assignment)
        .join(assignment, assignment.c.id == held_approval.c.assignment)
        .where(assignment.c.state != AssignmentState.SUBMITTED.value)
    )
    yield from db.execute(asked.order_by(held_approval.c.assignment)).scalars()


def slots(db: Connection) -> Iterator[tuple[str, int, bool]]:
    """Each slot, what its escrow must hold while it is open, and whether it is settled."""
    settled = select(assignment.c.slot).where(assignment.c.state.in_(SETTLED)).distinct().subquery()
    asked = (
        select(
            slot.c.id,
            slot.c.state,
            (hit_type.c.reward_minor + batch.c.fee_minor).label("needs"),
            settled.c.slot.label("settled"),
        )
        .join(hit, hit.c.id == slot.c.hit)
        .join(hit_type, hit_type.c.id == hit.c.hit_type)
        .join(batch, batch.c.id == hit.c.batch)
        .outerjoin(settled, settled.c.slot == slot.c.id)
    )
    for row in db.execute(asked):
        yield row.id, int(row.needs), row.state == "closed" or row.settled is not None


def doubled(db: Connection) -> Iterator[tuple[str, int]]:
    """Rounds that were kept more than once."""
    asked = (
        select(submission.c.assignment, submission.c.round)
        .group_by(submission.c.assignment, submission.c.round)
        .having(func.count() > 1)
    )
    for row in db.execute(asked):
        yield row.assignment, int(row.round)


def cited(db: Connection) -> Iterator[tuple[str, int, str]]:
    """Each answer kept: its assignment, its round, and the station's fact that it cites."""
    asked = select(submission.c.assignment, submission.c.round, submission.c.cites)
    for row in db.execute(asked.order_by(submission.c.assignment, submission.c.round)):
        yield row.assignment, int(row.round), row.cites


def without_answer(db: Connection) -> Iterator[str]:
    """Assignments that should have an answer and have none."""
    asked = (
        select(assignment.c.id)
        .outerjoin(submission, submission.c.assignment == assignment.c.id)
        .where(assignment.c.state.in_(ANSWERED), submission.c.assignment.is_(None))
    )
    yield from db.execute(asked).scalars()


def streams(db: Connection) -> Iterator[tuple[str, int, int]]:
    """Each stream, how many numbers it gave whose copies are not let go, and how many it holds."""
    asked = (
        select(
            stream.c.epoch,
            (stream.c.last_seq - stream.c.gone_upto).label("given"),
            func.count(outbox.c.seq).label("facts"),
        )
        .outerjoin(
            outbox, and_(outbox.c.epoch == stream.c.epoch, outbox.c.seq > stream.c.gone_upto)
        )
        .group_by(stream.c.epoch, stream.c.last_seq, stream.c.gone_upto)
    )
    for row in db.execute(asked):
        yield row.epoch, int(row.given), int(row.facts)


def answers_of_unknown_facts(db: Connection) -> Iterator[str]:
    """Answers whose fact is not in the inbox."""
    fact_id = inbox.c.origin + PART + inbox.c.epoch + PART + cast(inbox.c.seq, Text)
    asked = (
        select(submission.c.fact)
        .outerjoin(inbox, fact_id == submission.c.fact)
        .where(inbox.c.seq.is_(None))
    )
    yield from db.execute(asked).scalars()


def _count(db: Connection, table: object) -> int:
    return int(db.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]
