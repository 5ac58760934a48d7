"""What rows say of loans and of things that are bought in parts, for `kiosk verify`."""

from kiosk.disk.db import Db
from kiosk.store.checks import lines


def loan_problems(db: Db) -> list[str]:
    """Deposits that were not paid like this; damage and prices that are not in the ledger."""
    return [*_deposit_problems(db), *_part_problems(db), *_sold_problems(db)]


def _deposit_problems(db: Db) -> list[str]:
    return [
        *lines(
            db,
            "loan {id}: its deposit is not what was paid",
            """
            SELECT equipment_loan.id AS id
            FROM equipment_loan
            LEFT JOIN payment ON payment.id = equipment_loan.payment
            WHERE equipment_loan.deposit_minor
                  <> coalesce(payment.list_minor - payment.discount_minor, 0)
               OR payment.account <> 'deposit:' || equipment_loan.code
            """,
        ),
        *lines(
            db,
            "loan {id}: what was kept for damage is not in the ledger with this amount",
            """
            SELECT equipment_loan.id AS id
            FROM equipment_loan
            LEFT JOIN transfer ON transfer.id = 'damage:' || equipment_loan.id
            LEFT JOIN payment AS more ON more.id = equipment_loan.more_payment
            WHERE equipment_loan.outcome <> 'buy'
              AND equipment_loan.kept_minor + equipment_loan.more_minor
                  <> coalesce(transfer.amount_minor, 0)
               OR equipment_loan.more_minor
                  <> coalesce(more.list_minor - more.discount_minor, 0)
            """,
        ),
        *lines(
            db,
            "loan {id}: what came back of its deposit is not what is left of it",
            """
            SELECT equipment_loan.id AS id
            FROM equipment_loan
            WHERE equipment_loan.back_at IS NOT NULL
              AND equipment_loan.outcome <> 'buy'
              AND equipment_loan.payment IS NOT NULL
              AND equipment_loan.deposit_minor - equipment_loan.kept_minor
                  <> (SELECT coalesce(sum(taken_back.minor), 0)
                      FROM taken_back
                      WHERE taken_back.payment = equipment_loan.payment)
            """,
        ),
    ]


def _part_problems(db: Db) -> list[str]:
    """Contracts to buy: each part, all of them together, and the deposit that counts as one."""
    return [
        *lines(
            db,
            "loan {id}: a part of its price is not what was paid",
            """
            SELECT DISTINCT buy_out_part.loan AS id
            FROM buy_out_part
            JOIN payment ON payment.id = buy_out_part.payment
            WHERE buy_out_part.minor <> payment.list_minor - payment.discount_minor
            """,
        ),
        *lines(
            db,
            "loan {id}: its parts and the deposit that counts do not come to its price",
            """
            SELECT buy_out.loan AS id
            FROM buy_out
            WHERE buy_out.price_minor
                  <> buy_out.counted_minor + (SELECT coalesce(sum(buy_out_part.minor), 0)
                                              FROM buy_out_part
                                              WHERE buy_out_part.loan = buy_out.loan)
            """,
        ),
        *lines(
            db,
            "loan {id}: the deposit that its price counts is not the one that was held",
            """
            SELECT buy_out.loan AS id
            FROM buy_out
            JOIN equipment_loan ON equipment_loan.id = buy_out.loan
            WHERE buy_out.counted_minor NOT IN (0, equipment_loan.deposit_minor)
               OR equipment_loan.outcome = 'buy'
                  AND equipment_loan.kept_minor <> buy_out.counted_minor
            """,
        ),
    ]


def _sold_problems(db: Db) -> list[str]:
    """What was bought or given back before: its deposit, its price, its rent."""
    return [
        *lines(
            db,
            "loan {id}: what came back of the deposit of a bought thing is another sum",
            """
            SELECT equipment_loan.id AS id
            FROM equipment_loan
            JOIN buy_out ON buy_out.loan = equipment_loan.id
            WHERE equipment_loan.outcome = 'buy'
              AND equipment_loan.payment IS NOT NULL
              AND equipment_loan.deposit_minor - buy_out.counted_minor
                  <> (SELECT coalesce(sum(taken_back.minor), 0)
                      FROM taken_back
                      WHERE taken_back.payment = equipment_loan.payment)
            """,
        ),
        *lines(
            db,
            "loan {id}: its price is not in the ledger with this amount",
            """
            SELECT buy_out.loan AS id
            FROM buy_out
            LEFT JOIN transfer AS bought ON bought.id = 'bought:' || buy_out.loan
            LEFT JOIN transfer AS bought_tax ON bought_tax.id = 'bought:tax:' || buy_out.loan
            LEFT JOIN transfer AS rent ON rent.id = 'rent:' || buy_out.loan
            LEFT JOIN transfer AS rent_tax ON rent_tax.id = 'rent:tax:' || buy_out.loan
            WHERE coalesce(bought.amount_minor, 0) + coalesce(bought_tax.amount_minor, 0)
                  <> CASE buy_out.outcome WHEN 'paid' THEN buy_out.price_minor ELSE 0 END
               OR coalesce(rent.amount_minor, 0) + coalesce(rent_tax.amount_minor, 0)
                  <> buy_out.used_minor
            """,
        ),
    ]
