"""What an owner may put on sale, until when a pass lasts, and the picture of its week."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.offers import (
    Draft,
    Hours,
    Lasts,
    Terms,
    check_draft,
    lapses_at,
    most_seconds,
    seconds_of,
    week_of,
)
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import ALWAYS, Window, day_bounds, local_day
from kiosk.rules.subscriptions import Cycle, Period

BERLIN = ZoneInfo("Europe/Berlin")
HOUR, DAY = 3600, 86_400
NIGHT = Window(start=22 * 60, end=6 * 60)
OFFICE = Window(frozenset(range(5)), 8 * 60, 18 * 60)
PACKAGE = Draft("10 hours", 60_000, 10 * HOUR, 30 * DAY, 1)
DAY_PASS = Draft("Day", 9_000, None, DAY, 2, terms=Terms(lasts=Lasts.DAY))
MONTHLY = replace(PACKAGE, period=Period.MONTH, arrears_days=3)
DAILY = replace(MONTHLY, seconds=HOUR, allowance=Period.DAY)
NIGHT_PASS = Draft("Night", 8_000, None, DAY, 3, terms=Terms(window=NIGHT, lasts=Lasts.HOURS))


def of(draft, **terms):
    return replace(draft, terms=replace(draft.terms, **terms))


def at(text):
    then = datetime.fromisoformat(text).replace(tzinfo=BERLIN)
    return Instant(int(then.timestamp()) * 1000)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        pytest.param(PACKAGE, None, id="a package"),
        pytest.param(DAY_PASS, None, id="a day pass"),
        pytest.param(NIGHT_PASS, None, id="a night pass"),
        pytest.param(replace(PACKAGE, price_minor=0), None, id="a gift"),
        pytest.param(of(PACKAGE, zones=frozenset({"door"})), None, id="in one zone"),
        pytest.param(of(PACKAGE, seconds_a_day=HOUR), None, id="an hour a day"),
        pytest.param(MONTHLY, None, id="a subscription"),
        pytest.param(replace(MONTHLY, seconds=None), None, id="a subscription without a limit"),
        pytest.param(DAILY, None, id="an hour every day of a month"),
        pytest.param(replace(DAILY, allowance=Period.MONTH), None, id="every month of a month"),
        pytest.param(replace(DAILY, carry_over=True), None, id="what is unused lasts a day more"),
        pytest.param(replace(DAILY, period=Period.QUARTER), None, id="a quarter's every day"),
        pytest.param(
            replace(DAILY, period=Period.YEAR, allowance=Period.WEEK), None, id="a year's weeks"
        ),
        pytest.param(
            replace(DAILY, period=Period.YEAR, allowance=Period.MONTH), None, id="a year's months"
        ),
        pytest.param(
            replace(DAILY, period=Period.YEAR), "allowance", id="a pass for each day of a year"
        ),
        pytest.param(
            replace(DAILY, period=Period.YEAR, allowance=Period.QUARTER),
            "allowance",
            id="time comes anew each month at the rarest",
        ),
        pytest.param(
            replace(MONTHLY, period=Period.YEAR, seconds=None), None, id="a year without a limit"
        ),
        pytest.param(
            replace(DAILY, period=Period.WEEK, allowance=Period.MONTH),
            "allowance",
            id="a month's time, paid by the week",
        ),
        pytest.param(replace(DAILY, period=None), "allowance", id="a package gives no time anew"),
        pytest.param(replace(DAILY, seconds=None), "seconds", id="all of every day is no limit"),
        pytest.param(replace(DAILY, seconds=26 * HOUR), "seconds", id="more than a day every day"),
        pytest.param(of(DAILY, seconds_a_day=HOUR), "seconds_a_day", id="a quota that limits not"),
        pytest.param(of(MONTHLY, lasts=Lasts.DAY), "lasts", id="a day pass does not renew"),
        pytest.param(replace(MONTHLY, arrears_days=29), "arrears_days", id="a month unpaid"),
        pytest.param(
            replace(MONTHLY, seconds=None, carry_over=True), "carry_over", id="nothing to carry"
        ),
        pytest.param(replace(MONTHLY, equipment="car"), "equipment", id="a thing that we lend not"),
        pytest.param(replace(PACKAGE, equipment="mouse"), "equipment", id="a thing with a package"),
        pytest.param(replace(MONTHLY, seconds=32 * DAY), "seconds", id="more than a month"),
        pytest.param(replace(PACKAGE, title="  "), "title", id="no name"),
        pytest.param(replace(PACKAGE, title="x" * 41), "title", id="a long name"),
        pytest.param(replace(PACKAGE, title="a\nb"), "title", id="a name of two lines"),
        pytest.param(replace(PACKAGE, names=(("ar", " "),)), "names", id="no name in a language"),
        pytest.param(
            replace(PACKAGE, names=(("en", "One"), ("ar", "x" * 41))),
            "names",
            id="one name is long",
        ),
        pytest.param(replace(PACKAGE, price_minor=-1), "price", id="a negative price"),
        pytest.param(replace(PACKAGE, price_minor=10**15 + 1), "price", id="an absurd price"),
        pytest.param(replace(PACKAGE, valid_s=0), "valid", id="lapsed when sold"),
        pytest.param(replace(PACKAGE, valid_s=10**9), "valid", id="good for a lifetime"),
        pytest.param(replace(PACKAGE, place=-1), "place", id="nowhere on the desk"),
        pytest.param(of(PACKAGE, zones=frozenset({"roof"})), "zones", id="an unknown zone"),
        pytest.param(of(PACKAGE, window=Window(frozenset())), "days", id="on no day"),
        pytest.param(of(PACKAGE, window=Window(frozenset({7}))), "days", id="an eighth day"),
        pytest.param(of(PACKAGE, window=Window(start=60, end=60)), "to", id="no hour at all"),
        pytest.param(of(DAY_PASS, lasts=Lasts.HOURS), "lasts", id="to the end of hours it lacks"),
        pytest.param(replace(PACKAGE, seconds=0), "seconds", id="no time"),
        pytest.param(replace(PACKAGE, seconds=30 * DAY + 1), "seconds", id="more than it lasts"),
        pytest.param(replace(NIGHT_PASS, seconds=10 * HOUR), "seconds", id="more than a night"),
        pytest.param(of(PACKAGE, seconds_a_day=0), "seconds_a_day", id="none of it a day"),
        pytest.param(
            of(PACKAGE, seconds_a_day=10 * HOUR), "seconds_a_day", id="a quota that limits nothing"
        ),
    ],
)
def test_which_offers_may_be_sold(draft, field):
    if field is None:
        check_draft(draft, zones={"room", "door"})
        return
    with pytest.raises(Refusal) as refused:
        check_draft(draft, zones={"room", "door"})
    assert (refused.value.code, refused.value.details["field"]) == ("offer_wrong", field)


def test_a_pass_without_a_number_of_seconds_holds_all_that_it_lasts():
    assert seconds_of(DAY_PASS) == 25 * HOUR
    assert seconds_of(NIGHT_PASS) == 9 * HOUR
    assert seconds_of(replace(PACKAGE, seconds=None)) == 30 * DAY
    assert seconds_of(PACKAGE) == 10 * HOUR
    assert seconds_of(replace(MONTHLY, seconds=None)) == 31 * DAY + HOUR


def test_a_subscription_says_how_it_renews():
    assert PACKAGE.cycle is None
    assert MONTHLY.cycle == Cycle(Period.MONTH, 60_000, 3)


@pytest.mark.parametrize(
    ("draft", "sold", "over"),
    [
        pytest.param(PACKAGE, "2026-01-05T12:00", "2026-02-04T12:00", id="so many days"),
        pytest.param(PACKAGE, "2026-03-20T12:00", "2026-04-19T13:00", id="days of 24 hours"),
        pytest.param(DAY_PASS, "2026-01-05T23:59", "2026-01-06T00:00", id="the day of its sale"),
        pytest.param(DAY_PASS, "2026-10-25T01:00", "2026-10-26T00:00", id="a day of 25 hours"),
        pytest.param(NIGHT_PASS, "2026-01-05T23:00", "2026-01-06T06:00", id="this night"),
        pytest.param(NIGHT_PASS, "2026-01-06T05:59", "2026-01-06T06:00", id="its last minute"),
        pytest.param(NIGHT_PASS, "2026-01-06T06:00", "2026-01-07T06:00", id="the night to come"),
        pytest.param(NIGHT_PASS, "2026-10-24T23:00", "2026-10-25T06:00", id="a night of 9 hours"),
        pytest.param(
            of(NIGHT_PASS, window=OFFICE), "2026-01-09T19:00", "2026-01-12T18:00", id="Monday next"
        ),
        pytest.param(
            of(NIGHT_PASS, window=Window(frozenset({2}), 600, 660)),
            "2026-01-07T11:00",
            "2026-01-14T11:00",
            id="in a week",
        ),
        pytest.param(
            of(NIGHT_PASS, window=Window(frozenset({6}), 120, 179)),
            "2026-03-22T03:00",
            "2026-04-05T02:59",
            id="in two weeks, since the clocks go over the hour of the first",
        ),
    ],
)
def test_when_a_pass_is_over(draft, sold, over):
    terms = draft.terms
    assert lapses_at(terms, valid_s=draft.valid_s, at=at(sold), timezone=BERLIN) == at(over)


@given(
    sold=st.integers(1_700_000_000, 1_900_000_000),
    start=st.integers(0, 1439),
    length=st.integers(1, 1439),
    days=st.frozensets(st.integers(0, 6), min_size=1),
)
def test_a_pass_of_some_hours_ends_in_the_future_and_holds_all_its_time(sold, start, length, days):
    window = Window(days, start, (start + length) % 1440 or 1440)
    if window.start == window.end % 1440:
        return
    draft = of(NIGHT_PASS, window=window)
    sold = Instant(sold * 1000)
    over = lapses_at(draft.terms, valid_s=DAY, at=sold, timezone=BERLIN)
    assert over > sold
    assert seconds_between(sold, over) <= 16 * DAY
    assert seconds_of(draft) == most_seconds(draft) >= min(length * 60, seconds_between(sold, over))


@given(sold=st.integers(1_700_000_000, 1_900_000_000))
def test_a_day_pass_never_runs_out_before_midnight(sold):
    sold = Instant(sold * 1000)
    over = lapses_at(DAY_PASS.terms, valid_s=DAY, at=sold, timezone=BERLIN)
    start, _end = day_bounds(local_day(sold, BERLIN), BERLIN)
    assert seconds_between(start, over) <= seconds_of(DAY_PASS)


def test_the_week_is_drawn_day_by_day_cut_at_midnight():
    assert week_of(ALWAYS) == tuple(Hours(day, 0, 1440) for day in range(7))
    assert week_of(Window(frozenset({0}), 480, 1080)) == (Hours(0, 480, 1080),)
    assert week_of(Window(frozenset({6}), 1320, 360)) == (Hours(0, 0, 360), Hours(6, 1320, 1440))


@given(
    start=st.integers(0, 1439),
    end=st.integers(1, 1440),
    days=st.frozensets(st.integers(0, 6), min_size=1),
)
def test_the_picture_shows_the_minutes_that_the_window_holds(start, end, days):
    if start == end % 1440 and (start, end) != (0, 1440):
        return
    window = Window(days, start, end)
    drawn = {(h.weekday, m) for h in week_of(window) for m in range(h.start, h.end)}
    assert drawn == {(d, m) for d in range(7) for m in range(1440) if window.holds(d, m)}


def test_time_anew_for_the_whole_period_is_no_allowance():
    assert DAILY.cycle.allowance is Period.DAY
    assert replace(DAILY, allowance=Period.MONTH).cycle.allowance is None


@pytest.mark.parametrize(("zones", "holds"), [((), True), (("door",), True), (("window",), False)])
def test_a_pass_holds_in_its_zones_and_with_none_anywhere(zones, holds):
    assert Terms(zones=frozenset(zones)).holds_in("door") is holds
