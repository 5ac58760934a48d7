from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant
from kiosk.rules.metering import (
    Closed,
    Moved,
    Opened,
    Paused,
    Resumed,
    check_facts,
    overdue_pause,
    runs,
    told_apart,
    used_seconds,
)
from kiosk.rules.refusals import Refusal

NOON = 1_790_000_000_000


def at(seconds, ms=0):
    return Instant(NOON + seconds * 1000 + ms)


def opened(second=0):
    return Opened(at(second), "1", "door")


def paused(second, used_s=None):
    return Paused(at(second), used_s)


def resumed(second):
    return Resumed(at(second))


def moved(second, zone="window", used_s=None):
    return Moved(at(second), "7", zone, used_s)


def closed(second, used_s=None):
    return Closed(at(second), used_s)


def told(*facts):
    """Runs as (zone, first second, seconds)."""
    return [(run.zone, (run.start - NOON) // 1000, run.seconds) for run in runs(facts)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([opened(), closed(60)], [("door", 0, 60)], id="opened and closed"),
        pytest.param([opened(), closed(0)], [], id="closed at once"),
        pytest.param(
            [opened(), paused(20), resumed(50), closed(60)],
            [("door", 0, 20), ("door", 50, 10)],
            id="a pause is cut out",
        ),
        pytest.param(
            [opened(), paused(20), closed(60)], [("door", 0, 20)], id="closed while paused"
        ),
        pytest.param(
            [opened(), moved(20), closed(60)],
            [("door", 0, 20), ("window", 20, 40)],
            id="moved to another zone",
        ),
        pytest.param(
            [opened(), paused(20), moved(30), resumed(50), closed(60)],
            [("door", 0, 20), ("window", 50, 10)],
            id="moved while paused",
        ),
        pytest.param(
            [opened(), paused(20), resumed(20), closed(60)],
            [("door", 0, 20), ("door", 20, 40)],
            id="a pause of no length",
        ),
        pytest.param(
            [opened(), paused(20), resumed(30), paused(30), closed(60)],
            [("door", 0, 20)],
            id="a run of no length",
        ),
        pytest.param(
            [opened(), paused(0), resumed(30), closed(60)], [("door", 30, 30)], id="paused at once"
        ),
    ],
)
def test_used_time_is_the_running_seconds(facts, expected):
    assert told(*facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(
            [opened(), closed(60, 50)], [("door", 0, 50)], id="less than the instants tell"
        ),
        pytest.param(
            [opened(), closed(60, 70)], [("door", 0, 70)], id="more than the instants tell"
        ),
        pytest.param([opened(), closed(60, 0)], [], id="nothing at all"),
        pytest.param(
            [opened(), paused(20), resumed(50), closed(60, 15)],
            [("door", 0, 15)],
            id="less than before the pause",
        ),
        pytest.param(
            [opened(), paused(20), resumed(50), closed(60, 20)],
            [("door", 0, 20)],
            id="nothing after the pause",
        ),
        pytest.param(
            [opened(), paused(20), closed(60, 25)],
            [("door", 0, 25)],
            id="the last run is lengthened",
        ),
        pytest.param(
            [opened(), paused(20, 22), resumed(50), closed(60)],
            [("door", 0, 22), ("door", 50, 10)],
            id="counted until the pause",
        ),
        pytest.param(
            [opened(), paused(20, 60), resumed(50), closed(70)],
            [("door", 0, 60), ("door", 60, 10)],
            id="no second is used twice",
        ),
        pytest.param(
            [opened(), paused(20, 90), resumed(50), closed(70)],
            [("door", 0, 90)],
            id="even if none is left",
        ),
        pytest.param(
            [opened(), paused(20, 90), resumed(50), closed(70, 95)],
            [("door", 0, 90), ("door", 90, 5)],
            id="unless it was counted",
        ),
        pytest.param(
            [opened(), moved(20, used_s=18), closed(60)],
            [("door", 0, 18), ("window", 20, 40)],
            id="counted until the move",
        ),
        pytest.param(
            [opened(), moved(20), closed(60, 10)], [("door", 0, 10)], id="less than before the move"
        ),
        pytest.param(
            [opened(), moved(0), closed(0, 10)], [("window", 0, 10)], id="the zone of the last run"
        ),
        pytest.param(
            [opened(), paused(20), paused(25, 23), closed(60)],
            [("door", 0, 23)],
            id="the station's own pause comes later",
        ),
        pytest.param(
            [opened(), closed(60), closed(70, 65)],
            [("door", 0, 65)],
            id="the station's own close comes later",
        ),
        pytest.param(
            [opened(), closed(60, 65), closed(70, 64)],
            [("door", 0, 65)],
            id="of two closes the higher count",
        ),
    ],
)
def test_the_stations_count_outranks_the_instants(facts, expected):
    assert told(*facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(
            [opened(), resumed(10), closed(60)], [("door", 0, 60)], id="resumed while running"
        ),
        pytest.param(
            [opened(), paused(20), paused(30), resumed(50), closed(60)],
            [("door", 0, 20), ("door", 50, 10)],
            id="paused twice",
        ),
        pytest.param(
            [opened(), closed(60), resumed(70), moved(75), paused(80, 5), closed(90)],
            [("door", 0, 60)],
            id="what follows the close",
        ),
        pytest.param(
            [opened(), paused(-3600, 30), closed(-3500, 40)],
            [("door", 0, 40)],
            id="the clock went back an hour",
        ),
        pytest.param(
            [opened(), paused(30, 30), closed(-3500, 40)],
            [("door", 0, 40)],
            id="the clock went back between two facts",
        ),
        pytest.param(
            [opened(), paused(3630, 30), closed(3640, 30)],
            [("door", 0, 30)],
            id="the clock went on an hour",
        ),
    ],
)
def test_machines_that_lost_sight_of_each_other_are_understood(facts, expected):
    assert told(*facts) == expected


