"""What rows say of open bills and of what came off them, for `kiosk verify`.

Pieces on a bill left the shelf without a payment; what came off it went back without one.
"""

from kiosk.disk.db import Db
from kiosk.store.checks import lines


def bill_problems(db: Db) -> list[str]:
    """Bills and what came off them that are not what moved on the shelf, or not what is due."""
    return [
        *lines(
            db,
            "product {id}: what stands on bills is not what left the shelf for them",
            """
            SELECT product.id AS id
            FROM product
            LEFT JOIN (SELECT product, sum(pieces) AS pieces
                       FROM stock_move
                       WHERE why IN ('sold', 'back')
                         AND payment IS NULL
                       GROUP BY product) AS moved ON moved.product = product.id
            LEFT JOIN (SELECT product, sum(pieces) AS pieces
                       FROM bill_line
                       GROUP BY product) AS billed ON billed.product = product.id
            WHERE coalesce(moved.pieces, 0) <> -coalesce(billed.pieces, 0)
            """,
        ),
        *lines(
            db,
            "product {id}: what came off bills is not what went back onto the shelf",
            """
            SELECT DISTINCT product AS id
            FROM (SELECT product, at, by, pieces
                  FROM taken_off
                  UNION ALL
                  SELECT product, at, by, -pieces
                  FROM stock_move
                  WHERE why = 'back'
                    AND payment IS NULL)
            GROUP BY product, at, by
            HAVING sum(pieces) <> 0
            """,
        ),
        *lines(
            db,
            "session {id}: what came off its bill is no price of so many pieces",
            """
            SELECT DISTINCT taken_off.session AS id
            FROM taken_off
            WHERE taken_off.minor % taken_off.pieces <> 0
            """,
        ),
        *lines(
            db,
            "session {id}: the products in what is due are not those on its bill",
            """
            SELECT due.session AS id
            FROM due
            WHERE due.goods_minor <> (SELECT coalesce(sum(pieces * each_minor), 0)
                                      FROM bill_line
                                      WHERE bill_line.session = due.session)
            """,
        ),
    ]
