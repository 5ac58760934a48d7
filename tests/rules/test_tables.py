import pytest

from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import (
    COLUMNS_LIMIT,
    ROWS_LIMIT,
    TABLE_LIMIT_BYTES,
    decode_table,
    read_table,
)


def refusal_of(call, value):
    with pytest.raises(Refusal) as refused:
        call(value)
    return refused.value


def test_a_table_is_read_by_its_columns():
    table = read_table('image, row\r\n1.png,"7, or ""8"""\r\n\r\n ,\r\n2.png,\r\n')
    assert table.columns == ("image", "row")
    assert [(row.number, dict(row.cells)) for row in table.rows] == [
        (2, {"image": "1.png", "row": '7, or "8"'}),
        (5, {"image": "2.png", "row": ""}),
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_spreadsheets_part_columns_in_three_ways(mark):
    assert read_table(f"a{mark}b\n1{mark}2\n").rows[0].cells == {"a": "1", "b": "2"}


def test_a_line_end_in_a_cell_does_not_move_the_row_numbers():
    table = read_table('a\n"one\ntwo"\n3\n')
    assert [row.number for row in table.rows] == [2, 3]


def test_a_strange_line_end_is_part_of_a_cell():
    assert read_table("a\none\u2028two\n").rows[0].cells == {"a": "one\u2028two"}


def test_excels_mark_is_left_out():
    assert decode_table(b"\xef\xbb\xbfa\n1\n") == "a\n1\n"
    assert read_table("\ufeffa\n1\n").columns == ("a",)


@pytest.mark.parametrize(
    ("text", "row", "field", "problem"),
    [
        pytest.param("", 1, None, "no_header", id="nothing"),
        pytest.param(",\n1,2\n", 1, None, "no_header", id="a header without names"),
        pytest.param("a,\n1,2\n", 1, "2", "column_without_name", id="a column without a name"),
        pytest.param("a,\x07\n1,2\n", 1, "2", "column_without_name", id="a name that is no text"),
        pytest.param("a,b,a\n1,2,3\n", 1, "a", "column_twice", id="a name twice"),
        pytest.param("a,b\n", 2, None, "no_rows", id="a header alone"),
        pytest.param("a,b\n1,2\n3\n", 3, "b", "too_few_cells", id="a cell too few"),
        pytest.param("a,b\n1,2,3\n", 2, "b", "too_many_cells", id="a cell too many"),
        pytest.param("a\n1\n\x00\n", 3, "a", "not_text", id="a control character"),
        pytest.param('a\n1\n"x"y\n', 3, None, "quotes_wrong", id="text after a quote"),
        pytest.param('a\n1\n"x\n', 3, None, "quotes_wrong", id="a quote that never ends"),
        pytest.param("a\n" + "x" * 131_073 + "\n", 2, None, "cell_endless", id="without end"),
        pytest.param("a\n" + "x" * 10_001 + "\n", 2, "a", "too_long", id="a cell too long"),
        pytest.param(
            ",".join(f"c{n}" for n in range(COLUMNS_LIMIT + 1)),
            1,
            None,
            "too_many_columns",
            id="columns",
        ),
        pytest.param(
            "a\n" + "x\n" * (ROWS_LIMIT + 1), ROWS_LIMIT + 2, None, "too_many_rows", id="rows"
        ),
    ],
)
def test_mistakes_are_named_by_row(text, row, field, problem):
    refused = refusal_of(read_table, text)
    assert refused.code == "csv_wrong"
    assert refused.details == {"row": row, "field": field, "problem": problem}


def test_the_most_rows_are_allowed():
    assert len(read_table("a\n" + "x\n" * ROWS_LIMIT).rows) == ROWS_LIMIT


def test_other_letters_than_utf_8_are_named_by_row():
    refused = refusal_of(decode_table, "a\nb\ncafé\n".encode("latin-1"))
    assert refused.details == {"row": 3, "field": None, "problem": "not_utf8"}


def test_a_table_too_large_is_refused():
    assert refusal_of(decode_table, b"a" * (TABLE_LIMIT_BYTES + 1)).code == "too_large"
    assert refusal_of(read_table, "a" * (TABLE_LIMIT_BYTES + 1)).code == "too_large"
    assert refusal_of(read_table, "a\n\ud800\n").details["problem"] == "not_text"
