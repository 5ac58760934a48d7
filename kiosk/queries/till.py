"""The till: the open shift, its sales, who may collect money, shifts before.

What should be in the drawer is handed out only once it was counted (UI.md rule 15).
"""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store import cash_moves, ledger, payments, shifts, staff, visitors, vouchers, work
from kiosk.store import paid as paid_store
from kiosk.store.cash_moves import CashMove
from kiosk.store.payments import Payment, TakenBack
from kiosk.store.shifts import Shift

SALES_LIMIT = 100
SHIFTS_LIMIT = 30
COLLECTORS_LIMIT = 20
APPROVED_LIMIT = 500


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """Money taken in the shift.

    `voucher` is its code, "" where it is none; `name` is "" for a guest;
    `back` is undo, void or refund where some or all of it was given back, else "".
    """

    id: str
    at: Instant
    kind: str
    title: str
    name: str
    voucher: str
    paid_minor: int
    tender: str
    provider: str
    back: str


@dataclass(frozen=True, slots=True)
class BackLine:
    """Money given back in the shift; `used_s` are seconds that nobody paid for."""

    payment: str
    at: Instant
    kind: str
    title: str
    minor: int
    used_s: int
    reason: str
    by_name: str
    approved_by_name: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The drawer as counted, what should be in it, and the difference (minor units)."""

    counted_minor: int
    expected_minor: int

    @property
    def difference_minor(self) -> int:
        """Less than zero: something is missing."""
        return self.counted_minor - self.expected_minor


@dataclass(frozen=True, slots=True)
class OpenShift:
    """The shift that is open; `counted` is None until its drawer was counted."""

    id: str
    operator: str
    operator_name: str
    opened_at: Instant
    float_minor: int
    payments_count: int
    payments: tuple[PaymentLine, ...]
    backs: tuple[BackLine, ...]
    moves: tuple[CashMove, ...]
    counted: Counted | None


@dataclass(frozen=True, slots=True)
class ClosedShift:
    """A shift that is over."""

    id: str
    operator_name: str
    opened_at: Instant
    closed_at: Instant
    counted_minor: int
    difference_minor: int
    reason: str
    handed_to_name: str


@dataclass(frozen=True, slots=True)
class Collector:
    """A visitor with money to collect; `pin_kind` is what their yes is typed with."""

    visitor: str
    name: str
    code: str
    balance_minor: int
    pin_kind: str


@dataclass(frozen=True, slots=True)
class Till:
    """All that the till's page shows."""

    shift: OpenShift | None
    closed: tuple[ClosedShift, ...]
    collectors: tuple[Collector, ...]


def till(db: Db) -> Till:
    """The till now."""
    names = staff.names(db)
    shift = shifts.open_one(db)
    return Till(
        shift=None if shift is None else _open(db, shift, names),
        closed=tuple(_closed(row, names) for row in shifts.latest(db, limit=SHIFTS_LIMIT)),
        collectors=() if shift is None else _collectors(db),
    )


def _open(db: Db, shift: Shift, names: dict[str, str]) -> OpenShift:
    counted = shift.counted_minor
    return OpenShift(
        id=shift.id,
        operator=shift.operator,
        operator_name=names.get(shift.operator, ""),
        opened_at=shift.opened_at,
        float_minor=shift.float_minor,
        payments_count=payments.count_of_shift(db, shift.id),
        payments=tuple(
            _line(db, paid) for paid in payments.of_shift(db, shift=shift.id, limit=SALES_LIMIT)
        ),
        backs=tuple(
            back_line(db, back, names)
            for back in payments.backs_of_shift(db, shift=shift.id, limit=SALES_LIMIT)
        ),
        moves=cash_moves.of_shift(db, shift=shift.id, limit=SALES_LIMIT),
        counted=None if counted is None else Counted(counted, ledger.balance(db, shift.till)),
    )


def _line(db: Db, paid: Payment) -> PaymentLine:
    who = None if paid.visitor is None else visitors.by_id(db, paid.visitor)
    voucher = None if paid.visitor is None else vouchers.by_visitor(db, paid.visitor)
    backs = payments.backs_of(db, paid.id)
    return PaymentLine(
        id=paid.id,
        at=paid.at,
        kind=paid.kind,
        title=paid.title,
        name="" if who is None else who.name,
        voucher="" if voucher is None else voucher.code,
        paid_minor=paid.paid_minor,
        tender=paid.tender,
        provider=paid.provider,
        back=backs[-1].kind if backs else "",
    )


def back_line(db: Db, back: TakenBack, names: dict[str, str]) -> BackLine:
    """A line of what was given back, with who did it and who agreed."""
    paid = paid_store.by_id(db, back.payment)
    return BackLine(
        payment=back.payment,
        at=back.at,
        kind=back.kind,
        title="" if paid is None else paid.title,
        minor=back.minor,
        used_s=back.used_s,
        reason=back.reason,
        by_name=names.get(back.by, ""),
        approved_by_name=names.get(back.approved_by or "", ""),
    )


def _closed(shift: Shift, names: dict[str, str]) -> ClosedShift:
    return ClosedShift(
        id=shift.id,
        operator_name=names.get(shift.operator, ""),
        opened_at=shift.opened_at,
        closed_at=shift.closed_at or shift.opened_at,
        counted_minor=shift.counted_minor or 0,
        difference_minor=shift.difference_minor or 0,
        reason=shift.reason,
        handed_to_name=names.get(shift.handed_to or "", ""),
    )


def _collectors(db: Db) -> tuple[Collector, ...]:
    """Those whose work was approved last and who have not collected all of it."""
    approved = work.latest_in(db, state="Approved", limit=APPROVED_LIMIT)
    found: list[Collector] = []
    for visitor in dict.fromkeys(one.visitor for one in approved):
        balance = ledger.balance(db, f"visitor:{visitor}")
        who = visitors.by_id(db, visitor)
        if balance > 0 and who is not None:
            found.append(Collector(visitor, who.name, who.code or "", balance, who.pin_kind))
        if len(found) == COLLECTORS_LIMIT:
            break
    return tuple(found)
