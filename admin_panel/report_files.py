"""Reports as files: CSV and XLSX, with numbers that a spreadsheet can add, and no formulas."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from admin_panel.guards import hub
from admin_panel.report_titles import said
from admin_panel.report_words import local_moment, plain
from kiosk.rules.instants import Instant
from kiosk.rules.reports import ROWS_LIMIT, Cell, Kind, Table, harmless
from kiosk.texts import _, direction, spoken

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
S_PER_DAY = Decimal(86_400)
SHEET_NAME_LIMIT = 31
WIDTHS = {Kind.TEXT: 26, Kind.MOMENT: 20, Kind.DATE: 14}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report on its way into a file; `about` are lines of what it is: name and value."""

    title: str
    table: Table
    about: Sequence[tuple[str, str]]


def as_csv(sheet: Sheet) -> bytes:
    """The table as UTF-8 with a byte order mark, so that a spreadsheet reads Arabic."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    columns = sheet.table.columns
    rows.writerow([harmless(said(column.title)) for column in columns])
    for row in _rows(sheet.table):
        rows.writerow([_csv(cell, column.kind) for cell, column in zip(row, columns, strict=True)])
    return ("\N{ZERO WIDTH NO-BREAK SPACE}" + text.getvalue()).encode()


DAY_LETTERS = len("2026-11-25")


def as_xlsx(sheet: Sheet) -> bytes:
    """The table on one sheet, what it is about on a second."""
    import xlsxwriter  # noqa: PLC0415  heavy, and wanted only here

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"title": sheet.title, "created": local_moment(hub().now())})
    page = book.add_worksheet(_sheet_name(sheet.title))
    about = book.add_worksheet(_sheet_name(_("About")))
    if direction(spoken()) == "rtl":
        page.right_to_left()
        about.right_to_left()
    _fill(book, page, sheet.table)
    quoted = book.add_format({"quote_prefix": True})
    about.set_column(0, 1, 30)
    for line, (name, value) in enumerate(sheet.about):
        about.write_string(line, 0, name)
        about.write_string(line, 1, value, quoted)
    book.close()
    return content.getvalue()


def _fill(book: Any, page: Any, table: Table) -> None:
    head = book.add_format({"bold": True, "bottom": 1})
    for place, column in enumerate(table.columns):
        page.set_column(place, place, WIDTHS.get(column.kind, 14))
        page.write_string(0, place, said(column.title), head)
    page.freeze_panes(1, 0)
    plain = {kind: book.add_format(_format(kind)) for kind in Kind}
    sums = {kind: book.add_format({**_format(kind), "bold": True, "top": 1}) for kind in Kind}
    quoted = book.add_format({"quote_prefix": True})
    rows, exponent = _rows(table), -hub().settings.currency_decimals
    last = len(rows) - 1 if table.totals else len(rows)
    for line, row in enumerate(rows):
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            look = (plain if line < last else sums)[column.kind]
            value = _value(cell, column.kind, exponent=exponent)
            _put(page, (line + 1, place), value, looks=(look, quoted))


def _put(
    page: Any,
    at: tuple[int, int],
    value: str | int | Decimal | date | None,
    *,
    looks: tuple[Any, Any],
) -> None:
    """A text is always written as a text, one that looks like a formula marked as such."""
    look, quoted = looks
    if isinstance(value, str):
        page.write_string(*at, value, quoted if harmless(value) != value else look)
    elif isinstance(value, date):
        page.write_datetime(*at, value, look)
    elif value is not None:
        page.write_number(*at, value, look)


def _rows(table: Table) -> list[tuple[Cell, ...]]:
    rows = list(table.rows[:ROWS_LIMIT])
    if not table.totals:
        return rows
    first, *others = table.totals
    return [*rows, (_("All") if first is None else first, *others)]


def _csv(cell: Cell, kind: Kind) -> str:
    """Sums in major units, durations as h:mm:ss, days and moments as ISO writes them."""
    if not isinstance(cell, int):
        return harmless(plain(cell, Kind.TEXT))
    match kind:
        case Kind.MONEY:
            return str(Decimal(cell).scaleb(-hub().settings.currency_decimals))
        case Kind.DURATION:
            minutes, seconds = divmod(cell, 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case Kind.SHARE:
            return f"{Decimal(cell) / 100}%"
        case Kind.MOMENT:
            return f"{local_moment(Instant(cell)):%Y-%m-%d %H:%M:%S}"
        case _:
            return str(cell)


def _value(cell: Cell, kind: Kind, *, exponent: int) -> str | int | Decimal | date | None:
    """A cell as the sheet keeps it. `exponent`: of ten, from minor units to major ones."""
    if isinstance(cell, int):
        return _number(cell, kind, exponent=exponent)
    if kind is Kind.DATE and isinstance(cell, str) and len(cell) == DAY_LETTERS:
        return date.fromisoformat(cell)  # a month, as `2026-11`, is written as a text
    return None if cell is None else plain(cell, Kind.TEXT)


def _number(cell: int, kind: Kind, *, exponent: int) -> int | Decimal | date:
    match kind:
        case Kind.MONEY:
            return Decimal(cell).scaleb(exponent)
        case Kind.DURATION:
            return Decimal(cell) / S_PER_DAY
        case Kind.SHARE:
            return Decimal(cell) / 10_000
        case Kind.MOMENT:
            return local_moment(Instant(cell)).replace(tzinfo=None)
        case _:
            return cell


def _format(kind: Kind) -> dict[str, str]:
    decimals = hub().settings.currency_decimals
    written = {
        Kind.MONEY: f"#,##0.{'0' * decimals}" if decimals else "#,##0",
        Kind.DURATION: "[h]:mm:ss",
        Kind.COUNT: "#,##0",
        Kind.SHARE: "0.0%",
        Kind.DATE: "yyyy-mm-dd",
        Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
    }
    return {"num_format": written[kind]} if kind in written else {}


def _sheet_name(title: str) -> str:
    """A name that a spreadsheet takes: short, without the marks it forbids."""
    return "".join(mark for mark in title if mark not in "[]:*?/\\'")[:SHEET_NAME_LIMIT]
