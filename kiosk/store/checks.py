"""Sums made again from the tables, for `kiosk verify`: what must hold, and what does not."""

from kiosk.disk.db import Db

LINES_LIMIT = 50


def integrity(db: Db) -> str:
    """`ok`, or what SQLite found wrong."""
    found = db.execute("PRAGMA integrity_check").fetchone()[0]
    broken = db.execute("PRAGMA foreign_key_check").fetchone()
    return str(found) if broken is None else f"foreign key of {broken[0]}"


def quick(db: Db) -> str:
    """`ok`, or what a short look at the file finds wrong: its pages and their order."""
    return str(db.execute("PRAGMA quick_check(1)").fetchone()[0])


def journal_mode(db: Db) -> str:
    """How SQLite keeps what is not yet in the file: `wal`, if it is ours."""
    return str(db.execute("PRAGMA journal_mode").fetchone()[0])


def session_problems(db: Db) -> list[str]:
    """Closed sessions without a receipt, passes overspent, money that is not where it should be."""
    return [
        *_due_problems(db),
        *_receipt_problems(db),
        *_stock_problems(db),
        *_pass_problems(db),
        *lines(
            db,
            "payment {id}: its postings are not what was paid",
            """
            SELECT payment.id AS id
            FROM payment
            LEFT JOIN transfer AS price ON price.id = 'sale:' || payment.id
            LEFT JOIN transfer AS tax ON tax.id = 'tax:' || payment.id
            LEFT JOIN transfer AS coin ON coin.id = 'rounding:' || payment.id
            LEFT JOIN transfer AS goods ON goods.id = 'goods:' || payment.id
            LEFT JOIN transfer AS goods_tax ON goods_tax.id = 'goods_tax:' || payment.id
            WHERE coalesce(price.amount_minor, 0) + coalesce(tax.amount_minor, 0)
                  + coalesce(goods.amount_minor, 0) + coalesce(goods_tax.amount_minor, 0)
                  <> payment.list_minor - payment.discount_minor
               OR coalesce(tax.amount_minor, 0) + coalesce(goods_tax.amount_minor, 0)
                  <> payment.tax_minor
               OR coalesce(coin.amount_minor, 0) <> abs(payment.rounding_minor)
            """,
        ),
        *lines(
            db,
            "sale {id}: nothing says how it was paid",
            """
            SELECT sale.id AS id
            FROM sale
            LEFT JOIN payment ON payment.id = sale.id
            WHERE payment.id IS NULL
            """,
        ),
        *lines(
            db,
            "payment {id}: more given back than was paid",
            """
            SELECT payment.id AS id
            FROM payment
            JOIN taken_back ON taken_back.payment = payment.id
            GROUP BY payment.id
            HAVING sum(taken_back.minor) > payment.list_minor - payment.discount_minor
            """,
        ),
    ]


def _pass_problems(db: Db) -> list[str]:
    """Passes of which more is spent than they had, or another sum is kept than was spent."""
    return [
        *lines(
            db,
            "pass {id}: more spent than bought",
            """
            SELECT pass.id AS id
            FROM pass
            JOIN pass_spend ON pass_spend.pass = pass.id
            GROUP BY pass.id
            HAVING sum(pass_spend.seconds) > pass.seconds
            """,
        ),
        *lines(
            db,
            "pass {id}: what is kept of its spent seconds is not their sum",
            """
            SELECT pass.id AS id
            FROM pass
            LEFT JOIN (SELECT pass, sum(seconds) AS seconds
                       FROM pass_spend
                       GROUP BY pass) AS spent ON spent.pass = pass.id
            WHERE pass.spent_s <> coalesce(spent.seconds, 0)
            """,
        ),
    ]


def _stock_problems(db: Db) -> list[str]:
    """Products of which another number is kept than their moves come to."""
    return lines(
        db,
        "product {id}: what is kept of its pieces is not their sum",
        """
        SELECT product.id AS id
        FROM product
        LEFT JOIN stock_kept ON stock_kept.product = product.id
        WHERE coalesce(stock_kept.pieces, 0)
              <> (SELECT coalesce(sum(stock_move.pieces), 0)
                  FROM stock_move
                  WHERE stock_move.product = product.id
                    AND n <= (SELECT coalesce(max(stock_moves), 0) FROM books_closed))
        """,
    )


