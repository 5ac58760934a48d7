"""What rows say of money beside the ledger, for `kiosk verify`: drawers, refunds, sponsors."""

from kiosk.disk.db import Db
from kiosk.store.checks import lines


def till_problems(db: Db) -> list[str]:
    """Reports and refusals read these rows, so they are what the ledger says of them."""
    return [
        *_drawer_problems(db),
        *_back_problems(db),
        *_account_back_problems(db),
        *_sponsor_problems(db),
        *_limit_problems(db),
        *_return_problems(db),
        *_account_problems(db),
    ]


def _drawer_problems(db: Db) -> list[str]:
    """What shifts began with, were counted with and differed by.

    A float comes from the safe, or is the content that the shift before handed over.
    """
    return [
        *lines(
            db,
            "shift {id}: its float is not in the ledger with this amount",
            """
            SELECT shift.id AS id
            FROM shift
            LEFT JOIN transfer ON transfer.id = 'float:' || shift.id
            WHERE shift.float_minor <> coalesce(
                transfer.amount_minor,
                (SELECT handed.amount_minor
                 FROM transfer AS handed
                 WHERE handed.debit = 'till:' || shift.id
                   AND handed.id GLOB 'handed:*'),
                0)
            """,
        ),
        *lines(
            db,
            "shift {id}: what was counted is not in the ledger with this amount",
            """
            SELECT shift.id AS id
            FROM shift
            LEFT JOIN transfer AS safe ON safe.id = 'to_safe:' || shift.id
            LEFT JOIN transfer AS handed ON handed.id = 'handed:' || shift.id
            WHERE shift.closed_at IS NOT NULL
              AND shift.counted_minor
                  IS NOT coalesce(safe.amount_minor, handed.amount_minor, 0)
            """,
        ),
        *lines(
            db,
            "shift {id}: its difference is not in the ledger with this amount",
            """
            SELECT shift.id AS id
            FROM shift
            LEFT JOIN transfer ON transfer.id = 'difference:' || shift.id
            WHERE shift.closed_at IS NOT NULL
              AND shift.difference_minor
                  IS NOT coalesce(CASE transfer.debit WHEN 'loss' THEN -transfer.amount_minor
                                                      ELSE transfer.amount_minor END, 0)
            """,
        ),
    ]


def _back_problems(db: Db) -> list[str]:
    """What was given back, and so may not be given back again."""
    return lines(
        db,
        "given back {id}: its postings are another sum",
        """
        SELECT taken_back.id AS id
        FROM taken_back
        LEFT JOIN transfer AS price ON price.id = 'refund:sale:' || taken_back.id
        LEFT JOIN transfer AS tax ON tax.id = 'refund:tax:' || taken_back.id
        LEFT JOIN transfer AS goods ON goods.id = 'refund:goods:' || taken_back.id
        LEFT JOIN transfer AS goods_tax ON goods_tax.id = 'refund:goods_tax:' || taken_back.id
        WHERE taken_back.kind <> 'undo'
          AND taken_back.minor
              <> coalesce(price.amount_minor, 0) + coalesce(tax.amount_minor, 0)
               + coalesce(goods.amount_minor, 0) + coalesce(goods_tax.amount_minor, 0)
        UNION ALL
        SELECT substr(transfer.id, 13)  -- behind `refund:sale:`
        FROM transfer
        LEFT JOIN taken_back ON taken_back.id = substr(transfer.id, 13)
        WHERE transfer.id >= 'refund:sale:'
          AND transfer.id < 'refund:sale;'
          AND taken_back.id IS NULL
        UNION  -- of both, one is named once
        SELECT substr(transfer.id, 14)  -- behind `refund:goods:`
        FROM transfer
        LEFT JOIN taken_back ON taken_back.id = substr(transfer.id, 14)
        WHERE transfer.id >= 'refund:goods:'
          AND transfer.id < 'refund:goods;'
          AND taken_back.id IS NULL
        """,
    )


def _account_back_problems(db: Db) -> list[str]:
    """What accounts paid alone goes back onto accounts, and never more than they paid.

    An upgrade's credit for a period is a part of its price, and gone from it.
    """
    return [
        *lines(
            db,
            "given back {id}: an account paid it, and it did not go onto one",
            """
            SELECT DISTINCT taken_back.id AS id
            FROM taken_back
            JOIN transfer ON transfer.id IN ('refund:sale:' || taken_back.id,
                                             'refund:tax:' || taken_back.id)
            WHERE taken_back.payment IS NULL
              AND transfer.credit NOT GLOB 'visitor:*'
            """,
        ),
        *lines(
            db,
            "paid from an account {id}: more given back than was paid",
            """
            SELECT back.paid AS id
            FROM (SELECT paid, period, session, sum(minor) AS minor
                  FROM taken_back
                  WHERE payment IS NULL
                  GROUP BY paid) AS back
            WHERE back.minor
                  + (SELECT coalesce(sum(amount_minor), 0)
                     FROM transfer
                     WHERE id IN ('unused:' || back.period, 'unused_tax:' || back.period))
                  > (SELECT coalesce(sum(amount_minor), 0)
                     FROM transfer
                     WHERE id IN (back.period,
                                  'subscription_tax:' || substr(back.period, 14),
                                  'session:' || back.session,
                                  'session_tax:' || back.session))
            """,
        ),
    ]


