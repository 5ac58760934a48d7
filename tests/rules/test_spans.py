from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import (
    ALWAYS,
    EVERY_DAY,
    Window,
    day_bounds,
    edges_of,
    instant_named,
    local_day,
    local_instant_named,
    minute_named,
    next_at,
    slices,
    timezone_named,
    whole_second,
    working_days_later,
)

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
CAIRO = ZoneInfo("Africa/Cairo")
MON, TUE, SUN = 0, 1, 6
NIGHT = Window(start=22 * 60, end=6 * 60)


def utc(text):
    return Instant(int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000)


def hours_of(day, timezone):
    start, end = day_bounds(day, timezone)
    return (end - start) // 3_600_000


@pytest.mark.parametrize(
    ("day", "timezone", "hours"),
    [
        pytest.param("2026-03-28", BERLIN, 24, id="an ordinary day"),
        pytest.param("2026-03-29", BERLIN, 23, id="spring in Berlin"),
        pytest.param("2026-10-25", BERLIN, 25, id="autumn in Berlin"),
        pytest.param("2026-03-08", NEW_YORK, 23, id="spring in New York"),
        pytest.param("2026-11-01", NEW_YORK, 25, id="autumn in New York"),
        pytest.param("2026-04-24", CAIRO, 23, id="a day without its midnight, in Cairo"),
        pytest.param("2026-12-31", ZoneInfo("UTC"), 24, id="the last day of a year"),
    ],
)
def test_how_long_a_local_day_is(day, timezone, hours):
    assert hours_of(day, timezone) == hours
    start, end = day_bounds(day, timezone)
    assert local_day(start, timezone) == local_day(Instant(end - 1), timezone) == day
    assert local_day(Instant(start - 1), timezone) < day < local_day(end, timezone)


@pytest.mark.parametrize(
    ("window", "weekday", "minute", "inside"),
    [
        pytest.param(ALWAYS, SUN, 1439, True, id="always"),
        pytest.param(Window(days=frozenset({MON})), TUE, 0, False, id="another day"),
        pytest.param(Window(start=540, end=600), MON, 540, True, id="its first minute"),
        pytest.param(Window(start=540, end=600), MON, 599, True, id="its last minute"),
        pytest.param(Window(start=540, end=600), MON, 600, False, id="its end"),
        pytest.param(Window(start=540, end=600), MON, 539, False, id="before it"),
        pytest.param(NIGHT, MON, 1320, True, id="the night begins"),
        pytest.param(NIGHT, MON, 359, True, id="the night ends"),
        pytest.param(NIGHT, MON, 360, False, id="the night is over"),
        pytest.param(
            Window(frozenset({MON}), 1320, 360),
            TUE,
            359,
            True,
            id="monday's night lasts into tuesday",
        ),
        pytest.param(
            Window(frozenset({MON}), 1320, 360), TUE, 1320, False, id="tuesday has no night"
        ),
        pytest.param(Window(frozenset({MON}), 1320, 360), MON, 359, False, id="nor has sunday"),
        pytest.param(
            Window(frozenset({SUN}), 1320, 360), MON, 0, True, id="sunday's night lasts into monday"
        ),
        pytest.param(Window(start=1320, end=0), MON, 0, False, id="until midnight"),
        pytest.param(Window(start=1320, end=0), MON, 1439, True, id="up to midnight"),
    ],
)
def test_what_a_window_holds(window, weekday, minute, inside):
    assert window.holds(weekday, minute) is inside


windows = st.builds(
    lambda days, pair: Window(days, *pair),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.tuples(st.integers(0, 1439), st.integers(0, 1440)).filter(lambda pair: pair[0] != pair[1]),
)


@given(windows, st.integers(0, 6), st.integers(0, 1439))
def test_a_windows_week_has_the_same_minutes(window, weekday, minute):
    assert bool(window.week >> (weekday * 1440 + minute) & 1) == window.holds(weekday, minute)
    assert window.week < 1 << 10_080


def test_what_limits_a_window():
    assert not ALWAYS.is_limited
    assert not Window(EVERY_DAY, 0, 1440).is_limited
    assert Window(EVERY_DAY - {SUN}).is_limited
    assert Window(start=1).is_limited


@pytest.mark.parametrize(
    ("text", "minute"), [("00:00", 0), ("09:05", 545), ("23:59", 1439), ("24:00", 1440)]
)
def test_a_time_of_day_is_read(text, minute):
    assert minute_named(text) == minute


@pytest.mark.parametrize(
    "text", ["", "9:00", "24:01", "25:00", "12:60", "12.30", "12:30 ", "١٢:٣٠"]
)
def test_what_is_no_time_of_day(text):
    with pytest.raises(ValueError):
        minute_named(text)


def test_a_time_zone_has_a_name():
    assert timezone_named("Europe/Berlin") == BERLIN


@pytest.mark.parametrize(
    "name",
    ["", "Mars/Base", "Europe", "../etc/passwd", "/etc/passwd", "zone.tab", "a\x00b", "A" * 500],
)
def test_what_is_no_time_zone(name):
    with pytest.raises(Refusal) as refusal:
        timezone_named(name)
    assert refusal.value.code == "field_wrong"
    assert refusal.value.details == {"field": "timezone"}


def test_a_whole_second_is_floored():
    assert whole_second(Instant(1999)) == 1000
    assert whole_second(Instant(-1)) == -1000


