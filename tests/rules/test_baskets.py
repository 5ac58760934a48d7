import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.baskets import (
    LINES_LIMIT,
    PIECES_LIMIT,
    TITLE_LIMIT,
    Line,
    basket_minor,
    basket_title,
    check_basket,
)
from kiosk.rules.refusals import Refusal


def line(pieces=1, *, left=1000, title="Tea", each=50):
    return Line("tea", title, pieces, each, left)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        pytest.param([line()], None, id="one tea"),
        pytest.param([line()] * LINES_LIMIT, None, id="as many lines as there may be"),
        pytest.param([line()] * (LINES_LIMIT + 1), "too_many", id="one more"),
        pytest.param([], "product_unknown", id="nothing"),
        pytest.param([line(PIECES_LIMIT)], None, id="as many pieces as there may be"),
        pytest.param([line(PIECES_LIMIT + 1)], "field_wrong", id="one piece more"),
        pytest.param([line(0)], "field_wrong", id="none of it"),
        pytest.param([line(-1)], "field_wrong", id="less than none"),
        pytest.param([line(3, left=3)], None, id="the last three"),
        pytest.param([line(4, left=3)], "out_of_stock", id="more than there are"),
        pytest.param([line(1, left=-2)], "out_of_stock", id="the shelf was miscounted"),
    ],
)
def test_what_may_be_sold(lines, code):
    try:
        check_basket(lines)
        found = None
    except Refusal as refusal:
        found = refusal.code
    assert found == code


def test_a_basket_in_words():
    assert basket_title([line(2), line(title="Bun")]) == "2 × Tea, Bun"
    long = basket_title([line(title="Tea with milk")] * 9)
    assert (len(long), long[-1]) == (TITLE_LIMIT, "…")


@given(st.lists(st.tuples(st.integers(1, 999), st.integers(0, 10**6)), max_size=20))
def test_the_lines_add_up_to_the_basket(rows):
    lines = [line(pieces, each=each) for pieces, each in rows]
    assert basket_minor(lines) == sum(pieces * each for pieces, each in rows)
