"""What small numbers of answers say of a question, and what they do not."""

from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.item_statistics import (
    ENOUGH_ANSWERS,
    First,
    Interval,
    Said,
    Verdict,
    in_words,
    results,
    verdict_of,
    wilson,
)

COUNTS = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("right", "answers", "least", "most"),
    [
        (0, 0, 0, 1000),
        (0, 2, 0, 658),  # as R's binom.confint(method = "wilson") says, rounded outwards
        (1, 2, 94, 906),
        (5, 10, 236, 764),
        (4, 12, 138, 610),
        (20, 20, 838, 1000),
        (0, 20, 0, 162),
        (81, 263, 255, 367),
    ],
)
def test_the_interval_is_wilsons(right, answers, least, most):
    found = wilson(right, answers)
    assert abs(found.least - least) <= 1
    assert abs(found.most - most) <= 1


@given(COUNTS)
def test_the_share_lies_in_the_interval_and_the_bounds_are_rounded_outwards(counted):
    right, answers = counted
    found = wilson(right, answers)
    assert 0 <= found.least <= found.most <= 1000
    if answers:
        assert found.least <= Fraction(right * 1000, answers) <= found.most
        assert found.least <= exact(right, answers, -1) * 1000 + Fraction(1, 10**6)
        assert found.most >= exact(right, answers, 1) * 1000 - Fraction(1, 10**6)
        assert found.most - found.least <= (
            (exact(right, answers, 1) - exact(right, answers, -1)) * 1000 + 3
        )


def exact(right, answers, sign):
    """The bound by the book, in fractions; the root to twenty places."""
    z = Fraction(196, 100)
    inside = z * z + 4 * right * Fraction(answers - right, answers)
    root = Fraction(isqrt(inside.numerator * 10**40 // inside.denominator), 10**20)
    return (2 * right + z * z + sign * z * root) / (2 * (answers + z * z))


@given(COUNTS)
def test_right_and_wrong_mirror_each_other(counted):
    right, answers = counted
    one, other = wilson(right, answers), wilson(answers - right, answers)
    assert abs(one.least - (1000 - other.most)) <= 1
    assert abs(one.most - (1000 - other.least)) <= 1


@given(st.integers(1, 60), st.integers(1, 9))
def test_more_of_the_same_answers_say_it_more_surely(right, times):
    few, many = wilson(right, 2 * right), wilson(right * (times + 1), 2 * right * (times + 1))
    assert many.most - many.least < few.most - few.least


def test_more_right_than_answers_is_a_slip():
    for right, answers in ((3, 2), (-1, 2)):
        with pytest.raises(ValueError, match=str(answers)):
            wilson(right, answers)


@pytest.mark.parametrize(
    ("right", "answers", "said"),
    [
        (0, 2, Verdict.TOO_FEW),
        (0, ENOUGH_ANSWERS - 1, Verdict.TOO_FEW),
        (0, ENOUGH_ANSWERS, Verdict.HARD),
        (4, 12, Verdict.HARD),
        (6, 12, Verdict.UNSURE),
        (5, 5, Verdict.UNSURE),
        (30, 31, Verdict.EASY),
    ],
)
def test_what_is_said_of_a_question(right, answers, said):
    assert verdict_of(right, answers) is said


def firsts(item, marks, *, said="", learners=None):
    names = learners or [f"L{n}" for n in range(len(marks))]
    return [
        First(name, item, mark == "1", "gold" if mark == "1" else said)
        for name, mark in zip(names, marks, strict=True)
    ]


def found(*answers, order=("a", "b", "c", "d", "e")):
    rows = results([one for each in answers for one in each], order=order)
    return {one.item: one for one in rows}, [one.item for one in rows]


def test_two_answers_are_never_ranked():
    _rows, order = found(firsts("b", "00"), firsts("c", "111000"), firsts("d", "00000"))
    assert order == ["d", "c", "a", "b", "e"]


def test_a_question_without_answers_says_nothing():
    rows, _order = found()
    one = rows["a"]
    assert (one.answers, one.share, one.interval, one.verdict) == (
        *(0, 0, Interval(0, 1000)),
        Verdict.TOO_FEW,
    )
    assert (one.wrong, one.parts, one.suspect, one.median_s) == (None, None, None, None)


def test_what_was_answered_to_a_question_that_the_module_has_no_more_stands_last():
    _rows, order = found(firsts("z", "0"), order=("a",))
    assert order == ["a", "z"]


def test_the_most_common_wrong_answer_is_one_that_stands_out():
    three = [First("x", "a", right=False, said=said) for said in ("Cat", " cat", "dog", "")]
    assert found(three)[0]["a"].wrong == Said("Cat", 2, 4)
    tie = [First("x", "a", right=False, said=said) for said in ("cat", "cat", "dog", "dog")]
    assert found(tie)[0]["a"].wrong is None
    assert found(firsts("a", "0", said="cat"))[0]["a"].wrong is None


def test_hints_and_the_usual_time():
    rows = [First("x", "a", True, "", n % 2, n) for n in range(1, 6)]
    rows.append(First("y", "a", right=True, said=""))
    one = found(rows)[0]["a"]
    assert (one.hints, one.median_s) == (3, 3)


def book(gold, said):
    """Twenty learners; the first ten get the four others right, the last ten none."""
    others = [firsts(item, "1" * 10 + "0" * 10) for item in "abcd"]
    return found(*others, firsts("e", gold, said=said))[0]["e"]


@pytest.mark.parametrize(
    ("gold", "parts"),
    [
        ("1" * 10 + "0" * 10, 1000),
        ("0" * 10 + "1" * 10, -1000),
        ("10" * 10, 0),
        ("1" * 8 + "0" * 10 + "1" * 2, 600),
        ("1" * 17 + "0" * 3, None),  # three wrong answers part nobody
    ],
)
def test_how_well_a_question_tells_learners_apart(gold, parts):
    assert book(gold, "x").parts == parts


def test_nineteen_answers_do_not_say_it():
    others = [firsts(item, "1" * 10 + "0" * 9) for item in "abcd"]
    assert found(*others, firsts("e", "1" * 10 + "0" * 9))[0]["e"].parts is None


def test_a_gold_answer_that_most_good_learners_gainsay_is_suspect_and_stands_first():
    others = [firsts(item, "1111100000") for item in "abcd"]
    wrong = firsts("e", "0000100000", said="dog")
    rows, order = found(*others, wrong)
    assert rows["e"].suspect == Said("dog", 4, 5)
    assert order[0] == "e"


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ("0011100000", "dog"),  # two of five good learners
        ("0000000000", ""),  # no answer is no word against it
    ],
)
def test_a_gold_answer_that_few_good_learners_gainsay_is_not(marks, said):
    others = [firsts(item, "1111100000") for item in "abcd"]
    assert found(*others, firsts("e", marks, said=said))[0]["e"].suspect is None


