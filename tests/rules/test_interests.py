import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.interests import (
    FEWEST,
    MOST,
    OF_MODULE,
    PICTURES,
    Field,
    Said,
    answered,
    code_of,
    fields_of,
    found,
    module_fits,
    read_found,
)
from kiosk.rules.refusals import Refusal

ALL_NOT = dict.fromkeys(PICTURES, Said.NOT)
R, I, A, S, E, C = Field  # noqa: E741  the letters of the code


def liking(*fields, but=()):
    return {
        name: Said.LIKE if one in fields and name not in but else Said.NOT
        for name, one in PICTURES.items()
    }


def test_there_are_twenty_and_no_two_of_a_field_stand_together():
    order = list(PICTURES.values())
    assert len(order) == 20
    assert {order.count(one) for one in Field} == {3, 4}
    assert all(one is not after for one, after in itertools.pairwise(order))


@pytest.mark.parametrize(
    ("said", "fields", "many"),
    [
        (ALL_NOT, (), False),
        (dict.fromkeys(PICTURES, Said.UNSURE), (), False),
        (liking(C), (C,), False),
        (liking(S, C), (S, C), False),
        (liking(S, C, R), (R, S, C), False),
        (liking(*Field), (R, I, A), True),
        # the third is named only where it is liked half as much as the first
        (liking(S, C) | {"repair": Said.LIKE}, (S, C), False),
        (liking(S, C) | {"repair": Said.LIKE, "wood": Said.LIKE}, (S, C, R), False),
        # the second is named however little it is liked
        (liking(S) | {"typing": Said.LIKE}, (S, C), False),
        # a field of three pictures counts as much as one of four
        (liking(I, R, but=("farm",)), (I, R), False),
        # not sure counts half, and names no field by itself
        (liking(S) | {"repair": Said.UNSURE}, (S,), False),
        (
            ALL_NOT | {"map": Said.LIKE, "microscope": Said.UNSURE, "draw": Said.LIKE},
            (I, A),
            False,
        ),
    ],
)
def test_what_somebody_likes(said, fields, many):
    result = found(said)
    assert (result.fields, result.many) == (fields, many)


def test_how_much_of_a_field_is_liked():
    percent = found(ALL_NOT | {"map": Said.LIKE, "fault": Said.UNSURE, "repair": Said.LIKE}).percent
    assert percent == {R: 25, I: 50, A: 0, S: 0, E: 0, C: 0}


@given(st.fixed_dictionaries({name: st.sampled_from(list(Said)) for name in PICTURES}))
def test_whatever_is_said_at_most_three_are_shown_and_each_was_liked(said):
    result = found(said)
    liked = {PICTURES[name] for name, one in said.items() if one is Said.LIKE}
    assert len(result.fields) <= MOST
    assert len(result.fields) >= min(FEWEST, len(liked))
    assert set(result.fields) <= liked
    shown = [result.percent[one] for one in result.fields]
    assert shown == sorted(shown, reverse=True)
    assert all(0 <= one <= 100 for one in result.percent.values())


@given(
    st.fixed_dictionaries({name: st.sampled_from(list(Said)) for name in PICTURES}),
    st.sampled_from(list(PICTURES)),
)
def test_to_like_a_picture_never_makes_its_field_count_less(said, name):
    before, after = found(said), found({**said, name: Said.LIKE})
    assert after.percent[PICTURES[name]] >= before.percent[PICTURES[name]]


def test_answers_come_whole_or_not_at_all():
    raw = dict.fromkeys(PICTURES, "like")
    assert set(answered(raw).values()) == {Said.LIKE}
    assert list(answered(dict(reversed(raw.items())))) == list(PICTURES)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"repair": None}, "field_missing"),
        ({"repair": "love"}, "field_wrong"),
        ({"dance": "like"}, "field_wrong"),
    ],
)
def test_other_answers_are_refused(change, code):
    raw = {**dict.fromkeys(PICTURES, "like"), **change}
    with pytest.raises(Refusal, match=code):
        answered({name: said for name, said in raw.items() if said})


def test_kept_answers_to_other_pictures_say_nothing():
    assert read_found(liking(S, C)).fields == (S, C)
    assert read_found({}) is None
    assert read_found({"dance": "like"}) is None


def test_fields_are_written_as_letters():
    assert code_of((S, C)) == "SC"
    assert fields_of("scxs") == (S, C)
    assert fields_of("") == ()


def test_modules_belong_to_fields():
    assert module_fits("data-entry", "", (C, S))
    assert not module_fits("data-entry", "", (S,))
    assert not module_fits("welcome", "", tuple(Field))
    assert module_fits("our-own", "SE", (S,))
    assert module_fits("data-entry", "S", (S,))  # its own word holds
    assert not module_fits("data-entry", "S", (C,))
    assert set().union(*OF_MODULE.values()) <= set(Field)
