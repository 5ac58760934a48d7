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
