import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import (
    FIELDS_LIMIT,
    OPTIONS_LIMIT,
    PAIRED,
    TEXT_LIMIT,
    WITHOUT_OPTIONS,
    FieldKind,
    as_json,
    fill,
    read_form,
    variables,
)
from kiosk.rules.refusals import Refusal

PETS = [{"value": "cat", "key": "c"}, {"value": "dog", "label": "Dog", "key": "d"}]


def field(**changes):
    return {"name": "pet", "kind": "choice", "label": "Pet", "options": PETS, **changes}


def text_field(**changes):
    return {"name": "words", "kind": "text", **changes}


def form(*fields, **changes):
    return {"prompt": "What is it?", "fields": list(fields or [field()]), **changes}


def code_of(call):
    try:
        call()
    except Refusal as refused:
        return refused.code
    return None


def refusal_of(raw):
    with pytest.raises(Refusal) as refused:
        read_form(raw)
    assert refused.value.code == "form_wrong"
    return refused.value.details["where"], refused.value.details["problem"]


def test_a_form_is_read_with_its_defaults():
    read = read_form(form(picture="media/a.png", picture_alt="An animal"))
    assert read.prompt == "What is it?"
    assert read.picture == "media/a.png"
    assert read.help == ""
    (pet,) = read.fields
    assert pet.kind is FieldKind.CHOICE
    assert pet.required
    assert [option.label for option in pet.options] == ["cat", "Dog"]


def test_a_form_without_a_picture_has_none():
    assert read_form(form(picture=None)).picture is None
    assert read_form(form(picture="")).picture is None


WRONG = [
    pytest.param([], "form", "wrong_type", id="a list"),
    pytest.param(form(extra=1), "form.extra", "unknown_field", id="a word we do not know"),
    pytest.param({"fields": [field()]}, "prompt", "missing", id="no prompt"),
    pytest.param(form(prompt=" "), "prompt", "missing", id="an empty prompt"),
    pytest.param(form(prompt=7), "prompt", "wrong_type", id="a number for a prompt"),
    pytest.param(form(prompt="\ud800"), "prompt", "not_text", id="half a character"),
    pytest.param(form(prompt="a\x00"), "prompt", "not_text", id="a control character"),
    pytest.param(form(prompt="a" * (TEXT_LIMIT + 1)), "prompt", "too_long", id="a text too long"),
    pytest.param(form(help=None, fields={}), "fields", "wrong_type", id="fields that are no list"),
    pytest.param(form(help=None), "help", "missing", id="a help that is null"),
    pytest.param({"prompt": "x", "fields": []}, "fields", "missing", id="no fields"),
    pytest.param(
        form(*[text_field(name=f"f{n}") for n in range(FIELDS_LIMIT + 1)]),
        "fields",
        "too_many",
        id="too many fields",
    ),
    pytest.param(form("pet"), "fields[0]", "wrong_type", id="a field that is no object"),
    pytest.param(form(field(name="Pet!")), "fields[0].name", "name_wrong", id="a name with signs"),
    pytest.param(form(field(kind="dance")), "fields[0].kind", "kind_unknown", id="an unknown kind"),
    pytest.param(
        form(field(required="yes")), "fields[0].required", "wrong_type", id="required in words"
    ),
    pytest.param(form(field(options=[])), "fields[0].options", "missing", id="a choice of nothing"),
    pytest.param(
        form(field(options=[{"value": "a"}] * 2)),
        "fields[0].options",
        "twice",
        id="one value twice",
    ),
    pytest.param(
        form(field(options=[{"value": "a", "key": "x"}, {"value": "b", "key": "X"}])),
        "fields[0].options",
        "twice",
        id="one key twice",
    ),
    pytest.param(
        form(field(options=[{"value": str(n)} for n in range(OPTIONS_LIMIT + 1)])),
        "fields[0].options",
        "too_many",
        id="too many options",
    ),
    pytest.param(
        form(field(options=[{"value": "a", "key": "ab"}])),
        "fields[0].options[0].key",
        "one_key_only",
        id="two keys",
    ),
    pytest.param(
        form(text_field(options=PETS)),
        "fields[0].options",
        "not_for_this_kind",
        id="options of a text",
    ),
    pytest.param(
        form(field(pattern="a")),
        "fields[0].pattern",
        "not_for_this_kind",
        id="a pattern of a choice",
    ),
    pytest.param(
        form(text_field(pattern="(a")),
        "fields[0].pattern",
        "pattern_wrong",
        id="a pattern we cannot follow",
    ),
    pytest.param(
        form(text_field(max_length=0)),
        "fields[0].max_length",
        "out_of_range",
        id="no room to answer",
    ),
    pytest.param(
        form(text_field(max_length=TEXT_LIMIT + 1)),
        "fields[0].max_length",
        "out_of_range",
        id="too much room",
    ),
    pytest.param(
        form(text_field(max_length=True)),
        "fields[0].max_length",
        "wrong_type",
        id="true for a length",
    ),
    pytest.param(form(field(), field()), "fields", "twice", id="one field twice"),
    pytest.param(
        form(*[text_field(name=f"f{n}", label="x" * 9000) for n in range(8)]),
        "form",
        "too_large",
        id="64 KiB passed",
    ),
]