def test_three_good_learners_are_too_few_to_doubt_a_gold_answer():
    others = [firsts(item, "1110000000") for item in "abcd"]
    assert found(*others, firsts("e", "0000000000", said="dog"))[0]["e"].suspect is None


def test_four_good_learners_are_enough_and_half_of_them_is_not_most():
    others = [firsts(item, "1111000000") for item in "abcd"]
    assert found(*others, firsts("e", "0001000000", said="dog"))[0]["e"].suspect == Said(
        "dog", 3, 4
    )
    assert found(*others, firsts("e", "0011000000", said="dog"))[0]["e"].suspect is None


@pytest.mark.parametrize(("right", "good"), [(7, True), (6, False)])
def test_a_good_learner_has_seven_of_ten_others_right(right, good):
    others = [firsts(f"o{n}", ("1" if n < right else "0") * 4) for n in range(10)]
    one = found(*others, firsts("e", "0000", said="dog"))[0]["e"]
    assert (one.suspect is not None) is good


@pytest.mark.parametrize("swap", [False, True])
def test_what_parts_learners_a_little_is_rounded_towards_nothing_either_way(swap):
    marks = "1" * 5 + "0" * 5 + "1" * 2 + "0" * 8  # 30 of 91 pairs: 329.67 of a thousand
    gold = marks.translate(str.maketrans("01", "10")) if swap else marks
    assert book(gold, "x").parts == (-329 if swap else 329)


def test_who_answered_little_else_is_not_known_to_be_good():
    others = [firsts(item, "1111111111") for item in "ab"]
    assert found(*others, firsts("e", "0000000000", said="dog"))[0]["e"].suspect is None


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("abc"), st.booleans()), max_size=60))
def test_the_order_in_which_answers_come_says_nothing(rows):
    answers = [First(f"L{who}", item, right, str(who % 3)) for who, item, right in rows]
    one = results(answers, order="abc")
    other = results(sorted(answers, key=lambda each: each.learner), order="abc")
    assert [(each.item, each.right, each.parts) for each in one] == [
        (each.item, each.right, each.parts) for each in other
    ]
    assert all(-1000 <= each.parts <= 1000 for each in one if each.parts is not None)


def test_answers_in_words_are_those_of_the_page():
    labels = {("pet", "cat"): "A cat", ("pet", "dog"): "A dog"}
    assert in_words({"pet": "cat"}, labels) == "A cat"
    assert in_words({"pet": ["cat", "dog"]}, labels) == "A cat|A dog"
    assert in_words({"pet": "cow", "n": 3}, labels) == "pet: cow, n: 3"
