"""How long a session may run on its passes, pauses and moves behind it."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.grants import goes_on_s, seconds_until, seconds_until_gap
from kiosk.rules.instants import Instant
from kiosk.rules.metering import Closed, Moved, Opened, Paused, Resumed, runs
from kiosk.rules.passes import Pass, PassKind, cover
from kiosk.rules.spans import edges_of, slices

UTC = ZoneInfo("UTC")
NOON = 1_790_000_000_000
HOUR = 3600


def at(seconds):
    return Instant(NOON + seconds * 1000)


def package(name="p", **told):
    return Pass(id=name, kind=PassKind.PACKAGE, **told)


def until_gap(*facts, passes, after_s=0, limit_s=10 * HOUR):
    told = (Opened(at(0), "1", "door"), *facts)
    return seconds_until_gap(told, passes, after_s=after_s, timezone=UTC, limit_s=limit_s)


NIGHT = package(lapses=at(HOUR))
PAUSED, RESUMED = Paused(at(600), 600), Resumed(at(1500))


@pytest.mark.parametrize(
    ("facts", "passes", "after_s", "seconds"),
    [
        pytest.param([], [NIGHT], 0, HOUR, id="to the end of the pass"),
        pytest.param(
            [PAUSED, RESUMED], [NIGHT], 600, HOUR - 900, id="it does not wait for a pause"
        ),
        pytest.param([PAUSED], [NIGHT], 600, 600, id="who is paused uses nothing"),
        pytest.param(
            [PAUSED, RESUMED], [package(seconds_left=HOUR)], 600, HOUR, id="a package waits"
        ),
        pytest.param(
            [PAUSED, Resumed(at(2 * HOUR))], [NIGHT], 600, 600, id="it ended in the pause"
        ),
        pytest.param(
            [Moved(at(600), "2", "window", 600)],
            [package(zones=frozenset({"door"}), seconds_left=HOUR)],
            600,
            600,
            id="it does not hold at the other seat",
        ),
        pytest.param(
            [Moved(at(600), "2", "window", 600)],
            [package("a", zones=frozenset({"door"})), package("b", seconds_left=100)],
            600,
            700,
            id="another pass goes on there",
        ),
        pytest.param(
            [],
            [package("a", lapses=at(60)), package("b", begins=at(120), seconds_left=HOUR)],
            0,
            60,
            id="a gap ends it",
        ),
        pytest.param(
            [],
            [package("a", lapses=at(60)), package("b", begins=at(120), seconds_left=HOUR)],
            90,
            90,
            id="a gap in which it is ends it now",
        ),
        pytest.param(
            [],
            [package("a", lapses=at(60)), package("b", begins=at(120), seconds_left=HOUR)],
            120,
            HOUR + 120,
            id="a gap behind it does not",
        ),
    ],
)
def test_a_session_runs_to_the_first_second_that_no_pass_covers(facts, passes, after_s, seconds):
    assert until_gap(*facts, passes=passes, after_s=after_s) == seconds


def test_it_is_looked_no_further_than_the_limit():
    assert until_gap(passes=[package()], limit_s=90) == 90


def test_used_seconds_up_to_an_instant_leave_pauses_out():
    facts = (Opened(at(0), "1", "door"), PAUSED, RESUMED)
    assert seconds_until(facts, at(HOUR)) == HOUR - 900
    assert seconds_until(facts, at(60)) == 60


@given(
    pieces=st.lists(st.tuples(st.integers(1, 900), st.integers(1, 900)), max_size=4),
    lapses=st.lists(st.integers(1, 4000), min_size=1, max_size=3),
    left=st.integers(1, 3000),
)
def test_all_that_is_granted_is_covered_and_the_next_second_is_not(pieces, lapses, left):
    """Who stops when the grant ends has nothing uncovered after the last resume.

    Of one kind a session has one fact an instant (its key in the store), so each piece runs on.
    """
    passes = [package(str(n), lapses=at(end), seconds_left=left) for n, end in enumerate(lapses)]
    facts, now, used = [], 0, 0
    for wanted_s, pause_s in pieces:
        run_s = min(wanted_s, until_gap(*facts, passes=passes, after_s=used) - used)
        if not run_s:
            break
        now, used = now + run_s, used + run_s
        facts += [Paused(at(now), used), Resumed(at(now + pause_s))]
        now += pause_s
    granted = until_gap(*facts, passes=passes, after_s=used)
    assert granted >= used
    assert _uncovered(facts, granted, passes) == 0
    assert _uncovered(facts, granted + 1, passes) == 1


def _uncovered(facts, used, passes):
    told = [Opened(at(0), "1", "door"), *facts, Closed(at(99_999), used)]
    zoned = [
        (run.zone, each)
        for run in runs(told)
        for each in slices(run.start, run.seconds, timezone=UTC, edges=edges_of(()))
    ]
    return sum(each.slice.seconds for each in cover(zoned, passes) if each.covered_by is None)


@pytest.mark.parametrize(
    ("used_s", "granted_s", "seconds"),
    [
        pytest.param(0, HOUR, 0, id="it has just begun"),
        pytest.param(HOUR - 661, HOUR, 0, id="not near its end yet"),
        pytest.param(HOUR - 660, HOUR, 900, id="near its end"),
        pytest.param(HOUR, HOUR + 60, 900, id="in what it was given at the end"),
        pytest.param(HOUR - 100, HOUR - 1, 0, id="closing time ends it"),
    ],
)
def test_a_free_session_goes_on_near_its_end(used_s, granted_s, seconds):
    told = {"limit_s": HOUR, "near_s": 660, "step_s": 900}
    assert goes_on_s(used_s=used_s, granted_s=granted_s, **told) == seconds
