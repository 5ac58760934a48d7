import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.module_samples import sample_files

from kiosk.rules.item_tables import items_in, items_out, quoted, unquoted
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import FORMULA_STARTS
from kiosk.rules.tables import decode_table, read_table

TEXTS = st.text(st.sampled_from("=+-@'\"; \t\na1|"), max_size=12)


@given(TEXTS)
def test_what_goes_out_comes_back(text):
    assert unquoted(quoted(text)) == text


@given(TEXTS)
def test_no_cell_is_a_formula(text):
    assert not quoted(text).startswith(FORMULA_STARTS)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("cat", "cat"), ("=1+1", "'=1+1"), ("'=1", "''=1"), ("Ann's", "Ann's"), ("a;=b", "a;'=b")],
)
def test_only_what_might_be_one_is_marked(text, shown):
    assert (quoted(text), unquoted(shown)) == (shown, text)


def test_items_go_to_a_spreadsheet_and_back():
    table = sample_files()["items.csv"]
    out = items_out(table)
    assert out.startswith(b"\xef\xbb\xbfid,pool")
    assert read_table(decode_table(items_in(out))) == read_table(decode_table(table))
    assert b"\r" not in items_in(out)


def test_semicolons_of_a_spreadsheet_become_commas():
    assert items_in(b"id;pool\r\na;practice\r\n") == b"id,pool\na,practice\n"


def test_the_wrong_encoding_is_refused_by_its_row():
    with pytest.raises(Refusal) as refused:
        items_in("id,why\na,b\nc,é\n".encode("latin-1"))
    assert refused.value.details == {"row": 3, "field": None, "problem": "not_utf8"}
