"""Time that comes anew each day, week or month of a subscription: one allowance each, none twice."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.allowances import Rhythm, beginning_in, days_still, following, moved
from kiosk.rules.instants import S_PER_DAY, S_PER_HOUR, Instant, later
from kiosk.rules.spans import local_instant_named, months_later
from kiosk.rules.subscriptions import Period, end_of

NAIROBI, BERLIN, BEIRUT = (
    ZoneInfo(name) for name in ("Africa/Nairobi", "Europe/Berlin", "Asia/Beirut")
)
DAILY, WEEKLY, MONTHLY = (
    Rhythm(every, carry_over=False, timezone=NAIROBI)
    for every in (Period.DAY, Period.WEEK, Period.MONTH)
)


def at(text, zone=NAIROBI):
    return local_instant_named(text, zone)


def days(found, zone=NAIROBI):
    """Where each begins, as the wall clock shows it."""
    return [datetime.fromtimestamp(one.starts // 1000, zone).strftime("%d %H:%M") for one in found]


def test_the_first_begins_with_the_sale_and_the_others_at_midnight():
    found = beginning_in(
        DAILY, after=None, starts=at("2026-04-10T14:37"), ends=at("2026-04-13T14:37")
    )
    assert days(found) == ["10 14:37", "11 00:00", "12 00:00", "13 00:00"]
    assert found[-1].ends == at("2026-04-14T00:00")


def test_an_allowance_goes_on_over_a_renewal_and_is_not_given_twice():
    first = beginning_in(
        WEEKLY, after=None, starts=at("2026-04-10T14:37"), ends=at("2026-05-10T14:37")
    )
    assert days(first) == ["10 14:37", "17 00:00", "24 00:00", "01 00:00", "08 00:00"]
    second = beginning_in(
        WEEKLY, after=first[-1], starts=at("2026-05-10T14:37"), ends=at("2026-06-10T14:37")
    )
    assert days(second) == ["15 00:00", "22 00:00", "29 00:00", "05 00:00"]


def test_after_a_gap_they_are_counted_anew():
    last = beginning_in(
        DAILY, after=None, starts=at("2026-04-10T14:37"), ends=at("2026-04-11T14:37")
    )
    later_on = beginning_in(
        DAILY, after=last[-1], starts=at("2026-04-20T09:00"), ends=at("2026-04-21T09:00")
    )
    assert days(later_on) == ["20 09:00", "21 00:00"]
    assert later_on[0].k == 0


def test_one_begins_in_each_period_even_where_the_last_outlasts_it():
    last = beginning_in(
        WEEKLY, after=None, starts=at("2026-04-10T14:37"), ends=at("2026-04-11T14:37")
    )
    found = beginning_in(
        WEEKLY, after=last[-1], starts=at("2026-04-11T14:37"), ends=at("2026-04-12T14:37")
    )
    assert days(found) == ["17 00:00"]


def test_a_month_that_began_on_the_31st_ends_on_the_last_day_of_a_short_one():
    found = beginning_in(
        MONTHLY, after=None, starts=at("2026-01-31T10:00"), ends=at("2026-05-01T00:00")
    )
    assert days(found) == ["31 10:00", "28 00:00", "31 00:00", "30 00:00"]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-05-15", 0, "2026-05-15"),
    ],
)
def test_months_are_counted_by_the_number_of_the_day(day, months, then):
    assert months_later(day, months) == then


def test_a_day_has_23_to_25_hours():
    rhythm = Rhythm(Period.DAY, carry_over=False, timezone=BERLIN)
    spring = beginning_in(
        rhythm,
        after=None,
        starts=at("2026-03-29T00:00", BERLIN),
        ends=at("2026-03-30T00:00", BERLIN),
    )
    autumn = beginning_in(
        rhythm,
        after=None,
        starts=at("2026-10-25T00:00", BERLIN),
        ends=at("2026-10-26T00:00", BERLIN),
    )
    assert [(one.ends - one.starts) // 1000 for one in (*spring, *autumn)] == [
        23 * S_PER_HOUR,
        25 * S_PER_HOUR,
    ]


def test_where_the_clocks_leave_midnight_out_the_day_begins_an_hour_later_and_the_next_on_time():
    rhythm = Rhythm(Period.DAY, carry_over=False, timezone=BEIRUT)
    found = beginning_in(
        rhythm,
        after=None,
        starts=at("2026-03-28T12:00", BEIRUT),
        ends=at("2026-03-31T12:00", BEIRUT),
    )
    assert days(found, BEIRUT) == ["28 12:00", "29 01:00", "30 00:00", "31 00:00"]


def test_what_is_carried_over_lasts_one_allowance_more():
    rhythm = Rhythm(Period.WEEK, carry_over=True, timezone=NAIROBI)
    (one, *_) = beginning_in(
        rhythm, after=None, starts=at("2026-04-10T14:37"), ends=at("2026-04-20T00:00")
    )
    assert (one.ends, one.lasts) == (at("2026-04-17T00:00"), at("2026-04-24T00:00"))


@pytest.mark.parametrize(
    ("hours", "counted"), [(0, 0), (11, 0), (12, 1), (35, 1), (36, 2), (24 * 30, 30), (-5, 0)]
)
def test_a_pause_counts_in_days_to_the_nearest(hours, counted):
    paused_at = at("2026-04-10T14:37")
    assert days_still(paused_at, later(paused_at, seconds=hours * S_PER_HOUR)) == counted


def test_what_stood_still_ends_later_and_what_had_begun_began_then():
    now, following_one = beginning_in(
        DAILY, after=None, starts=at("2026-04-10T14:37"), ends=at("2026-04-12T00:00")
    )
    since = at("2026-04-10T18:00")
    assert moved(DAILY, now, days=3, since=since).starts == now.starts
    assert moved(DAILY, now, days=3, since=since).ends == at("2026-04-14T00:00")
    then = moved(DAILY, following_one, days=3, since=since)
    assert (then.starts, then.ends) == (at("2026-04-14T00:00"), at("2026-04-15T00:00"))


@given(
    start=st.integers(1_750_000_000, 1_900_000_000),
    every=st.sampled_from((Period.DAY, Period.WEEK, Period.MONTH)),
    renewals=st.integers(1, 5),
    zone=st.sampled_from((NAIROBI, BERLIN, BEIRUT)),
)
def test_over_renewals_every_second_lies_in_one_allowance(start, every, renewals, zone):
    rhythm = Rhythm(every, carry_over=False, timezone=zone)
    began = Instant(start * 1000)
    found, after, from_ = [], None, began
    for count in range(1, renewals + 1):
        ends = end_of(began, count=count, period=Period.MONTH, timezone=zone)
        more = beginning_in(rhythm, after=after, starts=from_, ends=ends)
        found, after, from_ = [*found, *more], more[-1], ends
    assert found[0].starts == began
    assert all(one.ends == other.starts for one, other in pairwise(found))
    assert found[-1].ends >= from_
    assert all(one.starts < one.ends <= one.lasts for one in found)


def test_the_next_begins_where_one_ends():
    (one,) = beginning_in(
        DAILY, after=None, starts=at("2026-04-10T14:37"), ends=at("2026-04-10T15:00")
    )
    assert following(DAILY, one).starts == one.ends
    assert following(DAILY, one).k == 1
    assert following(DAILY, one).ends - one.ends == S_PER_DAY * 1000
