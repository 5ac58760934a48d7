"""When a learner has practised a step enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant
from kiosk.rules.mastery import (
    EACH_ONCE,
    OF_MOST,
    ROUNDS_MOST,
    First,
    Goal,
    GoalKind,
    Progress,
    ToldFirst,
    in_order,
    is_reached,
    joined,
    next_again,
    progress,
    read_goal,
)
from kiosk.rules.refusals import Refusal

PERCENT = Goal(GoalKind.PERCENT, 80, 5)
OF_FIVE = Goal(GoalKind.M_OF_N, 4, 5)
THREE = Goal(GoalKind.IN_A_ROW, 3, 3)


def tries(words):
    return [one == "r" for one in words]


@pytest.mark.parametrize(
    ("goal", "told", "reached"),
    [
        pytest.param(EACH_ONCE, "rrrrrr", False, id="nothing to reach"),
        pytest.param(PERCENT, "", False, id="nothing tried"),
        pytest.param(PERCENT, "rrrr", False, id="a share of fewer than it looks at"),
        pytest.param(PERCENT, "rrrrw", True, id="the share, also with a wrong last one"),
        pytest.param(PERCENT, "wwrrrw", False, id="too many wrong ones"),
        pytest.param(PERCENT, "wwrrrrw", True, id="what was wrong at first is left behind"),
        pytest.param(OF_FIVE, "rrrr", True, id="so many right, before the rest"),
        pytest.param(OF_FIVE, "rrwrr", True, id="one wrong among them"),
        pytest.param(OF_FIVE, "rrwwrr", False, id="two wrong among them"),
        pytest.param(OF_FIVE, "rrrrwwwww", True, id="what was reached stays"),
        pytest.param(THREE, "rrwrr", False, id="a mistake begins it anew"),
        pytest.param(THREE, "wrrrw", True, id="in a row, wherever"),
    ],
)
def test_a_goal_is_reached_by_the_newest_first_tries(goal, told, reached):
    assert is_reached(goal, tries(told)) is reached


@pytest.mark.parametrize(
    ("goal", "told", "said"),
    [
        pytest.param(EACH_ONCE, "rw", Progress(0, 0, 0, 0, reached=False), id="no goal"),
        pytest.param(PERCENT, "rw", Progress(1, 2, 4, 5, reached=False), id="not so many yet"),
        pytest.param(OF_FIVE, "rrrwwrw", Progress(2, 5, 4, 5, reached=False), id="the newest five"),
        pytest.param(THREE, "rrwr", Progress(1, 1, 3, 3, reached=False), id="since the mistake"),
        pytest.param(THREE, "rrw", Progress(0, 0, 3, 3, reached=False), id="just wrong"),
        pytest.param(THREE, "rrr", Progress(3, 3, 3, 3, reached=True), id="three in a row"),
    ],
)
def test_a_learner_is_told_how_far_it_is(goal, told, said):
    assert progress(goal, tries(told)) == said


@pytest.mark.parametrize(
    ("percent", "of", "enough"), [(80, 10, 8), (75, 10, 8), (1, 3, 1), (100, 7, 7), (67, 3, 3)]
)
def test_a_part_of_an_answer_is_a_whole_one_more(percent, of, enough):
    assert Goal(GoalKind.PERCENT, percent, of).enough == enough


GOALS = st.one_of(
    st.builds(Goal, st.just(GoalKind.PERCENT), st.integers(1, 100), st.integers(1, OF_MOST)),
    st.integers(1, OF_MOST).flatmap(
        lambda of: st.builds(Goal, st.just(GoalKind.M_OF_N), st.integers(1, of), st.just(of))
    ),
    st.integers(1, OF_MOST).map(lambda need: Goal(GoalKind.IN_A_ROW, need, need)),
)
TRIES = st.lists(st.booleans(), max_size=30)


@given(goal=GOALS)
def test_a_goal_reads_as_it_was_written(goal):
    assert read_goal(goal.written()) == goal
    assert read_goal(EACH_ONCE.written()) is EACH_ONCE


@given(goal=GOALS, before=TRIES, part=TRIES, after=TRIES)
def test_what_a_station_alone_found_reached_the_hub_finds_too(goal, before, part, after):
    if is_reached(goal, part):
        assert is_reached(goal, before + part + after)


@given(goal=GOALS, told=TRIES)
def test_progress_agrees_with_the_goal(goal, told):
    said = progress(goal, told)
    assert said.reached is is_reached(goal, told)
    assert 0 <= said.right <= said.given <= said.of
    met = said.right >= said.enough and (goal.kind is not GoalKind.PERCENT or said.given == said.of)
    assert not met or said.reached


@given(goal=GOALS, size=st.integers(1, 12), rights=st.lists(st.booleans(), min_size=40))
def test_questions_come_again_as_often_as_each_other_and_not_for_ever(goal, size, rights):
    asked = [f"p{n}" for n in range(size)]
    firsts = [First(item, 1, right=right) for item, right in zip(asked, rights, strict=False)]
    for right in rights[size:]:
        again = next_again(goal, asked, firsts)
        if again is None:
            break
        item, number = again
        assert number == 1 + sum(one.item == item for one in firsts)
        firsts.append(First(item, number, right=right))
    counts = [sum(one.item == item for one in firsts) for item in asked]
    assert max(counts) - min(counts) <= 1
    assert max(counts) <= ROUNDS_MOST


@pytest.mark.parametrize(
    "written",
    [
        "percent:80",
        "each_once:1:1",
        "percent:101:10",
        "percent:0:10",
        "m_of_n:0:10",
        "m_of_n:11:10",
        "m_of_n:8:101",
        "m_of_n:8:0",
        "in_a_row:-1:3",
        "m_of_n:8:10 ",
    ],
)
def test_what_is_no_goal_is_refused(written):
    with pytest.raises(Refusal) as refused:
        read_goal(written)
    assert refused.value.code == "malformed"


def test_facts_stand_as_they_were_given_in_whatever_order_they_came():
    told = [
        ToldFirst(First("p3", 1, right=True), Instant(2), "o/e/3", "g"),
        ToldFirst(First("p1", 1, right=True), Instant(1), "o/e/11", "g"),
        ToldFirst(First("p0", 1, right=True), Instant(1), "o/e/9", "g"),
        ToldFirst(First("p2", 1, right=True), Instant(1), "of old", "g"),
    ]
    wanted = ["p2", "p0", "p1", "p3"]
    assert [one.first.item for one in in_order(told)] == wanted
    assert [one.first.item for one in in_order(reversed(told))] == wanted


def test_what_the_hub_knows_counts_before_what_was_done_here():
    told = (First("p1", 1, right=False), First("p2", 1, right=True))
    here = (First("p1", 1, right=True), First("p1", 2, right=True))
    assert joined(told, here) == (*told, First("p1", 2, right=True))