@pytest.mark.parametrize(("raw", "where", "problem"), WRONG)
def test_what_is_no_form(raw, where, problem):
    assert refusal_of(raw) == (where, problem)


def test_the_limits_themselves_are_allowed():
    options = [{"value": str(n)} for n in range(OPTIONS_LIMIT)]
    fields = [text_field(name=f"f{n}") for n in range(FIELDS_LIMIT - 1)]
    read = read_form(form(field(options=options), *fields, prompt="a" * TEXT_LIMIT))
    assert len(read.fields) == FIELDS_LIMIT


def test_a_pattern_shortens_the_answer_it_takes():
    (words,) = read_form(form(text_field(pattern="[a-z]+"))).fields
    assert words.max_length == 200


def test_a_form_is_filled_from_a_row():
    template = read_form(
        form(
            field(options=[{"value": "${one}"}, {"value": "other"}]),
            prompt="Is it ${one}?",
            picture="${image}",
        )
    )
    assert variables(template) == {"one", "image"}
    filled = fill(template, {"one": "a ${two}", "image": "1.png", "unused": "x"})
    assert filled.prompt == "Is it a ${two}?"
    assert filled.picture == "1.png"
    assert filled.fields[0].options[0].value == "a ${two}"


def test_a_missing_variable_is_named():
    with pytest.raises(Refusal) as refused:
        fill(read_form(form(prompt="Is it ${one}?")), {"two": "x"})
    assert refused.value.details == {"where": "${one}", "problem": "variable_missing"}


def test_a_filled_form_is_checked_again():
    template = read_form(form(field(options=[{"value": "${a}"}, {"value": "${b}"}])))
    with pytest.raises(Refusal) as refused:
        fill(template, {"a": "same", "b": "same"})
    assert refused.value.details["problem"] == "twice"


ALL = read_form(
    form(
        field(required=False),
        {"name": "tags", "kind": "multi", "options": PETS, "required": False},
        text_field(max_length=5, pattern="[a-z]*", required=False),
        {"name": "count", "kind": "number", "required": False},
    )
)
EMPTY = {"pet": "", "tags": [], "words": "", "count": ""}


