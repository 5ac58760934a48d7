"""What stands on a signed voucher, and how many seconds it opens here and now."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant, later
from kiosk.rules.offers import Lasts, Terms
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import ALWAYS, EVERY_DAY, MINUTES_A_DAY, Window
from kiosk.rules.voucher_paper import (
    NO_LIMITS,
    ZONES_LIMIT,
    Limits,
    Paper,
    code_on,
    is_paper,
    limits_of,
    number_of,
    read_paper,
    seconds_here,
    spell,
    whole_minute,
    write_head,
    zone_mark,
)

NAIROBI = ZoneInfo("Africa/Nairobi")
NOW = Instant(1_795_300_000_000)
"""Sunday 22 November 2026, 01:26:40 in Nairobi."""
HOUR = 3_600
TO_SIX_S = 4 * HOUR + 33 * 60 + 20
NIGHT = Window(start=22 * 60, end=6 * 60)

windows = st.builds(
    Window,
    st.frozensets(st.sampled_from(sorted(EVERY_DAY))),
    st.integers(0, MINUTES_A_DAY - 1),
    st.integers(0, MINUTES_A_DAY),
)
limits = st.builds(
    Limits, st.frozensets(st.text(max_size=40).map(zone_mark), max_size=ZONES_LIMIT), windows
)


def here(window=ALWAYS, *, zones=(), zone="Quiet", now=NOW, left_s=HOUR, valid_s=10**6, **told):
    return seconds_here(
        Limits(frozenset(zone_mark(each) for each in zones), window),
        zone=zone,
        now=now,
        timezone=NAIROBI,
        lapses=later(NOW, seconds=valid_s),
        left_s=left_s,
        **told,
    )


# the symbols


@given(st.integers(0, (1 << 25) - 1), st.integers(0, (1 << 30) - 1), st.just(NO_LIMITS) | limits)
def test_paper_is_read_as_it_was_written(seconds, minutes, told):
    paper = Paper("0123456789", "4F7K2M9T", seconds, Instant(minutes * 60_000), told)
    head = write_head(paper)
    assert read_paper(head + "0" * 103) == (paper, head, "0" * 103)
    assert code_on(head + "0" * 103) == "4F7K2M9T"


@pytest.mark.parametrize(
    ("told", "prefix", "symbols"),
    [
        pytest.param(NO_LIMITS, "KV2", 32, id="good anywhere, always"),
        pytest.param(Limits(window=NIGHT), "KV3", 39, id="hours"),
        pytest.param(Limits(frozenset({zone_mark("Quiet")})), "KV3", 43, id="a zone"),
    ],
)
def test_paper_says_no_more_than_it_must(told, prefix, symbols):
    head = write_head(Paper("0123456789", "4F7K2M9T", HOUR, NOW, told))
    assert (head[:3], len(head)) == (prefix, symbols)


@pytest.mark.parametrize(
    "text",
    [
        "KV2" + "0" * 131,
        "KV2" + "0" * 133,
        "KV3" + "0" * 131,
        "KV3" + "0" * 138,
        "KV3" + "0" * 35 + "1" + "0" * 106,
        "KV3" + "0" * 35 + "1" + "0" * 108,
        "KV3" + "0" * 20,
        "KV2" + "U" * 132,
        "KV1" + "0" * 132,
        "",
    ],
)
def test_what_has_not_the_shape_of_paper_is_forged(text):
    with pytest.raises(Refusal, match="voucher_forged"):
        read_paper(text)


@given(st.integers(0, 32**6 - 1))
def test_a_number_is_spelled_and_read(number):
    assert number_of(spell(number, 6)) == number


@pytest.mark.parametrize("number", [-1, 1 << 30])
def test_a_number_that_does_not_fit_is_not_spelled(number):
    with pytest.raises(Refusal, match="amount_wrong"):
        spell(number, 6)


def test_more_zones_than_the_paper_holds_are_not_written():
    zones = frozenset(zone_mark(f"Room {n}") for n in range(ZONES_LIMIT + 1))
    with pytest.raises(Refusal, match="amount_wrong"):
        write_head(Paper("0123456789", "4F7K2M9T", HOUR, NOW, Limits(zones)))


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("KV2" + "0" * 132, True),
        (" kv2" + "0" * 9, True),
        ("kv3" + "0" * 9, True),
        ("KV4" + "0" * 132, False),
        ("KV24F7K2", False),
        ("471902", False),
    ],
)
def test_paper_is_known_by_its_beginning(text, paper):
    assert is_paper(text) is paper


@pytest.mark.parametrize("text", ["KV2" + "0" * 20, "KV24F7K2", "4F7K2M9T", "KV1" + "0" * 132])
def test_what_is_no_whole_paper_has_no_code_on_it(text):
    assert code_on(text) is None


def test_paper_knows_whole_minutes():
    assert whole_minute(Instant(119_999)) == 60_000


# what an offer's paper says


ROOMS = frozenset(f"Room {n}" for n in range(ZONES_LIMIT))


@pytest.mark.parametrize(
    ("terms", "sold_now", "told"),
    [
        pytest.param(Terms(), False, NO_LIMITS, id="no limits"),
        pytest.param(Terms(window=NIGHT), False, Limits(window=NIGHT), id="hours"),
        pytest.param(
            Terms(frozenset({"Quiet"})), False, Limits(frozenset({zone_mark("Quiet")})), id="zone"
        ),
        pytest.param(Terms(lasts=Lasts.DAY), True, NO_LIMITS, id="a day that has begun"),
        pytest.param(Terms(lasts=Lasts.DAY), False, None, id="a day that begins with the sale"),
        pytest.param(
            Terms(window=NIGHT, lasts=Lasts.HOURS), True, Limits(window=NIGHT), id="this night"
        ),
        pytest.param(
            Terms(window=NIGHT, lasts=Lasts.HOURS), False, None, id="the night after the sale"
        ),
        pytest.param(Terms(seconds_a_day=60), True, None, id="a daily quota"),
        pytest.param(Terms(ROOMS | {"one more"}), True, None, id="too many zones"),
    ],
)
def test_what_an_offer_lets_its_paper_say(terms, sold_now, told):
    assert limits_of(terms, sold_now=sold_now) == told


def test_as_many_zones_as_fit_are_told():
    told = limits_of(Terms(ROOMS), sold_now=False)
    assert told is not None
    assert len(told.zones) == ZONES_LIMIT


# here and now


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        pytest.param({}, HOUR, id="no limits"),
        pytest.param({"valid_s": 90}, 90, id="up to its last day"),
        pytest.param({"window": NIGHT}, HOUR, id="inside its hours"),
        pytest.param({"window": NIGHT, "left_s": 9 * HOUR}, TO_SIX_S, id="to the end of its hours"),
        pytest.param(
            {"window": Window(frozenset({5}), NIGHT.start, NIGHT.end), "left_s": 9 * HOUR},
            TO_SIX_S,
            id="a night belongs to the day it begins on",
        ),
        pytest.param({"zones": ("Quiet", "Loud")}, HOUR, id="one of its zones"),
        pytest.param(
            {"zones": ("Room 2",), "zone_was": ("Room 2",)}, HOUR, id="as its zone was called then"
        ),
        pytest.param(
            {"window": Window(frozenset({6})), "left_s": 99 * HOUR, "valid_s": 10**7},
            22 * HOUR + 33 * 60 + 20,
            id="to the end of its day",
        ),
    ],
)
def test_it_opens_up_to_the_first_second_that_it_may_not(told, seconds):
    assert here(**told) == seconds


@pytest.mark.parametrize(
    ("told", "code", "details"),
    [
        pytest.param({"zones": ("Loud",)}, "voucher_zone", {}, id="another zone"),
        pytest.param({"zones": ("Loud",), "zone": ""}, "voucher_zone", {}, id="no zone at all"),
        pytest.param(
            {"zones": ("Loud",), "window": Window(start=0, end=60)},
            "voucher_zone",
            {},
            id="the zone is said first",
        ),
        pytest.param(
            {"window": Window(start=22 * 60, end=60)},
            "voucher_hours",
            {"days": "", "start": "22:00", "end": "01:00"},
            id="its hours are over",
        ),
        pytest.param(
            {"window": Window(frozenset({0, 5}))},
            "voucher_hours",
            {"days": "0,5", "start": "00:00", "end": "24:00"},
            id="another day",
        ),
        pytest.param(
            {"window": Window(frozenset({6}), NIGHT.start, NIGHT.end)},
            "voucher_hours",
            {"days": "6", "start": "22:00", "end": "06:00"},
            id="another night",
        ),
        pytest.param(
            {"now": later(NOW, seconds=90), "valid_s": 90}, "voucher_expired", {}, id="over"
        ),
    ],
)
def test_what_it_may_not_is_said(told, code, details):
    with pytest.raises(Refusal, match=code) as refused:
        here(**told)
    assert refused.value.details == details


def inside(window, at):
    local = datetime.fromtimestamp(at // 1000, NAIROBI)
    return window.holds(local.weekday(), local.hour * 60 + local.minute)


@given(windows, st.integers(0, 14 * 24 * HOUR), st.integers(1, 40 * HOUR))
def test_its_seconds_end_where_its_hours_do(window, ahead_s, left_s):
    assume(window.start != window.end)
    now = later(NOW, seconds=ahead_s)
    if not inside(window, now):
        with pytest.raises(Refusal, match="voucher_hours"):
            here(window, now=now, left_s=left_s, valid_s=10**7)
        return
    seconds = here(window, now=now, left_s=left_s, valid_s=10**7)
    assert inside(window, later(now, seconds=seconds - 1))
    assert seconds == left_s or not inside(window, later(now, seconds=seconds))
