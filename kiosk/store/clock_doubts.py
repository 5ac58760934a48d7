"""When the hub did not believe its wall clock; and the latest instant that it wrote down."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.clock_doubt import Doubt, Spell
from kiosk.rules.instants import Instant

SPELLS_MOST = 100


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """A doubt that is not over: what the hub had been through, what the clock showed, and why.

    `since`: when it began by what the hub goes by; None: that was not kept yet.
    """

    seen_at: Instant
    shown_at: Instant
    why: Doubt
    since: Instant | None = None


def open_one(db: Db) -> ClockDoubt | None:
    """The doubt that is not over; None: the clock is believed."""
    row = db.execute(
        "SELECT seen_at, shown_at, why, since FROM clock_doubt WHERE over_at IS NULL"
    ).fetchone()
    if row is None:
        return None
    since = None if row["since"] is None else Instant(row["since"])
    return ClockDoubt(Instant(row["seen_at"]), Instant(row["shown_at"]), Doubt(row["why"]), since)


def begin(db: Db, doubt: ClockDoubt) -> None:
    """The clock is in doubt; said again, nothing changes."""
    db.execute(
        """
        INSERT INTO clock_doubt (seen_at, shown_at, why, since)
        VALUES (:seen_at, :shown_at, :why, :since)
        ON CONFLICT DO NOTHING
        """,
        {
            "seen_at": doubt.seen_at,
            "shown_at": doubt.shown_at,
            "why": doubt.why.value,
            "since": doubt.since,
        },
    )


def end(db: Db, now: Instant, *, spell: Spell, by: str) -> None:
    """The clock is believed again; what was written in the spell happened so much later."""
    db.execute(
        """
        UPDATE clock_doubt
        SET over_at = :now, over_by = :by, exact_since = :since, until = :until, late_ms = :late_ms
        WHERE over_at IS NULL
        """,
        {"now": now, "by": by, **_bound(spell)},
    )


def _bound(spell: Spell) -> dict[str, int]:
    return {"since": spell.since, "until": spell.until, "late_ms": spell.late_ms}


def spells(db: Db) -> tuple[Spell, ...]:
    """What was written in doubt, and differs from the truth by so much that it matters.

    The latest `SPELLS_MOST`, the latest first. Where the hub began anew in a doubt, what came
    before is late too, nobody knows by how much; it is told as part of the spell.
    """
    rows = db.execute(
        """
        SELECT since, until, late_ms
        FROM clock_doubt
        WHERE until IS NOT NULL
        ORDER BY until DESC
        LIMIT :limit
        """,
        {"limit": SPELLS_MOST},
    )
    found = (Spell(Instant(row[0]), Instant(row[1]), row[2]) for row in rows if row[0] is not None)
    return tuple(spell for spell in found if spell.is_wrong)


CORRECTIONS = (
    # a pass lasts from its sale, or from the day on which a period of it began
    """
    UPDATE pass
    SET bought_at = bought_at + :late_ms, lapses = lapses + :late_ms
    WHERE bought_at >= :since
      AND bought_at < :until
      AND NOT EXISTS (
          SELECT 1
          FROM subscription_period AS period
          WHERE period.pass = pass.id
            AND NOT (period.starts >= :since AND period.starts < :until)
      )
    """,
    """
    UPDATE subscription_period
    SET starts = starts + :late_ms, ends = ends + :late_ms, at = at + :late_ms
    WHERE starts >= :since
      AND starts < :until
    """,
    "UPDATE attempt SET at = at + :late_ms WHERE at >= :since AND at < :until",
    """
    UPDATE OR IGNORE qualification
    SET granted_at = granted_at + :late_ms, valid_until = valid_until + :late_ms
    WHERE granted_at >= :since
      AND granted_at < :until
    """,
    # of a session that runs, all lines at once: by way of below zero, so that none meets another
    """
    UPDATE session_fact
    SET at = -(at + :late_ms)
    WHERE session IN (
        SELECT id
        FROM session
        WHERE closed_at IS NULL
          AND opened_at >= :since
          AND opened_at < :until
    )
    """,
    """
    UPDATE session_fact
    SET at = -at
    WHERE at < 0
      AND session IN (
        SELECT id
        FROM session
        WHERE closed_at IS NULL
          AND opened_at >= :since
          AND opened_at < :until
    )
    """,
    """
    UPDATE session
    SET opened_at = opened_at + :late_ms
    WHERE closed_at IS NULL
      AND opened_at >= :since
      AND opened_at < :until
    """,
    "UPDATE day_running SET stale = 1",
)


def correct(db: Db, spell: Spell) -> None:
    """Put right what lasts from an instant that was written in doubt.

    Money, and what is settled, is left as it was written: it is told, never changed.
    """
    for statement in CORRECTIONS:
        db.execute(statement, _bound(spell))


def latest_written(db: Db) -> Instant | None:
    """When the last line of the audit log was written; each shift, sign-in and change is one."""
    row = db.execute("SELECT at FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    return None if row is None else Instant(row["at"])
