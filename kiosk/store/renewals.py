"""How long a visitor's qualifications hold, and the decided work that renews them."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

HELD_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Held:
    """A qualification as it holds the longest: granted, or renewed, at `granted_at`."""

    name: str
    granted_at: Instant
    valid_until: Instant
    by: str


@dataclass(frozen=True, slots=True)
class Decided:
    """Answers to tasks that ask for a qualification, by what was decided."""

    approved: int
    rejected: int


def held(db: Db, visitor: str, *, at: Instant) -> tuple[Held, ...]:
    """What a visitor holds at an instant, the soonest to lapse first."""
    rows = db.execute(
        """
        SELECT name, granted_at, max(valid_until) AS valid_until, by
        FROM qualification
        WHERE visitor = :visitor
          AND valid_until > :at
        GROUP BY name
        ORDER BY max(valid_until), name
        LIMIT :limit
        """,
        {"visitor": visitor, "at": at, "limit": HELD_LIMIT},
    )
    return tuple(Held(**dict(row)) for row in rows)


def decided(db: Db, visitor: str, *, name: str, since: Instant) -> Decided:
    """Of the work that asks for this qualification, what was decided since then."""
    row = db.execute(
        """
        SELECT coalesce(sum(work.state = 'Approved'), 0) AS approved,
               coalesce(sum(work.state = 'Rejected'), 0) AS rejected
        FROM work
        JOIN hit_type ON hit_type.id = work.hit_type
        WHERE work.visitor = :visitor
          AND work.changed_at >= :since
          AND hit_type.qualification = :name
          AND work.assignment NOT IN (SELECT assignment FROM gold_task)
        """,
        {"visitor": visitor, "since": since, "name": name},
    ).fetchone()
    return Decided(row["approved"], row["rejected"])
