"""Sums as they are typed at a desk, in Nairobi, Amman or Lyon."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.amounts import ascii_digits, read_amount, read_whole
from kiosk.rules.refusals import Refusal


@pytest.mark.parametrize(
    ("typed", "decimals", "minor"),
    [
        pytest.param("40", 2, 4000, id="whole"),
        pytest.param(" 40 ", 2, 4000, id="with spaces around"),
        pytest.param("0.5", 2, 50, id="one decimal of two"),
        pytest.param("12.05", 2, 1205, id="two decimals"),
        pytest.param("12,5", 2, 1250, id="a comma as decimal sign"),
        pytest.param("1,250", 2, 125000, id="a comma that groups"),
        pytest.param("1 250", 2, 125000, id="a space that groups"),
        pytest.param("1,250,000.25", 2, 125000025, id="groups and decimals"),
        pytest.param("١٢٫٥", 2, 1250, id="Arabic-Indic digits and decimal sign"),
        pytest.param("۱۲۳", 0, 123, id="Persian digits, no decimals"),
        pytest.param("١٬٢٥٠", 2, 125000, id="Arabic thousands sign"),
        pytest.param("1.234", 3, 1234, id="three decimals"),
        pytest.param("1,234", 3, 1234000, id="with three decimals a comma still groups"),
        pytest.param("0", 2, 0, id="nothing"),
    ],
)
def test_a_typed_sum_is_read_exactly(typed, decimals, minor):
    assert read_amount(typed, decimals=decimals) == minor


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "-5",
        "1.234",
        "1.2.3",
        "1,23,456",
        "12,345,6",
        "5.",
        ".5",
        "1e3",
        "²",
        "½",
        "9" * 25,
        "1,5.5",
        ",",
    ],
)
def test_what_is_no_sum_is_refused(typed):
    with pytest.raises(Refusal) as refused:
        read_amount(typed, decimals=2)
    assert refused.value.code == "amount_wrong"


@given(minor=st.integers(0, 10**12), decimals=st.integers(0, 4))
def test_what_is_written_is_read_back(minor, decimals):
    digits = str(minor).rjust(decimals + 1, "0")
    whole, rest = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    assert read_amount(whole + (f".{rest}" if rest else ""), decimals=decimals) == minor


@given(typed=st.text(max_size=40), decimals=st.integers(0, 4))
def test_any_text_is_a_sum_or_refused(typed, decimals):
    with suppress(Refusal):
        assert read_amount(typed, decimals=decimals) >= 0


@pytest.mark.parametrize(("typed", "number"), [("7", 7), ("٧", 7), (" 12 ", 12)])
def test_a_whole_number_is_read(typed, number):
    assert read_whole(typed, least=1, most=99) == number


@pytest.mark.parametrize("typed", ["", "0", "100", "1.5", "x", "-1", "1" * 30])
def test_a_number_out_of_bounds_is_refused(typed):
    with pytest.raises(Refusal):
        read_whole(typed, least=1, most=99)


def test_digits_of_any_script_become_ours():
    assert ascii_digits("٤٨٢-۹१A") == "482-91A"
