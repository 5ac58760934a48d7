"""When the site is open, when it closes next, and what an owner may write."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.rules.instants import Instant
from kiosk.rules.opening_hours import (
    closes_at,
    is_open,
    is_open_between,
    opens_at,
    read_hours,
)

NAIROBI = ZoneInfo("Africa/Nairobi")
BERLIN = ZoneInfo("Europe/Berlin")
CAFE = read_hours(
    ["mon-fri 08:00-20:00", "fri-sat 20:00-02:00", "sun 10:00-14:00"],
    ["2026-12-25 closed", "2026-12-24 08:00-12:00", "2026-12-24 14:00-16:00"],
)
"""2026-12-21 is a Monday."""


def at(text, zone=NAIROBI):
    return Instant(int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()) * 1000)


@pytest.mark.parametrize(
    ("now", "opened", "closes"),
    [
        pytest.param("2026-12-21T12:00:00", True, "2026-12-21T20:00:00", id="a Monday noon"),
        pytest.param("2026-12-21T08:00:00", True, "2026-12-21T20:00:00", id="the first second"),
        pytest.param("2026-12-21T07:59:59", False, "2026-12-21T07:59:59", id="a second early"),
        pytest.param("2026-12-21T20:00:00", False, "2026-12-21T20:00:00", id="just closed"),
        pytest.param("2026-12-18T12:00:00", True, "2026-12-19T02:00:00", id="into Friday night"),
        pytest.param("2026-12-19T01:00:00", True, "2026-12-19T02:00:00", id="Friday's night"),
        pytest.param("2026-12-19T12:00:00", False, "2026-12-19T12:00:00", id="Saturday noon"),
        pytest.param("2026-12-20T11:00:00", True, "2026-12-20T14:00:00", id="Sunday"),
        pytest.param("2026-12-24T09:00:00", True, "2026-12-24T12:00:00", id="a short day"),
        pytest.param("2026-12-24T13:00:00", False, "2026-12-24T13:00:00", id="its noon"),
        pytest.param("2026-12-24T15:00:00", True, "2026-12-24T16:00:00", id="its afternoon"),
        pytest.param("2026-12-25T12:00:00", False, "2026-12-25T12:00:00", id="Christmas"),
        pytest.param("2026-12-26T01:00:00", True, "2026-12-26T02:00:00", id="the night after it"),
    ],
)
def test_when_it_is_open_and_closes(now, opened, closes):
    assert is_open(CAFE, at(now), timezone=NAIROBI) is opened
    assert closes_at(CAFE, at(now), timezone=NAIROBI) == at(closes)


def test_without_hours_it_is_always_open():
    always = read_hours([], [])
    assert is_open(always, at("2026-12-21T03:00:00"), timezone=NAIROBI)
    assert closes_at(always, at("2026-12-21T03:00:00"), timezone=NAIROBI) is None


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        pytest.param("2026-12-21T12:00:00", "2026-12-21T12:00:00", id="it is open"),
        pytest.param("2026-12-21T07:00:00", "2026-12-21T08:00:00", id="today"),
        pytest.param("2026-12-21T21:00:00", "2026-12-22T08:00:00", id="tomorrow"),
        pytest.param("2026-12-24T12:00:00", "2026-12-24T14:00:00", id="after a break"),
        pytest.param("2026-12-24T16:00:00", "2026-12-26T00:00:00", id="after a holiday"),
    ],
)
def test_when_it_opens(now, opens):
    assert opens_at(CAFE, at(now), timezone=NAIROBI) == at(opens)


def test_a_site_that_is_shut_for_good_does_not_say_when_it_opens():
    shut = read_hours(["mon 08:00-09:00"], [f"2026-12-{day:02} closed" for day in range(1, 32)])
    shut.exceptions.update({f"2027-01-{day:02}": () for day in range(1, 32)})
    assert opens_at(shut, at("2026-12-01T12:00:00"), timezone=NAIROBI) is None


@pytest.mark.parametrize(
    ("starts", "ends", "whole"),
    [
        pytest.param("2026-12-21T08:00:00", "2026-12-21T20:00:00", True, id="a whole Monday"),
        pytest.param("2026-12-21T07:59:00", "2026-12-21T09:00:00", False, id="from before"),
        pytest.param("2026-12-21T19:00:00", "2026-12-21T20:00:01", False, id="past closing"),
        pytest.param("2026-12-18T19:00:00", "2026-12-19T02:00:00", True, id="over two windows"),
        pytest.param("2026-12-24T11:00:00", "2026-12-24T15:00:00", False, id="over a break"),
    ],
)
def test_a_time_at_which_it_is_open_all_along(starts, ends, whole):
    asked = {"starts": at(starts), "ends": at(ends), "timezone": NAIROBI}
    assert is_open_between(CAFE, **asked) is whole


def test_a_single_day_off_of_a_site_that_never_closes():
    off = read_hours([], ["2026-12-22 closed"])
    assert closes_at(off, at("2026-12-21T12:00:00"), timezone=NAIROBI) == at("2026-12-22T00:00:00")


def test_the_day_on_which_clocks_go_back_is_an_hour_longer():
    night = read_hours(["sat 20:00-04:00"], [])
    before = at("2026-10-24T21:00:00", BERLIN)
    closes = closes_at(night, before, timezone=BERLIN)
    assert (closes - before) // 1000 == 8 * 3600


@pytest.mark.parametrize(
    ("week", "exceptions"),
    [
        (["mon 08:00"], []),
        (["mon"], []),
        (["moon 08:00-20:00"], []),
        (["mon 08:00-08:00"], []),
        (["mon 24:00-08:00"], []),
        (["mon 8-20"], []),
        ([], ["2026-12-25"]),
        ([], ["2026-02-30 closed"]),
        ([], ["2026-12-25 shut"]),
        ([], ["2026-12-25 20:00-02:00"]),
    ],
)
def test_what_is_written_otherwise_is_refused(week, exceptions):
    with pytest.raises(ValueError):
        read_hours(week, exceptions)
