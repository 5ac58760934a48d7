"""What was paid for and not used yet: vouchers, passes, periods of subscriptions, deposits."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.subscriptions import Standing, State

LEFT_S = """pass.seconds - (SELECT coalesce(sum(pass_spend.seconds), 0)
                            FROM pass_spend
                            WHERE pass_spend.pass = pass.id)"""


@dataclass(frozen=True, slots=True)
class Owed:
    """A pass that still opens a seat. `batch_at` is when its batch of vouchers was made."""

    what: str
    title: str
    operator: str
    sold_at: Instant
    batch_at: Instant | None
    seconds: int
    left_s: int
    price_minor: int
    standing: Standing | None = None


def vouchers(db: Db, now: Instant, *, limit: int) -> tuple[Owed, ...]:
    """Vouchers sold and not used up that have not lapsed."""
    rows = db.execute(
        f"""
        SELECT 'voucher', offer.title, staff.name, voucher.sold_at, voucher_batch.made_at,
               pass.seconds, {LEFT_S} AS left_s, sale.price_minor
        FROM voucher
        JOIN pass ON pass.id = voucher.pass
        JOIN offer ON offer.id = pass.offer
        JOIN sale ON sale.pass = pass.id
        JOIN staff ON staff.id = voucher.sold_by
        LEFT JOIN voucher_batch ON voucher_batch.id = voucher.batch
        WHERE voucher.state IN ('sold', 'in_use')
          AND voucher.lapses > :now
        LIMIT :limit
        """,
        {"now": now, "limit": limit},
    )
    return tuple(Owed(*tuple(row)) for row in rows)


def passes(db: Db, now: Instant, *, limit: int) -> tuple[Owed, ...]:
    """Packages of visitors with time left; vouchers and subscriptions stand by themselves."""
    rows = db.execute(
        f"""
        SELECT 'pass', offer.title, staff.name, pass.bought_at, NULL, pass.seconds,
               {LEFT_S} AS left_s, sale.price_minor
        FROM pass INDEXED BY pass_lapses
        JOIN offer ON offer.id = pass.offer
        JOIN sale ON sale.pass = pass.id
        JOIN staff ON staff.id = sale.by
        WHERE pass.lapses > :now
          AND pass.kind = 'package'
          AND sale.undone_at IS NULL
          AND left_s > 0
          AND NOT EXISTS (SELECT 1
                          FROM voucher
                          WHERE voucher.pass = pass.id)
        LIMIT :limit
        """,
        {"now": now, "limit": limit},
    )
    return tuple(Owed(*tuple(row)) for row in rows)


def subscriptions(db: Db, *, limit: int) -> tuple[Owed, ...]:
    """Paid periods that have not ended, of subscriptions that run or are paused."""
    rows = db.execute(
        f"""
        SELECT offer.title, subscription_period.at, pass.seconds, {LEFT_S} AS left_s,
               subscription_period.price_minor, subscription.state, subscription.n,
               subscription.starts, subscription.ends, subscription.anchor
        FROM subscription INDEXED BY subscription_one_a_visitor
        JOIN subscription_period ON subscription_period.subscription = subscription.id
                                AND subscription_period.n = subscription.n
        JOIN pass ON pass.id = subscription_period.pass
        JOIN offer ON offer.id = subscription.offer
        WHERE subscription.state <> 'stopped'
          AND subscription_period.paid <> ''
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(
        Owed(
            what="subscription",
            title=row["title"],
            operator="",
            sold_at=Instant(row["at"]),
            batch_at=None,
            seconds=row["seconds"],
            left_s=row["left_s"],
            price_minor=row["price_minor"],
            standing=Standing(
                State(row["state"]), row["n"], row["starts"], row["ends"], row["anchor"]
            ),
        )
        for row in rows
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
                             min(subscription.ends, coalesce(pass.lapses, subscription.ends)))
               END AS left_at,
               EXISTS (SELECT 1
                       FROM subscription AS later
                       WHERE later.visitor = subscription.visitor
                         AND later.made_at >= subscription.made_at
                         AND later.id <> subscription.id) AS came_back
        FROM subscription
        LEFT JOIN subscription_period ON subscription_period.subscription = subscription.id
                                     AND subscription_period.n = subscription.n
        LEFT JOIN pass ON pass.id = subscription_period.pass
        WHERE subscription.made_at < :until
        ORDER BY subscription.made_at DESC
        LIMIT :limit
        """,
        {"until": until, "limit": limit},
    )
    return tuple(Life(row["made_at"], row["left_at"], row["came_back"] == 1) for row in rows)