@pytest.mark.parametrize(
    ("answer", "checked"),
    [
        pytest.param({}, {}, id="nothing, where nothing is required"),
        pytest.param({"pet": "cat"}, {"pet": "cat"}, id="a choice"),
        pytest.param(
            {"tags": ["dog", "cat"]}, {"tags": ["cat", "dog"]}, id="picks in the options' order"
        ),
        pytest.param({"words": "abc"}, {"words": "abc"}, id="a text"),
        pytest.param({"words": "  "}, {}, id="a blank text is empty"),
        pytest.param({"count": 7}, {"count": "7"}, id="a number as JSON"),
        pytest.param({"count": " -3.50 "}, {"count": "-3.50"}, id="a number as typed"),
        pytest.param({"count": "8,50"}, {"count": "8.50"}, id="a number with a decimal comma"),
        pytest.param({"count": "٤٢\u066b٥"}, {"count": "42.5"}, id="a number in Arabic digits"),
    ],
)
def test_a_right_answer(answer, checked):
    assert check_answer(ALL, answer) == {**EMPTY, **checked}


@pytest.mark.parametrize(
    ("answer", "at", "problem"),
    [
        pytest.param(
            {"colour": "red"}, "colour", "unknown_field", id="a field that nobody asked for"
        ),
        pytest.param({"pet": "cow"}, "pet", "not_an_option", id="a value not offered"),
        pytest.param({"pet": ["cat"]}, "pet", "wrong_type", id="a list for a choice"),
        pytest.param({"tags": "cat"}, "tags", "wrong_type", id="one value for many"),
        pytest.param({"tags": [1]}, "tags", "wrong_type", id="a number among the picks"),
        pytest.param({"tags": ["cat", "cat"]}, "tags", "not_an_option", id="one pick twice"),
        pytest.param({"words": "abcdef"}, "words", "too_long", id="a text too long"),
        pytest.param({"words": "A"}, "words", "wrong_format", id="a text of another format"),
        pytest.param({"words": "a\x00"}, "words", "not_text", id="a control character"),
        pytest.param({"count": "seven"}, "count", "not_a_number", id="a number in words"),
        pytest.param({"count": True}, "count", "wrong_type", id="true for a number"),
        pytest.param({"words": 7}, "words", "wrong_type", id="a number for a text"),
    ],
)
def test_a_wrong_answer(answer, at, problem):
    with pytest.raises(Refusal) as refused:
        check_answer(ALL, answer)
    assert refused.value.code == "answer_wrong_shape"
    assert refused.value.details == {"field": at, "problem": problem}


@pytest.mark.parametrize("kind", list(FieldKind))
def test_what_is_required_must_be_there(kind):
    options = PETS if kind not in WITHOUT_OPTIONS else []
    targets = {"targets": PETS} if kind in PAIRED else {}
    asked = read_form(
        form(field(kind=kind.value, options=options, **targets), picture="a", picture_alt="b")
    )
    with pytest.raises(Refusal) as refused:
        check_answer(asked, {})
    assert refused.value.details == {"field": "pet", "problem": "missing"}


texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).filter(
    str.strip
)
fields = st.one_of(
    st.builds(lambda label: text_field(label=label), texts),
    st.builds(
        lambda values: field(options=[{"value": v} for v in values]),
        st.lists(texts, min_size=1, unique=True),
    ),
)


@given(prompt=texts, one=fields, helped=texts)
def test_a_form_survives_json(prompt, one, helped):
    read = read_form(form(one, prompt=prompt, help=helped))
    assert read_form(json.loads(json.dumps(as_json(read)))) == read


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(list(EMPTY)), json_values))
def test_any_answer_is_checked_or_refused(answer):
    def checked_twice():
        return check_answer(ALL, check_answer(ALL, answer))

    assert code_of(checked_twice) in (None, "answer_wrong_shape")


@given(
    json_values
    | st.fixed_dictionaries(
        {
            "prompt": json_values,
            "fields": st.lists(
                st.dictionaries(
                    st.sampled_from(["name", "kind", "options", "pattern"]), json_values
                )
            ),
        }
    )
)
def test_any_json_is_read_or_refused(raw):
    assert code_of(lambda: read_form(raw)) in (None, "form_wrong")
