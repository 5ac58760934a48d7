"""A cell of the results never runs in a spreadsheet."""

import pytest

from kiosk.exchange.queries.results_csv import safe


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_begins_like_a_formula_is_text(start):
    assert safe(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "7", "a=b", "سبعة", "1-2"])
def test_anything_else_stays_as_it_is(cell):
    assert safe(cell) == cell
