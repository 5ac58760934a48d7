"""What a provider of mobile money or cards says came in, laid beside what the till says.

A line of the provider with a known reference and the same sum is matched; a payment of ours that
the provider does not name is missing; one whose sale was cancelled here is its own list, for the
money did come; a line that is none of ours is unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.rules.amounts import read_amount
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import Row, Table
from kiosk.rules.tenders import normal_reference

REFERENCE_NAMES = (
    "reference",
    "receipt no.",
    "receipt no",
    "receipt",
    "transaction id",
    "رقم العملية",
)
AMOUNT_NAMES = ("amount", "paid in", "credit", "المبلغ")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of the provider's file: money that came in (minor units)."""

    row: int
    reference: str
    minor: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A payment of ours by its reference; `minor` is what the provider should have."""

    payment: str
    reference: str
    minor: int


@dataclass(frozen=True, slots=True)
class Differs:
    """Both know the reference, and the sums are not the same, or the sale was cancelled."""

    claimed: Claimed
    line: StatementLine


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two sides laid beside each other."""

    matched: tuple[Claimed, ...]
    differing: tuple[Differs, ...]
    missing: tuple[Claimed, ...]
    cancelled: tuple[Differs, ...]
    unknown: tuple[StatementLine, ...]


def read_statement(table: Table, *, decimals: int) -> tuple[StatementLine, ...]:
    """The lines of a provider's table; lines on which nothing came in are left out.

    Raises:
        Refusal: `statement_wrong` with the row and a problem: `no_reference_column`,
            `no_amount_column`, `reference_wrong`, `amount_wrong`, `reference_twice`.
    """
    reference_column = _column(table, REFERENCE_NAMES, "no_reference_column")
    amount_column = _column(table, AMOUNT_NAMES, "no_amount_column")
    lines: list[StatementLine] = []
    seen: set[str] = set()
    for row in table.rows:
        minor = _minor(row, row.cells[amount_column], decimals=decimals)
        if minor == 0:
            continue
        reference = _reference(row, row.cells[reference_column])
        if reference in seen:
            raise _wrong(row.number, "reference_twice")
        seen.add(reference)
        lines.append(StatementLine(row.number, reference, minor))
    return tuple(lines)


def compare(
    lines: Iterable[StatementLine], claimed: Iterable[Claimed], cancelled: Iterable[Claimed] = ()
) -> Comparison:
    """Lay a statement beside our payments; each stands in exactly one list.

    `cancelled` are payments undone here: one that the provider does not name is no matter.
    """
    theirs = {line.reference: line for line in lines}
    matched, differing, missing = [], [], []
    for ours in claimed:
        line = theirs.pop(ours.reference, None)
        if line is None:
            missing.append(ours)
        elif line.minor == ours.minor:
            matched.append(ours)
        else:
            differing.append(Differs(ours, line))
    gone = tuple(
        Differs(ours, theirs.pop(ours.reference)) for ours in cancelled if ours.reference in theirs
    )
    return Comparison(
        tuple(matched), tuple(differing), tuple(missing), gone, tuple(theirs.values())
    )


def _column(table: Table, names: tuple[str, ...], problem: str) -> str:
    found = next((name for name in table.columns if name.strip().casefold() in names), None)
    if found is None:
        raise _wrong(1, problem)
    return found


def _minor(row: Row, typed: str, *, decimals: int) -> int:
    """What came in; an empty cell or a sum that went out is nothing."""
    text = typed.strip()
    if not text or text.startswith("-"):
        return 0
    try:
        return read_amount(text, decimals=decimals)
    except Refusal as refusal:
        raise _wrong(row.number, "amount_wrong") from refusal


def _reference(row: Row, typed: str) -> str:
    try:
        reference = normal_reference(typed)
    except Refusal as refusal:
        raise _wrong(row.number, "reference_wrong") from refusal
    if not reference:
        raise _wrong(row.number, "reference_wrong")
    return reference


def _wrong(row: int, problem: str) -> Refusal:
    return Refusal("statement_wrong", row=row, problem=problem)
