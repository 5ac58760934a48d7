"""What was paid for and not used yet: vouchers, passes, periods of subscriptions, deposits."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.rules.subscriptions import Standing, State

WORTH_MINOR = "(2 * price_minor * left_s + seconds) / (2 * seconds)"
"""The price by the part that is left, rounded half up; what is divided is never below zero."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A period of a subscription that still opens a seat."""

    title: str
    sold_at: Instant
    seconds: int
    left_s: int
    price_minor: int
    standing: Standing
    stood_s: int


@dataclass(frozen=True, slots=True)
class OwedLine:
    """Vouchers or passes alike, added up. `batch_at` is when their batch of vouchers was made.

    `age`: how many of the instants asked with lie after their sale.
    """

    what: str
    title: str
    operator: str
    batch_at: Instant | None
    age: int
    how_many: int
    left_s: int
    worth_minor: int


def vouchers(db: Db, now: Instant, *, ages: Sequence[Instant], limit: int) -> tuple[OwedLine, ...]:
    """Vouchers sold and not used up that have not lapsed; `ages` are instants, the last first."""
    return _lines(
        db,
        now,
        "voucher",
        f"""
        SELECT pass.offer, voucher.sold_by AS by, voucher.batch, {_age("voucher.sold_at", ages)},
               pass.seconds, sale.price_minor, max(0, pass.seconds - pass.spent_s) AS left_s
        FROM voucher
        JOIN pass ON pass.id = voucher.pass
        JOIN sale ON sale.pass = pass.id
        WHERE voucher.state IN ('sold', 'in_use')
          AND voucher.lapses > :now
        """,
        ages=ages,
        limit=limit,
    )


def passes(db: Db, now: Instant, *, ages: Sequence[Instant], limit: int) -> tuple[OwedLine, ...]:
    """Packages of visitors with time left; vouchers and subscriptions stand by themselves."""
    return _lines(
        db,
        now,
        "pass",
        f"""
        SELECT pass.offer, sale.by, NULL AS batch, {_age("pass.bought_at", ages)},
               pass.seconds, sale.price_minor, max(0, pass.seconds - pass.spent_s) AS left_s
        FROM pass INDEXED BY pass_lapses
        JOIN sale ON sale.pass = pass.id
        WHERE pass.lapses > :now
          AND pass.kind = 'package'
          AND pass.spent_s < pass.seconds
          AND sale.undone_at IS NULL
          AND NOT EXISTS (SELECT 1
                          FROM voucher
                          WHERE voucher.pass = pass.id)
        """,
        ages=ages,
        limit=limit,
    )


def _lines(
    db: Db, now: Instant, what: str, each: str, *, ages: Sequence[Instant], limit: int
) -> tuple[OwedLine, ...]:
    """Added up where they are found: a site may owe for a hundred thousand.

    The inner limit is none: it keeps SQLite from working things out twice for each.
    """
    rows = db.execute(
        f"""
        SELECT :what, offer.title, staff.name, voucher_batch.made_at, alike.age, alike.how_many,
               alike.left_s, alike.worth_minor
        FROM (SELECT offer, by, batch, age, count(*) AS how_many, sum(left_s) AS left_s,
                     sum({WORTH_MINOR}) AS worth_minor
              FROM ({each}
                    LIMIT -1)
              WHERE left_s > 0 OR :what = 'voucher'
              GROUP BY offer, by, batch, age) AS alike
        JOIN offer ON offer.id = alike.offer
        JOIN staff ON staff.id = alike.by
        LEFT JOIN voucher_batch ON voucher_batch.id = alike.batch
        LIMIT :limit
        """,
        {
            "now": now,
            "what": what,
            "limit": limit,
            **{f"age_{n}": at for n, at in enumerate(ages)},
        },
    )
    return tuple(OwedLine(*tuple(row)) for row in rows)


def _age(column: str, ages: Sequence[Instant]) -> str:
    return " + ".join(f"({column} <= :age_{n})" for n in range(len(ages))) + " AS age"


