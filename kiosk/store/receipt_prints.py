"""How often the receipt of a payment was printed."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


def count(db: Db, payment: str) -> int:
    """How often it was printed so far."""
    row = db.execute(
        "SELECT count(*) AS n FROM receipt_print WHERE payment = :payment", {"payment": payment}
    ).fetchone()
    return int(row["n"])


def add(db: Db, now: Instant, *, payment: str, by: str) -> int:
    """It is printed once more; returns which print this is, 1 for the first."""
    n = count(db, payment) + 1
    db.execute(
        """
        INSERT INTO receipt_print (payment, n, at, by)
        VALUES (:payment, :n, :now, :by)
        """,
        {"payment": payment, "n": n, "now": now, "by": by},
    )
    return n
