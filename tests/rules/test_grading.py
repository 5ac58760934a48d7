from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import read_form
from kiosk.rules.grading import EDITS_LIMIT, edits, mark_answer, normalised


def asked(kind, **changes):
    options = [{"value": v} for v in ("cat", "dog", "cow")] if kind in ("choice", "multi") else []
    field = {"name": "it", "kind": kind, "options": options, "required": False, **changes}
    return read_form({"prompt": "What?", "fields": [field]})


def mark(kind, value, gold, tolerance=0):
    form = asked(kind)
    answer = check_answer(form, {"it": value})
    return mark_answer(
        form, gold={"it": gold}, answer=answer, tolerance={"it": Fraction(tolerance)}
    )


@pytest.mark.parametrize(
    ("kind", "value", "gold", "points"),
    [
        pytest.param("choice", "cat", "cat", 1, id="the right choice"),
        pytest.param("choice", "dog", "cat", 0, id="the wrong choice"),
        pytest.param("choice", "", "cat", 0, id="no choice"),
        pytest.param("multi", ["cat", "dog"], "cat|dog", 1, id="all picks right"),
        pytest.param("multi", ["cat"], "cat|dog", Fraction(1, 2), id="half of them"),
        pytest.param(
            "multi", ["cat", "cow"], "cat|dog", 0, id="a wrong pick takes a right one away"
        ),
        pytest.param(
            "multi", ["cat", "dog", "cow"], "cat|dog", Fraction(1, 2), id="picking all is not free"
        ),
        pytest.param("multi", ["cow"], "cat|dog", 0, id="never below nothing"),
        pytest.param("multi", [], "|", 1, id="nothing to pick and nothing picked"),
        pytest.param("multi", ["cat"], "|", 0, id="nothing to pick but picked"),
        pytest.param(
            "text", " THE  Cat. ", "the cat", 1, id="case, space and punctuation do not count"
        ),
        pytest.param("text", "grey", "gray|grey", 1, id="a second spelling"),
        pytest.param("text", "cats", "cat", 0, id="one letter too many"),
        pytest.param("text", "", "...", 0, id="nothing is not three dots"),
        pytest.param("text", "ｃａｔ", "cat", 1, id="wide letters are letters"),
        pytest.param("number", "7.0", "7", 1, id="a number by its value"),
        pytest.param("number", "8", "7", 0, id="another number"),
        pytest.param("number", "", "7", 0, id="no number"),
    ],
)
def test_points(kind, value, gold, points):
    marked = mark(kind, value, gold)
    assert marked.points == points
    assert marked.fields == {"it": points}
    assert marked.right is (points == 1)


@pytest.mark.parametrize(
    ("kind", "value", "gold", "tolerance", "right"),
    [
        pytest.param("text", "kitten", "sitten", 1, True, id="one letter forgiven"),
        pytest.param("text", "kitten", "sitting", 2, False, id="three letters are more than two"),
        pytest.param("text", "x" * 60, "y" * 60, 60, False, id="no tolerance forgives everything"),
        pytest.param("number", "7.4", "7", Fraction(1, 2), True, id="near enough"),
        pytest.param("number", "7.6", "7", Fraction(1, 2), False, id="too far"),
    ],
)
def test_tolerance(kind, value, gold, tolerance, right):
    assert mark(kind, value, gold, tolerance).right is right


def test_a_form_is_right_when_every_field_with_gold_is():
    fields = [{"name": n, "kind": "text", "required": False} for n in ("name", "town", "remark")]
    form = read_form({"prompt": "Copy", "fields": fields})
    gold = {"name": "Ann", "town": "Bo"}
    good = mark_answer(
        form,
        gold=gold,
        answer=check_answer(form, {"name": "ann", "town": "bo", "remark": "x"}),
        tolerance={},
    )
    half = mark_answer(form, gold=gold, answer=check_answer(form, {"name": "ann"}), tolerance={})
    assert good.right
    assert not half.right
    assert half.points == Fraction(1, 2)
    assert half.fields == {"name": 1, "town": 0}


def test_a_form_without_gold_is_never_right():
    form = asked("text")
    marked = mark_answer(form, gold={}, answer={"it": "x"}, tolerance={})
    assert not marked.right
    assert marked.points == 0


def test_what_normalising_keeps_apart():
    assert normalised("It's  5,-") == "its 5"
    assert normalised("3.5") != normalised("35")
    assert normalised("?!") == "?!"


def plain_edits(one, other):
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        diagonal, row[0] = row[0], i
        for j, against in enumerate(other, start=1):
            diagonal, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, diagonal + (letter != against)),
            )
    return row[-1]


words = st.text("abc", max_size=8)


@given(words, words, st.integers(0, 9))
def test_the_band_counts_as_the_whole_table(one, other, most):
    assert edits(one, other, most=most) == min(plain_edits(one, other), most + 1)


def test_two_long_texts_are_quick():
    assert edits("a" * 10_000, "b" * 10_000, most=1) == 2
    assert edits("ab" * 5000, "ab" * 4990, most=EDITS_LIMIT) == 20
