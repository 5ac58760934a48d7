"""What was paid: at a counter, or by an account alone, for a period of a subscription or a session.

What an account paid alone has no row of its own. It is read as a `Payment` that no shift took: its
id is the period's pass or the session, its sums are the ledger's.
"""

from kiosk.disk.db import Db
from kiosk.store import payments
from kiosk.store.payments import COLUMNS, Payment

TITLE = "Time used"
ALONE = """'' AS shift, '' AS by, at, kind, title, visitor, 'account' AS tender, '' AS provider,
            '' AS reference, list_minor, 0 AS discount_minor, tax_minor, 0 AS rounding_minor,
            list_minor AS tendered_minor, '' AS reason, NULL AS approved_by, '' AS account,
            0 AS goods_minor"""
"""The columns of a payment behind its id, for what an account paid alone."""

PERIODS = """
SELECT subscription_period.pass AS id, coalesce(price.at, tax.at) AS at, 'pass' AS kind,
       offer.title AS title, subscription.visitor AS visitor,
       subscription_period.price_minor AS list_minor, coalesce(tax.amount_minor, 0) AS tax_minor
FROM subscription_period
JOIN subscription ON subscription.id = subscription_period.subscription
JOIN pass ON pass.id = subscription_period.pass
JOIN offer ON offer.id = pass.offer
LEFT JOIN transfer AS price ON price.id = subscription_period.pass
LEFT JOIN transfer AS tax
       ON tax.id = 'subscription_tax:' || substr(subscription_period.pass, 14)
WHERE subscription_period.paid = 'account'
  AND subscription_period.price_minor > 0
"""
SESSIONS = f"""
SELECT session.id AS id, coalesce(price.at, tax.at) AS at, 'session' AS kind,
       '{TITLE}' AS title, session.visitor AS visitor,
       coalesce(price.amount_minor, 0) + coalesce(tax.amount_minor, 0) AS list_minor,
       coalesce(tax.amount_minor, 0) AS tax_minor
FROM session
LEFT JOIN transfer AS price ON price.id = 'session:' || session.id
LEFT JOIN transfer AS tax ON tax.id = 'session_tax:' || session.id
WHERE session.kind = 'account'
  AND session.receipt IS NOT NULL
  AND coalesce(price.id, tax.id) IS NOT NULL
"""


def by_id(db: Db, paid: str) -> Payment | None:
    """What was paid under this id, whoever took it."""
    found = payments.by_id(db, paid)
    if found is not None:
        return found
    row = db.execute(
        f"""
        SELECT id, {ALONE} FROM ({PERIODS} AND subscription_period.pass = :paid)
        UNION ALL
        SELECT id, {ALONE} FROM ({SESSIONS} AND session.id = :paid)
        """,
        {"paid": paid},
    ).fetchone()
    return None if row is None else Payment(*tuple(row))


def of_pass(db: Db, pass_id: str) -> str:
    """The id of what was paid for a pass, the last where it was paid anew; "" for nothing."""
    row = db.execute(
        """
        SELECT id
        FROM (SELECT id, at
              FROM sale
              WHERE pass = :pass
              UNION ALL
              SELECT pass AS id, at
              FROM subscription_period
              WHERE pass = :pass
                AND paid = 'account'
                AND price_minor > 0)
        ORDER BY at DESC
        LIMIT 1
        """,
        {"pass": pass_id},
    ).fetchone()
    return "" if row is None else str(row["id"])


def of_visitor(db: Db, *, visitor: str, limit: int, offset: int = 0) -> tuple[Payment, ...]:
    """What a visitor paid, the last first."""
    rows = db.execute(
        f"""
        SELECT *
        FROM (SELECT {COLUMNS} FROM payment WHERE visitor = :visitor
              UNION ALL
              SELECT id, {ALONE} FROM ({PERIODS} AND subscription.visitor = :visitor)
              UNION ALL
              SELECT id, {ALONE} FROM ({SESSIONS} AND session.visitor = :visitor))
        ORDER BY at DESC, id
        LIMIT :limit OFFSET :offset
        """,
        {"visitor": visitor, "limit": limit, "offset": offset},
    )
    return tuple(Payment(*tuple(row)) for row in rows)