def _receipt_problems(db: Db) -> list[str]:
    """Closed sessions without a receipt, or with other seconds beside it."""
    return [
        *lines(
            db,
            "session {id}: closed without a receipt",
            "SELECT id FROM session WHERE state = 'closed' AND receipt IS NULL",
        ),
        *lines(
            db,
            "session {id}: its seconds are not those of its receipt",
            """
            SELECT id
            FROM session
            WHERE receipt IS NOT NULL
              AND (covered_s IS NOT json_extract(CAST(receipt AS TEXT), '$.covered_s')
                   OR charged_s IS NOT json_extract(CAST(receipt AS TEXT), '$.charged_s')
                   OR given_s IS NOT coalesce(json_extract(CAST(receipt AS TEXT), '$.given_s'), 0))
            """,
        ),
    ]


def _due_problems(db: Db) -> list[str]:
    """What was set aside and not given back; what was taken and is not in the ledger."""
    return [
        *lines(
            db,
            "session {id}: closed, and money is still set aside",
            """
            SELECT session.id AS id
            FROM session
            WHERE session.kind = 'account'
              AND session.closed_at IS NOT NULL
              AND (SELECT coalesce(sum(amount_minor), 0)
                   FROM transfer
                   WHERE credit = 'reserved:' || session.id)
                  <> (SELECT coalesce(sum(amount_minor), 0)
                      FROM transfer
                      WHERE debit = 'reserved:' || session.id)
            """,
        ),
        *lines(
            db,
            "due of session {id}: settled, and not in the ledger with this amount",
            """
            SELECT due.session AS id
            FROM due
            LEFT JOIN transfer ON transfer.id = 'due:' || due.session
            LEFT JOIN transfer AS goods ON goods.id = 'due_goods:' || due.session
            LEFT JOIN payment ON payment.id = due.session
            WHERE due.how = 'written_off'
                  AND coalesce(transfer.amount_minor, 0) + coalesce(goods.amount_minor, 0)
                      <> due.minor
               OR due.how = 'taken' AND payment.list_minor IS NOT due.minor
            """,
        ),
    ]


def work_problems(db: Db) -> list[str]:
    """Approved work that was not credited once; credits without approved work."""
    return [
        *lines(
            db,
            "assignment {id}: approved but not credited",
            """
            SELECT work.assignment AS id
            FROM work
            LEFT JOIN transfer ON transfer.id = 'earned:' || work.assignment
            WHERE work.state = 'Approved'
              AND work.reward_minor > 0
              AND transfer.id IS NULL
            """,
        ),
        *lines(
            db,
            "transfer {id}: credited without approved work",
            """
            SELECT transfer.id AS id
            FROM transfer
            LEFT JOIN work ON work.assignment = substr(transfer.id, 8)  -- behind `earned:`
                          AND transfer.id LIKE 'earned:%'
            WHERE transfer.debit = 'exchange'
              AND transfer.credit LIKE 'visitor:%'
              AND (work.state IS NULL OR work.state <> 'Approved')
            """,
        ),
        *lines(
            db,
            "assignment {id}: credited more than once",
            """
            SELECT reference AS id
            FROM transfer
            WHERE debit = 'exchange'
              AND credit LIKE 'visitor:%'
            GROUP BY reference
            HAVING count(*) > 1
            """,
        ),
    ]


def fact_problems(db: Db) -> list[str]:
    """Facts that staff must look at: gaps, conflicts, quarantine."""
    return [
        *lines(
            db,
            "facts of {id}: some are missing",
            "SELECT origin AS id FROM heard WHERE highest > have",
        ),
        *lines(db, "fact of {id}: in conflict", "SELECT origin AS id FROM quarantine"),
        *lines(
            db,
            "outbox {id}: set aside",
            "SELECT n AS id FROM outbox WHERE state = 'quarantined'",
        ),
        *lines(
            db,
            "fact of {id}: rejected",
            """
            SELECT origin AS id
            FROM inbox
            WHERE state = 'rejected'
              AND code <> 'refused_by_staff'
            """,
        ),
    ]


def fact_counts(db: Db) -> dict[str, int]:
    """How many facts are in each state."""
    counts = {
        f"inbox_{row['state']}": row["n"]
        for row in db.execute("SELECT state, count(*) AS n FROM inbox GROUP BY state")
    }
    for row in db.execute("SELECT state, count(*) AS n FROM outbox GROUP BY state"):
        counts[f"outbox_{row['state']}"] = row["n"]
    row = db.execute("SELECT count(*) AS n FROM quarantine").fetchone()
    return {**counts, "quarantine": row["n"]}


def lines(db: Db, words: str, sql: str) -> list[str]:
    """Each row of a question that finds what is wrong, in words with its `id`."""
    rows = db.execute(f"SELECT id FROM ({sql}) LIMIT :limit", {"limit": LINES_LIMIT})
    return [words.format(id=row["id"]) for row in rows]
