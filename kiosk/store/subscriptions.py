"""Subscriptions: how each stands, and the periods that were made of it."""

from dataclasses import dataclass
from typing import Any

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.subscriptions import Standing, State, unused_minor
from kiosk.store import passes, sessions

LIST_LIMIT = 200
DUE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Subscription:
    """One visitor's subscription. `reminded` is what was last said of it at a station.

    `agreed_minor`: its visitor agreed that the account pays so much a period by itself; 0: no.
    """

    id: str
    visitor: str
    offer: str
    standing: Standing
    reminded: str = ""
    agreed_minor: int = 0


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period with its pass; `paid` is "" while it is owed.

    It ends as much later as it stood still in pauses that are over: `stood_s`.
    """

    subscription: str
    n: int
    pass_id: str
    starts: Instant
    ends: Instant
    price_minor: int
    paid: str
    stood_s: int = 0


COLUMNS = """id, visitor, offer, state, n, starts, ends, anchor, anchor_n, renews, paused_at,
             reminded,
             coalesce((SELECT consent.minor
                       FROM renewal_consent AS consent
                       WHERE consent.subscription = subscription.id
                         AND consent.visitor = subscription.visitor
                       ORDER BY consent.n DESC
                       LIMIT 1), 0) AS agreed_minor"""


def add(db: Db, now: Instant, made: Subscription) -> None:
    """Keep a new one; the index refuses a second that is not stopped."""
    db.execute(
        """
        INSERT INTO subscription (id, visitor, offer, state, n, starts, ends, anchor, anchor_n,
                                  renews, paused_at, made_at)
        VALUES (:id, :visitor, :offer, :state, :n, :starts, :ends, :anchor, :anchor_n,
                :renews, :paused_at, :now)
        """,
        {"visitor": made.visitor, "offer": made.offer, "now": now, **_kept(made.id, made.standing)},
    )


def save(db: Db, subscription: str, standing: Standing) -> None:
    """How it stands from now on."""
    db.execute(
        """
        UPDATE subscription
        SET state = :state, n = :n, starts = :starts, ends = :ends, anchor = :anchor,
            anchor_n = :anchor_n, renews = :renews, paused_at = :paused_at
        WHERE id = :id
        """,
        _kept(subscription, standing),
    )


def set_offer(db: Db, *, subscription: str, offer: str) -> None:
    """From the next period on it has the terms of another edition."""
    db.execute(
        "UPDATE subscription SET offer = :offer WHERE id = :id",
        {"id": subscription, "offer": offer},
    )


def remind(db: Db, *, subscription: str, said: str) -> None:
    """What was said at a station, so that it is said once."""
    db.execute(
        "UPDATE subscription SET reminded = :said WHERE id = :id",
        {"id": subscription, "said": said},
    )


def by_id(db: Db, subscription: str) -> Subscription | None:
    """One subscription."""
    return _one(db, "id = :value", subscription)


def live_of(db: Db, visitor: str) -> Subscription | None:
    """The visitor's one that is not stopped."""
    return _one(db, "visitor = :value AND state <> 'stopped'", visitor)


def live(db: Db) -> tuple[Subscription, ...]:
    """All that run or are in arrears, what ends first first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM subscription
        WHERE state IN ('running', 'arrears')
        ORDER BY ends
        LIMIT :limit
        """,
        {"limit": LIST_LIMIT},
    )
    return tuple(_subscription(row) for row in rows)


def count_alive(db: Db) -> dict[State, int]:
    """How many are in each state but the last."""
    counts = dict.fromkeys((State.RUNNING, State.ARREARS, State.PAUSED), 0)
    rows = db.execute(
        """
        SELECT state, count(*) AS n
        FROM subscription INDEXED BY subscription_one_a_visitor
        WHERE state <> 'stopped'
        GROUP BY state
        """
    )
    for row in rows:
        counts[State(row["state"])] = row["n"]
    return counts


