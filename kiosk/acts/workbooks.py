"""A spreadsheet's file as a table of texts: CSV, or the first sheet of an XLSX. Slow, so no act.

Nothing in a workbook is run: a cell that is a formula is refused by its row, since what it would
give is nobody's typing.
"""

import csv
import io
import warnings
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from kiosk.protocol.tmod import unpack_module
from kiosk.rules.item_sheets import sheet_table
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import COLUMNS_LIMIT, ROWS_LIMIT, TABLE_LIMIT_BYTES, wrong

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LOOKED_AT_ROWS = 100_000
"""Workbooks say that they have a million rows where somebody coloured a column."""
LOOKED_AT_CELLS = 3_000_000
"""Also empty ones: a small file may name the last cell of each row, and so a thousand millions."""
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY", b"\0")
"""No spreadsheet writes these into its XML; a bomb of entities does, UTF-16 would hide it."""
DIGITS = ".15g"


def table_of(content: bytes) -> bytes:
    """A spreadsheet's file as `items.csv`.

    Raises:
        Refusal: `too_large`; `csv_wrong` with row, field and problem.
    """
    if content.startswith(OLD_EXCEL):
        raise wrong(1, None, "old_workbook")
    return sheet_table(_from_workbook(content) if content.startswith(ZIP) else content)


def _from_workbook(content: bytes) -> bytes:
    if len(content) > TABLE_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=TABLE_LIMIT_BYTES)
    _check_parts(content)
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\n")
    for cells in _cut(_first_sheet(content)):
        lines.writerow(cells)
    return out.getvalue().encode()


def _check_parts(content: bytes) -> None:
    try:
        parts = unpack_module(content)  # within the limits of any zip from outside
    except Refusal as refusal:
        if refusal.code != "module_wrong":
            raise
        raise wrong(1, None, "not_a_workbook") from refusal
    xml = (data for name, data in parts.items() if name.lower().endswith((".xml", ".rels")))
    if "xl/workbook.xml" not in parts or any(bad in data for data in xml for bad in FORBIDDEN):
        raise wrong(1, None, "not_a_workbook")


def _first_sheet(content: bytes) -> list[list[str]]:
    import openpyxl  # noqa: PLC0415  heavy, and wanted only here

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and pictures that it leaves out
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # it may lie about its size
            return _measured(sheet.iter_rows())
        except Refusal:
            raise
        except Exception as error:  # a stranger's file trips it in any way
            raise wrong(1, None, "not_a_workbook") from error


def _measured(rows: Iterable[Sequence[Any]]) -> list[list[str]]:
    """Each row's cells, none for an empty one. A workbook may name one long text in every cell.

    Raises:
        Refusal: `too_large` as soon as the cells are more than a table may have.
    """
    found, letters, looked_at = [], 0, 0
    for number, row in enumerate(rows, start=1):
        if number > LOOKED_AT_ROWS:  # whatever stands there would be lost without a word
            raise wrong(ROWS_LIMIT + 2, None, "too_many_rows")
        cells = _cells(number, row[: COLUMNS_LIMIT + 1])
        letters += sum(map(len, cells))
        looked_at += len(row)
        if letters > TABLE_LIMIT_BYTES or looked_at > LOOKED_AT_CELLS:
            raise Refusal("too_large", limit_bytes=TABLE_LIMIT_BYTES)
        found.append(cells if any(cells) else [])
    return found


def _cells(number: int, row: Iterable[Any]) -> list[str]:
    found: list[str] = []
    for place, cell in enumerate(row, start=1):
        if cell.data_type in ("f", "e"):
            raise wrong(number, str(place), "is_formula" if cell.data_type == "f" else "cell_error")
        found.append(_text(cell.value))
    return found


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return format(value, DIGITS)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _cut(rows: list[list[str]]) -> Iterable[list[str]]:
    """As wide as the header is, and no further down than the last row with a text."""
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > ROWS_LIMIT + 1:
        raise wrong(ROWS_LIMIT + 2, None, "too_many_rows")
    header = rows[0] if rows else []
    width = max((place for place, name in enumerate(header, start=1) if name.strip()), default=0)
    for row in rows:
        beyond = any(row[width:])
        yield row if beyond else [*row[:width], *("" for _ in range(width - len(row)))]
