import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.kind_samples import DETAILS, GOLD, kind_form, raw_form

from kiosk.rules.form_answers import PLACE_TEXT_LIMIT, PLACES_LIMIT, check_answer, pairs
from kiosk.rules.forms import as_json, fill, read_form, variables
from kiosk.rules.grading_kinds import gold_values
from kiosk.rules.refusals import Refusal


@pytest.mark.parametrize("kind", DETAILS)
def test_a_question_of_each_kind_survives_json(kind):
    read = kind_form(kind)
    assert read_form(json.loads(json.dumps(as_json(read)))) == read


def test_an_older_machine_reads_what_it_knows():
    old = read_form({"prompt": "?", "fields": [{"name": "it", "kind": "multi", "options": PETS}]})
    (field,) = as_json(old)["fields"]
    assert "targets" not in field
    assert set(field["options"][0]) == {"value", "label", "key"}


PETS = [{"value": "cat"}, {"value": "dog"}]


@pytest.mark.parametrize(
    ("raw", "where", "problem"),
    [
        pytest.param(raw_form("order", options=PETS[:1]), "options", "too_few", id="one to order"),
        pytest.param(raw_form("match", targets=[]), "targets", "missing", id="nothing to match"),
        pytest.param(
            raw_form("order", targets=PETS), "targets", "not_for_this_kind", id="targets to order"
        ),
        pytest.param(
            raw_form("match", options=[{"value": "a=b"}]),
            "options[0].value",
            "value_wrong",
            id="a value that reads like a pair",
        ),
        pytest.param(
            raw_form("spot", options=[{"value": "a|b"}]),
            "options[0].value",
            "value_wrong",
            id="a value that reads like two",
        ),
        pytest.param(
            raw_form("box", options=[{"value": " car"}]),
            "options[0].value",
            "value_wrong",
            id="a label that begins with a space",
        ),
        pytest.param(
            raw_form("verdict", options=[{"value": "scam"}]),
            "options[0].value",
            "value_wrong",
            id="a reason that reads like a verdict",
        ),
        pytest.param(
            raw_form("box", options=[{"value": "car", "area": "0 0 1 1"}]),
            "options[0].area",
            "not_for_this_kind",
            id="a label with a place",
        ),
        pytest.param(
            raw_form("spot", options=[{"value": "fee", "area": "900 0 200 10"}]),
            "options[0].area",
            "area_wrong",
            id="a flag beside the picture",
        ),
        pytest.param(
            raw_form("spot", options=[{"value": "fee", "area": 7}]),
            "options[0].area",
            "area_wrong",
            id="an area that is a number",
        ),
        pytest.param(
            raw_form("spot", options=[{"value": "fee", "area": "0 0 1 1"}, {"value": "hurry"}]),
            "options",
            "area_missing",
            id="one flag with a place and one without",
        ),
        pytest.param(
            {**raw_form("box"), "picture": None}, "", "picture_missing", id="no picture to draw on"
        ),
        pytest.param(
            {**raw_form("spot"), "picture": None}, "", "picture_missing", id="no picture to look at"
        ),
    ],
)
def test_what_is_no_question(raw, where, problem):
    with pytest.raises(Refusal) as refused:
        read_form(raw)
    assert refused.value.details == {
        "where": ".".join(["fields[0]", where] if where else ["fields[0]"]),
        "problem": problem,
    }


def test_a_verdict_and_a_box_need_no_options():
    for kind in ("verdict", "box", "point"):
        assert kind_form(kind, options=[]).fields[0].options == ()


def test_an_area_may_come_from_the_table():
    form = kind_form("spot", options=[{"value": "fee", "area": "${area}"}])
    assert variables(form) == {"area"}
    assert form.fields[0].options[0].place is None
    assert fill(form, {"area": "1 2 3 4"}).fields[0].options[0].place.text == "1 2 3 4"
    with pytest.raises(Refusal):
        fill(form, {"area": "outside"})


def test_an_option_without_an_area_has_no_place():
    assert kind_form("order").fields[0].options[0].place is None


@pytest.mark.parametrize(
    ("kind", "given", "checked"),
    [
        pytest.param("box", None, [], id="nothing drawn"),
        pytest.param(
            "box",
            ["200 0 10 10 big bus", "9 0 10 10 car", "0100 0 010 10  car"],
            ["9 0 10 10 car", "100 0 10 10 car", "200 0 10 10 big bus"],
            id="boxes by label and place",
        ),
        pytest.param("point", ["7 8", "1000 0"], ["7 8", "1000 0"], id="points"),
        pytest.param("order", [], [], id="no order"),
        pytest.param(
            "order",
            ["paid", "do", "wait", "read"],
            ["paid", "do", "wait", "read"],
            id="an order stays as it is",
        ),
        pytest.param(
            "match", ["rose=plant", "", "dog=plant"], ["dog=plant", "rose=plant"], id="some pairs"
        ),
        pytest.param("spot", ["logo", "fee"], ["fee", "logo"], id="flags in the page's order"),
        pytest.param("verdict", ["long", "scam"], ["scam", "long"], id="a verdict and a reason"),
        pytest.param("verdict", [], [], id="no verdict"),
    ],
)
def test_the_one_true_spelling(kind, given, checked):
    assert check_answer(kind_form(kind), {"it": given}) == {"it": checked}


