"""What "this week" means, which days it has, and what it is compared with."""

from zoneinfo import ZoneInfo

import pytest

from kiosk.rules.instants import S_PER_HOUR, seconds_between
from kiosk.rules.periods import DAYS_LIMIT, Period, Preset, period_named
from kiosk.rules.refusals import Refusal

BERLIN = ZoneInfo("Europe/Berlin")


def named(name, today="2026-11-21", first="", last=""):
    return period_named(name, today=today, first=first, last=last)


@pytest.mark.parametrize(
    ("name", "today", "first", "last"),
    [
        pytest.param("today", "2026-11-21", "2026-11-21", "2026-11-21", id="one day"),
        pytest.param("week", "2026-11-21", "2026-11-16", "2026-11-21", id="from Monday on"),
        pytest.param("week", "2026-11-16", "2026-11-16", "2026-11-16", id="a Monday is its week"),
        pytest.param("week", "2027-01-01", "2026-12-28", "2027-01-01", id="over New Year"),
        pytest.param("month", "2026-11-21", "2026-11-01", "2026-11-21", id="so far"),
        pytest.param("last-month", "2026-11-21", "2026-10-01", "2026-10-31", id="all of it"),
        pytest.param("last-month", "2027-01-31", "2026-12-01", "2026-12-31", id="in January"),
        pytest.param("last-month", "2028-03-01", "2028-02-01", "2028-02-29", id="a leap year"),
        pytest.param("year", "2026-11-21", "2026-01-01", "2026-11-21", id="the year so far"),
    ],
)
def test_a_preset_names_its_days(name, today, first, last):
    found = named(name, today)
    assert (found.preset, found.first, found.last) == (Preset(name), first, last)


@pytest.mark.parametrize(
    ("name", "today", "first", "last"),
    [
        pytest.param("today", "2026-11-21", "2026-11-20", "2026-11-20", id="yesterday"),
        pytest.param("week", "2026-11-21", "2026-11-09", "2026-11-14", id="the same weekdays"),
        pytest.param("month", "2026-11-21", "2026-10-01", "2026-10-21", id="the same days"),
        pytest.param("month", "2026-03-31", "2026-02-01", "2026-02-28", id="February is shorter"),
        pytest.param("last-month", "2026-11-21", "2026-09-01", "2026-09-30", id="all of it"),
        pytest.param("last-month", "2026-04-02", "2026-02-01", "2026-02-28", id="also a short one"),
        pytest.param("year", "2026-11-21", "2025-01-01", "2025-11-21", id="a year before"),
        pytest.param("year", "2028-02-29", "2027-01-01", "2027-02-28", id="from a leap day"),
    ],
)
def test_a_period_is_compared_with_the_one_before(name, today, first, last):
    before = named(name, today).before()
    assert (before.preset, before.first, before.last) == (Preset.FROM_TO, first, last)


def test_days_of_ones_own_are_compared_with_as_many_before():
    asked = named("from-to", first="2026-11-10", last="2026-11-12")
    assert list(asked) == ["2026-11-10", "2026-11-11", "2026-11-12"]
    assert list(asked.before()) == ["2026-11-07", "2026-11-08", "2026-11-09"]


@pytest.mark.parametrize(
    ("first", "last", "code", "field"),
    [
        pytest.param("", "2026-11-12", "field_wrong", "from", id="no first day"),
        pytest.param("2026-11-31", "2026-12-01", "field_wrong", "from", id="no such day"),
        pytest.param("1970-12-31", "1971-01-05", "field_wrong", "from", id="before all sites"),
        pytest.param("2026-11-12", "20261113", "field_wrong", "to", id="written otherwise"),
        pytest.param("2026-11-12", "2200-01-01", "field_wrong", "to", id="after all sites"),
        pytest.param("2026-11-12", "2026-11-11", "field_wrong", "to", id="turned round"),
        pytest.param("2020-01-01", "2023-01-05", "too_many", None, id="one day too many"),
    ],
)
def test_days_that_cannot_be_are_refused(first, last, code, field):
    with pytest.raises(Refusal) as refused:
        named("from-to", first=first, last=last)
    assert (refused.value.code, refused.value.details.get("field")) == (code, field)


def test_the_longest_period_is_allowed():
    asked = named("from-to", first="2020-01-01", last="2023-01-04")
    assert asked.length_days == DAYS_LIMIT


def test_a_period_that_nobody_knows_is_refused():
    with pytest.raises(Refusal) as refused:
        named("fortnight")
    assert refused.value.details == {"field": "period"}


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [
        pytest.param("2026-03-29", "2026-03-29", 23, id="the clocks go forward"),
        pytest.param("2026-10-25", "2026-10-25", 25, id="the clocks go back"),
        pytest.param("2026-10-24", "2026-10-26", 73, id="three days around it"),
    ],
)
def test_a_day_is_as_long_as_it_is(first, last, hours):
    since, until = Period(Preset.FROM_TO, first, last).bounds(BERLIN)
    assert seconds_between(since, until) == hours * S_PER_HOUR
