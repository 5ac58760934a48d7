"""Names of gold items: the hub that gave one knows it again, and nobody makes one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.gold_names import (
    LENGTH,
    SYMBOLS,
    Meant,
    gold_name,
    is_name_of,
    is_of_kind,
    may_be_gold,
)

GRACE = Meant("grace", "hit-1", "pets-e2", "g1")
SECRET = b"s" * 32
words = st.text(max_size=12)
meant = st.builds(Meant, words, words, words, words)
chances = st.integers(0, 2**30 - 1)


def is_kind_of(name, one, *, secret=SECRET):
    return is_of_kind(name, visitor=one.visitor, hit_type=one.hit_type, secret=secret)


@given(one=meant, chance=chances)
def test_the_hub_knows_each_name_again_that_it_gave(one, chance):
    name = gold_name(one, secret=SECRET, chance=chance)
    assert may_be_gold(name)
    assert set(name[1:]) <= set(SYMBOLS)  # as the exchange's names are
    assert len(name) == 1 + LENGTH
    assert is_kind_of(name, one)
    assert is_name_of(name, one, secret=SECRET)


@given(one=meant, other=meant, chance=chances)
def test_a_name_stands_for_one_thing_alone(one, other, chance):
    name = gold_name(one, secret=SECRET, chance=chance)
    assert is_name_of(name, other, secret=SECRET) == (one == other)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"visitor": "amina"}, id="another visitor"),
        pytest.param({"hit_type": "hit-2"}, id="a task that pays more"),
        pytest.param({"edition": "pets-e3"}, id="another edition"),
        pytest.param({"item": "g2"}, id="an item whose answer is known by now"),
    ],
)
def test_nothing_of_it_can_be_claimed_otherwise(changed):
    name = gold_name(GRACE, secret=SECRET, chance=7)
    assert not is_name_of(name, replace(GRACE, **changed), secret=SECRET)


def test_another_hub_knows_it_not():
    name = gold_name(GRACE, secret=SECRET, chance=7)
    assert not is_kind_of(name, GRACE, secret=b"t" * 32)
    assert not is_name_of(name, GRACE, secret=b"t" * 32)


@given(place=st.integers(1, LENGTH), symbol=st.sampled_from(SYMBOLS))
def test_a_name_that_was_changed_anywhere_is_none(place, symbol):
    name = gold_name(GRACE, secret=SECRET, chance=7)
    bent = name[:place] + symbol + name[place + 1 :]
    assert is_name_of(bent, GRACE, secret=SECRET) == (bent == name)


@pytest.mark.parametrize("name", ["", "N", "N" + "0" * 19, "N" + "0" * 21, "A" + "0" * 20])
def test_what_has_not_the_shape_is_none(name):
    assert not may_be_gold(name)
    assert not is_name_of(name, GRACE, secret=SECRET)
