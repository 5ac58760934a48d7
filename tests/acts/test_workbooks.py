"""A spreadsheet's file as a table: CSV and XLSX, within limits, and nothing in it is run."""

import io
import random
import string
import tracemalloc
import zipfile
from datetime import UTC, date, datetime, time

import openpyxl
import pytest

from kiosk.acts import workbooks
from kiosk.acts.workbooks import table_of
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import TABLE_LIMIT_BYTES


def book(*rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_part(content, name, data):
    """A workbook with one part in another's place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as was, zipfile.ZipFile(out, "w") as now:
        for part in was.namelist():
            now.writestr(part, data if part == name else was.read(part))
    return out.getvalue()


def refused(content):
    with pytest.raises(Refusal) as said:
        table_of(content)
    return said.value.details.get("row"), said.value.details.get("problem", said.value.code)


def test_cells_come_as_they_are_read():
    moment = datetime(2026, 11, 26, 9, 30, tzinfo=UTC).replace(tzinfo=None)
    made = book(
        ["id", "whole", "part", "yes", "day", "moment", "hour", "none"],
        ["a", 7.0, 0.1, True, date(2026, 11, 26), moment, time(9, 30), None],
        [None, None],
        ["b", 12, -2.5, False, "", "", "", "é"],
    )
    assert table_of(made).decode().splitlines() == [
        "id,whole,part,yes,day,moment,hour,none",
        "a,7,0.1,true,2026-11-26,2026-11-26T09:30:00,09:30:00,",
        "",
        "b,12,-2.5,false,,,,é",
    ]


def test_a_text_that_looks_like_a_formula_is_a_text():
    made = openpyxl.Workbook()
    made.active.append(["id", "why"])
    made.active.append(["a", "x"])
    made.active["B2"].value = "=1+1"
    made.active["B2"].data_type = "s"
    out = io.BytesIO()
    made.save(out)
    assert table_of(out.getvalue()).decode().splitlines()[1] == "a,=1+1"


def test_formulas_are_never_run():
    assert refused(book(["id", "why"], ["a", "b"], ["c", "=1+1"])) == (3, "is_formula")
    assert refused(book(["id", "why"], ["a", "#REF!"])) == (2, "cell_error")


def test_csv_is_taken_too():
    assert table_of("id;why\na;é\n".encode("utf-16")).decode() == "id,why\na,é\n"


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0 of 1997", (1, "old_workbook")),
        (b"PK\x03\x04 cut off", (1, "not_a_workbook")),
        (with_part(book(["id"], ["a"]), SHEET, BOMB), (1, "not_a_workbook")),
        (with_part(book(["id"], ["a"]), SHEET, b"<not"), (1, "not_a_workbook")),
        (with_part(book(["id"], ["a"]), SHEET, "<x/>".encode("utf-16")), (1, "not_a_workbook")),
        (b"PK\x03\x04" + b"x" * TABLE_LIMIT_BYTES, (None, "too_large")),
        (book(), (1, "no_header")),
        (book(["id"]), (2, "no_rows")),
        (book(["id"], ["a", "b"]), (2, "too_many_cells")),
        (book(["id"] * 101, ["a"] * 101), (1, "too_many_columns")),
    ],
    ids=["old", "cut off", "bomb", "no xml", "utf-16", "large", "empty", "header", "wide", "columns"],
)  # fmt: skip
def test_what_is_no_sheet_is_said(content, said):
    assert refused(content) == said


def test_a_zip_that_grows_is_not_opened():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", bytes(30_000_000))
    assert refused(out.getvalue())[1] in {"not_a_workbook", "too_large"}


SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STRINGS = "xl/sharedStrings.xml"


def repeated(letters, cells):
    """A small workbook that names one long text in many cells; no zip's ratio shows it."""
    text = "".join(random.Random(7).choices(string.ascii_letters, k=letters))
    rows = "".join(
        f'<row r="{n}">' + '<c t="s"><v>0</v></c>' * 20 + "</row>"
        for n in range(1, cells // 20 + 1)
    )
    sheet = f"<worksheet {SPACE}><sheetData>{rows}</sheetData></worksheet>"
    made = with_part(book(["id"], ["a"]), SHEET, sheet.encode())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as was, zipfile.ZipFile(out, "w") as now:
        for part in was.namelist():
            data = was.read(part)
            if part == "[Content_Types].xml":
                told = f'<Override PartName="/{STRINGS}" ContentType="{kind}"/></Types>'
                data = data.replace(b"</Types>", told.encode())
            now.writestr(part, data)
        now.writestr(STRINGS, f"<sst {SPACE}><si><t>{text}</t></si></sst>")
    return out.getvalue()


def test_one_long_text_in_every_cell_is_stopped_before_it_fills_the_memory():
    content = repeated(letters=100_000, cells=1000)
    assert len(content) < TABLE_LIMIT_BYTES
    tracemalloc.start()
    try:
        assert refused(content) == (None, "too_large")
        assert tracemalloc.get_traced_memory()[1] < 10 * TABLE_LIMIT_BYTES
    finally:
        tracemalloc.stop()


def test_no_more_rows_than_a_table_may_have(monkeypatch):
    monkeypatch.setattr(workbooks, "ROWS_LIMIT", 2)
    made = [["id"], ["a"], ["b"], ["c"]]
    assert refused(book(*made)) == (4, "too_many_rows")
    assert table_of(book(*made[:3])) == b"id\na\nb\n"


def test_rows_far_below_are_no_rows():
    made = openpyxl.Workbook()
    made.active.append(["id"])
    made.active.append(["a"])
    made.active["A90000"].value = ""
    out = io.BytesIO()
    made.save(out)
    assert table_of(out.getvalue()) == b"id\na\n"


def test_rows_that_are_not_there_cost_no_look_at_their_cells(monkeypatch):
    """A few bytes that name a cell far below once took the hub five seconds."""
    looked_at = []
    cells = workbooks._cells

    def counted(number, row):
        looked_at.extend(row)
        return cells(number, row)

    monkeypatch.setattr(workbooks, "_cells", counted)
    made = openpyxl.Workbook()
    made.active.append(["id"])
    made.active["A90000"].value = "a"
    out = io.BytesIO()
    made.save(out)
    assert refused(out.getvalue())[1] == "too_many_rows"
    assert len(looked_at) == 2


def test_rows_that_name_their_last_cell_are_stopped(monkeypatch):
    monkeypatch.setattr(workbooks, "LOOKED_AT_CELLS", 40_000)
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, 4))
    sheet = f"<worksheet {SPACE}><sheetData>{rows}</sheetData></worksheet>"
    assert refused(with_part(book(["id"]), SHEET, sheet.encode())) == (None, "too_large")


def test_rows_that_lie_too_far_down_are_refused_and_never_dropped(monkeypatch):
    monkeypatch.setattr(workbooks, "LOOKED_AT_ROWS", 3)
    assert table_of(book(["id"], ["a"], ["b"]))
    assert refused(book(["id"], ["a"], ["b"], [""], ["c"]))[1] == "too_many_rows"
