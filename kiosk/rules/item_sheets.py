"""A spreadsheet of questions on its way into a draft: read, held against what is there, merged.

Cells are texts here: what a workbook holds is read before, in `acts/workbooks.py`.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.rules.draft_files import Changed, Files, Items, items_file, items_of, whole
from kiosk.rules.draft_parts import after_change, sheets_of, with_sheets, without_items
from kiosk.rules.item_tables import unquoted
from kiosk.rules.module_files import problems
from kiosk.rules.module_items import ITEMS_FILE, Problem
from kiosk.rules.plain_columns import Role
from kiosk.rules.plain_sheets import NO_LABELS, Labels, is_plain, plain_items, read_as
from kiosk.rules.tables import TABLE_LIMIT_BYTES, decode_table, read_table, wrong

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""What Excel puts in front of `Unicode Text`, which lies in either order."""
LEFT_OUT = "id"
HIDDEN = frozenset({"form", "label", "type", "tolerance"})
"""Columns that say nothing to who wrote a table of their own."""


class Whole(StrEnum):
    """What a sheet holds: some of the questions, or all that the module shall have."""

    SOME = "some"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a sheet says otherwise in one column."""

    column: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """A question that a sheet brings, changes or removes. `row`: the sheet's, None of one gone."""

    id: str
    kind: str
    row: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would come of a sheet.

    `file` is `items.csv` as it would be; `changed` what differs, `same` how many rows do not;
    `wrong` are mistakes in the sheet's rows, numbered as the sheet shows them; `left` is what would
    be wrong elsewhere in the module and is not yet, such as a picture that is still to come.
    `read_as` names what the columns of somebody's own table were taken for.
    """

    file: Changed
    changed: tuple[ChangedItem, ...]
    same: int
    wrong: tuple[Problem, ...]
    left: tuple[Problem, ...]
    read_as: tuple[tuple[Role, str], ...] = ()


def sheet_table(data: bytes) -> bytes:
    """A spreadsheet's CSV as `items.csv`: UTF-8, with its mark or without, or UTF-16 with its own.

    Empty rows stay, so that a mistake is named by the row that the spreadsheet shows.

    Raises:
        Refusal: `too_large`; `csv_wrong` with row, field and problem, `not_utf8` among them.
    """
    if len(data) > 2 * TABLE_LIMIT_BYTES:
        raise wrong(1, None, "too_large")
    if data.startswith(UTF_16_MARKS):
        data = _from_utf_16(data)
    elif b"\0" in data:  # UTF-16 without its mark, or no text at all
        raise wrong(data.count(b"\n", 0, data.index(b"\0")) + 1, None, "not_utf8")
    found = read_table(decode_table(data))
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(map(unquoted, found.columns))
    for before, row in zip((1, *(one.number for one in found.rows)), found.rows, strict=False):
        lines.writerows([] for _empty in range(before + 1, row.number))
        lines.writerow(map(unquoted, row.cells.values()))
    return out.getvalue().encode()


def pasted_table(text: str) -> bytes:
    """Cells as they come from a spreadsheet by copy and paste, as `items.csv`.

    Raises:
        Refusal: as `sheet_table`.
    """
    return sheet_table(text.strip("\r\n").encode())


def outcome(files: Files, *, table: bytes, holds: Whole, labels: Labels = NO_LABELS) -> Outcome:
    """What would come of a sheet in a draft.

    Raises:
        Refusal: `csv_wrong`, `too_large`; `too_many` of somebody's own table.
    """
    if is_plain(read_table(decode_table(table)).columns):
        return _of_plain(files, table=table, holds=holds, labels=labels)
    before, sheet = items_of(files), items_of({ITEMS_FILE: table})
    numbers = _numbers(table)
    rows = _rows(before, sheet, holds=holds)
    file = items_file(rows, [*before.columns, *sheet.columns])
    changed, same = _changes(before, sheet, numbers, holds=holds)
    found = _problems(files, file)
    return Outcome(
        file=file,
        changed=changed,
        same=same,
        wrong=(*_of_ids(sheet, numbers), *_in_rows(files, sheet, numbers, holds=holds)),
        left=tuple(one for one in found if one.row is None and one not in _now(files)),
    )


def _of_plain(files: Files, *, table: bytes, holds: Whole, labels: Labels) -> Outcome:
    """What would come of somebody's own table, which knows nothing of ids and forms."""
    made = plain_items(table, sheets_of(files), labels=labels)
    row_of = {sheet.id: number for number, sheet in made.sheets}
    before = items_of(files)
    gone = [row["id"] for row in before.rows if row["id"] not in row_of]
    kept = without_items(files, gone) if gone and holds is Whole.ALL else {}
    sheets = (sheet for _row, sheet in made.sheets)
    file = {**kept, **with_sheets(after_change(files, kept), sheets)}
    after = after_change(files, file)
    rows = items_of(after).rows
    known = {row.get("id", ""): row for row in before.rows}
    found = [
        _plain_change(known.get(row["id"]), row, row_of[row["id"]])
        for row in rows
        if row.get("id") in row_of
    ]
    changed = [one for one in found if one.kind == "new" or one.cells]
    there = {row.get("id") for row in rows}
    changed += [ChangedItem(name, "gone", None, ()) for name in known if name not in there]
    left = problems(whole(after))
    now = _now(files)
    at = {number: row.get("id", "") for number, row in enumerate(rows, start=2)}
    wrong = [
        Problem(one.file, row_of[at[one.row]], one.field, one.code)
        for one in left
        if one.file == ITEMS_FILE and one.row is not None and at.get(one.row) in row_of
    ]
    return Outcome(
        file=file,
        changed=tuple(changed),
        same=len(found) - sum(one.kind == "new" or bool(one.cells) for one in found),
        wrong=(*made.wrong, *wrong),
        left=tuple(one for one in left if one.row is None and one not in now),
        read_as=read_as(table),
    )


