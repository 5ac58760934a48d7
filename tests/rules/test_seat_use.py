"""How a day's seats were used: spread over hours, by seat, zone and group, with middle lengths."""

from zoneinfo import ZoneInfo

import pytest

from kiosk.rules.day_hours import hours_of
from kiosk.rules.instants import later
from kiosk.rules.seat_use import (
    LENGTHS_MIN,
    NO_LENGTHS,
    Stay,
    Use,
    Visit,
    day_use,
    length_place,
    median_of,
)
from kiosk.rules.takings import By

HOURS = hours_of("2026-11-21", ZoneInfo("Africa/Nairobi"))


def at(hour, minute=0):
    return later(HOURS.since, seconds=hour * 3600 + minute * 60)


def lengths(**counts):
    names = [*(f"to_{n}" for n in LENGTHS_MIN), "longer"]
    return tuple(counts.get(name, 0) for name in names)


def visit(*stays, opened=None, seat="7", zone="window", group="student"):
    kept = tuple(Stay(*each) for each in stays)
    used_s = sum((stay.end - stay.start) // 1000 for stay in kept)
    return Visit(opened or kept[0].start, used_s, seat, zone, group, kept)


def use(*visits, open_by_hour=None, zones=None):
    return day_use(HOURS, visits=visits, open_by_hour=open_by_hour or {}, zones=zones or {})


def test_a_session_counts_where_it_was_and_when():
    found = use(visit((at(9, 30), at(10, 15), "7", "window")))
    assert found[By.HOUR, "09"] == Use(1, 1800, 0, lengths(to_45=1))
    assert found[By.HOUR, "10"] == Use(0, 900, 0, NO_LENGTHS)
    whole = Use(1, 2700, 0, lengths(to_45=1))
    assert found[By.SEAT, "7"] == found[By.ZONE, "window"] == found[By.GROUP, "student"] == whole


def test_a_session_that_moved_used_both_seats_and_counts_at_the_last():
    moved = visit(
        (at(9), at(9, 10), "7", "window"),
        (at(9, 10), at(9, 30), "8", "door"),
        seat="8",
        zone="door",
    )
    found = use(moved)
    assert found[By.SEAT, "7"] == Use(0, 600, 0, NO_LENGTHS)
    assert found[By.SEAT, "8"] == Use(1, 1200, 0, lengths(to_30=1))
    assert found[By.ZONE, "window"].used_s == 600


def test_a_session_over_midnight_is_used_on_both_days_and_counted_on_the_first():
    found = use(visit((at(-1), at(1), "7", "window")))
    assert found[By.SEAT, "7"] == Use(0, 3600, 0, NO_LENGTHS)
    found = use(visit((at(23), at(25), "7", "window")))
    assert found[By.SEAT, "7"] == Use(1, 3600, 0, lengths(to_120=1))


def test_seats_that_nobody_used_were_open():
    found = use(open_by_hour={"08": 1800, "09": 3600}, zones={"1": "window", "2": "window"})
    assert found[By.HOUR, "08"] == Use(0, 0, 3600, NO_LENGTHS)
    assert found[By.SEAT, "2"] == Use(0, 0, 5400, NO_LENGTHS)
    assert found[By.ZONE, "window"].open_s == 10_800


def test_a_session_of_which_nothing_was_used_still_came():
    found = use(visit(opened=at(9)))
    assert found[By.SEAT, "7"] == Use(1, 0, 0, lengths(to_5=1))


def test_a_session_of_another_day_leaves_no_line():
    assert use(visit((at(-5), at(-4), "7", "window"))) == {}


@pytest.mark.parametrize(
    ("used_s", "place"),
    [(0, 0), (300, 0), (301, 1), (3600, 6), (3601, 7), (14_400, 10), (14_401, 11)],
)
def test_lengths_are_counted_up_to_the_minute(used_s, place):
    assert length_place(used_s) == place


@pytest.mark.parametrize(
    ("counts", "median"),
    [
        pytest.param({}, None, id="nobody came"),
        pytest.param({"to_5": 1}, (0, 5), id="one short visit"),
        pytest.param({"to_5": 1, "to_30": 1, "to_60": 1}, (20, 30), id="the middle one"),
        pytest.param({"to_5": 1, "to_60": 1}, (0, 5), id="of two the shorter"),
        pytest.param({"to_60": 1, "longer": 2}, (240, None), id="long ones"),
    ],
)
def test_the_middle_length_lies_between(counts, median):
    assert median_of(lengths(**counts)) == median
