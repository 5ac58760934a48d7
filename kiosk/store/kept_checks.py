"""What rows say of money and seconds beside receipts and postings, for `kiosk verify`.

Reports, refunds and upgrades read these rows, so they are what receipts and the ledger say.
"""

from kiosk.disk.db import Db
from kiosk.store.bill_checks import bill_problems
from kiosk.store.checks import lines
from kiosk.store.gold_checks import gold_problems
from kiosk.store.loan_checks import loan_problems


def kept_problems(db: Db) -> list[str]:
    """Subscriptions, spent seconds, daily charges, loans, bills, checks that say something else."""
    return [
        *_end_problems(db),
        *_subscription_problems(db),
        *_consent_problems(db),
        *_receipt_problems(db),
        *loan_problems(db),
        *bill_problems(db),
        *gold_problems(db),
    ]


def _end_problems(db: Db) -> list[str]:
    """A ledger cut off at its end: its last number and digest are kept in a row of their own.

    The chain alone cannot see that. A lost or half-restored table is found so; who can write to
    the file can change both, and only a copy elsewhere would tell.
    """
    kept = db.execute("SELECT transfers, chain FROM ledger_end WHERE one = 1").fetchone()
    last = db.execute("SELECT n, chain FROM transfer ORDER BY n DESC LIMIT 1").fetchone()
    if kept is None:
        return ["ledger: nothing says where it ends"]
    has = (0, b"") if last is None else (last["n"], bytes(last["chain"]))
    if has == (kept["transfers"], bytes(kept["chain"])):
        return []
    return [f"ledger: it ends at transfer {has[0]}, and {kept['transfers']} were posted"]


def _subscription_problems(db: Db) -> list[str]:
    """Periods whose price is not what was paid; allowances that are not what was sold.

    What accounts paid for periods is checked with the other accounts: `till_checks.py`.
    """
    return [
        *lines(
            db,
            "subscription period {id}: its price is not what was paid",
            """
            SELECT subscription_period.pass AS id
            FROM subscription_period
            WHERE paid = ''
              AND EXISTS (SELECT 1
                          FROM transfer
                          WHERE transfer.id = subscription_period.pass)
               OR paid = 'till'
                  AND NOT EXISTS (SELECT 1
                                  FROM sale
                                  JOIN payment ON payment.id = sale.id
                                  WHERE sale.pass = subscription_period.pass
                                    AND payment.list_minor - payment.discount_minor
                                        = subscription_period.price_minor)
            """,
        ),
        *lines(
            db,
            "allowance {id}: it holds more than was sold, or outlasts its own days",
            """
            SELECT allowance.pass AS id
            FROM allowance
            JOIN pass ON pass.id = allowance.pass
            JOIN offer ON offer.id = pass.offer
            WHERE pass.seconds <> offer.seconds
               OR pass.begins IS NOT allowance.starts
               OR pass.lapses > allowance.lasts
            """,
        ),
        *lines(
            db,
            "allowance {id}: two of its subscription are for the same days",
            """
            SELECT allowance.pass AS id
            FROM allowance
            JOIN subscription_period AS mine ON mine.subscription = allowance.subscription
                                            AND mine.n = allowance.n
                                            AND mine.taken_back_at IS NULL
            JOIN allowance AS other ON other.subscription = allowance.subscription
                                   AND other.starts = allowance.starts
                                   AND other.pass > allowance.pass
            JOIN subscription_period AS its ON its.subscription = other.subscription
                                           AND its.n = other.n
                                           AND its.taken_back_at IS NULL
            """,
        ),
    ]


def _consent_problems(db: Db) -> list[str]:
    """Renewals that an account paid by itself with no yes of its visitor to that price.

    A first period is paid by whoever asks for it, and so is one that was paid at the seat: the log
    has that. For all others the newest word before must be a yes to as much or more; what was said
    in the very millisecond may be of before or after. Another visitor's yes is none: a merge moves
    the subscription, not the word.
    """
    return lines(
        db,
        "subscription period {id}: its account paid by itself, and nobody had agreed to that price",
        """
        SELECT subscription_period.pass AS id
        FROM subscription_period
        JOIN transfer ON transfer.id = subscription_period.pass
        WHERE subscription_period.paid = 'account'
          AND subscription_period.n > 1
          AND NOT EXISTS (SELECT 1
                          FROM audit
                          WHERE audit.about = 'subscription:' || subscription_period.subscription
                            AND audit.act = 'pay_subscription_here'
                            AND audit.at = transfer.at)
          AND NOT EXISTS (SELECT 1
                          FROM renewal_consent AS said
                          WHERE said.subscription = subscription_period.subscription
                            AND 'visitor:' || said.visitor = transfer.debit
                            AND said.at <= transfer.at
                            AND said.minor >= subscription_period.price_minor
                            AND NOT EXISTS (SELECT 1
                                            FROM renewal_consent AS later
                                            WHERE later.subscription = said.subscription
                                              AND later.visitor = said.visitor
                                              AND later.n > said.n
                                              AND later.at < transfer.at))
        """,
    )


def _receipt_problems(db: Db) -> list[str]:
    """Seconds taken from passes and money counted for a day, by receipts less what was credited.

    A voucher that was used twice pays what it still has: of seconds that the house gave, no more.
    """
    return [
        *lines(
            db,
            "session {id}: what its passes paid is not what its receipt covers",
            """
            SELECT session.id AS id
            FROM session
            LEFT JOIN outage_credit ON outage_credit.session = session.id
            WHERE session.receipt IS NOT NULL
              AND (SELECT coalesce(sum(seconds), 0)
                   FROM pass_spend
                   WHERE pass_spend.session = session.id)
                  NOT BETWEEN session.covered_s - coalesce(outage_credit.seconds, 0)
                      AND session.covered_s - coalesce(outage_credit.seconds, 0) + session.given_s
            """,
        ),
        *lines(
            db,
            "session {id}: what is counted for its days is not the sum of its receipt",
            """
            SELECT session.id AS id
            FROM session
            LEFT JOIN outage_credit ON outage_credit.session = session.id
            LEFT JOIN (SELECT session, sum(minor) AS minor
                       FROM charged_day
                       GROUP BY session) AS charged ON charged.session = session.id
            WHERE session.receipt IS NOT NULL
              AND coalesce(charged.minor, 0)
                  <> json_extract(CAST(session.receipt AS TEXT), '$.total_minor')
                     - coalesce(outage_credit.minor, 0)
            """,
        ),
    ]
