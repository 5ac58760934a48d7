"""Contracts to buy a lent thing in parts: a row a contract, a row a part."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kiosk.disk.db import Db
from kiosk.rules.buy_outs import Part, Terms
from kiosk.rules.instants import Instant

LATE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A part of a contract; `state` is open, paid or dropped."""

    part: Part
    state: str
    payment: str | None


@dataclass(frozen=True, slots=True)
class BuyOut:
    """A contract; `counted_minor` is what of the deposit counts towards the price.

    `outcome` is "" while it runs, then paid or stopped.
    """

    loan: str
    terms: Terms
    counted_minor: int
    made_at: Instant
    outcome: str
    used_minor: int
    parts: tuple[KeptPart, ...]

    @property
    def paid(self) -> tuple[KeptPart, ...]:
        """The parts that were paid."""
        return tuple(one for one in self.parts if one.state == "paid")

    @property
    def paid_minor(self) -> int:
        """What of the parts was paid."""
        return sum(one.part.minor for one in self.paid)

    @property
    def next(self) -> Part | None:
        """The part to pay next; none after the last."""
        return next((one.part for one in self.parts if one.state == "open"), None)


@dataclass(frozen=True, slots=True)
class LatePart:
    """The first part of a contract that should have been paid."""

    code: str
    title: str
    visitor: str
    name: str
    part: Part


def set_terms(db: Db, *, code: str, terms: Terms | None) -> None:
    """What a thing is sold for from now on; None: it is not sold in parts."""
    kept = terms or Terms(0, 0, 0, 0)
    db.execute(
        """
        UPDATE equipment
        SET price_minor = :price_minor, parts = :parts, every_days = :every_days,
            rent_per_day_minor = :rent_per_day_minor
        WHERE code = :code
        """,
        {"code": code, **_told(kept)},
    )


def terms_of(db: Db, code: str) -> Terms | None:
    """What a thing is sold for."""
    row = db.execute(
        """
        SELECT price_minor, parts, every_days, rent_per_day_minor
        FROM equipment
        WHERE code = :code
          AND price_minor > 0
        """,
        {"code": code},
    ).fetchone()
    return None if row is None else Terms(*tuple(row))


def add(db: Db, now: Instant, *, made: BuyOut, by: str) -> None:
    """Keep a contract; the thing is due when its last part is."""
    db.execute(
        """
        INSERT INTO buy_out (loan, price_minor, parts, every_days, rent_per_day_minor,
                             counted_minor, made_at, made_by)
        VALUES (:loan, :price_minor, :parts, :every_days, :rent_per_day_minor, :counted_minor,
                :now, :by)
        """,
        {
            "loan": made.loan,
            **_told(made.terms),
            "counted_minor": made.counted_minor,
            "now": now,
            "by": by,
        },
    )
    _add_parts(db, made.loan, (one.part for one in made.parts))
    db.execute(
        "UPDATE equipment_loan SET due_at = max(due_at, :due_at) WHERE id = :loan",
        {"loan": made.loan, "due_at": made.parts[-1].part.due_at},
    )


def of_loan(db: Db, loan: str) -> BuyOut | None:
    """The contract of a loan, running or over."""
    row = db.execute(
        """
        SELECT loan, price_minor, parts, every_days, rent_per_day_minor, counted_minor, made_at,
               outcome, used_minor
        FROM buy_out
        WHERE loan = :loan
        """,
        {"loan": loan},
    ).fetchone()
    if row is None:
        return None
    parts = db.execute(
        """
        SELECT n, minor, due_at, state, payment
        FROM buy_out_part
        WHERE loan = :loan
        ORDER BY n
        """,
        {"loan": loan},
    )
    terms = Terms(row["price_minor"], row["parts"], row["every_days"], row["rent_per_day_minor"])
    return BuyOut(
        row["loan"],
        terms,
        row["counted_minor"],
        Instant(row["made_at"]),
        row["outcome"],
        row["used_minor"],
        tuple(KeptPart(_part(one), one["state"], one["payment"]) for one in parts),
    )


def mark_paid(db: Db, *, loan: str, n: int, payment: str) -> None:
    """A part was paid."""
    db.execute(
        """
        UPDATE buy_out_part
        SET state = 'paid', payment = :payment
        WHERE loan = :loan
          AND n = :n
          AND state = 'open'
        """,
        {"loan": loan, "n": n, "payment": payment},
    )


def end(db: Db, now: Instant, *, loan: str, outcome: str, used_minor: int = 0) -> None:
    """A contract is over; nothing of it is owed any more."""
    db.execute(
        """
        UPDATE buy_out
        SET ended_at = :now, outcome = :outcome, used_minor = :used_minor
        WHERE loan = :loan
          AND ended_at IS NULL
        """,
        {"loan": loan, "now": now, "outcome": outcome, "used_minor": used_minor},
    )
    db.execute(
        "UPDATE buy_out_part SET state = 'dropped' WHERE loan = :loan AND state = 'open'",
        {"loan": loan},
    )


def late(db: Db, now: Instant) -> tuple[LatePart, ...]:
    """The first late part of each contract, the longest late first."""
    rows = db.execute(
        """
        SELECT equipment_loan.code, equipment.title, equipment_loan.visitor, visitor.name,
               buy_out_part.n, buy_out_part.minor, buy_out_part.due_at
        FROM buy_out_part
        JOIN equipment_loan ON equipment_loan.id = buy_out_part.loan
        JOIN equipment ON equipment.code = equipment_loan.code
        JOIN visitor ON visitor.id = equipment_loan.visitor
        WHERE buy_out_part.state = 'open'
          AND buy_out_part.due_at <= :now
        ORDER BY buy_out_part.due_at
        LIMIT :limit
        """,
        {"now": now, "limit": LATE_LIMIT},
    )
    first: dict[str, LatePart] = {}
    for row in rows:
        told = (row["code"], row["title"], row["visitor"], row["name"])
        first.setdefault(row["code"], LatePart(*told, _part(row)))
    return tuple(first.values())


def _add_parts(db: Db, loan: str, parts: Iterable[Part]) -> None:
    for part in parts:
        db.execute(
            """
            INSERT INTO buy_out_part (loan, n, minor, due_at)
            VALUES (:loan, :n, :minor, :due_at)
            """,
            {"loan": loan, "n": part.n, "minor": part.minor, "due_at": part.due_at},
        )


def _part(row: Any) -> Part:
    return Part(row["n"], row["minor"], Instant(row["due_at"]))


def _told(terms: Terms) -> dict[str, int]:
    return {
        "price_minor": terms.price_minor,
        "parts": terms.parts,
        "every_days": terms.every_days,
        "rent_per_day_minor": terms.rent_per_day_minor,
    }
