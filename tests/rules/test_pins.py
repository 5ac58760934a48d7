import itertools

import pytest

from kiosk.rules.pins import PICTURES, check_pictures, check_pin, picture_pin
from kiosk.rules.refusals import Refusal


@pytest.mark.parametrize(
    "pin",
    ["0000", "1111", "1234", "0123", "7890", "4321", "2468", "8642", "1212", "123123", "47114711",
     "1990", "2008", "31121990", "12311990", "19901231", "12345678", "77777777"],
)  # fmt: skip
def test_what_anybody_would_try_first_is_refused(pin):
    with pytest.raises(Refusal, match="pin_weak"):
        check_pin(pin)


@pytest.mark.parametrize(
    "pin", ["4711", "1357902", "1243", "2050", "471902", "99139934", "30021990", "40404"]
)
def test_other_digits_are_a_pin(pin):
    check_pin(pin)


def test_three_pictures_in_order_are_a_pin_and_another_order_is_another():
    assert picture_pin(("sun", "cat", "key")) == "P010812"
    assert picture_pin(("key", "cat", "sun")) == "P120801"
    pins = {picture_pin(three) for three in itertools.permutations(PICTURES, 3)}
    assert len(pins) == 12 * 11 * 10


@pytest.mark.parametrize(
    "picked",
    [(), ("sun",), ("sun", "cat"), ("sun", "cat", "sun"), ("sun", "cat", "dragon"),
     ("sun", "moon", "tree", "cat")],
)  # fmt: skip
def test_three_different_pictures_are_asked_for(picked):
    with pytest.raises(Refusal, match="field_wrong"):
        picture_pin(picked)


@pytest.mark.parametrize("picked", [("sun", "moon", "star"), ("key", "cup", "boat")])
def test_neighbours_in_a_row_are_too_easy(picked):
    with pytest.raises(Refusal, match="pin_weak"):
        check_pictures(picked)


def test_pictures_that_are_not_in_a_row_will_do():
    assert check_pictures(("sun", "star", "moon")) == "P010302"
    assert check_pictures(("sun", "star", "flower")) == "P010305"
