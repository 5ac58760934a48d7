"""What stands on the bill of a running seat, as the desk shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin_panel.guards import hub
from kiosk.queries.floor_seats import FloorSeat
from kiosk.store import bills
from kiosk.store.products import SoldLine


@dataclass(frozen=True, slots=True)
class BillLine:
    """So many pieces of a product, and what they cost together."""

    kept: SoldLine
    minor: int


@dataclass(frozen=True, slots=True)
class ShownBill:
    """All lines and their sum."""

    lines: Sequence[BillLine]
    minor: int


def bill_at(seat: FloorSeat | None) -> ShownBill | None:
    """The bill of who sits there; None where nothing is on it."""
    sitter = None if seat is None else seat.sitter
    if sitter is None or sitter.pays != "postpaid":
        return None
    with hub().read() as db:
        kept = bills.lines_of(db, sitter.session)
    if not kept:
        return None
    lines = [BillLine(one, one.pieces * one.each_minor) for one in kept]
    return ShownBill(lines, sum(line.minor for line in lines))
