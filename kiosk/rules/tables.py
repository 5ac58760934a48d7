"""A CSV table from a spreadsheet: read strictly, every mistake named by its row.

Rows are numbered as a spreadsheet shows them: the header is row 1.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.rules.forms import TEXT_LIMIT, is_clean
from kiosk.rules.refusals import Refusal

ROWS_LIMIT = 10_000
TABLE_LIMIT_BYTES = 2 * 1024 * 1024
COLUMNS_LIMIT = 100
DELIMITERS = ",;\t"
"""Spreadsheets write semicolons or tabs where the comma is the decimal mark."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, by column name."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows; rows without any text are left out."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def decode_table(data: bytes) -> str:
    """The text of a CSV file in UTF-8, without the mark that Excel puts in front.

    Raises:
        Refusal: `too_large`; `csv_wrong` with `problem=not_utf8`.
    """
    if len(data) > TABLE_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=TABLE_LIMIT_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise wrong(row, None, "not_utf8") from error


def read_table(text: str) -> Table:
    """Read a table whose first row names the columns.

    Raises:
        Refusal: `too_large`; `csv_wrong` with `row`, `field` and `problem`.
    """
    if len(text.encode(errors="surrogatepass")) > TABLE_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=TABLE_LIMIT_BYTES)
    lines = _lines(text.removeprefix("\ufeff"))
    columns = _columns(next(lines, (1, []))[1])
    rows = tuple(_row(number, cells, columns=columns) for number, cells in lines)
    if not rows:
        raise wrong(2, None, "no_rows")
    return Table(columns, rows)


def wrong(row: int, field: str | None, problem: str) -> Refusal:
    """The refusal of a table, naming row, column and problem."""
    return Refusal("csv_wrong", row=row, field=field, problem=problem)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    delimiter = next((mark for mark in DELIMITERS if mark in first), ",")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            endless = str(error).startswith("field larger")
            raise wrong(number, None, "cell_endless" if endless else "quotes_wrong") from error
        if number > ROWS_LIMIT + 1:
            raise wrong(number, None, "too_many_rows")
        if number == 1 or any(cell.strip() for cell in cells):
            yield number, cells


def _columns(header: list[str]) -> tuple[str, ...]:
    columns = tuple(name.strip() for name in header)
    if not any(columns):
        raise wrong(1, None, "no_header")
    if len(columns) > COLUMNS_LIMIT:
        raise wrong(1, None, "too_many_columns")
    for n, name in enumerate(columns, start=1):
        if not name or not is_clean(name):
            raise wrong(1, str(n), "column_without_name")
        if columns.index(name) < n - 1:
            raise wrong(1, name[:60], "column_twice")
    return columns


def _row(number: int, cells: list[str], *, columns: tuple[str, ...]) -> Row:
    if len(cells) != len(columns):
        at = min(len(cells), len(columns) - 1)
        raise wrong(number, columns[at], "too_few_cells" if len(cells) <= at else "too_many_cells")
    for name, cell in zip(columns, cells, strict=True):
        if len(cell) > TEXT_LIMIT:
            raise wrong(number, name, "too_long")
        if not is_clean(cell):
            raise wrong(number, name, "not_text")
    return Row(number, dict(zip(columns, cells, strict=True)))
