"""Equipment and its loans: a row a thing, a row each time that it went out."""

from dataclasses import dataclass
from typing import Any

from kiosk.disk.db import Db
from kiosk.rules.equipment import Kind, Move, State
from kiosk.rules.instants import Instant

ITEMS_LIMIT = 500
LOANS_LIMIT = 20
ERASED = "erased"
"""Why a loan ended badly, once its visitor was forgotten."""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that is lent. `deposit_minor` is what is asked for it; 0: nothing."""

    code: str
    kind: Kind
    title: str
    deposit_minor: int
    state: State

    @property
    def account(self) -> str:
        """The ledger account that holds its deposit."""
        return f"deposit:{self.code}"


@dataclass(frozen=True, slots=True)
class Loan:
    """A thing with somebody, or what became of that; `outcome` "" while it is out."""

    id: str
    code: str
    visitor: str
    out_at: Instant
    out_by: str
    due_at: Instant
    deposit_minor: int
    payment: str | None
    back_at: Instant | None = None
    outcome: str = ""
    kept_minor: int = 0
    reason: str = ""
    more_minor: int = 0


@dataclass(frozen=True, slots=True)
class LoanLine:
    """A loan that is out, with what and who."""

    loan: Loan
    title: str
    kind: Kind
    name: str
    is_guest: bool


ITEM = "code, kind, title, deposit_minor, state"
LOAN = """equipment_loan.id, equipment_loan.code, equipment_loan.visitor, out_at, out_by, due_at,
          equipment_loan.deposit_minor, payment, back_at, outcome, kept_minor, reason,
          more_minor"""


def add(db: Db, now: Instant, item: Item) -> None:
    """Keep a new thing."""
    db.execute(
        """
        INSERT INTO equipment (code, kind, title, deposit_minor, state, made_at)
        VALUES (:code, :kind, :title, :deposit_minor, :state, :now)
        """,
        {
            "code": item.code,
            "kind": item.kind.value,
            "title": item.title,
            "deposit_minor": item.deposit_minor,
            "state": item.state.value,
            "now": now,
        },
    )


def count(db: Db) -> int:
    """How many things were ever kept."""
    return int(db.execute("SELECT count(*) AS n FROM equipment").fetchone()["n"])


def by_code(db: Db, code: str) -> Item | None:
    """One thing."""
    row = db.execute(f"SELECT {ITEM} FROM equipment WHERE code = :code", {"code": code}).fetchone()
    return None if row is None else _item(row)


def items(db: Db) -> tuple[Item, ...]:
    """All things, the last kept first."""
    rows = db.execute(
        f"SELECT {ITEM} FROM equipment ORDER BY code DESC LIMIT :limit", {"limit": ITEMS_LIMIT}
    )
    return tuple(_item(row) for row in rows)


def set_state(db: Db, *, code: str, state: State) -> None:
    """Where a thing stands now."""
    db.execute(
        "UPDATE equipment SET state = :state WHERE code = :code",
        {"code": code, "state": state.value},
    )


def add_loan(db: Db, loan: Loan) -> None:
    """A thing goes out; the index refuses to lend it twice."""
    db.execute(
        """
        INSERT INTO equipment_loan (id, code, visitor, out_at, out_by, due_at, deposit_minor,
                                    payment)
        VALUES (:id, :code, :visitor, :out_at, :out_by, :due_at, :deposit_minor, :payment)
        """,
        {
            "id": loan.id,
            "code": loan.code,
            "visitor": loan.visitor,
            "out_at": loan.out_at,
            "out_by": loan.out_by,
            "due_at": loan.due_at,
            "deposit_minor": loan.deposit_minor,
            "payment": loan.payment,
        },
    )


@dataclass(frozen=True, slots=True)
class End:
    """How a loan ended, who saw to it, what of its deposit was kept and what was paid above it."""

    move: Move
    by: str
    kept_minor: int = 0
    reason: str = ""
    more_minor: int = 0
    more_payment: str | None = None


def end_loan(db: Db, now: Instant, *, loan: str, end: End) -> None:
    """A loan is over; once."""
    db.execute(
        """
        UPDATE equipment_loan
        SET back_at = :now, back_by = :by, outcome = :outcome, kept_minor = :kept_minor,
            reason = :reason, more_minor = :more_minor, more_payment = :more_payment
        WHERE id = :loan
          AND back_at IS NULL
        """,
        {
            "loan": loan,
            "now": now,
            "by": end.by,
            "outcome": end.move.value,
            "kept_minor": end.kept_minor,
            "reason": end.reason,
            "more_minor": end.more_minor,
            "more_payment": end.more_payment,
        },
    )


def loan_by_id(db: Db, loan: str) -> Loan | None:
    """One loan."""
    rows = db.execute(f"SELECT {LOAN} FROM equipment_loan WHERE id = :loan", {"loan": loan})
    return next((Loan(*tuple(row)) for row in rows), None)


def loan_of(db: Db, code: str) -> Loan | None:
    """The loan of a thing that is out."""
    rows = db.execute(
        f"SELECT {LOAN} FROM equipment_loan WHERE code = :code AND back_at IS NULL", {"code": code}
    )
    return next((Loan(*tuple(row)) for row in rows), None)


def loans_of(db: Db, code: str) -> tuple[Loan, ...]:
    """The last loans of a thing, the newest first."""
    rows = db.execute(
        f"""
        SELECT {LOAN}
        FROM equipment_loan
        WHERE code = :code
        ORDER BY out_at DESC
        LIMIT :limit
        """,
        {"code": code, "limit": LOANS_LIMIT},
    )
    return tuple(Loan(*tuple(row)) for row in rows)


def out_now(db: Db) -> tuple[LoanLine, ...]:
    """All things that are out, what is due first first."""
    return _lines(db, "1", "")


def with_visitor(db: Db, visitor: str) -> tuple[LoanLine, ...]:
    """The things that a visitor has now."""
    return _lines(db, "equipment_loan.visitor = :value", visitor)


def overdue(db: Db, now: Instant) -> tuple[LoanLine, ...]:
    """The things that should have been back, the longest overdue first."""
    return _lines(db, "due_at <= :value", now)


def held_minor(db: Db) -> int:
    """Deposits and parts held for things that are out: what the site owes."""
    row = db.execute(
        """
        SELECT (SELECT coalesce(sum(deposit_minor), 0)
                FROM equipment_loan
                WHERE back_at IS NULL)
               + (SELECT coalesce(sum(minor), 0)
                  FROM buy_out INDEXED BY buy_out_running  -- the few that run, then their parts
                  CROSS JOIN buy_out_part ON buy_out_part.loan = buy_out.loan
                  WHERE ended_at IS NULL
                    AND buy_out_part.state = 'paid') AS minor
        """
    ).fetchone()
    return int(row["minor"])


def _lines(db: Db, condition: str, value: object) -> tuple[LoanLine, ...]:
    rows = db.execute(
        f"""
        SELECT {LOAN}, equipment.title, equipment.kind, visitor.name, visitor.code IS NULL AS guest
        FROM equipment_loan
        JOIN equipment ON equipment.code = equipment_loan.code
        JOIN visitor ON visitor.id = equipment_loan.visitor
        WHERE back_at IS NULL
          AND {condition}
        ORDER BY due_at
        LIMIT :limit
        """,
        {"value": value, "limit": ITEMS_LIMIT},
    )
    return tuple(_line(row) for row in rows)


def _line(row: Any) -> LoanLine:
    told = tuple(row)
    title, kind, name, is_guest = told[-4:]
    return LoanLine(Loan(*told[:-4]), title, Kind(kind), name, is_guest == 1)


def _item(row: Any) -> Item:
    code, kind, title, deposit_minor, state = tuple(row)
    return Item(code, Kind(kind), title, deposit_minor, State(state))


def has_lent(db: Db, visitor: str) -> bool:
    """Whether this visitor has a thing of the house, whose deposit is held until it is back."""
    row = db.execute(
        "SELECT 1 FROM equipment_loan WHERE visitor = :visitor AND back_at IS NULL LIMIT 1",
        {"visitor": visitor},
    ).fetchone()
    return row is not None
