from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.kind_samples import DETAILS, GOLD, kind_form
from rules.test_grading import asked

from kiosk.rules.feedback import feedback_words, mistakes
from kiosk.rules.form_answers import check_answer
from kiosk.rules.grading import is_opinion, mark_answer, right_values
from kiosk.rules.grading_kinds import gold_values, most_pairs
from kiosk.rules.item_gold import gold_problem, tolerance_problem

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def mark(kind, value, *, gold=None, tolerance=None):
    form = kind_form(kind)
    answer = check_answer(form, {"it": value})
    forgiven = {} if tolerance is None else {"it": Fraction(tolerance)}
    golds = {"it": GOLD[kind] if gold is None else gold}
    marked = mark_answer(form, gold=golds, answer=answer, tolerance=forgiven)
    right = right_values(form, gold=golds, answer=answer, tolerance=forgiven)
    return marked.points, marked.right, right["it"]


CAR, BUS = "100 100 200 100 car", "100 100 200 100 big bus"
SECOND = "500 500 100 100 car"


@pytest.mark.parametrize(
    ("value", "tolerance", "points"),
    [
        pytest.param([CAR, BUS, SECOND], None, 1, id="all boxes"),
        pytest.param([BUS, SECOND, "110 100 200 100 car"], None, 1, id="a box a little off"),
        pytest.param([BUS, SECOND, "110 100 200 100 car"], "0.95", THIRD, id="but not when strict"),
        pytest.param([CAR, BUS], None, Fraction(2, 3), id="one not found"),
        pytest.param([CAR, BUS, SECOND, "0 0 9 9 car"], None, Fraction(2, 3), id="one too many"),
        pytest.param(["100 100 200 100 car"] * 1, None, THIRD, id="one of three"),
        pytest.param(["500 500 100 100 big bus"], None, 0, id="the wrong label"),
        pytest.param([], None, 0, id="nothing"),
    ],
)
def test_boxes(value, tolerance, points):
    assert mark("box", value, tolerance=tolerance)[:2] == (points, points == 1)


def test_boxes_are_matched_so_that_most_are_right():
    """The first box fits both golds, the second only the first: a greedy hand gives one point."""
    gold = "0 0 100 100 car|40 0 100 100 car"
    drawn = ["20 0 100 100 car", "0 0 99 100 car"]
    assert mark("box", drawn, gold=gold)[1]
    assert mark("box", drawn[::-1], gold=gold)[1]


def test_most_pairs_moves_a_pair_to_make_room():
    fits = {(0, 0), (0, 1), (1, 0)}
    assert most_pairs(2, 2, lambda left, right: (left, right) in fits) == {0: 1, 1: 0}
    assert most_pairs(2, 1, lambda left, right: (left, right) in {(0, 0), (1, 0)}) == {0: 0}


@pytest.mark.parametrize(
    ("value", "tolerance", "points"),
    [
        pytest.param(["100 100", "500 500"], None, 1, id="both"),
        pytest.param(["100 100", "500 530"], None, 1, id="as far as is forgiven"),
        pytest.param(["100 100", "500 531"], None, 0, id="a little farther"),
        pytest.param(["100 100", "500 531"], 31, 1, id="but forgiven here"),
        pytest.param(["100 100"], 0, HALF, id="one"),
    ],
)
def test_points(value, tolerance, points):
    assert mark("point", value, tolerance=tolerance)[:2] == (points, points == 1)


@pytest.mark.parametrize(
    ("value", "tolerance", "points", "right"),
    [
        pytest.param(["read", "do", "wait", "paid"], None, 1, 4, id="the order"),
        pytest.param(["do", "read", "wait", "paid"], None, Fraction(5, 6), 2, id="one pair wrong"),
        pytest.param(["do", "read", "wait", "paid"], 1, 1, 2, id="one pair forgiven"),
        pytest.param(["paid", "wait", "do", "read"], None, 0, 0, id="the other way round"),
        pytest.param([], None, 0, 0, id="none given"),
    ],
)
def test_orders(value, tolerance, points, right):
    got = mark("order", value, tolerance=tolerance)
    assert (*got[:2], len(got[2])) == (points, points == 1, right)


