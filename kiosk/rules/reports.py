"""What a report is made of: figures, pictures and one table of cells, each of a kind.

A report says nothing of screens or files: every one is shown as a page, CSV and XLSX on one path.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

ROWS_LIMIT = 20_000
"""Rows of a table, also in a file; a query asks for one more, and what is cut is said."""

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""A cell that begins so is a formula to a spreadsheet. Source: OWASP "CSV Injection"."""
FORMULA_INSIDE = re.compile(r"""([;\t\r\n]["'\s]*)(?=[=+\-@＝＋－＠])""")
"""A spreadsheet that parts cells otherwise than by commas would begin another one there."""


FEWEST_TOLD = 5
"""A smaller number of people is not told to others: in a small town each of them is known."""


class Kind(StrEnum):
    """What the cells of a column are; money is in minor units, a duration in seconds."""

    TEXT = "text"
    MONEY = "money"
    DURATION = "duration"
    COUNT = "count"
    SHARE = "share"  # basis points: 7,150 is 71.5 %
    DATE = "date"  # a local day, as `2026-10-25`
    MOMENT = "moment"  # an instant


@dataclass(frozen=True, slots=True)
class Word:
    """A cell that is ours to say, in the reader's language: a key of `report_titles.py`."""

    key: str


@dataclass(frozen=True, slots=True)
class Between:
    """A cell that says between how many minutes something lies; `most` None: more than `least`."""

    least: int
    most: int | None


Cell = str | int | Word | Between | None
"""What stands in a cell; None is a cell in which nothing is to say."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; its title is a key as in `Word`, and so are those of figures and pictures."""

    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns; `totals` is one more row, or empty.

    `keys` name what a row is about, one a row or none at all: its first cell leads there.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than are kept."""
        return len(self.rows) > ROWS_LIMIT


@dataclass(frozen=True, slots=True)
class Figure:
    """One number above the table; `before` is what it was in the period before, None: not told."""

    title: str
    value: Cell
    kind: Kind
    before: int | None = None
    note: str = ""


class Drawn(StrEnum):
    """How a picture is drawn."""

    BARS = "bars"  # a bar for each label, the series on top of each other
    LINES = "lines"
    HEAT = "heat"  # a series is a row, a label a column, darker is more


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of one name, one for each label of the picture; None where there is none."""

    name: Cell
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart; the report's table says the same in numbers. `most` is a full scale, 0: the top."""

    title: str
    drawn: Drawn
    kind: Kind
    labels: tuple[Cell, ...]
    series: tuple[Series, ...]
    label_kind: Kind = Kind.TEXT
    most: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a query found. No rows: nothing happened in that time, and the page says so."""

    table: Table
    figures: tuple[Figure, ...] = ()
    pictures: tuple[Picture, ...] = ()


def people_told(number: int) -> Cell:
    """A count of people as it may leave the centre; a small one is hidden, none is none."""
    return Word("few_people") if 0 < number < FEWEST_TOLD else number


def without_empty_ends(picture: Picture) -> Picture:
    """The picture from its first label with a value to its last; one of nothing stays whole."""
    told = [
        place
        for place in range(len(picture.labels))
        if any(one.values[place] for one in picture.series)
    ]
    if not told:
        return picture
    kept = slice(told[0], told[-1] + 1)
    series = tuple(Series(one.name, one.values[kept]) for one in picture.series)
    return replace(picture, labels=picture.labels[kept], series=series)


def totalled(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> tuple[Cell, ...]:
    """A row of sums: of money, durations and counts; other columns add up to nothing."""
    added = {Kind.MONEY, Kind.DURATION, Kind.COUNT}
    return tuple(
        sum(cell for row in rows if isinstance(cell := row[place], int))
        if column.kind in added
        else None
        for place, column in enumerate(columns)
    )


def share_of(part: int, whole: int) -> int | None:
    """A share in basis points, rounded half up; None of nothing."""
    return (part * 20_000 + whole) // (whole * 2) if whole else None


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe before, where it might."""
    text = FORMULA_INSIDE.sub(r"\1'", text)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
