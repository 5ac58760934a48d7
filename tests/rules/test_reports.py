"""Reports as they are made: sums of their columns, shares, texts that no spreadsheet runs."""

import pytest

from kiosk.rules.reports import (
    ROWS_LIMIT,
    Column,
    Drawn,
    Kind,
    Picture,
    Series,
    Table,
    Word,
    harmless,
    share_of,
    totalled,
    without_empty_ends,
)

COLUMNS = (
    Column("operator"),
    Column("amount", Kind.MONEY),
    Column("used", Kind.DURATION),
    Column("sales", Kind.COUNT),
    Column("share", Kind.SHARE),
    Column("day", Kind.DATE),
    Column("when", Kind.MOMENT),
)


def test_money_durations_and_counts_are_added_and_nothing_else():
    rows = (
        ("Amina", 100, 60, 1, 5000, "2026-11-20", 1),
        (Word("nobody"), -30, 30, None, 2500, "2026-11-21", 2),
    )
    assert totalled(COLUMNS, rows) == (None, 70, 90, 1, None, None, None)
    assert totalled(COLUMNS, ()) == (None, 0, 0, 0, None, None, None)


def heat(*rows):
    labels = tuple(str(hour) for hour in range(len(rows[0])))
    series = tuple(Series(f"day {n}", row) for n, row in enumerate(rows))
    return Picture("busy_hours", Drawn.HEAT, Kind.SHARE, labels, series, most=100)


def test_a_picture_begins_and_ends_where_something_is_told():
    found = without_empty_ends(heat((0, None, 3, 0, 0, 0), (None, 0, 0, 0, 5, 0)))
    assert found.labels == ("2", "3", "4")
    assert [one.values for one in found.series] == [(3, 0, 0), (0, 0, 5)]
    assert (found.title, found.most) == ("busy_hours", 100)


def test_a_picture_of_nothing_stays_whole():
    nothing = heat((0, None), (None, 0))
    assert without_empty_ends(nothing) is nothing


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        pytest.param(0, 3, 0, id="nothing"),
        pytest.param(1, 3, 3333, id="rounded down"),
        pytest.param(2, 3, 6667, id="rounded up"),
        pytest.param(1, 20_000, 1, id="a half goes up"),
        pytest.param(3, 2, 15_000, id="more than all"),
        pytest.param(3, 0, None, id="of nothing"),
    ],
)
def test_a_share_is_in_basis_points(part, whole, share):
    assert share_of(part, whole) == share


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＠SUM", "\ta", "\ra", "\na"]
)
def test_a_formula_is_made_a_text(text):
    assert harmless(text) == "'" + text


@pytest.mark.parametrize(
    ("text", "made"),
    [
        pytest.param("Amina;=1", "Amina;'=1", id="cells parted by semicolons"),
        pytest.param('Amina;"=1', "Amina;\"'=1", id="with a quotation mark"),
        pytest.param("Amina\t+1;-2", "Amina\t'+1;'-2", id="by tabs, and twice"),
        pytest.param("Amina\n@SUM", "Amina\n'@SUM", id="on another line"),
        pytest.param("\t=1", "'\t'=1", id="at the beginning too"),
    ],
)
def test_nor_does_one_begin_inside(text, made):
    assert harmless(text) == made


@pytest.mark.parametrize("text", ["", "Amina", "1=1", " =1", "a-b", "tea; two", "tea, -2"])
def test_other_texts_stay(text):
    assert harmless(text) == text


def test_a_table_says_when_it_is_cut():
    row = ((1,),)
    assert not Table(COLUMNS[3:4], row * ROWS_LIMIT).is_cut
    assert Table(COLUMNS[3:4], row * (ROWS_LIMIT + 1)).is_cut
