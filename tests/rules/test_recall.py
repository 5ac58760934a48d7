"""What is asked again after days, and when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.recall import ASKED_MOST, EARLY_S, GAPS_DAYS, Learned, Recalled, due_at, to_recall

START = Instant(1_800_000_000_000)


def day(number, *, seconds=0):
    return later(START, seconds=number * S_PER_DAY + seconds)


def learned(first, *since, item="p1"):
    """Answered on day 0, then recalled on (day, right)."""
    recalls = tuple(Recalled(day(number), right) for number, right in since)
    return Learned("digits", "practice", item, Recalled(START, first), recalls)


CASES = [
    ("wrong at first: the next day", learned(False), 1),
    ("right at first: after three days", learned(True), 3),
    ("then right: a week later", learned(True, (3, True)), 10),
    ("right too soon moves nothing", learned(True, (1, True)), 3),
    ("wrong too soon begins anew", learned(True, (1, False)), 2),
    ("wrong in time begins anew", learned(True, (3, True), (10, False)), 11),
    ("late is as good as in time", learned(False, (20, True)), 23),
    (
        "known: no more",
        learned(False, (1, True), (4, True), (11, True), (27, True), (62, True)),
        None,
    ),
    (
        "known, then wrong too soon",
        learned(True, (3, True), (10, True), (26, True), (61, True), (62, False)),
        63,
    ),
]


@pytest.mark.parametrize(("one", "on_day"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_a_question_comes_again_at_growing_gaps(one, on_day):
    due = None if on_day is None else day(on_day, seconds=-EARLY_S)
    assert due_at(one) == due


def test_it_is_asked_from_that_moment_on():
    one = learned(False)
    due = due_at(one)
    assert to_recall([one], later(due, seconds=-1)) == ()
    assert to_recall([one], due) == (one,)


def test_what_waits_longest_comes_first_and_not_too_much_at_once():
    many = [learned(number % 2 == 0, item=f"p{number:02}") for number in range(ASKED_MOST + 3)]
    asked = to_recall(many, day(40))
    assert len(asked) == ASKED_MOST
    assert [one.first.right for one in asked] == [False] * 5 + [True] * 3
    assert [one.item for one in asked] == ["p01", "p03", "p05", "p07", "p09", "p00", "p02", "p04"]


def test_what_is_known_is_not_asked():
    known = learned(True, *[(sum(GAPS_DAYS[1 : number + 1]), True) for number in range(1, 5)])
    assert to_recall([known], day(4000)) == ()


recalls = st.lists(st.tuples(st.integers(0, 200), st.booleans()), max_size=12)


@given(st.booleans(), recalls, st.randoms())
def test_the_order_in_which_recalls_arrive_changes_nothing(first, told, chance):
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert due_at(learned(first, *told)) == due_at(learned(first, *shuffled))


@given(st.booleans(), recalls)
def test_a_recall_told_twice_changes_nothing_when_right(first, told):
    once = [one for one in told if one[1]]
    assert due_at(learned(first, *once)) == due_at(learned(first, *once, *once))


@given(st.booleans(), recalls)
def test_a_question_never_comes_again_within_the_day_and_never_later_than_the_last_gap(first, told):
    due = due_at(learned(first, *told))
    last = max([0, *(number for number, _ in told)])
    latest_wrong = max([number for number, right in told if not right], default=0)
    if due is not None:
        assert due <= day(last + GAPS_DAYS[-1])
        assert due >= day(latest_wrong + 1, seconds=-EARLY_S)
