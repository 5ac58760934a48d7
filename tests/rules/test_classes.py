"""Classes: what a pasted list says, when meetings are, how long somebody was there."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.classes import (
    NAME_LETTERS,
    ROSTER_LETTERS_MOST,
    ROSTER_LINES_MOST,
    WEEKS_MOST,
    Line,
    check_minutes,
    join_until,
    length_min,
    minutes_there,
    read_roster,
    weekly,
)
from kiosk.rules.instants import S_PER_DAY, Instant, later, seconds_between
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_instant_named

NOON = Instant(1_795_300_800_000)
HOUR = 3_600
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Grace Muthoni", Line(1, "Grace Muthoni", "")),
        ("471902", Line(1, "", "471902")),
        ("Grace Muthoni, 471902", Line(1, "Grace Muthoni", "471902")),
        ("٤٧١٩٠٢\tفاطمة", Line(1, "فاطمة", "471902")),
        ('"Muthoni; Grace"', Line(1, "Muthoni Grace", "")),
        ("\n\n  Joy  \n", Line(3, "Joy", "")),
        ("12345", Line(1, "", "12345", "code_wrong")),
        ("471902,471903", Line(1, "", "471902", "code_wrong")),
        ("…", Line(1, "…", "", "name_wrong")),
        ("J\x07oy", Line(1, "", "", "name_wrong")),
        ("a" * (NAME_LETTERS + 1), Line(1, "a" * NAME_LETTERS, "", "name_wrong")),
    ],
)
def test_a_line_is_a_name_a_code_or_both(typed, line):
    assert read_roster(typed) == (line,)


def test_what_stands_twice_is_said_of_the_second():
    rows = read_roster("Grace\nJoy\nGRACE\nJoy,471902\nJo,471902")
    assert [(row.row, row.problem) for row in rows] == [
        (1, ""), (2, ""), (3, "twice"), (4, ""), (5, "twice"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        (" \n ", "field_missing"),
        ("a\n" * (ROSTER_LINES_MOST + 1), "too_many"),
        ("a" * (ROSTER_LETTERS_MOST + 1), "too_large"),
    ],
)
def test_a_list_has_limits(typed, refusal):
    with pytest.raises(Refusal, match=refusal):
        read_roster(typed)


@given(st.text(max_size=400))
def test_no_list_is_a_surprise(typed):
    try:
        rows = read_roster(typed)
    except Refusal:
        return
    assert all(row.problem or row.name or row.code for row in rows)


def test_weeks_keep_the_hour_where_clocks_change():
    starts = local_instant_named("2026-10-22T14:00", BERLIN)
    spans = weekly(starts=starts, ends=later(starts, seconds=HOUR), weeks=2, timezone=BERLIN)
    assert spans[1][0] == local_instant_named("2026-10-29T14:00", BERLIN)
    assert seconds_between(*spans[1]) == HOUR
    assert seconds_between(spans[0][0], spans[1][0]) == 7 * S_PER_DAY + HOUR


@pytest.mark.parametrize("weeks", [0, WEEKS_MOST + 1])
def test_weeks_have_a_limit(weeks):
    with pytest.raises(Refusal, match="field_wrong"):
        weekly(starts=NOON, ends=later(NOON, seconds=HOUR), weeks=weeks, timezone=BERLIN)


def test_a_code_is_good_for_so_many_days():
    assert join_until(NOON, days=7) == later(NOON, seconds=7 * S_PER_DAY)
    with pytest.raises(Refusal, match="field_wrong"):
        join_until(NOON, days=365)


@dataclass(frozen=True)
class Sat:
    opened_at: Instant
    closed_at: Instant | None
    used_s: int


def sat(from_min, to_min, used_min=999):
    closed = None if to_min is None else later(NOON, seconds=to_min * 60)
    return Sat(later(NOON, seconds=from_min * 60), closed, used_min * 60)


@pytest.mark.parametrize(
    ("rows", "now_min", "minutes"),
    [
        ((), 60, 0),
        ((sat(0, 60),), 90, 60),
        ((sat(-30, 90),), 90, 60),  # nothing before it or after it
        ((sat(70, 90),), 90, 0),
        ((sat(-20, -10),), 90, 0),
        ((sat(10, None),), 25, 15),  # sits there still
        ((sat(0, 60, 40),), 90, 40),  # a pause is no presence
        ((sat(0, 20), sat(30, 50)), 90, 40),
    ],
)
def test_minutes_are_those_of_the_meeting_that_were_used(rows, now_min, minutes):
    now, ends = later(NOON, seconds=now_min * 60), later(NOON, seconds=HOUR)
    assert minutes_there(rows, now, starts=NOON, ends=ends) == minutes


def test_nobody_is_there_longer_than_the_meeting():
    ends = later(NOON, seconds=HOUR)
    assert length_min(starts=NOON, ends=ends) == 60
    check_minutes(60, starts=NOON, ends=ends)
    for minutes in (-1, 61):
        with pytest.raises(Refusal, match="field_wrong"):
            check_minutes(minutes, starts=NOON, ends=ends)
