"""What the report tells of the waiting list."""

import pytest
from rules.test_waiting import NOON, at, called, ticket

from kiosk.rules.instants import MS_PER_S
from kiosk.rules.waits import Waits, longest_lines, wait_s, waits_of

NOW = at(600)


def hour_of(instant):
    return (instant - NOON) // (3600 * MS_PER_S)


@pytest.mark.parametrize(
    ("one", "wait"),
    [
        pytest.param(called(1, 2), 8 * 60, id="until the call"),
        pytest.param(called(1, 2, seated_at=at(12)), 8 * 60, id="whoever sat down later"),
        pytest.param(ticket(1, 2, seated_at=at(5)), 3 * 60, id="until they sat down uncalled"),
        pytest.param(ticket(1, left_at=at(30)), None, id="who left was never called"),
        pytest.param(ticket(1), None, id="who waits still"),
    ],
)
def test_how_long_somebody_waited(one, wait):
    assert wait_s(one) == wait


def test_the_numbers_of_an_hour():
    found = waits_of(
        [
            called(1, 0, seated_at=at(12)),
            called(2, 2),
            called(3, 6, left_at=at(11)),
            ticket(4, 7, left_at=at(20)),
            ticket(5, 599),
        ],
        NOW,
        line=3,
    )
    assert (found.joined, found.seated, found.left, found.no_show) == (5, 1, 2, 1)
    assert (found.median_s, found.longest_s, found.longest_line) == (480, 600, 3)


@pytest.mark.parametrize(
    ("waits", "median", "longest"),
    [((), None, None), ((7,), 7, 7), ((9, 2), 5, 9), ((1, 100, 3), 3, 100)],
)
def test_half_of_them_waited_no_longer(waits, median, longest):
    found = Waits(waits_s=waits)
    assert (found.median_s, found.longest_s) == (median, longest)


def test_the_longest_line_by_the_hour():
    line = [
        ticket(1, 0, left_at=at(5)),
        ticket(2, 5, seated_at=at(90)),
        ticket(3, 10, seated_at=at(20)),
        called(4, 61, when=70),
        ticket(5, 65),
    ]
    assert longest_lines(line, NOW, hour_of=hour_of) == {0: 2, 1: 3}


def test_who_joins_this_very_instant_stands_in_the_line():
    assert longest_lines([ticket(1, 10)], at(10), hour_of=hour_of) == {0: 1}
