"""Gold items among real tasks: how many, which next, and what their marks say."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules.module_samples import FORMS

from kiosk.rules.forms import fill, read_form
from kiosk.rules.gold_tasks import (
    ONE_OF,
    RIGHT_AGAIN,
    URGENT_S,
    WINDOW,
    Quality,
    affordable,
    after,
    comes_with,
    gold_row,
    is_urgent,
    next_gold,
    quality_of,
)
from kiosk.rules.instants import Instant


def marks(words):
    return [one == "r" for one in words]


@pytest.mark.parametrize(
    ("told", "one_of", "practise"),
    [
        pytest.param("", 2, False, id="half of the tasks at first"),
        pytest.param("rrrr", 2, False, id="four right ones are not enough"),
        pytest.param("rrrrr", 5, False, id="five in a row: a fifth"),
        pytest.param("r" * 10, 10, False, id="ten: a tenth"),
        pytest.param("r" * 15, 20, False, id="fifteen: a twentieth"),
        pytest.param("r" * 40, 20, False, id="never fewer"),
        pytest.param("wrrrrr", 5, False, id="one wrong is soon behind"),
        pytest.param("rrrrrw", 5, False, id="one wrong changes nothing"),
        pytest.param("rrrrrwrw", 2, True, id="two of five: more again, and it is told"),
        pytest.param("ww", 2, True, id="it is told at the first rate too"),
        pytest.param("wwrr", 2, True, id="two right ones are not yet good again"),
        pytest.param("wwrrr", 2, False, id="three are"),
        pytest.param("wwrwr", 2, True, id="one wrong between, and it stays told"),
        pytest.param("r" * 15 + "wrrrrw", 20, False, id="two of six are not two of five"),
        pytest.param("r" * 15 + "ww" + "ww", 5, True, id="and again"),
        pytest.param("wwrrrrr", 5, False, id="up again"),
    ],
)
def test_many_gold_items_come_at_first_and_few_once_work_is_good(told, one_of, practise):
    quality = quality_of(marks(told))
    assert (quality.one_of, quality.practise) == (one_of, practise)


@given(told=st.lists(st.booleans(), max_size=60))
def test_a_rate_changes_by_one_step_and_falls_only_after_good_work(told):
    quality = Quality()
    for right in told:
        changed = after(quality, right=right)
        assert abs(changed.level - quality.level) <= 1
        assert 0 <= changed.level < len(ONE_OF)
        assert len(changed.marks) <= WINDOW
        assert right or changed.level <= quality.level
        assert not right or changed.level >= quality.level
        assert changed.level >= quality.level or changed.practise  # never more without a word
        quality = changed


@given(told=st.lists(st.booleans(), max_size=60))
def test_good_work_always_leads_out_again(told):
    assert not quality_of([*told, *[True] * (RIGHT_AGAIN + WINDOW)]).practise
    assert quality_of([*told, *[True] * 4 * WINDOW]).one_of == ONE_OF[-1]


@pytest.mark.parametrize("one_of", ONE_OF)
def test_one_of_so_many_tasks_is_a_gold_item(one_of):
    real = 6000
    gold = sum(comes_with(f"N{n}", secret="s", one_of=one_of) for n in range(real))
    assert abs(gold * (one_of - 1) - real) <= real // 5


def share(quality, *, real=4000):
    """Gold items of a thousand tasks that are dealt to somebody of this quality."""
    gold = sum(comes_with(f"N{n}", secret="s", one_of=quality.one_of) for n in range(real))
    return gold * 1000 // (real + gold)


@given(told=st.lists(st.booleans(), max_size=40))
@settings(max_examples=30)
def test_the_share_of_gold_items_is_what_the_marks_say_and_rises_after_wrong_ones(told):
    quality = quality_of(told)
    now = share(quality)
    assert abs(now - 1000 // quality.one_of) <= 200 // quality.one_of
    good = share(quality_of([*told, *[True] * 2 * WINDOW]))
    assert good < now or quality.level == len(ONE_OF) - 1
    bad = share(quality_of([*told, False, False]))
    assert bad > now or quality.level == 0


@pytest.mark.parametrize(
    ("spent", "held", "day", "goes"),
    [
        pytest.param(0, 0, 150, True, id="the first is just within it"),
        pytest.param(0, 0, 149, False, id="one cent short"),
        pytest.param(150, 0, 300, True, id="what was paid today counts"),
        pytest.param(150, 150, 449, False, id="what lies in hands counts"),
        pytest.param(150, 150, 450, True, id="both, and it is just enough"),
        pytest.param(10**9, 10**9, 0, True, id="no limit"),
    ],
)
def test_checks_stay_within_what_the_owner_gives_on_a_day(spent, held, day, goes):
    asked = {"spent_minor": spent, "held_minor": held, "day_minor": day}
    assert affordable(reward_minor=150, **asked) is goes


@given(
    day=st.integers(1, 2000),
    steps=st.lists(st.tuples(st.booleans(), st.integers(1, 400)), max_size=60),
)
def test_however_they_are_dealt_and_answered_a_day_never_costs_more(day, steps):
    spent, held = 0, []
    for answers, reward in steps:
        told = {"spent_minor": spent, "held_minor": sum(held), "day_minor": day}
        if answers and held:
            spent += held.pop()
        elif affordable(reward_minor=reward, **told):
            held.append(reward)
        assert spent + sum(held) <= day


@pytest.mark.parametrize(("left_s", "urgent"), [(0, True), (URGENT_S, True), (URGENT_S + 1, False)])
def test_a_task_that_lapses_soon_is_urgent(left_s, urgent):
    assert is_urgent(Instant(left_s * 1000), at=Instant(0)) is urgent


def test_another_secret_chooses_others():
    chosen = [
        [comes_with(f"N{n}", secret=secret, one_of=5) for n in range(100)] for secret in ("a", "b")
    ]
    assert chosen[0] != chosen[1]


NAMES = tuple(f"g{n}" for n in range(8))


def following(seen=None, *, visitor="grace", left_out=()):
    return next_gold(NAMES, seen=seen or {}, visitor=visitor, left_out=frozenset(left_out))


def test_each_visitor_meets_them_in_an_order_of_their_own():
    assert sorted(following()) == list(NAMES)
    assert len({following(visitor=f"v{n}") for n in range(5)}) > 1


def test_none_comes_twice_while_others_remain():
    seen, met = {}, []
    for n in range(len(NAMES)):
        met.append(following(seen)[0])
        seen[met[-1]] = Instant(n)
    assert sorted(met) == list(NAMES)
    assert following(seen)[0] == met[0]  # then the one of longest ago


def test_what_lies_in_the_hand_is_not_dealt_again():
    assert following(left_out=NAMES) == ()
    assert following(left_out=NAMES[1:]) == NAMES[:1]


PET = json.loads(json.dumps(FORMS["pet"]))
SHOWN = fill(read_form(PET), {"picture": "media/a.png"})
TASK = {**PET, "picture": "${image}"}


def row(form, *, cells=None, picture="sha256:ab", shown=SHOWN):
    return gold_row(read_form(form), shown=shown, cells=cells or {}, picture=picture)


def test_a_gold_item_becomes_a_task_by_the_columns_of_the_task():
    assert row(TASK) == {"image": "sha256:ab"}
    assert row({**TASK, "help": "For ${who}"}, cells={"who": "us", "note": "x"}) == {
        "image": "sha256:ab",
        "who": "us",
    }


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({**TASK, "prompt": "Which animal?"}, id="it asks something else"),
        pytest.param({**TASK, "fields": FORMS["word"]["fields"]}, id="it is answered otherwise"),
        pytest.param({**TASK, "help": "For ${who}"}, id="a column is missing"),
        pytest.param({**TASK, "picture": "sha256:${image}"}, id="its picture is named otherwise"),
        pytest.param({**TASK, "picture": None}, id="it shows no picture"),
    ],
)
def test_what_would_look_another_task_is_none(form):
    assert row(form) is None


def test_an_item_without_a_picture_is_no_task_with_one():
    plain = read_form(FORMS["word"])
    assert row(FORMS["word"], picture="", shown=plain) == {}
    assert row(TASK, picture="") is None