def test_parts_of_a_second_are_floored():
    facts = [
        Opened(at(0, 900), "1", "door"),
        Paused(at(10, 100)),
        Resumed(at(20, 999)),
        Closed(at(30)),
    ]
    assert told(*facts) == [("door", 0, 10), ("door", 20, 10)]
    assert used_seconds(facts) == 20


def test_a_run_names_its_station():
    first, second = runs([opened(), moved(20), closed(60)])
    assert (first.station, second.station) == ("1", "7")
    assert first.end == second.start


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        pytest.param([], "opened", id="nothing"),
        pytest.param([closed(60)], "opened", id="never opened"),
        pytest.param([opened(), opened(5), closed(60)], "opened", id="opened twice"),
        pytest.param([opened()], "closed", id="never closed"),
        pytest.param([opened(), paused(5, -1), closed(60)], "used_s", id="less than nothing used"),
    ],
)
def test_facts_that_are_no_session(facts, field):
    with pytest.raises(Refusal) as refusal:
        runs(facts)
    assert refusal.value.code == "facts_wrong"
    assert refusal.value.details["field"] == field


steps = st.lists(
    st.tuples(st.integers(0, 40), st.booleans(), st.none() | st.integers(0, 50)), max_size=6
)


@st.composite
def sessions(draw):
    """The facts of a session as machines would make them, some with the station's count."""
    now, facts, running = 0, [opened()], True
    for wait, is_move, used_s in draw(steps):
        now += wait
        if is_move:
            facts.append(moved(now, zone=f"z{now}", used_s=used_s))
        elif running:
            facts.append(paused(now, used_s))
            running = False
        else:
            facts.append(resumed(now))
            running = True
    return [*facts, closed(now + draw(st.integers(0, 40)), draw(st.none() | st.integers(0, 200)))]


@given(sessions(), st.randoms())
def test_order_and_repetition_change_nothing(facts, chance):
    shuffled = facts + chance.choices(facts, k=3)
    chance.shuffle(shuffled)
    assert runs(shuffled) == runs(facts)


@given(sessions(), st.integers(-(10**9), 10**9))
def test_the_closing_count_holds_whatever_the_clocks_say(facts, jump):
    *earlier, last = facts
    counted = replace(last, used_s=77, at=Instant(last.at + jump))
    assert used_seconds([*earlier, counted]) == 77


@given(sessions())
def test_no_second_is_used_twice(facts):
    found = runs(facts)
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("facts", "now", "over"),
    [
        pytest.param([opened(), paused(20)], 920, None, id="just within the limit"),
        pytest.param([opened(), paused(20)], 921, closed(920), id="over the limit"),
        pytest.param([opened()], 9999, None, id="never paused"),
        pytest.param([opened(), paused(20), resumed(30)], 9999, None, id="gone on"),
        pytest.param([opened(), paused(20), resumed(20)], 9999, None, id="gone on at once"),
        pytest.param(
            [opened(), paused(20), resumed(30), paused(40)], 941, closed(940), id="paused again"
        ),
        pytest.param([opened(), paused(20), closed(30)], 9999, None, id="closed"),
    ],
)
def test_a_pause_that_lasts_too_long_closes(facts, now, over):
    assert overdue_pause(facts, now=at(now), pause_limit_s=900) == over


@pytest.mark.parametrize(
    ("facts", "line", "field"),
    [
        pytest.param([], 1, "closed", id="nothing"),
        pytest.param([closed(1)], 1, "closed", id="closed before it opened"),
        pytest.param([opened(), opened()], 2, "opened", id="opened twice"),
        pytest.param([opened(), resumed(1)], 2, "resumed", id="resumed what runs"),
        pytest.param([opened(), paused(1), paused(2)], 3, "paused", id="paused twice"),
        pytest.param([opened(), closed(1), closed(2)], 3, "closed", id="closed twice"),
        pytest.param([opened(9), closed(8)], 2, "at", id="not in order"),
        pytest.param([opened(), paused(1)], 3, "closed", id="not closed"),
    ],
)
def test_facts_of_a_file_are_refused_by_line_and_field(facts, line, field):
    with pytest.raises(Refusal) as refusal:
        check_facts(facts)
    assert refusal.value.code == "facts_wrong"
    assert refusal.value.details == {"line": line, "field": field}


def test_facts_of_a_file_that_fit():
    check_facts([opened(), moved(1), paused(2), moved(3), resumed(4), paused(5), closed(5)])


def test_facts_of_one_second_are_told_apart_by_their_lines():
    facts = [Opened(at(0, 900), "1", "door"), paused(0), resumed(0), paused(0), closed(9)]
    apart = told_apart(facts)
    assert [fact.at - NOON for fact in apart] == [0, 1, 2, 3, 9000]
    assert used_seconds(apart) == 0


def test_a_thousand_facts_of_one_second_stay_in_it():
    apart = told_apart([opened(), *(moved(0) for _ in range(1500)), closed(1)])
    assert max(fact.at for fact in apart[:-1]) == NOON + 999
    assert used_seconds(apart) == 1
