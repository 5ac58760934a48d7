"""The site vouches for what it knows itself: one seat alone never has been cut off from the hub."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant, later
from kiosk.rules.link_outages import (
    TOGETHER_S,
    Fallen,
    Voice,
    fell_together,
    hub_was_down,
    is_over,
)
from kiosk.rules.outages import CUT_LIMIT_S, NOTICED_AFTER_S, Outage

NOW = Instant(1_795_413_600_000)
NOBODY = frozenset()


def ago(seconds):
    return later(NOW, seconds=-seconds)


def voice(last_s, *, since_s=3600, sits=True):
    """It spoke last so long ago, and without a break since so long ago."""
    return Voice(ago(last_s), None if since_s is None else ago(since_s), in_session=sits)


def fell(*voices, known=NOBODY):
    """Which stations fell silent together, by their place in the list."""
    named = {str(n): each for n, each in enumerate(voices)}
    found = fell_together(named, known=known, now=NOW)
    return None if found is None else (sorted(found.stations), (NOW - found.began) // 1000)


SPEAKS, FELL = voice(2), voice(70)


@pytest.mark.parametrize(
    ("alive_s", "down_s"),
    [
        pytest.param(None, None, id="it never ran before"),
        pytest.param(NOTICED_AFTER_S - 1, None, id="a restart is a hiccup"),
        pytest.param(NOTICED_AFTER_S, NOTICED_AFTER_S, id="a minute counts from its first second"),
        pytest.param(8 * 3600, 8 * 3600, id="a night"),
        pytest.param(-5, None, id="the clock was put back"),
    ],
)
def test_when_the_hub_was_down(alive_s, down_s):
    alive = None if alive_s is None else ago(alive_s)
    told = None if down_s is None else Outage(ago(down_s), NOW)
    assert hub_was_down(alive, NOW) == told


@pytest.mark.parametrize(
    ("voices", "told"),
    [
        pytest.param([], None, id="no station"),
        pytest.param([SPEAKS, SPEAKS], None, id="all speak"),
        pytest.param([FELL], None, id="the only seat"),
        pytest.param([FELL, SPEAKS], None, id="one of two: a cable"),
        pytest.param([FELL, SPEAKS, SPEAKS], None, id="one of three"),
        pytest.param([FELL, FELL], (["0", "1"], 70), id="both"),
        pytest.param([FELL, FELL, SPEAKS, SPEAKS], (["0", "1"], 70), id="half of them"),
        pytest.param([FELL, FELL, SPEAKS, SPEAKS, SPEAKS], None, id="fewer than half"),
        pytest.param(
            [voice(100), voice(100 - TOGETHER_S)], (["0", "1"], 100), id="within half a minute"
        ),
        pytest.param([voice(100), voice(99 - TOGETHER_S)], None, id="one after the other"),
        pytest.param([voice(60), voice(59)], (["0", "1"], 60), id="a minute ago"),
        pytest.param([voice(59), voice(59)], None, id="it may still be a hiccup"),
        pytest.param([voice(120), voice(120)], (["0", "1"], 120), id="two minutes ago"),
        pytest.param([voice(121), voice(121)], None, id="that was looked at before"),
        pytest.param([voice(70, since_s=None), FELL], None, id="one that never spoke"),
        pytest.param([voice(70, since_s=65), FELL], None, id="one that spoke for no time"),
        pytest.param(
            [FELL, FELL, SPEAKS, SPEAKS, voice(900)], (["0", "1"], 70), id="one was silent before"
        ),
        pytest.param(
            [FELL, FELL, SPEAKS, SPEAKS, voice(2, since_s=40)],
            (["0", "1"], 70),
            id="one was switched on since",
        ),
        pytest.param(
            [FELL, FELL, voice(2, since_s=40)], (["0", "1"], 70), id="the next one came later"
        ),
        pytest.param(
            [voice(70, sits=False), voice(70, sits=False)], None, id="an empty room is switched off"
        ),
        pytest.param([voice(70, sits=False), FELL], (["0", "1"], 70), id="somebody sits at one"),
        pytest.param(
            [voice(110), voice(110), voice(75), voice(75), voice(75)],
            (["2", "3", "4"], 75),
            id="the larger of two groups",
        ),
    ],
)
def test_who_fell_silent_together(voices, told):
    assert fell(*voices) == told


def test_a_group_is_noted_once():
    assert fell(FELL, FELL, known=frozenset({"0", "1"})) is None
    assert fell(FELL, FELL, FELL, known=frozenset({"0"})) == (["1", "2"], 70)
    assert fell(FELL, FELL, known=frozenset({"0"})) is None


GROUP = Fallen(ago(600), frozenset("abcd"))


@pytest.mark.parametrize(
    ("back", "over"),
    [
        pytest.param("", False, id="nobody speaks"),
        pytest.param("a", False, id="one speaks"),
        pytest.param("ab", False, id="half of them"),
        pytest.param("abc", True, id="more than half: whoever is silent now pulled a cable"),
        pytest.param("abcd", True, id="all"),
    ],
)
def test_a_group_is_over_when_more_than_half_speak(back, over):
    voices = {name: voice(3 if name in back else 580) for name in "abcd"}
    assert is_over(GROUP, voices, now=NOW) is over
    seen = {name: each for name, each in voices.items() if name in back}
    assert is_over(GROUP, seen, now=NOW) is over, "a station that was taken away is silent"


def test_nothing_is_vouched_for_longer_than_any_cut_counts():
    for seconds, over in ((CUT_LIMIT_S - 1, False), (CUT_LIMIT_S, True)):
        assert is_over(Fallen(ago(seconds), frozenset("ab")), {}, now=NOW) is over


VOICES = st.builds(
    voice,
    st.integers(0, 200),
    since_s=st.one_of(st.none(), st.integers(0, 4000)),
    sits=st.booleans(),
)


@given(st.lists(VOICES, max_size=12), st.sets(st.sampled_from("0123456"), max_size=3))
def test_a_group_is_half_of_who_spoke_and_never_one_alone(voices, known):
    named = {str(n): each for n, each in enumerate(voices)}
    found = fell_together(named, known=frozenset(known), now=NOW)
    if found is None:
        return
    spoke = [
        name
        for name, each in named.items()
        if each.since is not None and each.since <= found.began <= each.heard_at
    ]
    assert len(found.stations) >= 2
    assert 2 * len(found.stations) >= len(spoke)
    assert found.stations <= set(spoke) - known
    assert all(named[name].heard_at < ago(20) for name in found.stations)
    assert not is_over(found, named, now=NOW)


@given(st.integers(0, 300), st.integers(2, 12))
def test_a_single_station_that_is_silent_never_counts(silent_s, others):
    assert fell(voice(silent_s), *[SPEAKS] * (others - 1)) is None