def to_look_at(db: Db, *, until: Instant) -> tuple[Subscription, ...]:
    """Those that end before an instant, and those in arrears: time may have brought something."""
    rows = db.execute(
        f"""
        SELECT *
        FROM (SELECT {COLUMNS}
              FROM subscription
              WHERE state IN ('running', 'arrears')
                AND ends <= :until
              UNION ALL
              SELECT {COLUMNS}
              FROM subscription
              WHERE state = 'arrears'
                AND ends > :until)
        ORDER BY ends
        LIMIT :limit
        """,
        {"until": until, "limit": DUE_LIMIT},
    )
    return tuple(_subscription(row) for row in rows)


def of_pass(db: Db, pass_id: str) -> tuple[Subscription, PeriodRow] | None:
    """The subscription and period that a pass belongs to."""
    row = db.execute(
        """
        SELECT subscription, n, pass, starts, ends, price_minor, paid, stood_s
        FROM subscription_period
        WHERE pass = :pass
        """,
        {"pass": pass_id},
    ).fetchone()
    found = None if row is None else by_id(db, row["subscription"])
    return None if found is None else (found, PeriodRow(*tuple(row)))


def add_period(db: Db, now: Instant, row: PeriodRow) -> None:
    """Keep a period; the table refuses the same number twice."""
    db.execute(
        """
        INSERT INTO subscription_period (subscription, n, pass, starts, ends, price_minor, paid, at)
        VALUES (:subscription, :n, :pass, :starts, :ends, :price_minor, :paid, :now)
        """,
        {
            "subscription": row.subscription,
            "n": row.n,
            "pass": row.pass_id,
            "starts": row.starts,
            "ends": row.ends,
            "price_minor": row.price_minor,
            "paid": row.paid,
            "now": now,
        },
    )


def period(db: Db, *, subscription: str, n: int) -> PeriodRow | None:
    """One period."""
    row = db.execute(
        """
        SELECT subscription, n, pass, starts, ends, price_minor, paid, stood_s
        FROM subscription_period
        WHERE subscription = :subscription
          AND n = :n
        """,
        {"subscription": subscription, "n": n},
    ).fetchone()
    return None if row is None else PeriodRow(*tuple(row))


def period_before(db: Db, *, subscription: str, n: int) -> PeriodRow | None:
    """The last period before one whose price was not given back."""
    row = db.execute(
        """
        SELECT subscription, n, pass, starts, ends, price_minor, paid, stood_s
        FROM subscription_period
        WHERE subscription = :subscription
          AND n < :n
          AND taken_back_at IS NULL
        ORDER BY n DESC
        LIMIT 1
        """,
        {"subscription": subscription, "n": n},
    ).fetchone()
    return None if row is None else PeriodRow(*tuple(row))


def last_n(db: Db, subscription: str) -> int:
    """The highest number of a period, whatever became of it; 0 before the first."""
    row = db.execute(
        "SELECT max(n) AS n FROM subscription_period WHERE subscription = :subscription",
        {"subscription": subscription},
    ).fetchone()
    return row["n"] or 0


def take_back(db: Db, now: Instant, *, pass_id: str) -> None:
    """The price of a period was given back, all of it or a part."""
    db.execute(
        """
        UPDATE subscription_period
        SET taken_back_at = :now
        WHERE pass = :pass
          AND taken_back_at IS NULL
        """,
        {"pass": pass_id, "now": now},
    )


def mark_paid(db: Db, *, subscription: str, n: int, paid: str) -> None:
    """An owed period was paid."""
    db.execute(
        """
        UPDATE subscription_period
        SET paid = :paid
        WHERE subscription = :subscription
          AND n = :n
          AND paid = ''
        """,
        {"subscription": subscription, "n": n, "paid": paid},
    )


def stood_still(db: Db, *, subscription: str, n: int, seconds: int, ends: Instant) -> None:
    """A pause is over: its period ends so much later."""
    db.execute(
        """
        UPDATE subscription_period
        SET ends = :ends, stood_s = stood_s + :seconds
        WHERE subscription = :subscription
          AND n = :n
        """,
        {"subscription": subscription, "n": n, "seconds": seconds, "ends": ends},
    )


