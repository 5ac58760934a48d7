"""The till: the open shift, its sales, who may collect money, shifts before.

What should be in the drawer is handed out only once it was counted (UI.md rule 15).
"""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store import ledger, offers, sales, shifts, staff, visitors, vouchers, work
from kiosk.store.sales import Sale
from kiosk.store.shifts import Shift

SALES_LIMIT = 100
SHIFTS_LIMIT = 30
COLLECTORS_LIMIT = 20
APPROVED_LIMIT = 500


@dataclass(frozen=True, slots=True)
class SaleLine:
    """A sale of the shift. `voucher` is its code, "" where it is none; `name` is "" for a guest."""

    id: str
    at: Instant
    offer: str
    name: str
    voucher: str
    price_minor: int
    tendered_minor: int
    undone: bool


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
    sales_count: int
    sales: tuple[SaleLine, ...]
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


@dataclass(frozen=True, slots=True)
class Collector:
    """A visitor with money to collect."""

    visitor: str
    name: str
    code: str
    balance_minor: int


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
    titles = offers.titles(db)
    return OpenShift(
        id=shift.id,
        operator=shift.operator,
        operator_name=names.get(shift.operator, ""),
        opened_at=shift.opened_at,
        float_minor=shift.float_minor,
        sales_count=sales.count_of_shift(db, shift.id),
        sales=tuple(
            _line(db, sale, titles)
            for sale in sales.of_shift(db, shift=shift.id, limit=SALES_LIMIT)
        ),
        counted=None if counted is None else Counted(counted, ledger.balance(db, shift.till)),
    )


def _line(db: Db, sale: Sale, titles: dict[str, str]) -> SaleLine:
    who = visitors.by_id(db, sale.visitor)
    voucher = vouchers.by_visitor(db, sale.visitor)
    return SaleLine(
        id=sale.id,
        at=sale.at,
        offer=titles.get(sale.offer, sale.offer),
        name="" if who is None else who.name,
        voucher="" if voucher is None else voucher.code,
        price_minor=sale.price_minor,
        tendered_minor=sale.tendered_minor,
        undone=sale.undone_at is not None,
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
    )


def _collectors(db: Db) -> tuple[Collector, ...]:
    """Those whose work was approved last and who have not collected all of it."""
    approved = work.latest_in(db, state="Approved", limit=APPROVED_LIMIT)
    found: list[Collector] = []
    for visitor in dict.fromkeys(one.visitor for one in approved):
        balance = ledger.balance(db, f"visitor:{visitor}")
        who = visitors.by_id(db, visitor)
        if balance > 0 and who is not None:
            found.append(Collector(visitor, who.name, who.code or "", balance))
        if len(found) == COLLECTORS_LIMIT:
            break
    return tuple(found)