def subscriptions(db: Db, now: Instant, *, limit: int) -> tuple[Owed, ...]:
    """Paid periods that have not ended, of subscriptions that run or are paused.

    The one that runs, and what is paid ahead behind it: that has not begun, and is owed whole.
    Of time that comes anew each day or week, what was not used in time is owed no more.
    """
    rows = db.execute(
        """
        SELECT offer.title, subscription_period.at,
               sum(pass.seconds) AS seconds,
               sum(CASE WHEN allowance.lasts <= coalesce(subscription.paused_at, :now)
                        THEN 0
                        ELSE pass.seconds - pass.spent_s
                   END) AS left_s,
               subscription_period.price_minor, subscription.state, subscription_period.n,
               subscription_period.starts, subscription_period.ends, subscription.anchor,
               subscription.paused_at, subscription_period.stood_s
        FROM subscription INDEXED BY subscription_one_a_visitor
        JOIN subscription_period ON subscription_period.subscription = subscription.id
                                AND subscription_period.paid <> ''
                                AND subscription_period.ends
                                    > coalesce(subscription.paused_at, :now)
        JOIN pass ON pass.id = subscription_period.pass
                  OR pass.part_of = subscription_period.pass
        LEFT JOIN allowance ON allowance.pass = pass.id
        JOIN offer ON offer.id = subscription.offer
        WHERE subscription.state <> 'stopped'
          AND subscription_period.taken_back_at IS NULL
        GROUP BY subscription_period.pass
        LIMIT :limit
        """,
        {"now": now, "limit": limit},
    )
    return tuple(_owed(row) for row in rows)


def _owed(row: Row) -> Owed:
    return Owed(
        title=row["title"],
        sold_at=Instant(row["at"]),
        seconds=row["seconds"],
        left_s=row["left_s"],
        price_minor=row["price_minor"],
        standing=Standing(
            State(row["state"]),
            row["n"],
            row["starts"],
            row["ends"],
            row["anchor"],
            paused_at=row["paused_at"],
        ),
        stood_s=row["stood_s"],
    )


def deposits_minor(db: Db) -> int:
    """What visitors left as deposits for equipment."""
    row = db.execute(
        """
        SELECT (SELECT coalesce(sum(amount_minor), 0)
                FROM transfer
                WHERE credit >= 'deposit:' AND credit < 'deposit;')
               - (SELECT coalesce(sum(amount_minor), 0)
                  FROM transfer
                  WHERE debit >= 'deposit:' AND debit < 'deposit;') AS minor
        """
    ).fetchone()
    return int(row["minor"])


@dataclass(frozen=True, slots=True)
class Life:
    """A subscription from its beginning; `left_at` is None while it is alive.

    `came_back`: its visitor has another one since, as after an upgrade.
    """

    made_at: Instant
    left_at: Instant | None
    came_back: bool


def lives(db: Db, *, until: Instant, limit: int) -> tuple[Life, ...]:
    """All subscriptions made before an instant: when each began and, if it did, stopped."""
    rows = db.execute(
        """
        SELECT subscription.made_at,
               CASE WHEN subscription.state = 'stopped'
                    THEN max(subscription.made_at,
                             min(subscription.ends,
                                 coalesce((SELECT max(pass.lapses)
                                           FROM pass
                                           WHERE pass.id = subscription_period.pass
                                              OR pass.part_of = subscription_period.pass),
                                          subscription.ends)))
               END AS left_at,
               EXISTS (SELECT 1
                       FROM subscription AS later
                       WHERE later.visitor = subscription.visitor
                         AND later.made_at >= subscription.made_at
                         AND later.id <> subscription.id) AS came_back
        FROM subscription
        LEFT JOIN subscription_period ON subscription_period.subscription = subscription.id
                                     AND subscription_period.n = subscription.n
        WHERE subscription.made_at < :until
        ORDER BY subscription.made_at DESC
        LIMIT :limit
        """,
        {"until": until, "limit": limit},
    )
    return tuple(Life(row["made_at"], row["left_at"], row["came_back"] == 1) for row in rows)
