"""A module's items on their way to a spreadsheet and back: no cell is a formula there."""

import csv
import io
import re
from collections.abc import Callable

from kiosk.rules.reports import FORMULA_INSIDE, FORMULA_STARTS
from kiosk.rules.tables import decode_table, read_table

QUOTE = "'"
QUOTED_INSIDE = re.compile(r"""([;\t\r\n]["'\s]*)'(?=[=+\-@＝＋－＠])""")
"""What `FORMULA_INSIDE` puts into the middle of a text."""


def items_out(table: bytes) -> bytes:
    """`items.csv` for a spreadsheet: with its mark of UTF-8, and cells that are no formulas.

    Raises:
        Refusal: `too_large`; `csv_wrong` with row, field and problem.
    """
    return _written(table, quoted, end="\r\n").encode("utf-8-sig")


def items_in(table: bytes) -> bytes:
    """A table from a spreadsheet as `items.csv`: the marks that `items_out` made are gone.

    Raises:
        Refusal: `too_large`; `csv_wrong` with row, field and problem, `not_utf8` among them.
    """
    return _written(table, unquoted, end="\n").encode()


def quoted(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and that `unquoted` gives back."""
    inner = FORMULA_INSIDE.sub(r"\1'", text)
    return QUOTE + inner if _is_formula(inner) else inner


def unquoted(text: str) -> str:
    """What stood there before `quoted`."""
    if text.startswith(QUOTE) and _is_formula(text):
        text = text.removeprefix(QUOTE)
    return QUOTED_INSIDE.sub(r"\1", text)


def _is_formula(text: str) -> bool:
    return text.lstrip(QUOTE).startswith(FORMULA_STARTS)


def _written(table: bytes, cell: Callable[[str], str], *, end: str) -> str:
    found = read_table(decode_table(table))
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator=end)
    lines.writerow([cell(name) for name in found.columns])
    for row in found.rows:
        lines.writerow([cell(one) for one in row.cells.values()])
    return text.getvalue()
