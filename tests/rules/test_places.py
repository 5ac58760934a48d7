from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.places import (
    WHOLE,
    Area,
    Marked,
    Point,
    read_area,
    read_marked_area,
    read_marked_point,
    read_point,
)


@st.composite
def areas(draw):
    left, top = draw(st.integers(0, WHOLE - 1)), draw(st.integers(0, WHOLE - 1))
    return Area(left, top, draw(st.integers(1, WHOLE - left)), draw(st.integers(1, WHOLE - top)))


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        pytest.param(Area(0, 0, 10, 10), Area(0, 0, 10, 10), 1, id="the same"),
        pytest.param(Area(0, 0, 10, 10), Area(5, 0, 10, 10), Fraction(1, 3), id="half of each"),
        pytest.param(Area(0, 0, 10, 10), Area(0, 0, 10, 5), Fraction(1, 2), id="one in the other"),
        pytest.param(Area(0, 0, 10, 10), Area(10, 0, 10, 10), 0, id="side by side"),
        pytest.param(Area(0, 0, 10, 10), Area(20, 20, 9, 9), 0, id="apart"),
    ],
)
def test_overlap(one, other, overlap):
    assert one.overlap(other) == overlap


@given(areas(), areas())
def test_overlap_is_the_same_from_both_sides_and_one_only_for_the_same(one, other):
    assert one.overlap(other) == other.overlap(one)
    assert 0 <= one.overlap(other) <= 1
    assert (one.overlap(other) == 1) is (one == other)


@given(areas(), st.sampled_from(["", "car", "big bus"]))
def test_what_is_written_is_read(area, label):
    assert read_area(area.text) == area
    marked = Marked(area, label)
    assert read_marked_area(marked.text) == marked
    point = Marked(Point(area.left, area.top), label)
    assert read_marked_point(point.text) == point


def test_a_page_places_it_in_percent():
    assert Area(123, 4, 500, 10).percents == ("12.3%", "0.4%", "50.0%", "1.0%")


@pytest.mark.parametrize("text", ["", "1 2 3", "1 2 3 4 5", "0 0 1001 1", "0 0 0 1", "٤ 2 3 4"])
def test_what_is_no_area(text):
    assert read_area(text) is None
    assert read_marked_area(text.removesuffix(" 5")) is None or text.endswith("5")


@pytest.mark.parametrize("text", ["", "1", "1 1001", "a b", "1 2 3"])
def test_what_is_no_point(text):
    assert read_point(text) is None


def test_a_label_alone_is_no_place():
    assert read_marked_area("car") is None
    assert read_marked_point("car") is None


def test_distance():
    assert Point(0, 0).distance_squared(Point(3, 4)) == 25