@pytest.mark.parametrize(
    ("kind", "value", "gold", "points", "right"),
    [
        pytest.param(
            "match", ["dog=animal", "cat=animal", "rose=plant"], None, 1, 3, id="all pairs"
        ),
        pytest.param("match", ["dog=animal", "cat=plant"], None, THIRD, 1, id="one pair"),
        pytest.param("match", [], "|", 1, 0, id="nothing to pair"),
        pytest.param("rate", ["fun=no", "attention=yes"], None, 1, 2, id="paid attention"),
        pytest.param("rate", ["fun=no", "attention=no"], None, 0, 1, id="did not"),
        pytest.param("spot", ["fee", "hurry"], None, 1, 2, id="all flags"),
        pytest.param("spot", ["fee", "hurry", "logo"], None, HALF, 2, id="a false flag"),
        pytest.param("spot", [], "|", 1, 0, id="no flag, and none found"),
        pytest.param("spot", ["logo"], "|", 0, 0, id="no flag, but one found"),
        pytest.param("verdict", ["scam", "pay_first", "no_name"], None, 1, 3, id="and its reasons"),
        pytest.param("verdict", ["scam", "pay_first"], None, Fraction(3, 4), 2, id="one reason"),
        pytest.param("verdict", ["ask", "pay_first", "no_name"], None, HALF, 2, id="but unsure"),
        pytest.param("verdict", ["scam"], "scam", 1, 1, id="no reasons asked"),
        pytest.param("verdict", ["safe", "long"], "scam", 0, 0, id="the wrong one"),
    ],
)
def test_pairs_flags_and_verdicts(kind, value, gold, points, right):
    got = mark(kind, value, gold=gold)
    assert (*got[:2], len(got[2])) == (points, points == 1, right)


def test_a_false_flag_may_be_forgiven_but_no_flag_may_be_missed():
    assert mark("spot", ["fee", "hurry", "logo"], tolerance=1)[1]
    assert not mark("spot", ["fee", "logo"], tolerance=1)[1]


def test_an_opinion_is_right_when_it_is_complete():
    form = kind_form("rate")
    answer = check_answer(form, {"it": ["fun=no", "attention=no"]})
    assert is_opinion(form)
    assert mark_answer(form, gold={}, answer=answer, tolerance={}).right
    assert right_values(form, gold={}, answer=answer, tolerance={}) == {}


def test_what_is_no_list_has_no_right_values():
    form = asked("choice")
    answer = check_answer(form, {"it": "cat"})
    assert right_values(form, gold={"it": "cat"}, answer=answer, tolerance={}) == {}


@given(st.sampled_from(sorted(DETAILS)), st.randoms())
def test_the_own_gold_is_right_in_whatever_order_it_is_written(kind, chance):
    values = list(gold_values(GOLD[kind]))
    written = list(values)
    if kind != "order":
        chance.shuffle(written)
    assert mark(kind, values, gold="|".join(written))[1]


boxes = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(1, 500), st.integers(1, 500)),
    max_size=5,
    unique=True,
)


@given(drawn=boxes, gold=boxes.filter(bool), chance=st.randoms())
def test_the_order_of_boxes_does_not_matter(drawn, gold, chance):
    value = [f"{a} {b} {c} {d} car" for a, b, c, d in drawn]
    golds = [f"{a} {b} {c} {d} car" for a, b, c, d in gold]
    first = mark("box", value, gold="|".join(golds))
    chance.shuffle(value)
    chance.shuffle(golds)
    assert mark("box", value, gold="|".join(golds))[0] == first[0]
    assert 0 <= first[0] <= 1


