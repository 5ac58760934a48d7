"""Where bars, lines and fields of a picture stand, and how they are read."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.looks import charts
from kiosk.rules.reports import Drawn, Kind, Picture, Series, Word


def said(*, rtl=False):
    words = lambda value, _kind: value.key if isinstance(value, Word) else str(value)  # noqa: E731
    return charts.Said(words, words, rtl=rtl)


def picture(*values, labels=("Mon", "Tue"), drawn=Drawn.BARS, most=0):
    series = tuple(Series(f"s{n}", each) for n, each in enumerate(values))
    return Picture("takings", drawn, Kind.COUNT, labels, series, most=most)


@pytest.mark.parametrize(
    ("lowest", "highest", "unit", "ticks"),
    [
        pytest.param(0, 0, 1, (0, 1), id="nothing at all"),
        pytest.param(0, 4, 1, (0, 1, 2, 3, 4), id="as many as lines"),
        pytest.param(0, 7, 1, (0, 2, 4, 6, 8), id="twos"),
        pytest.param(0, 41_280, 100, (0, 20_000, 40_000, 60_000), id="round sums"),
        pytest.param(-30, 90, 1, (-50, 0, 50, 100), id="below zero too"),
        pytest.param(-30, 0, 1, (-30, -20, -10, 0), id="only below zero"),
        pytest.param(0, 9 * 3600, 3600, (0, 5 * 3600, 10 * 3600), id="whole hours"),
    ],
)
def test_the_scale_is_round_and_holds_everything(lowest, highest, unit, ticks):
    assert charts.scale(lowest, highest, unit=unit) == ticks


def test_bars_stand_on_each_other_and_are_as_high_as_their_value():
    chart = charts.bars(picture((2, 4), (2, None)), say=said(), unit=1)
    first, second, third = chart.bars
    assert (first.series, second.series, third.series) == (0, 1, 0)
    assert first.height == pytest.approx(second.height, abs=0.2)
    assert third.height == pytest.approx(2 * first.height, abs=0.2)
    assert first.y == pytest.approx(second.y + second.height, abs=0.2)
    assert first.x < third.x
    assert second.words == "Mon · s1: 2"
    assert chart.legend == ("s0", "s1")


def test_a_sum_below_zero_hangs_under_the_line():
    chart = charts.bars(picture((-2, 4)), say=said(), unit=1)
    below, above = chart.bars
    assert below.y == pytest.approx(chart.zero, abs=0.2)
    assert above.y + above.height == pytest.approx(chart.zero, abs=0.2)
    assert below.words == "Mon: -2"
    assert chart.legend == ()


def test_in_arabic_the_first_bar_stands_on_the_right():
    first, second = charts.bars(picture((2, 4)), say=said(rtl=True), unit=1).bars
    assert first.x > second.x


def test_a_long_picture_names_only_some_of_its_places():
    labels = tuple(str(n) for n in range(40))
    chart = charts.lines(
        picture(tuple(range(40)), labels=labels, drawn=Drawn.LINES), say=said(), unit=1
    )
    assert 8 <= len(chart.labels) <= charts.LABELS_MOST
    assert chart.labels[0].words == "0"


def test_long_words_below_a_narrow_picture_do_not_run_into_each_other():
    months = ["ديسمبر", "نوفمبر", "أكتوبر", "سبتمبر", "أغسطس", "يوليو"] * 2
    chart = charts.bars(
        picture((1,) * 12, labels=tuple(months)), say=said(rtl=True), unit=1, width=charts.NARROW
    )
    places = sorted(label.at for label in chart.labels)
    apart = min(b - a for a, b in pairwise(places))
    assert apart >= charts.LETTER * max(map(len, months))
    assert len(places) == 6


def test_a_word_wider_than_the_picture_stands_alone():
    chart = charts.bars(picture((1, 2), labels=("a" * 200, "b")), say=said(), unit=1)
    assert len(chart.labels) == 1


def test_a_line_passes_over_a_gap():
    chart = charts.lines(
        picture((1, None, 3), labels=("a", "b", "c"), drawn=Drawn.LINES), say=said(), unit=1
    )
    (line,) = chart.lines
    assert len(line.points.split()) == 2


def test_pictures_of_nothing_can_be_drawn():
    nothing = picture((None, None))
    assert charts.bars(nothing, say=said(), unit=1).bars == ()
    assert charts.lines(nothing, say=said(), unit=1).lines[0].points == ""
    assert charts.bars(picture(labels=()), say=said(), unit=1).labels == ()


def test_a_field_is_darker_for_more_and_empty_where_there_is_nothing_to_say():
    heat = charts.heat(picture((0, 100), (None, 50), drawn=Drawn.HEAT, most=100), say=said())
    (first, top), (second, bottom) = heat.rows
    assert (first, second) == ("s0", "s1")
    assert [spot.level for spot in top] == [0, 9]
    assert [spot.level for spot in bottom] == [None, 5]
    assert [spot.words for spot in bottom] == ["", "50"]
    assert heat.columns == ("Mon", "Tue")


def test_without_a_full_scale_the_greatest_is_the_darkest():
    ((_, spots),) = charts.heat(picture((3, 1), drawn=Drawn.HEAT), say=said()).rows
    assert spots[0].level > spots[1].level > 0
    ((_, nothing),) = charts.heat(picture((0, None), drawn=Drawn.HEAT), say=said()).rows
    assert [spot.level for spot in nothing] == [0, None]


CSS = (Path(charts.__file__).parent / "static" / "panel.css").read_text("utf-8")
MARKUP = (Path(charts.__file__).parent / "templates" / "looks" / "charts.html").read_text("utf-8")
SERIES_MOST = 4


def colour(selector):
    """What colours a part of a drawing: its own rule, or the one for every key."""
    found = re.search(
        rf"^{re.escape(selector)} \{{[^}}]*(?:fill|stroke|background): ([^;]+);", CSS, re.MULTILINE
    )
    return found[1] if found else None


@pytest.mark.parametrize("number", range(SERIES_MOST))
@pytest.mark.parametrize(("drawn", "key"), [("bar", "bar"), ("path", "line")])
def test_the_legend_has_the_colour_of_what_it_names(drawn, key, number):
    of_key = colour(f".chart__key--{key}-{number}::before") or colour(".chart__key::before")
    assert colour(f".chart__{drawn}--{number}") == of_key


def test_a_legend_knows_whether_it_names_lines_or_bars():
    assert (
        "chart__key--{% if chart.lines %}line{% else %}bar{% endif %}-{{ loop.index0 }}" in MARKUP
    )
