"""A local day as hours: also one of 23 or 25; and when the site is open in each."""

from zoneinfo import ZoneInfo

import pytest

from kiosk.rules.day_hours import hours_of, open_seconds
from kiosk.rules.instants import Instant, later
from kiosk.rules.opening_hours import read_hours

NAIROBI, BERLIN = ZoneInfo("Africa/Nairobi"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "parts", "missing", "twice"),
    [
        pytest.param("2026-11-21", 24, set(), "", id="an ordinary day"),
        pytest.param("2026-03-29", 23, {"02"}, "", id="the clocks go forward"),
        pytest.param("2026-10-25", 25, set(), "02", id="the clocks go back"),
    ],
)
def test_a_day_has_the_hours_that_its_clock_shows(day, parts, missing, twice):
    hours = hours_of(day, BERLIN)
    assert len(hours.names) == parts
    assert {f"{n:02}" for n in range(24)} - set(hours.names) == missing
    assert [name for name in set(hours.names) if hours.names.count(name) == 2] == (
        [twice] if twice else []
    )


def test_an_instant_has_its_hour_and_one_outside_the_nearest():
    hours = hours_of("2026-11-21", NAIROBI)
    nine = later(hours.since, seconds=9 * 3600)
    assert hours.name_at(nine) == "09"
    assert hours.name_at(Instant(nine - 1)) == "08"
    assert hours.name_at(Instant(hours.since - 1)) == "00"
    assert hours.name_at(hours.until) == "23"


@pytest.mark.parametrize(
    ("start_s", "end_s", "spread"),
    [
        pytest.param(9 * 3600, 9 * 3600 + 60, [("09", 60)], id="inside one hour"),
        pytest.param(
            9 * 3600 + 1800, 11 * 3600 + 60, [("09", 1800), ("10", 3600), ("11", 60)], id="three"
        ),
        pytest.param(-7200, 60, [("00", 60)], id="begun the day before"),
        pytest.param(86_340, 90_000, [("23", 60)], id="gone on after midnight"),
        pytest.param(-60, 0, [], id="over at midnight"),
        pytest.param(86_400, 86_460, [], id="the day after"),
        pytest.param(60, 60, [], id="nothing"),
    ],
)
def test_seconds_are_spread_over_the_hours_of_the_day(start_s, end_s, spread):
    hours = hours_of("2026-11-21", NAIROBI)
    start, end = (later(hours.since, seconds=at) for at in (start_s, end_s))
    assert list(hours.spread(start, end)) == spread


def test_the_hour_that_comes_twice_holds_two_hours():
    hours = hours_of("2026-10-25", BERLIN)
    spread = list(hours.spread(hours.since, hours.until))
    assert sum(seconds for _, seconds in spread) == 25 * 3600
    assert sum(seconds for name, seconds in spread if name == "02") == 7200


def test_a_site_without_hours_is_always_open():
    found = open_seconds(read_hours((), ()), "2026-11-21", NAIROBI)
    assert len(found) == 24
    assert set(found.values()) == {3600}


def test_a_site_is_open_in_parts_of_an_hour_too():
    hours = read_hours(("mon-sat 08:30-20:00", "fri 22:00-02:00"), ("2026-11-23 closed",))
    saturday = open_seconds(hours, "2026-11-21", NAIROBI)
    assert (saturday["08"], saturday["19"], saturday["00"], saturday["01"]) == (
        1800,
        3600,
        3600,
        3600,
    )
    assert "20" not in saturday
    assert open_seconds(hours, "2026-11-22", NAIROBI) == {}
    assert open_seconds(hours, "2026-11-23", NAIROBI) == {}