@pytest.mark.parametrize(
    ("kind", "given", "problem"),
    [
        pytest.param("box", "1 2 3 4 car", "wrong_type", id="a box that is no list"),
        pytest.param("box", [[1, 2, 3, 4]], "wrong_type", id="numbers for a box"),
        pytest.param("box", ["1 2 3 car"], "not_on_the_picture", id="three numbers"),
        pytest.param("box", ["NaN 2 3 4 car"], "not_on_the_picture", id="no number"),
        pytest.param("box", ["1.5 2 3 4 car"], "not_on_the_picture", id="a broken number"),
        pytest.param("box", ["-1 2 3 4 car"], "not_on_the_picture", id="left of the picture"),
        pytest.param("box", ["900 2 101 4 car"], "not_on_the_picture", id="over the right edge"),
        pytest.param("box", ["2 900 4 101 car"], "not_on_the_picture", id="over the lower edge"),
        pytest.param("box", ["1 2 0 4 car"], "not_on_the_picture", id="a box without a width"),
        pytest.param("box", ["1 2 3 4"], "label_missing", id="no label"),
        pytest.param("box", ["1 2 3 4 cow"], "not_an_option", id="another label"),
        pytest.param("box", ["1 2 3 4 car", "1 2 3 4  car"], "twice", id="the same box twice"),
        pytest.param(
            "box", ["1 2 3 4 " + "a" * PLACE_TEXT_LIMIT], "not_on_the_picture", id="a long label"
        ),
        pytest.param(
            "box", [f"{n} 1 1 1 car" for n in range(PLACES_LIMIT + 1)], "too_many", id="too many"
        ),
        pytest.param("point", ["1001 0"], "not_on_the_picture", id="a point beside it"),
        pytest.param("point", ["1"], "not_on_the_picture", id="half a point"),
        pytest.param("point", ["1 2 here"], "not_an_option", id="a label nobody asked for"),
        pytest.param("order", ["read", "read", "do", "paid"], "twice", id="one thing twice"),
        pytest.param("order", ["read", "do"], "not_an_option", id="half an order"),
        pytest.param("match", ["dog=stone"], "not_an_option", id="no such target"),
        pytest.param("match", ["dog=plant", "dog=animal"], "twice", id="one thing in two places"),
        pytest.param("spot", ["fee", "fee"], "not_an_option", id="a flag twice"),
        pytest.param("verdict", ["pay_first"], "missing", id="reasons without a verdict"),
        pytest.param("verdict", ["safe", "scam"], "twice", id="two verdicts"),
    ],
)
def test_what_is_no_answer(kind, given, problem):
    with pytest.raises(Refusal) as refused:
        check_answer(kind_form(kind), {"it": given})
    assert refused.value.details == {"field": "it", "problem": problem}


def test_as_many_boxes_as_the_limit_says():
    boxes = [f"{n} 1 1 1 car" for n in range(PLACES_LIMIT)]
    assert check_answer(kind_form("box"), {"it": boxes}) == {"it": boxes}


def test_where_one_point_is_asked_for_two_are_none():
    with pytest.raises(Refusal) as refused:
        check_answer(kind_form("point", max_length=1), {"it": ["1 2", "3 4"]})
    assert refused.value.details["problem"] == "too_many"


@pytest.mark.parametrize("kind", ["match", "rate"])
def test_all_must_be_paired_where_it_is_required(kind):
    form = kind_form(kind, required=True)
    every = pairs(form.fields[0])
    with pytest.raises(Refusal) as refused:
        check_answer(form, {"it": [every[0]]})
    assert refused.value.details["problem"] == "missing"
    whole = list(every[::2])
    assert check_answer(form, {"it": whole}) == {"it": whole}


hostile = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(kind=st.sampled_from(sorted(DETAILS)), value=hostile, own=st.booleans())
def test_any_answer_is_checked_or_refused(kind, value, own):
    form = kind_form(kind)
    given = list(gold_values(GOLD[kind])) if own else value
    assert checked_twice(form, given) in (None, "answer_wrong_shape")


def checked_twice(form, given):
    try:
        checked = check_answer(form, {"it": given})
        assert check_answer(form, checked) == checked
    except Refusal as refused:
        return refused.code
    return None
