"""What may happen to a thing that is lent, each step and each refusal; when it is due; its deposit."""

import datetime as dt
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from kiosk.rules.equipment import (
    AT_THE_SHELF,
    DAYS_LIMIT,
    ENDS_A_LOAN,
    NEXT,
    TITLE_LIMIT,
    Move,
    Shares,
    State,
    after,
    check_item,
    code_of,
    due_at,
    is_overdue,
    moves_from,
    read_equipment,
    shares_of,
)
from kiosk.rules.instants import Instant, later
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.refusals import Refusal

NAIROBI = ZoneInfo("Africa/Nairobi")
STEPS = [
    ("available", "lend", "out"),
    ("out", "return", "available"),
    ("out", "return_damaged", "damaged"),
    ("out", "never_return", "lost"),
    ("out", "buy", "sold"),
    ("available", "break", "damaged"),
    ("damaged", "mend", "available"),
    ("available", "lose", "lost"),
    ("damaged", "lose", "lost"),
    ("lost", "find", "available"),
    ("available", "sell", "sold"),
    ("damaged", "sell", "sold"),
]
GOOD = {(state, move) for state, move, _ in STEPS}


def wall(text):
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=NAIROBI)
    return Instant(int(moment.timestamp()) * 1000)


NOON = wall("2026-03-02T12:00")


@pytest.mark.parametrize(("state", "move", "following"), STEPS)
def test_each_step(state, move, following):
    assert after(State(state), Move(move)) is State(following)


@pytest.mark.parametrize(
    ("state", "move"), [pair for pair in product(State, Move) if pair not in GOOD]
)
def test_nothing_else_happens(state, move):
    with pytest.raises(Refusal, match="equipment_state_wrong"):
        after(state, move)


def test_every_step_is_in_the_table():
    assert {(state.value, move.value) for state, move in NEXT} == GOOD
    assert set(AT_THE_SHELF) | ENDS_A_LOAN | {Move.LEND, Move.BUY} == set(Move)


def test_staff_note_only_what_can_happen():
    assert moves_from(State.AVAILABLE) == (Move.BREAK, Move.LOSE, Move.SELL)
    assert moves_from(State.DAMAGED) == (Move.MEND, Move.LOSE, Move.SELL)
    assert moves_from(State.LOST) == (Move.FIND,)
    assert moves_from(State.OUT) == moves_from(State.SOLD) == ()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("KE1:E0007", "E0007"),
        (" ke1:e0007 ", "E0007"),
        ("E0007", "E0007"),
        ("E123456", "E123456"),
        ("E007", None),
        ("E1234567", None),
        ("Esther", None),
        ("KC1:E0007", None),
        ("", None),
    ],
)
def test_a_label_is_read(typed, code):
    assert read_equipment(typed) == code


def test_codes_count_up():
    assert [code_of(7), code_of(12_345)] == ["E0007", "E12345"]
    assert read_equipment(code_of(1)) == "E0001"


@pytest.mark.parametrize(
    ("title", "deposit_minor", "refusal"),
    [
        ("Tablet 3", 0, None),
        ("Tablet 3", AMOUNT_LIMIT_MINOR, None),
        ("x" * TITLE_LIMIT, 100, None),
        (" ", 100, "field_missing"),
        ("x" * (TITLE_LIMIT + 1), 100, "field_wrong"),
        ("Tablet 3", -1, "amount_wrong"),
        ("Tablet 3", AMOUNT_LIMIT_MINOR + 1, "amount_wrong"),
    ],
)
def test_what_may_be_kept(title, deposit_minor, refusal):
    if refusal is None:
        check_item(title=title, deposit_minor=deposit_minor)
        return
    with pytest.raises(Refusal, match=refusal):
        check_item(title=title, deposit_minor=deposit_minor)


def due(days=0, *, included_until=None, is_guest=False):
    return due_at(
        NOON, days=days, included_until=included_until, is_guest=is_guest, timezone=NAIROBI
    )


def last_moment_of(day):
    return Instant(wall(f"{day}T00:00") + 86_400_000 - 1)


def test_when_a_thing_is_due():
    assert due() == last_moment_of("2026-03-02")
    assert due(is_guest=True) == last_moment_of("2026-03-02")
    assert due(7) == last_moment_of("2026-03-09")
    assert due(DAYS_LIMIT) == last_moment_of("2027-03-02")
    ends = wall("2026-04-01T09:30")
    assert due(included_until=ends) == ends
    assert due(included_until=NOON) == last_moment_of("2026-03-02")


@pytest.mark.parametrize("days", [-1, DAYS_LIMIT + 1])
def test_days_have_a_limit(days):
    with pytest.raises(Refusal, match="field_wrong"):
        due(days)


def test_who_has_no_card_takes_nothing_home():
    with pytest.raises(Refusal, match="equipment_needs_card"):
        due(1, is_guest=True)


def test_overdue_is_worked_out():
    assert not is_overdue(NOON, now=later(NOON, seconds=-1))
    assert is_overdue(NOON, now=NOON)


@pytest.mark.parametrize(
    ("move", "damage_minor", "agreed", "reason", "shares"),
    [
        pytest.param("return", 0, False, "", Shares(500, 0), id="whole, all of it goes back"),
        pytest.param("return_damaged", 200, False, "cracked", Shares(300, 200), id="less damage"),
        pytest.param("return_damaged", 0, False, "scratched", Shares(500, 0), id="no charge"),
        pytest.param("never_return", 500, False, "gone", Shares(0, 500), id="nothing comes back"),
        pytest.param(
            "never_return", 501, True, "gone", Shares(0, 500, 1), id="more, as they agree"
        ),
        pytest.param("return_damaged", 200, True, "x", Shares(300, 200), id="agreed, but no more"),
        pytest.param(
            "never_return",
            AMOUNT_LIMIT_MINOR,
            True,
            "gone",
            Shares(0, 500, AMOUNT_LIMIT_MINOR - 500),
            id="at the limit",
        ),
    ],
)
def test_a_deposit_is_shared_out(move, damage_minor, agreed, reason, shares):
    told = {"move": Move(move), "damage_minor": damage_minor, "agreed": agreed, "reason": reason}
    assert shares_of(500, **told) == shares


@pytest.mark.parametrize(
    ("move", "damage_minor", "agreed", "reason", "refusal"),
    [
        ("return", 1, True, "why not", "amount_wrong"),
        ("return_damaged", -1, True, "cracked", "amount_wrong"),
        ("return_damaged", AMOUNT_LIMIT_MINOR + 1, True, "cracked", "amount_wrong"),
        ("return_damaged", 501, False, "cracked", "damage_over_deposit"),
        ("return_damaged", 501, True, " ", "reason_missing"),
        ("return_damaged", 200, False, " ", "reason_missing"),
        ("never_return", 500, False, "", "reason_missing"),
    ],
)
def test_what_is_never_kept(move, damage_minor, agreed, reason, refusal):
    told = {"move": Move(move), "damage_minor": damage_minor, "agreed": agreed, "reason": reason}
    with pytest.raises(Refusal, match=refusal):
        shares_of(500, **told)