def set_price(db: Db, *, pass_id: str, minor: int) -> None:
    """What was paid for a period, where a discount made it less than its offer's price."""
    db.execute(
        "UPDATE subscription_period SET price_minor = :minor WHERE pass = :pass_id",
        {"pass_id": pass_id, "minor": minor},
    )


def worth_minor(db: Db, now: Instant, one: Subscription, *, told_used_s: int = 0) -> int:
    """What the unused part of the newest period is worth; nothing while it is owed.

    `told_used_s`: what its visitor's station said last of the session that runs there.
    """
    row = period(db, subscription=one.id, n=one.standing.n)
    if row is None or not row.paid:
        return 0
    at = now if one.standing.paused_at is None else one.standing.paused_at
    seconds, left_s = passes.held_and_left_s(db, row.pass_id, at=at)
    running = sessions.open_of(db, one.visitor)
    left_s -= 0 if running is None else max(running.used_s, told_used_s)
    return unused_minor(
        row.price_minor,
        one.standing,
        now=now,
        seconds=seconds,
        left_s=left_s,
        stood_s=row.stood_s,
    )


def _one(db: Db, condition: str, value: str) -> Subscription | None:
    row = db.execute(
        f"SELECT {COLUMNS} FROM subscription WHERE {condition}", {"value": value}
    ).fetchone()
    return None if row is None else _subscription(row)


def _subscription(row: Any) -> Subscription:
    standing = Standing(
        state=State(row["state"]),
        n=row["n"],
        starts=Instant(row["starts"]),
        ends=Instant(row["ends"]),
        anchor=Instant(row["anchor"]),
        anchor_n=row["anchor_n"],
        renews=row["renews"] == 1,
        paused_at=None if row["paused_at"] is None else Instant(row["paused_at"]),
    )
    return Subscription(
        row["id"],
        row["visitor"],
        row["offer"],
        standing,
        row["reminded"],
        row["agreed_minor"],
    )


def _kept(subscription: str, standing: Standing) -> dict[str, object]:
    return {
        "id": subscription,
        "state": standing.state.value,
        "n": standing.n,
        "starts": standing.starts,
        "ends": standing.ends,
        "anchor": standing.anchor,
        "anchor_n": standing.anchor_n,
        "renews": int(standing.renews),
        "paused_at": standing.paused_at,
    }


def unused_of(pass_id: str) -> str:
    """The id of the transfer that credits the unused part of a period when it is upgraded."""
    return f"unused:{pass_id}"


def tax_of(pass_id: str) -> str:
    """The id of the transfer of the tax in a period that an account paid."""
    return f"subscription_tax:{pass_id.removeprefix('subscription:')}"


def unused_tax_of(pass_id: str) -> str:
    """The id of the transfer that gives back the tax in the unused part of a period."""
    return f"unused_tax:{pass_id}"


def paid_with_tax_minor(db: Db, pass_id: str) -> tuple[int, int]:
    """What was paid for a period, and the tax in it as it was posted then (minor units)."""
    row = db.execute(
        """
        SELECT subscription_period.price_minor,
               coalesce((SELECT amount_minor
                         FROM transfer
                         WHERE id = :tax),
                        (SELECT payment.tax_minor
                         FROM sale
                         JOIN payment ON payment.id = sale.id
                         WHERE sale.pass = :pass
                           AND sale.undone_at IS NULL),
                        0) AS tax_minor
        FROM subscription_period
        WHERE subscription_period.pass = :pass
        """,
        {"pass": pass_id, "tax": tax_of(pass_id)},
    ).fetchone()
    return (row["price_minor"], row["tax_minor"])


def credited_minor(db: Db, pass_id: str) -> int:
    """What of a period's price, tax and all, went back onto its visitor's account."""
    row = db.execute(
        """
        SELECT coalesce(sum(amount_minor), 0) AS minor
        FROM transfer
        WHERE id IN (:unused, :tax)
        """,
        {"unused": unused_of(pass_id), "tax": unused_tax_of(pass_id)},
    ).fetchone()
    return int(row["minor"])
