"""Payments: what was paid with what, and what of it was given back."""

from dataclasses import asdict, dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Payment:
    """Money taken over the counter. `kind` is pass, products, top_up or session.

    `shift` and `by` are "" where no counter took it: an account paid alone, see `paid.py`.
    `tendered_minor` is the cash handed over; for any other tender what was paid. `account` is where
    its price lies when that is money held, not earned: a deposit; "" where the kind says it.
    `goods_minor` of the price of a session is for products.
    """

    id: str
    shift: str
    by: str
    at: Instant
    kind: str
    title: str
    visitor: str | None
    tender: str
    provider: str
    reference: str
    list_minor: int
    discount_minor: int
    tax_minor: int
    rounding_minor: int
    tendered_minor: int
    reason: str
    approved_by: str | None
    account: str = ""
    goods_minor: int = 0

    @property
    def at_counter(self) -> bool:
        """Whether a shift took it; else an account paid alone."""
        return bool(self.shift)

    @property
    def due_minor(self) -> int:
        """The price, its tax included."""
        return self.list_minor - self.discount_minor

    @property
    def paid_minor(self) -> int:
        """What was taken."""
        return self.due_minor + self.rounding_minor


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Money given back: an undo, a void or a refund of so much of a price.

    `payment` is what was paid: the payment, or the period's pass or session that an account paid.
    """

    id: str
    payment: str
    shift: str
    by: str
    approved_by: str | None
    at: Instant
    kind: str
    minor: int
    tender: str
    used_s: int
    reason: str


COLUMNS = """id, shift, by, at, kind, title, visitor, tender, provider, reference, list_minor,
             discount_minor, tax_minor, rounding_minor, tendered_minor, reason, approved_by,
             account, goods_minor"""
BACK_COLUMNS = "id, paid, shift, by, approved_by, at, kind, minor, tender, used_s, reason"
ALONE = {"pass": "period", "session": "session"}
"""The column of what an account paid alone, by its kind."""


def add(db: Db, payment: Payment) -> None:
    """Keep a payment."""
    db.execute(
        f"""
        INSERT INTO payment ({COLUMNS})
        VALUES (:id, :shift, :by, :at, :kind, :title, :visitor, :tender, :provider, :reference,
                :list_minor, :discount_minor, :tax_minor, :rounding_minor, :tendered_minor,
                :reason, :approved_by, :account, :goods_minor)
        """,
        asdict(payment),
    )


def by_id(db: Db, payment: str) -> Payment | None:
    """One payment."""
    row = db.execute(f"SELECT {COLUMNS} FROM payment WHERE id = :id", {"id": payment}).fetchone()
    return None if row is None else Payment(*tuple(row))


def of_shift(db: Db, *, shift: str, limit: int) -> tuple[Payment, ...]:
    """The payments of a shift, the last first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM payment
        WHERE shift = :shift
        ORDER BY at DESC
        LIMIT :limit
        """,
        {"shift": shift, "limit": limit},
    )
    return tuple(Payment(*tuple(row)) for row in rows)


def count_of_shift(db: Db, shift: str) -> int:
    """How many payments of a shift stand."""
    row = db.execute(
        """
        SELECT count(*) AS n
        FROM payment
        WHERE shift = :shift
          AND NOT EXISTS (SELECT 1
                          FROM taken_back
                          WHERE taken_back.payment = payment.id
                            AND taken_back.kind IN ('undo', 'void'))
        """,
        {"shift": shift},
    ).fetchone()
    return int(row["n"])


def with_reference(db: Db, *, provider: str, reference: str) -> Payment | None:
    """The payment that stands under a provider's reference."""
    row = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM payment
        WHERE provider = :provider
          AND reference = :reference
          AND reference <> ''
          AND NOT EXISTS (SELECT 1
                          FROM taken_back
                          WHERE taken_back.payment = payment.id
                            AND taken_back.kind IN ('undo', 'void'))
        """,
        {"provider": provider, "reference": reference},
    ).fetchone()
    return None if row is None else Payment(*tuple(row))


def of_provider(
    db: Db,
    *,
    provider: str,
    since: Instant,
    until: Instant,
    limit: int,
    cancelled: bool = False,
) -> tuple[Payment, ...]:
    """What came in by a provider, the first first: what stands, or what was cancelled.

    `until` is outside.
    """
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM payment
        WHERE provider = :provider
          AND provider <> ''
          AND at >= :since
          AND at < :until
          AND EXISTS (SELECT 1
                      FROM taken_back
                      WHERE taken_back.payment = payment.id
                        AND taken_back.kind IN ('undo', 'void')) = :cancelled
        ORDER BY at
        LIMIT :limit
        """,
        {
            "provider": provider,
            "since": since,
            "until": until,
            "limit": limit,
            "cancelled": cancelled,
        },
    )
    return tuple(Payment(*tuple(row)) for row in rows)


def take_back(db: Db, back: TakenBack, *, paid: Payment) -> None:
    """Keep that money was given back of what was paid."""
    column = "payment" if paid.at_counter else ALONE[paid.kind]
    db.execute(
        f"""
        INSERT INTO taken_back (id, {column}, shift, by, approved_by, at, kind, minor, tender,
                                used_s, reason)
        VALUES (:id, :payment, :shift, :by, :approved_by, :at, :kind, :minor, :tender, :used_s,
                :reason)
        """,
        asdict(back),
    )


def backs_of(db: Db, payment: str, *, limit: int = 50) -> tuple[TakenBack, ...]:
    """What was given back of a payment, the first first."""
    rows = db.execute(
        f"""
        SELECT {BACK_COLUMNS}
        FROM taken_back
        WHERE paid = :payment
        ORDER BY at
        LIMIT :limit
        """,
        {"payment": payment, "limit": limit},
    )
    return tuple(TakenBack(*tuple(row)) for row in rows)


def backs_of_shift(db: Db, *, shift: str, limit: int) -> tuple[TakenBack, ...]:
    """What was given back in a shift, the last first."""
    rows = db.execute(
        f"""
        SELECT {BACK_COLUMNS}
        FROM taken_back
        WHERE shift = :shift
        ORDER BY at DESC
        LIMIT :limit
        """,
        {"shift": shift, "limit": limit},
    )
    return tuple(TakenBack(*tuple(row)) for row in rows)


def given_back_minor(db: Db, payment: str) -> int:
    """How much of a price was given back."""
    row = db.execute(
        "SELECT coalesce(sum(minor), 0) AS minor FROM taken_back WHERE paid = :payment",
        {"payment": payment},
    ).fetchone()
    return int(row["minor"])


def given_back_in_cash_minor(db: Db, payment: str) -> int:
    """How much of a price was given back in cash, before coins rounded it."""
    row = db.execute(
        """
        SELECT coalesce(sum(minor), 0) AS minor
        FROM taken_back
        WHERE paid = :payment
          AND tender = 'cash'
        """,
        {"payment": payment},
    ).fetchone()
    return int(row["minor"])
