"""A silence is kept once, from the last word to the next one, in opening hours only."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant, later
from kiosk.rules.opening_hours import OpeningHours, read_hours
from kiosk.rules.silences import (
    SILENT_AFTER_S,
    Begins,
    Ear,
    Ends,
    Stretch,
    heard_since,
    next_of,
    open_since,
    unseen_s,
)
from kiosk.rules.spans import instant_named

NAIROBI = ZoneInfo("Africa/Nairobi")
ALWAYS = OpeningHours()
DAILY = read_hours(("mon-sun 08:00-20:00",), ())


def at(text):
    """A UTC instant; Nairobi is three hours ahead."""
    return instant_named(f"2026-11-{text}Z")


NOON = at("23T12:00:00")
OPENED = at("23T05:00:00")
CLOSED = at("23T17:00:00")


def ago(seconds, now=NOON):
    return later(now, seconds=-seconds)


@pytest.mark.parametrize(
    ("kept", "ear", "now", "hours", "change"),
    [
        pytest.param(None, Ear(ago(5), ago(900)), NOON, ALWAYS, None, id="it speaks"),
        pytest.param(
            None, Ear(ago(SILENT_AFTER_S), ago(900)), NOON, ALWAYS, None, id="for a moment only"
        ),
        pytest.param(
            None,
            Ear(ago(SILENT_AFTER_S + 1), ago(900)),
            NOON,
            ALWAYS,
            Begins(ago(SILENT_AFTER_S + 1)),
            id="it has gone silent",
        ),
        pytest.param(
            None, Ear(ago(300)), NOON, ALWAYS, Begins(ago(300)), id="it never spoke to this hub"
        ),
        pytest.param(
            None,
            Ear(ago(900, at("23T18:00:00"))),
            at("23T18:00:00"),
            DAILY,
            None,
            id="the site is closed",
        ),
        pytest.param(
            None,
            Ear(at("22T20:00:00")),
            at("23T06:00:00"),
            DAILY,
            Begins(OPENED),
            id="silent since the site opened",
        ),
        pytest.param(
            None, Ear(at("22T20:00:00")), at("23T05:01:00"), DAILY, None, id="it has just opened"
        ),
        pytest.param(
            ago(600), Ear(ago(600), ago(9000)), NOON, ALWAYS, None, id="it is still silent"
        ),
        pytest.param(
            ago(600), Ear(ago(700), None), NOON, ALWAYS, None, id="nothing since the hub began"
        ),
        pytest.param(
            ago(600), Ear(ago(5), ago(60)), NOON, ALWAYS, Ends(ago(60)), id="it speaks again"
        ),
        pytest.param(
            ago(600),
            Ear(ago(5), ago(900)),
            NOON,
            ALWAYS,
            Ends(ago(600)),
            id="never shorter than nothing",
        ),
        pytest.param(
            OPENED,
            Ear(at("23T04:00:00")),
            at("23T17:00:10"),
            DAILY,
            Ends(CLOSED),
            id="the site has closed",
        ),
        pytest.param(
            OPENED,
            Ear(at("23T19:00:00"), at("23T18:00:00")),
            at("23T19:00:00"),
            DAILY,
            Ends(CLOSED),
            id="it spoke again after closing",
        ),
        pytest.param(
            OPENED, Ear(at("23T04:00:00")), NOON, DAILY, None, id="the site has not closed yet"
        ),
    ],
)
def test_when_a_silence_begins_and_ends(kept, ear, now, hours, change):
    assert next_of(kept, ear, now=now, hours=hours, timezone=NAIROBI) == change


@pytest.mark.parametrize(
    ("before", "since"),
    [
        pytest.param(None, NOON, id="the first word"),
        pytest.param(Ear(ago(5)), NOON, id="listened to, but never heard"),
        pytest.param(Ear(ago(5), ago(900)), ago(900), id="goes on"),
        pytest.param(Ear(ago(SILENT_AFTER_S), ago(900)), ago(900), id="paused for breath"),
        pytest.param(Ear(ago(SILENT_AFTER_S + 1), ago(900)), NOON, id="after a silence"),
    ],
)
def test_since_when_it_speaks(before, since):
    assert heard_since(before, NOON) == since


@pytest.mark.parametrize(
    ("hours", "now", "since"),
    [
        pytest.param(ALWAYS, NOON, ago(2 * 86_400), id="always: two days back"),
        pytest.param(DAILY, NOON, OPENED, id="since this morning"),
        pytest.param(DAILY, OPENED, OPENED, id="since now"),
        pytest.param(DAILY, CLOSED, None, id="closed"),
    ],
)
def test_since_when_the_site_is_open(hours, now, since):
    assert open_since(hours, now, timezone=NAIROBI) == since


def stretch(start, end):
    return Stretch(Instant(start * 1000), Instant(end * 1000))


@pytest.mark.parametrize(
    ("sat", "seconds"),
    [
        pytest.param([], 100, id="nobody"),
        pytest.param([stretch(0, 500)], 0, id="all the time"),
        pytest.param([stretch(120, 150)], 70, id="in the midst"),
        pytest.param([stretch(90, 120), stretch(110, 130)], 70, id="two of which one overlaps"),
        pytest.param([stretch(110, 190), stretch(120, 130)], 20, id="one inside another"),
        pytest.param([stretch(0, 90), stretch(300, 400)], 100, id="before and after"),
    ],
)
def test_how_long_nobody_was_seen(sat, seconds):
    assert unseen_s(stretch(100, 200), sat) == seconds


def test_a_stretch_that_ends_before_it_begins_has_no_length():
    assert stretch(200, 100).seconds == 0
    assert stretch(0, 50).within(stretch(60, 90)).seconds == 0
    assert unseen_s(stretch(200, 100), [stretch(0, 500)]) == 0


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), max_size=6),
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted),
)
def test_counted_second_by_second(sat, silence):
    seen = {second for start, end in sat for second in range(start, end)}
    alone = [second for second in range(*silence) if second not in seen]
    assert unseen_s(stretch(*silence), [stretch(*each) for each in sat]) == len(alone)