def test_each_order_has_its_own_points_and_one_is_right():
    marks = [mark("order", list(one))[1] for one in permutations(("read", "do", "wait", "paid"))]
    assert marks.count(True) == 1


@pytest.mark.parametrize("kind", DETAILS)
def test_the_golds_here_are_golds(kind):
    assert gold_problem(kind_form(kind).fields[0], GOLD[kind]) is None


@pytest.mark.parametrize(
    ("kind", "gold", "changes", "problem"),
    [
        pytest.param("box", "0 0 1001 10 car", {}, "not_on_the_picture", id="a box outside"),
        pytest.param("box", "0 0 10 10", {}, "label_missing", id="a box without a label"),
        pytest.param("order", "read|read|do|paid", {}, "twice", id="an entry twice"),
        pytest.param(
            "order", "wait|read|do|paid", {}, "order_as_shown", id="the order that stands there"
        ),
        pytest.param("match", "dog=animal|dog=plant", {}, "twice", id="two golds for one"),
        pytest.param(
            "match", "dog=animal", {"required": True}, "missing", id="a thing without gold"
        ),
        pytest.param("rate", "attention=yes", {"required": True}, None, id="attention alone"),
        pytest.param("spot", "|", {"required": True}, "missing", id="none, but one must be picked"),
        pytest.param("spot", "|", {}, None, id="none to find"),
        pytest.param("verdict", "safe|scam", {}, "twice", id="two verdicts"),
    ],
)
def test_gold_that_cannot_be(kind, gold, changes, problem):
    assert gold_problem(kind_form(kind, **changes).fields[0], gold) == problem


def test_two_golds_for_one_choice():
    field = asked("choice").fields[0]
    assert gold_problem(field, "cat|dog") == "two_golds"
    assert gold_problem(field, "cat|cow and calf") == "not_an_option"
    assert gold_problem(field, "cat") is None
    assert gold_problem(asked("number").fields[0], "1|2") == "not_a_number"
    assert gold_problem(asked("text", max_length=3).fields[0], "cat|horse") == "too_long"


def test_an_overlap_lies_between_nothing_and_all():
    box = kind_form("box").fields[0]
    assert [tolerance_problem(box, Fraction(one)) for one in ("0", "1", "1.1")] == [
        True,
        False,
        True,
    ]
    assert not tolerance_problem(kind_form("point").fields[0], Fraction(50))
    assert not tolerance_problem(None, Fraction(50))


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        pytest.param("box", [CAR, BUS, SECOND], [], id="nothing wrong"),
        pytest.param(
            "box", ["100 100 90 90 car", BUS, SECOND], ["loose", "missing"], id="a loose box"
        ),
        pytest.param("box", [CAR, BUS, SECOND, "0 0 9 9 car"], ["extra"], id="one too many"),
        pytest.param("point", ["0 0"], ["extra", "missing"], id="beside it"),
        pytest.param("spot", ["fee", "logo"], ["logo", "missing"], id="a false flag"),
        pytest.param("match", ["dog=plant", "rose=plant", "cat=animal"], ["dog=plant", "missing"]),
        pytest.param("verdict", ["safe", "long"], ["safe", "long", "missing"]),
        pytest.param(
            "order", ["do", "read", "wait", "paid"], ["do", "read", "missing"], id="two swapped"
        ),
    ],
)
def test_what_is_said_of_a_mistake(kind, value, words):
    form = kind_form(kind)
    checked = check_answer(form, {"it": value})["it"]
    found = list(mistakes(form.fields[0], checked, gold=GOLD[kind], tolerance=None))
    assert found == words
    assert set(found) <= feedback_words(form.fields[0]) | {"missing"}


def test_a_single_value_is_its_own_mistake():
    field = asked("choice").fields[0]
    assert list(mistakes(field, "dog", gold="cat", tolerance=None)) == ["dog"]
    assert feedback_words(field) == {"cat", "dog", "cow"}
    assert not feedback_words(asked("text").fields[0])
