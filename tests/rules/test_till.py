from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.till import (
    CashKind,
    CashMoved,
    change_minor,
    check_count,
    check_hand_over,
    check_move,
    check_open,
    difference_minor,
    expected_minor,
    rounded_to_coin,
    shown_expected,
)

LIMIT = 10**15


@dataclass(frozen=True)
class Shift:
    operator: str = "ana"
    counted_minor: int | None = None


OPEN = Shift()
COUNTED = Shift(counted_minor=5000)


def move(kind, minor=100, reason=""):
    return CashMoved(at=Instant(0), kind=CashKind(kind), minor=minor, reason=reason)


def code_of(check, *args, **named):
    try:
        check(*args, **named)
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        pytest.param([], 0, id="an empty drawer"),
        pytest.param([move("float", 5000)], 5000, id="the float"),
        pytest.param(
            [move("float", 5000), move("sale", 250), move("top_up", 100)], 5350, id="cash taken"
        ),
        pytest.param([move("float", 5000), move("pay_in", 10, "coins")], 5010, id="cash paid in"),
        pytest.param([move("float", 5000), move("pay_out", 700)], 4300, id="a visitor is paid"),
        pytest.param(
            [move("float", 5000), move("expense", 30, "tea"), move("refund", 50, "no sound")],
            4920,
            id="expense and refund",
        ),
        pytest.param([move("float", 5000), move("to_safe", 5000)], 0, id="all to the safe"),
    ],
)
def test_what_should_be_in_the_drawer(moves, expected):
    assert expected_minor(moves) == expected


def test_one_shift_at_a_drawer():
    check_open(None)
    assert code_of(check_open, OPEN) == "shift_already_open"


@pytest.mark.parametrize(
    ("shift", "moved", "code"),
    [
        pytest.param(OPEN, move("sale"), None, id="a sale"),
        pytest.param(None, move("sale", 0), "shift_not_open", id="no cash without a shift"),
        pytest.param(COUNTED, move("sale", 0), "drawer_counted", id="no cash after the count"),
        pytest.param(OPEN, move("refund", 0), "amount_wrong", id="nothing"),
        pytest.param(OPEN, move("sale", -1), "amount_wrong", id="less than nothing"),
        pytest.param(OPEN, move("sale", LIMIT), None, id="as much as there may be"),
        pytest.param(OPEN, move("sale", LIMIT + 1), "amount_wrong", id="a slip of the finger"),
        pytest.param(OPEN, move("float"), None, id="a float needs no reason"),
        pytest.param(OPEN, move("top_up"), None, id="nor does a top-up"),
        pytest.param(OPEN, move("pay_out"), None, id="nor what a visitor earned"),
        pytest.param(OPEN, move("from_safe"), None, id="nor change from the safe"),
        pytest.param(OPEN, move("to_safe"), None, id="nor the safe"),
        pytest.param(OPEN, move("pay_in"), "reason_missing", id="why was cash paid in"),
        pytest.param(OPEN, move("expense", reason=" "), "reason_missing", id="why was it spent"),
        pytest.param(OPEN, move("refund"), "reason_missing", id="why was it given back"),
        pytest.param(OPEN, move("refund", reason="no sound"), None, id="because"),
    ],
)
def test_which_cash_may_move(shift, moved, code):
    assert code_of(check_move, shift, moved) == code


@pytest.mark.parametrize(
    ("shift", "by", "counted", "code"),
    [
        pytest.param(OPEN, "ana", 5000, None, id="her own drawer"),
        pytest.param(OPEN, "ana", 0, None, id="an empty one"),
        pytest.param(OPEN, "ana", LIMIT, None, id="a very full one"),
        pytest.param(None, "ana", -1, "shift_not_open", id="no drawer"),
        pytest.param(COUNTED, "ben", -1, "shift_not_yours", id="somebody else's"),
        pytest.param(COUNTED, "ana", -1, "drawer_counted", id="not twice"),
        pytest.param(OPEN, "ana", -1, "amount_wrong", id="less than nothing"),
        pytest.param(OPEN, "ana", LIMIT + 1, "amount_wrong", id="a slip of the finger"),
    ],
)
def test_who_counts_what(shift, by, counted, code):
    assert code_of(check_count, shift, by=by, counted_minor=counted) == code


@pytest.mark.parametrize(
    ("shift", "to", "code"),
    [
        pytest.param(OPEN, "ben", None, id="to somebody else"),
        pytest.param(OPEN, "ana", "same_operator", id="to oneself"),
        pytest.param(None, "ana", "shift_not_open", id="nothing to hand over"),
    ],
)
def test_who_may_go_on_with_a_drawer(shift, to, code):
    assert code_of(check_hand_over, shift, to=to) == code


def test_what_should_be_there_is_hidden_until_counted():
    assert shown_expected(OPEN, 5000) is None
    assert shown_expected(COUNTED, 4900) == 4900


@pytest.mark.parametrize(
    ("shift", "by", "expected", "reason", "result"),
    [
        pytest.param(COUNTED, "ana", 5000, "", 0, id="it is right"),
        pytest.param(COUNTED, "ana", 5100, "wrong change", -100, id="short, with a reason"),
        pytest.param(COUNTED, "ana", 4900, "a tip", 100, id="over, with a reason"),
        pytest.param(COUNTED, "ana", 5100, "  ", "reason_missing", id="short, and nobody says why"),
        pytest.param(COUNTED, "ana", 4900, "", "reason_missing", id="over, and nobody says why"),
        pytest.param(OPEN, "ana", 5000, "", "drawer_not_counted", id="not counted yet"),
        pytest.param(OPEN, "ben", 5000, "", "shift_not_yours", id="somebody else's"),
        pytest.param(None, "ana", 5000, "", "shift_not_open", id="no shift"),
    ],
)
def test_a_difference_needs_a_reason(shift, by, expected, reason, result):
    try:
        found = difference_minor(shift, by=by, expected=expected, reason=reason)
    except Refusal as refusal:
        found = refusal.code
    assert found == result


@pytest.mark.parametrize(
    ("due", "given", "change"),
    [
        (250, 500, 250),
        (250, 250, 0),
        (0, 0, 0),
        (250, 249, "cash_given_too_little"),
        (-1, 5, "amount_wrong"),
        (0, -1, "amount_wrong"),
        (0, LIMIT + 1, "amount_wrong"),
        (0, LIMIT, LIMIT),
    ],
)
def test_change(due, given, change):
    try:
        found = change_minor(due=due, given=given)
    except Refusal as refusal:
        found = refusal.code
    assert found == change


@pytest.mark.parametrize(
    ("minor", "coin", "payable"),
    [
        (0, 5, 0),
        (2, 5, 0),
        (3, 5, 5),
        (5, 10, 10),
        (4, 10, 0),
        (1234, 1, 1234),
        (1250, 100, 1300),
        (1249, 100, 1200),
    ],
)
def test_the_smallest_coin(minor, coin, payable):
    assert rounded_to_coin(minor, coin_minor=coin) == payable


@given(st.integers(0, 10**9), st.integers(1, 10_000))
def test_rounding_to_a_coin_is_never_more_than_half_of_it(minor, coin):
    payable = rounded_to_coin(minor, coin_minor=coin)
    assert payable % coin == 0
    assert 2 * abs(payable - minor) <= coin
