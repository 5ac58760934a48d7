import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import (
    ALPHABET,
    NEXT,
    VoucherState,
    check_code,
    check_transition,
    make_code,
    normalise,
    printed_code,
)

five_bytes = st.binary(min_size=5, max_size=5)


def is_code(typed):
    try:
        check_code(typed)
    except Refusal:
        return False
    return True


def test_the_alphabet_has_no_look_alikes():
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


@given(five_bytes)
def test_a_made_code_is_accepted_in_any_hand(random_bytes):
    code = make_code(random_bytes)
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    spoken = code.lower().replace("0", "o").replace("1", "l")
    assert check_code(code) == check_code(printed_code(spoken)) == check_code(f" {code} ") == code


@given(five_bytes, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_every_single_wrong_symbol_shows(random_bytes, place, wrong):
    code = make_code(random_bytes)
    assert is_code(code[:place] + wrong + code[place + 1 :]) == (code[place] == wrong)


def test_no_two_weights_are_alike_so_that_every_swap_shows():
    # The code is linear, so it is enough to swap one symbol with a zero, at every two places.
    for value, (one, other) in itertools.product(ALPHABET[1:], itertools.combinations(range(8), 2)):
        wrong = ["0"] * 8
        wrong[one] = wrong[other] = value
        assert not is_code("".join(wrong))


@given(five_bytes, st.integers(0, 6))
def test_every_swap_of_neighbours_shows(random_bytes, place):
    code = make_code(random_bytes)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_code(swapped) == (swapped == code)


def test_thirty_five_bits_make_as_many_codes():
    codes = {make_code((chance << 20).to_bytes(5, "big")) for chance in range(2000)}
    assert len(codes) == 2000
    assert make_code(bytes(5)) == "00000000"
    assert make_code(b"\xff" * 5)[:7] == "ZZZZZZZ"
    assert make_code(b"\x07" + b"\xff" * 4) == make_code(b"\xff" * 5)


@pytest.mark.parametrize("count", [0, 4, 6])
def test_chance_comes_in_five_bytes(count):
    with pytest.raises(ValueError):
        make_code(bytes(count))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abcd-efgh", "ABCDEFGH"),
        ("o0 iIlL1", "0011111"),
        ("\tk m\tn", "KMN"),
        ("", ""),
        ("9" * 100, "9" * 40),
    ],
)
def test_what_was_typed_is_read_kindly(typed, code):
    assert normalise(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "0000000", "000000000", "0000000U", "0000000!", "0000000٣", "ß" * 4]
)
def test_what_cannot_be_a_code_is_mistyped(typed):
    with pytest.raises(Refusal) as refusal:
        check_code(typed)
    assert refusal.value.code == "voucher_mistyped"
    assert refusal.value.details == {}


def test_a_code_is_printed_in_two_groups():
    assert printed_code("4F7K2M9T") == "4F7K-2M9T"


STEPS = {
    ("created", "printed"),
    ("created", "sold"),
    ("created", "void"),
    ("printed", "sold"),
    ("printed", "void"),
    ("sold", "in_use"),
    ("sold", "void"),
    ("in_use", "sold"),
    ("in_use", "used_up"),
}
WHY_NOT = {
    "created": "voucher_not_sold",
    "printed": "voucher_not_sold",
    "sold": "voucher_sold",
    "in_use": "voucher_in_use",
    "used_up": "voucher_used_up",
    "void": "voucher_void",
}


@pytest.mark.parametrize("state", VoucherState)
@pytest.mark.parametrize("after", VoucherState)
def test_which_way_a_voucher_goes(state, after):
    if (state, after) in STEPS:
        check_transition(state=state, after=after)
        return
    with pytest.raises(Refusal) as refusal:
        check_transition(state=state, after=after)
    assert refusal.value.code == WHY_NOT[state]


def test_every_state_is_reached():
    assert set().union(*NEXT.values()) == set(VoucherState) - {VoucherState.CREATED}
