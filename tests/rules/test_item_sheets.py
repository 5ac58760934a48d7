"""A spreadsheet of questions held against a draft: what is new, changed, gone, and wrong by row."""

import pytest
from rules.module_samples import HEADER, ROWS, sample_files

from kiosk.rules.draft_files import items_of
from kiosk.rules.item_sheets import Cell, ChangedItem, Whole, outcome, pasted_table, sheet_table
from kiosk.rules.module_items import ITEMS_FILE, Problem
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import TABLE_LIMIT_BYTES

FILES = sample_files()
TABLE = HEADER + ROWS
NEW = "n1,practice,choice,pet,media/a.png,,,cow,,,,,,,,\n"


def come_of(text, *, holds=Whole.SOME, files=FILES):
    return outcome(files, table=sheet_table(text.encode()), holds=holds)


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        b"\xfe\xff" + TABLE.encode("utf-16-be"),
        TABLE.replace("\n", "\r\n").encode("utf-16"),
    ],
    ids=["utf-8", "with its mark", "utf-16", "the other order", "line ends"],
)
def test_the_encodings_of_spreadsheets_are_read(data):
    assert items_of({ITEMS_FILE: sheet_table(data)}) == items_of(FILES)


@pytest.mark.parametrize(
    ("data", "row", "problem"),
    [
        ("id,why\na,b\nc,é\n".encode("latin-1"), 3, "not_utf8"),
        ("id,why\na,é\n".encode("utf-16-le"), 1, "not_utf8"),
        (b"id,why\na,b\nc,\0\n", 3, "not_utf8"),
        (b"\xff\xfe" + "id\na".encode("utf-16-le") + b"\0", 2, "not_utf8"),
        (b"\xfe\xff" + "id\na".encode("utf-16-be") + b"\0", 2, "not_utf8"),
        (b"x" * (2 * TABLE_LIMIT_BYTES + 1), 1, "too_large"),
        (b'id,why\na,"b\n', 2, "quotes_wrong"),
        (b"id,why\n", 2, "no_rows"),
    ],
)
def test_what_is_no_table_is_named_by_its_row(data, row, problem):
    with pytest.raises(Refusal) as refused:
        sheet_table(data)
    assert (refused.value.details["row"], refused.value.details["problem"]) == (row, problem)


def test_cells_that_were_pasted_are_a_table_too():
    table = pasted_table("\r\nid\tpool\tgold\r\nn1\texam\tcat, or dog\r\n")
    assert items_of({ITEMS_FILE: table}).rows == (
        {"id": "n1", "pool": "exam", "gold": "cat, or dog"},
    )


def test_marks_against_formulas_are_gone():
    table = sheet_table(b"id,why\na,'=1+1\n")
    assert items_of({ITEMS_FILE: table}).rows[0]["why"] == "=1+1"


def test_a_sheet_of_some_adds_and_changes_and_takes_nothing_away():
    found = come_of("id,why\np1,It says meow.\np2,Read on.\n")
    assert found.changed == (
        ChangedItem("p1", "changed", 2, (Cell("why", "It purrs.", "It says meow."),)),
    )
    assert (found.same, found.wrong, found.left) == (1, (), ())
    after = items_of({ITEMS_FILE: found.file[ITEMS_FILE]})
    assert [row["id"] for row in after.rows] == [row["id"] for row in items_of(FILES).rows]
    assert (after.rows[0]["why"], after.rows[0]["gold"]) == ("It says meow.", "cat")


def test_a_new_row_stands_behind_the_others():
    found = come_of(HEADER + NEW)
    (one,) = found.changed
    assert (one.id, one.kind, one.row) == ("n1", "new", 2)
    assert Cell("gold", "", "cow") in one.cells
    assert items_of({ITEMS_FILE: found.file[ITEMS_FILE]}).rows[-1]["id"] == "n1"


def test_a_sheet_of_all_removes_what_it_lacks():
    found = come_of(HEADER + ROWS.splitlines(keepends=True)[0] + NEW, holds=Whole.ALL)
    assert [(one.id, one.kind) for one in found.changed][:3] == [
        ("n1", "new"),
        ("p2", "gone"),
        ("p3", "gone"),
    ]
    assert found.same == 1
    lost = {(one.field, one.code) for one in found.left}
    assert ("steps[1].items.p2", "item_unknown") in lost


def test_a_sheet_of_all_empties_the_columns_that_it_lacks():
    found = come_of("id,pool,type,form,picture,gold\np1,practice,choice,pet,media/a.png,cat\n", holds=Whole.ALL)  # fmt: skip
    assert Cell("why", "It purrs.", "") in found.changed[0].cells
    assert found.wrong == ()


def test_mistakes_are_numbered_as_the_sheet_shows_them():
    rows = ROWS.splitlines(keepends=True)
    found = come_of(
        HEADER + rows[0] + "\n,,,,,,,,,,,,,,,\n" + NEW.replace("cow", "cat|dog") + NEW + NEW
    )
    assert found.wrong == (
        Problem(ITEMS_FILE, 6, "id", "twice"),
        Problem(ITEMS_FILE, 7, "id", "twice"),
        Problem(ITEMS_FILE, 5, "gold", "two_golds"),
    )


def test_a_row_without_a_name_is_told_once_each():
    found = come_of("id,pool,type,form,picture,gold\n,practice,choice,pet,media/a.png,cat\n,practice,choice,pet,media/a.png,cat\n")  # fmt: skip
    assert [(one.row, one.field, one.code) for one in found.wrong] == [
        (2, "id", "missing"),
        (3, "id", "missing"),
    ]


def test_a_picture_that_is_still_to_come_stops_nothing():
    found = come_of(HEADER + NEW.replace("media/a.png", "media/new.png"))
    assert found.wrong == ()
    assert found.left == (Problem("media/new.png", None, "n1", "media_missing"),)


def test_a_draft_without_questions_gets_its_first():
    files = {name: data for name, data in FILES.items() if name != ITEMS_FILE}
    found = come_of(HEADER + NEW, files=files)
    assert [one.kind for one in found.changed] == ["new"]
    assert found.wrong == ()
