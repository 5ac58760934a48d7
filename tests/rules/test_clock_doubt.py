"""A clock is believed by what is known besides it: a hub has been through no later time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.clock_doubt import (
    AHEAD_S,
    RELEASED,
    SET_S,
    Alive,
    Doubt,
    Past,
    Spell,
    counts_on,
    difference_words,
    doubt_at_start,
    set_by_s,
)
from kiosk.rules.instants import Instant, later

SEEN = Instant(1_795_413_600_000)
YEAR_S = 365 * 86_400
CENTURY = later(RELEASED, seconds=100 * YEAR_S)


@pytest.mark.parametrize(
    ("seen", "now", "doubt"),
    [
        pytest.param(SEEN, SEEN, None, id="just now"),
        pytest.param(SEEN, later(SEEN, seconds=-SET_S), None, id="set right by a minute"),
        pytest.param(SEEN, later(SEEN, seconds=-SET_S - 1), Doubt.BEFORE, id="it has been later"),
        pytest.param(SEEN, later(SEEN, seconds=AHEAD_S), None, id="closed for a month"),
        pytest.param(SEEN, later(SEEN, seconds=AHEAD_S + 1), Doubt.AHEAD, id="for longer"),
        pytest.param(SEEN, later(SEEN, seconds=YEAR_S), Doubt.AHEAD, id="a year ahead"),
        pytest.param(SEEN, Instant(0), Doubt.OLD, id="1970, the battery is empty"),
        pytest.param(SEEN, Instant(RELEASED - 1), Doubt.OLD, id="before this program was made"),
        pytest.param(None, Instant(RELEASED - 1), Doubt.OLD, id="a new hub in 1970"),
        pytest.param(None, RELEASED, None, id="a new hub"),
        pytest.param(None, CENTURY, None, id="a new hub in a hundred years"),
    ],
)
def test_what_is_wrong_with_a_clock(seen, now, doubt):
    assert doubt_at_start(now, seen=seen) is doubt


@pytest.mark.parametrize(
    ("now", "seconds"),
    [(SEEN, 0), (SEEN + 999, 0), (SEEN + 61_000, 61), (SEEN - 61_000, 61), (0, SEEN // 1000)],
)
def test_by_how_much_it_was_set(now, seconds):
    assert set_by_s(Instant(now), counted=SEEN) == seconds


EARLIER = later(SEEN, seconds=-500)


@pytest.mark.parametrize(
    ("past", "latest"),
    [
        pytest.param(Past(), None, id="a new hub"),
        pytest.param(Past(None, SEEN), SEEN, id="a copy on another machine"),
        pytest.param(Past(Alive(SEEN, "boot", 5)), SEEN, id="it ran, and nothing was written down"),
        pytest.param(Past(Alive(SEEN, "boot", 5), EARLIER), SEEN, id="it ran on"),
        pytest.param(Past(Alive(EARLIER, "boot", 5), SEEN), SEEN, id="the note was lost in a cut"),
        pytest.param(
            Past(Alive(SEEN, "boot", 5), EARLIER, doubted=True),
            EARLIER,
            id="what came later counts not",
        ),
    ],
)
def test_what_the_hub_has_been_through(past, latest):
    assert past.latest == latest


def test_a_note_tells_when_its_boot_was():
    assert Alive(SEEN, "boot", 500_000).boot_at == EARLIER


@given(st.integers(RELEASED, CENTURY), st.integers(-(10**9), 10**9))
def test_nobody_is_believed_who_is_far_off(seen, off_s):
    now = later(Instant(seen), seconds=off_s)
    doubt = doubt_at_start(now, seen=Instant(seen))
    assert (doubt is None) == (now >= RELEASED and -SET_S <= off_s <= AHEAD_S)


@pytest.mark.parametrize(
    ("why", "counts"),
    [
        (None, False),
        (Doubt.AHEAD, False),
        *((why, True) for why in (Doubt.OLD, Doubt.BEFORE, Doubt.SET)),
    ],
)
def test_what_the_hub_goes_by(why, counts):
    assert counts_on(why) is counts


MINUTE_MS = SET_S * 1000


@pytest.mark.parametrize(
    ("at", "late_ms", "true"),
    [
        pytest.param(1_000, 600_000, 601_000, id="the first moment of it"),
        pytest.param(1_999, 600_000, 601_999, id="the last"),
        pytest.param(2_000, 600_000, 2_000, id="after it"),
        pytest.param(999, 600_000, 999, id="before it"),
        pytest.param(1_500, -600_000, -598_500, id="the clock was ahead"),
        pytest.param(1_500, MINUTE_MS, 1_500, id="a minute is a clock set right"),
        pytest.param(1_500, MINUTE_MS + 1, 1_501 + MINUTE_MS, id="more is not"),
        pytest.param(1_500, -MINUTE_MS - 1, 1_499 - MINUTE_MS, id="nor is less"),
    ],
)
def test_when_something_happened_that_was_written_in_doubt(at, late_ms, true):
    assert Spell(Instant(1_000), Instant(2_000), late_ms).true(Instant(at)) == true


@pytest.mark.parametrize(
    ("since", "kept"), [(500, 1_000), (1_000, 1_000), (1_500, 1_500), (3_000, 2_000)]
)
def test_a_spell_begins_where_the_doubt_was_noted(since, kept):
    found = Spell(Instant(1_000), Instant(2_000), 7).within(Instant(since))
    assert found == Spell(Instant(kept), Instant(2_000), 7)


@pytest.mark.parametrize(
    ("since", "until", "touches"),
    [
        pytest.param(0, 1_000, False, id="all before"),
        pytest.param(0, 1_001, True, id="written in it"),
        pytest.param(1_999, 2_500, True, id="its last moment"),
        pytest.param(2_000, 11_000, False, id="between what is written and the truth"),
        pytest.param(2_000, 11_001, True, id="it should stand in it"),
        pytest.param(11_999, 12_500, True, id="its last moment should"),
        pytest.param(12_000, 13_000, False, id="all after"),
    ],
)
def test_which_days_a_spell_touches(since, until, touches):
    spell = Spell(Instant(1_000), Instant(2_000), 10_000)
    assert spell.touches(Instant(since), Instant(until)) is touches


@given(
    since=st.integers(0, 10**7),
    lasts=st.integers(0, 10**7),
    late_ms=st.integers(-(10**9), 10**9),
    moments=st.tuples(st.integers(0, 2 * 10**7), st.integers(0, 2 * 10**7)),
)
def test_a_correction_keeps_what_lies_between_two_moments_of_a_spell(
    since, lasts, late_ms, moments
):
    spell = Spell(Instant(since), Instant(since + lasts), late_ms)
    inside = [Instant(at) for at in moments if since <= at < since + lasts]
    assert {spell.true(at) - at for at in inside} <= {late_ms if spell.is_wrong else 0}
    outside = [Instant(at) for at in moments if not since <= at < since + lasts]
    assert [spell.true(at) for at in outside] == outside


@pytest.mark.parametrize(
    ("late_ms", "words"),
    [(0, "+0:00:00"), (36_000_000, "+10:00:00"), (-90_999, "-0:01:30"), (86_400_000, "+24:00:00")],
)
def test_a_difference_as_a_line_keeps_it(late_ms, words):
    assert difference_words(late_ms) == words
