import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.patterns import PATTERN_LIMIT, PATTERN_TEXT_LIMIT, matches, read_pattern
from kiosk.rules.refusals import Refusal


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        pytest.param("[0-9]{5}", "12345", True, id="so many of a class"),
        pytest.param("[0-9]{5}", "1234", False, id="one too few"),
        pytest.param("[0-9]{5}", "123456", False, id="one too many"),
        pytest.param(r"\d{2}-\d{2,}", "12-345", True, id="at least so many"),
        pytest.param(r"\d{2}-\d{2,4}", "12-34567", False, id="at most so many"),
        pytest.param("ab?c", "ac", True, id="one or none"),
        pytest.param("a+b*", "aaab", True, id="some, then any number"),
        pytest.param("a+b*", "b", False, id="plus wants one"),
        pytest.param("[^ ]+@[^ ]+", "a@b", True, id="anything but a space"),
        pytest.param(r"\$\.\(x\)", "$.(x)", True, id="escaped signs mean themselves"),
        pytest.param("..", "é☃", True, id="a dot is any character"),
        pytest.param(r"\d", "٣", False, id="a digit is an ASCII digit, as in a browser"),
        pytest.param("a", "a" * (PATTERN_TEXT_LIMIT + 1), False, id="a text too long fits nothing"),
        pytest.param("", "", True, id="no pattern, no text"),
    ],
)
def test_what_fits_a_pattern(pattern, text, fits):
    assert matches(pattern, text) is fits


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("(a+)+b", id="a group"),
        pytest.param("a|b", id="alternatives"),
        pytest.param("a**", id="two signs of repetition"),
        pytest.param("[z-a]", id="a class the wrong way round"),
        pytest.param("a{3,2}", id="at least more than at most"),
        pytest.param("a{999}", id="more repetition than we follow"),
        pytest.param("^a$", id="anchors, which are always there"),
        pytest.param("[a", id="a class without an end"),
        pytest.param("${name}", id="a variable"),
        pytest.param("a" * (PATTERN_LIMIT + 1), id="too long"),
    ],
)
def test_what_is_no_pattern(pattern):
    with pytest.raises(Refusal) as refused:
        read_pattern(pattern)
    assert refused.value.code == "form_wrong"
    assert refused.value.details["problem"] == "pattern_wrong"


def test_a_pattern_that_kills_backtracking_is_quick():
    assert not matches(".*" * 40 + "x", "a" * PATTERN_TEXT_LIMIT)


parts = st.tuples(
    st.sampled_from(["a", "b", "[ab]", "."]), st.sampled_from(["", "*", "+", "?", "{2}"])
)


@given(st.lists(parts, max_size=5), st.text("abc", max_size=8))
def test_it_agrees_with_python(made, text):
    pattern = "".join(one + times for one, times in made)
    assert matches(pattern, text) is (re.fullmatch(pattern, text) is not None)