@pytest.mark.parametrize(
    ("start", "days", "exceptions", "then"),
    [
        pytest.param("2026-03-27T10:00", 0, (), "2026-03-27T10:00", id="none"),
        pytest.param("2026-03-23T10:00", 3, (), "2026-03-26T10:00", id="in the week"),
        pytest.param(
            "2026-03-27T10:00",
            1,
            (),
            "2026-03-30T09:00",
            id="over the weekend and the change of clocks",
        ),
        pytest.param("2026-03-28T10:00", 1, (), "2026-03-30T09:00", id="from a Saturday"),
        pytest.param(
            "2026-04-02T10:00",
            3,
            ("2026-04-03", "2026-04-06"),
            "2026-04-09T10:00",
            id="over Easter",
        ),
    ],
)
def test_working_days_later(start, days, exceptions, then):
    later_on = working_days_later(
        utc(start), days=days, timezone=BERLIN, exceptions=frozenset(exceptions)
    )
    assert later_on == utc(then)


def test_edges_are_in_order_and_end_with_midnight():
    assert edges_of([]) == (1440,)
    assert edges_of([ALWAYS, NIGHT, Window(start=1320, end=0)]) == (360, 1320, 1440)


def test_a_session_over_the_change_of_clocks_is_cut_where_it_happens():
    cut = list(slices(utc("2026-10-24T21:30"), 4 * 3600, timezone=BERLIN, edges=(150, 1440)))
    assert [(each.seconds, each.day, each.weekday, each.minute) for each in cut] == [
        (1800, "2026-10-24", 5, 23 * 60 + 30),
        (9000, "2026-10-25", 6, 0),
        (1800, "2026-10-25", 6, 150),
        (1800, "2026-10-25", 6, 120),
    ]


def test_a_midnight_that_does_not_exist_begins_no_slice():
    start, _end = day_bounds("2026-04-24", CAIRO)
    cut = list(slices(later(start, seconds=-60), 120, timezone=CAIRO))
    assert [(each.seconds, each.day, each.minute) for each in cut] == [
        (60, "2026-04-23", 1439),
        (60, "2026-04-24", 60),
    ]


def test_a_slice_is_split_without_loss():
    (whole,) = slices(utc("2026-01-05T10:00"), 100, timezone=BERLIN)
    assert whole.first(30).end == whole.after(30).start == later(whole.start, seconds=30)
    assert whole.after(30).end == whole.end
    assert whole.after(30).seconds == 70


zones = st.sampled_from(
    [BERLIN, NEW_YORK, CAIRO, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")]
)
changes = st.sampled_from(
    [
        "2026-03-29",
        "2026-10-25",
        "2026-03-08",
        "2026-11-01",
        "2026-04-24",
        "2026-04-05",
        "2026-10-04",
    ]
)


@given(
    zones,
    changes,
    st.integers(-40_000, 90_000),
    st.integers(0, 200_000),
    st.lists(windows, max_size=2),
    st.randoms(),
)
def test_slices_agree_with_the_wall_clock_second_by_second(
    zone, day, offset, seconds, held, chance
):
    start = later(utc(day), seconds=offset)
    cut = list(slices(start, seconds, timezone=zone, edges=edges_of(held)))
    assert sum(each.seconds for each in cut) == seconds
    for before, after in pairwise(cut):
        assert before.end == after.start
    for each in cut:
        for second in {0, each.seconds - 1, chance.randrange(each.seconds)}:
            wall = datetime.fromtimestamp(each.start // 1000 + second, zone)
            assert wall.date().isoformat() == each.day
            assert wall.weekday() == each.weekday
            for window in held:
                minute = wall.hour * 60 + wall.minute
                assert window.holds(each.weekday, each.minute) == window.holds(
                    wall.weekday(), minute
                )
        assert timedelta(0) <= timedelta(seconds=each.seconds) <= timedelta(hours=24)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        pytest.param("2026-06-01T08:00", "2026-06-01T06:00", id="summer"),
        pytest.param("2026-10-25T02:30", "2026-10-25T00:30", id="twice that night: the first"),
        pytest.param("2026-03-29T02:30", "2026-03-29T01:30", id="never that night: an hour on"),
    ],
)
def test_a_wall_clock_names_an_instant(text, then):
    assert local_instant_named(text, BERLIN) == utc(then)


@pytest.mark.parametrize("text", ["", "noon", "1066-10-14T00:00", "2026-06-01T08:00Z"])
def test_what_is_no_local_time_is_refused(text):
    with pytest.raises(ValueError):
        local_instant_named(text, BERLIN)


@pytest.mark.parametrize("text", ["2026-06-01T08:00", "2026-06-01T08:00:00.000Z"])
def test_an_instant_is_in_utc_however_it_is_written(text):
    assert instant_named(text) == utc("2026-06-01T08:00")


@pytest.mark.parametrize(
    ("weekday", "minute", "then"),
    [
        pytest.param(0, 10 * 60, "2026-06-01T08:00", id="today, later"),
        pytest.param(0, 8 * 60, "2026-06-01T06:00", id="now"),
        pytest.param(0, 7 * 60, "2026-06-08T05:00", id="today, but it is over"),
        pytest.param(5, 22 * 60, "2026-06-06T20:00", id="on Saturday night"),
    ],
)
def test_when_it_is_next_that_weekday_at_that_time(weekday, minute, then):
    monday_morning = utc("2026-06-01T06:00")
    assert next_at(monday_morning, weekday=weekday, minute=minute, timezone=BERLIN) == utc(then)