def _plain_change(
    was: Mapping[str, str] | None, row: Mapping[str, str], number: int
) -> ChangedItem:
    """Told in words: of a right answer the answer itself, not the name of its place."""
    shown = {name: cell for name, cell in row.items() if name not in HIDDEN and (cell or was)}
    cells = tuple(
        replace(one, was=_in_words(was or {}, one.was), now=_in_words(row, one.now))
        if one.column == "gold"
        else one
        for one in _cells(was or {}, shown, whole_row=False)
    )
    return ChangedItem(row["id"], "changed" if was else "new", number, cells)


def _in_words(row: Mapping[str, str], gold: str) -> str:
    return row.get(f"option{gold.removeprefix('o')}", gold) if row.get("type") == "choice" else gold


def _from_utf_16(data: bytes) -> bytes:
    try:
        return data.decode("utf-16").encode()
    except UnicodeError as error:
        order = "utf-16-le" if data.startswith(UTF_16_MARKS[0]) else "utf-16-be"
        row = data.decode(order, errors="replace").count("\n") + 1
        raise wrong(row, None, "not_utf8") from error


def _numbers(table: bytes) -> tuple[int, ...]:
    return tuple(row.number for row in read_table(decode_table(table)).rows)


def _rows(before: Items, sheet: Items, *, holds: Whole) -> list[Mapping[str, str]]:
    """Some: cells over those that were there, new rows after them. All: the sheet's rows alone."""
    if holds is Whole.ALL:
        return list(sheet.rows)
    named = {row.get("id", ""): row for row in sheet.rows}
    known = {row.get("id", "") for row in before.rows}
    merged = [{**row, **named.get(row.get("id", ""), {})} for row in before.rows]
    return [*merged, *(row for row in sheet.rows if row.get("id", "") not in known)]


def _changes(
    before: Items, sheet: Items, numbers: Sequence[int], *, holds: Whole
) -> tuple[tuple[ChangedItem, ...], int]:
    known = {row.get("id", ""): row for row in before.rows}
    found: list[ChangedItem] = []
    same = 0
    for number, row in zip(numbers, sheet.rows, strict=True):
        name = row.get("id", "")
        was = known.get(name)
        cells = _cells(was or {}, row, whole_row=holds is Whole.ALL)
        if was is not None and not cells:
            same += 1
            continue
        found.append(ChangedItem(name, "new" if was is None else "changed", number, cells))
    if holds is Whole.ALL:
        named = {row.get("id", "") for row in sheet.rows}
        found += [ChangedItem(name, "gone", None, ()) for name in known if name not in named]
    return tuple(found), same


def _cells(was: Mapping[str, str], row: Mapping[str, str], *, whole_row: bool) -> tuple[Cell, ...]:
    columns = dict.fromkeys([*row, *(was if whole_row else ())])
    return tuple(
        Cell(name, was.get(name, ""), row.get(name, ""))
        for name in columns
        if name != LEFT_OUT and was.get(name, "") != row.get(name, "")
    )


def _of_ids(sheet: Items, numbers: Sequence[int]) -> tuple[Problem, ...]:
    """Rows that no draft can tell apart."""
    seen: set[str] = set()
    found: list[Problem] = []
    for number, row in zip(numbers, sheet.rows, strict=True):
        name = row.get("id", "")
        if name and name in seen:
            found.append(Problem(ITEMS_FILE, number, "id", "twice"))
        seen.add(name)
    return tuple(found)


def _in_rows(
    files: Files, sheet: Items, numbers: Sequence[int], *, holds: Whole
) -> tuple[Problem, ...]:
    """Mistakes in the sheet's own rows, each read as the draft would hold it."""
    there = items_of(files).rows if holds is Whole.SOME else ()
    known = {row.get("id", ""): row for row in there}
    rows = [{**known.get(row.get("id", ""), {}), **row} for row in sheet.rows]
    found = _problems(files, items_file(rows, sheet.columns))
    return tuple(
        Problem(one.file, numbers[one.row - 2], one.field, one.code)
        for one in found
        if one.file == ITEMS_FILE and one.row is not None and one.code != "twice"
    )


def _problems(files: Files, file: Changed) -> tuple[Problem, ...]:
    return problems(whole(after_change(files, file)))


def _now(files: Files) -> frozenset[Problem]:
    return frozenset(problems(whole(files)))