def _sponsor_problems(db: Db) -> list[str]:
    """What a session cost its sponsor."""
    return lines(
        db,
        "sponsored session {id}: its cost is not in the ledger with this amount",
        """
        SELECT sponsor_spend.session AS id
        FROM sponsor_spend
        LEFT JOIN transfer AS price
               ON price.id = 'sponsored:' || sponsor_spend.session
                             || ':' || sponsor_spend.sponsorship
        LEFT JOIN transfer AS tax
               ON tax.id = 'sponsored_tax:' || sponsor_spend.session
                           || ':' || sponsor_spend.sponsorship
        WHERE sponsor_spend.minor - sponsor_spend.tax_minor <> coalesce(price.amount_minor, 0)
           OR sponsor_spend.tax_minor <> coalesce(tax.amount_minor, 0)
        """,
    )


def _limit_problems(db: Db) -> list[str]:
    """What sponsors paid: all their seconds cost, and no more of a week than they said."""
    return [
        *lines(
            db,
            "sponsored session {id}: its seconds cost another sum",
            """
            SELECT sponsor_spend.session AS id
            FROM sponsor_spend
            JOIN sponsorship ON sponsorship.id = sponsor_spend.sponsorship
            WHERE sponsor_spend.within_limits = 1
              AND sponsor_spend.minor
                  <> (2 * sponsor_spend.seconds * sponsorship.per_hour_minor + 3600) / 7200
            """,
        ),
        *lines(
            db,
            "sponsored pass {id}: more was spent in a week than its sponsor pays for",
            """
            SELECT DISTINCT pass_day.pass AS id
            FROM sponsorship
            JOIN sponsor_spend ON sponsor_spend.sponsorship = sponsorship.id
            JOIN pass_day ON pass_day.session = sponsor_spend.session
            JOIN pass ON pass.id = pass_day.pass
            JOIN offer ON offer.id = pass.offer
            WHERE sponsorship.seconds_a_week IS NOT NULL
              AND sponsor_spend.within_limits = 1
              AND offer.series = sponsorship.id
            GROUP BY pass_day.pass, date(pass_day.day, '-6 days', 'weekday 1')
            HAVING sum(pass_day.seconds) > sponsorship.seconds_a_week
            """,
        ),
    ]


def _account_problems(db: Db) -> list[str]:
    """What accounts paid for time: the price, with the tax in it, is what was agreed and used."""
    return [
        *lines(
            db,
            "session {id}: its account paid another sum than its receipt says",
            """
            SELECT session.id AS id
            FROM session
            LEFT JOIN outage_credit ON outage_credit.session = session.id
            LEFT JOIN transfer AS price ON price.id = 'session:' || session.id
            LEFT JOIN transfer AS tax ON tax.id = 'session_tax:' || session.id
            WHERE session.kind = 'account'
              AND session.receipt IS NOT NULL
              AND coalesce(price.amount_minor, 0) + coalesce(tax.amount_minor, 0)
                  <> min(session.limit_minor,
                         json_extract(CAST(session.receipt AS TEXT), '$.total_minor')
                         - coalesce(outage_credit.minor, 0))
            """,
        ),
        *lines(
            db,
            "pass {id}: its account paid another sum than its price",
            """
            SELECT subscription_period.pass AS id
            FROM subscription_period
            LEFT JOIN transfer AS price ON price.id = subscription_period.pass
            LEFT JOIN transfer AS tax
                   ON tax.id = 'subscription_tax:' || substr(subscription_period.pass, 14)
            WHERE subscription_period.paid = 'account'
              AND coalesce(price.amount_minor, 0) + coalesce(tax.amount_minor, 0)
                  <> subscription_period.price_minor
            """,
        ),
    ]


def _return_problems(db: Db) -> list[str]:
    """What went back of a sponsor's budget, and where to."""
    return lines(
        db,
        "given back to a sponsor {id}: it is not in the ledger like this",
        """
        SELECT sponsor_return.id AS id
        FROM sponsor_return
        LEFT JOIN transfer ON transfer.id = 'returned:' || sponsor_return.id
        WHERE transfer.id IS NULL
           OR transfer.amount_minor <> sponsor_return.minor
           OR transfer.debit <> 'sponsor:' || sponsor_return.sponsorship
           OR transfer.credit <> sponsor_return.account
        UNION ALL
        SELECT substr(transfer.id, 10)  -- behind `returned:`
        FROM transfer
        LEFT JOIN sponsor_return ON sponsor_return.id = substr(transfer.id, 10)
        WHERE transfer.id >= 'returned:'
          AND transfer.id < 'returned;'
          AND sponsor_return.id IS NULL
        """,
    )
