"""Allowances of subscriptions: which passes stand for which day, week or month of paid time."""

from dataclasses import dataclass
from typing import Any

from kiosk.disk.db import Db
from kiosk.rules.allowances import Allowance
from kiosk.rules.instants import Instant
from kiosk.rules.spans import LocalDay
from kiosk.rules.subscriptions import Period

AHEAD_LIMIT = 400
"""More than the days of a month, and of the next one paid ahead."""


@dataclass(frozen=True, slots=True)
class AllowanceRow:
    """One with its pass; it begins in the subscription's period `n`."""

    pass_id: str
    subscription: str
    n: int
    every: Period
    carry_over: bool
    of: Allowance


COLUMNS = """allowance.pass, allowance.subscription, allowance.n, allowance.every,
             allowance.carry_over, allowance.grid, allowance.k, allowance.starts, allowance.ends,
             allowance.lasts"""


def add(db: Db, row: AllowanceRow) -> None:
    """Keep one; its pass is there already."""
    db.execute(
        """
        INSERT INTO allowance (pass, subscription, n, every, carry_over, grid, k, starts, ends,
                               lasts)
        VALUES (:pass, :subscription, :n, :every, :carry_over, :grid, :k, :starts, :ends, :lasts)
        """,
        {
            "pass": row.pass_id,
            "subscription": row.subscription,
            "n": row.n,
            "every": row.every.value,
            "carry_over": int(row.carry_over),
            **_kept(row.of),
        },
    )


def move(db: Db, row: AllowanceRow, to: Allowance) -> None:
    """It stood still: it and its pass begin and end on other days."""
    db.execute(
        """
        UPDATE allowance
        SET grid = :grid, k = :k, starts = :starts, ends = :ends, lasts = :lasts
        WHERE pass = :pass
        """,
        {"pass": row.pass_id, **_kept(to)},
    )
    db.execute(
        "UPDATE pass SET begins = :starts WHERE id = :pass",
        {"pass": row.pass_id, "starts": to.starts},
    )


def newest(db: Db, subscription: str) -> AllowanceRow | None:
    """The last one that begins in a period whose price was not given back."""
    return next(iter(_several(db, "", subscription=subscription, limit=1)), None)


def alive(db: Db, subscription: str, *, at: Instant) -> tuple[AllowanceRow, ...]:
    """Those that are not over by an instant, by their own days; the last first."""
    return _several(
        db, "AND allowance.lasts > :at", subscription=subscription, limit=AHEAD_LIMIT, at=at
    )


def set_until(db: Db, rows: tuple[AllowanceRow, ...], *, until: Instant) -> None:
    """What is paid for ends at an instant; so do they, if not before."""
    for row in rows:
        db.execute(
            "UPDATE pass SET lapses = :lapses WHERE id = :pass",
            {"pass": row.pass_id, "lapses": min(row.of.lasts, until)},
        )


def is_one(db: Db, pass_id: str) -> bool:
    """Whether a pass is an allowance."""
    found = db.execute("SELECT 1 FROM allowance WHERE pass = :pass", {"pass": pass_id}).fetchone()
    return found is not None


@dataclass(frozen=True, slots=True)
class Now:
    """What a subscription has at an instant. `next_at` None: no more is paid for yet."""

    left_s: int
    next_at: Instant | None


def at(db: Db, subscription: str, *, now: Instant) -> Now:
    """What is left of the allowances that have begun, and when the next one begins.

    Of a subscription that stands still, `now` is when it was paused.
    """
    row = db.execute(
        """
        SELECT coalesce(sum(CASE WHEN allowance.starts <= :now
                                  AND allowance.lasts > :now
                                  AND pass.lapses >= :now
                                 THEN pass.seconds - pass.spent_s
                            END), 0) AS left_s,
               min(CASE WHEN allowance.starts > :now AND pass.lapses > allowance.starts
                        THEN allowance.starts
                   END) AS next_at
        FROM allowance
        JOIN pass ON pass.id = allowance.pass
        WHERE allowance.subscription = :subscription
          AND allowance.starts > :since
        """,
        {"subscription": subscription, "now": now, "since": now - LONGEST_MS},
    ).fetchone()
    next_at = None if row["next_at"] is None else Instant(row["next_at"])
    return Now(row["left_s"], next_at)


LONGEST_MS = 63 * 86_400_000
"""Of a month that is carried over into the next, no second is left so long after it began."""


def _several(
    db: Db, condition: str, *, subscription: str, limit: int, **words: int
) -> tuple[AllowanceRow, ...]:
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM allowance
        JOIN subscription_period ON subscription_period.subscription = allowance.subscription
                                AND subscription_period.n = allowance.n
        WHERE allowance.subscription = :subscription
          AND subscription_period.taken_back_at IS NULL
          {condition}
        ORDER BY allowance.starts DESC
        LIMIT :limit
        """,
        {"subscription": subscription, "limit": limit, **words},
    )
    return tuple(_row(row) for row in rows)


def _row(row: Any) -> AllowanceRow:
    return AllowanceRow(
        pass_id=row["pass"],
        subscription=row["subscription"],
        n=row["n"],
        every=Period(row["every"]),
        carry_over=row["carry_over"] == 1,
        of=Allowance(
            grid=LocalDay(row["grid"]),
            k=row["k"],
            starts=Instant(row["starts"]),
            ends=Instant(row["ends"]),
            lasts=Instant(row["lasts"]),
        ),
    )


def _kept(one: Allowance) -> dict[str, object]:
    return {
        "grid": one.grid,
        "k": one.k,
        "starts": one.starts,
        "ends": one.ends,
        "lasts": one.lasts,
    }
