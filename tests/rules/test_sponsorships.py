from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant
from kiosk.rules.offers import Terms
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import EVERY_DAY, LocalDay, Window, day_bounds
from kiosk.rules.sponsorships import (
    Pledge,
    check_change,
    check_pledge,
    cost_minor,
    held_seconds,
    houses_part,
    is_for,
    is_for_learner,
    is_open,
    left_this_week,
    leftover_minor,
    seconds_coverable,
    seconds_payable,
)

PLEDGE = Pledge("County library", frozenset({"student"}), 20, 36_000, 7_200, 6_000, 90)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({}, None, id="two hours a week for twenty students"),
        pytest.param({"groups": frozenset(), "seconds_a_week": None}, None, id="for everybody"),
        pytest.param({"terms": Terms(seconds_a_day=3_600)}, None, id="an hour a day"),
        pytest.param({"funder": " "}, "funder", id="nobody pays"),
        pytest.param({"funder": "x" * 61}, "funder", id="a long name"),
        pytest.param({"funder": "a\nb"}, "funder", id="a name of two lines"),
        pytest.param({"groups": frozenset({"king", "student"})}, "group", id="an unknown group"),
        pytest.param({"visitors_limit": 0}, "visitors", id="for nobody"),
        pytest.param({"visitors_limit": 100_001}, "visitors", id="for a city"),
        pytest.param({"seconds_each": 0}, "each", id="no time"),
        pytest.param({"seconds_a_week": 36_000}, "week", id="a week that limits nothing"),
        pytest.param({"seconds_a_week": -1}, "week", id="a negative week"),
        pytest.param({"terms": Terms(seconds_a_day=7_200)}, "a_day", id="a day as long as a week"),
        pytest.param({"per_hour_minor": 0}, "per_hour", id="for nothing"),
        pytest.param({"per_hour_minor": 10**16}, "per_hour", id="for too much"),
        pytest.param({"days": 0}, "days", id="over at once"),
        pytest.param({"terms": Terms(frozenset({"roof"}))}, "zones", id="an unknown zone"),
        pytest.param({"terms": Terms(window=Window(frozenset()))}, "weekdays", id="on no day"),
        pytest.param({"terms": Terms(window=Window({9}))}, "weekdays", id="on a ninth day"),
        pytest.param({"terms": Terms(window=Window(EVERY_DAY, 60, 60))}, "hours", id="no hours"),
        pytest.param({"terms": Terms(window=Window(EVERY_DAY, 60, 90))}, None, id="half an hour"),
    ],
)
def test_which_pledges_can_be_kept(changes, field):
    pledge = replace(PLEDGE, **changes)
    if field is None:
        check_pledge(pledge, groups={"student"}, zones={"room"})
        return
    with pytest.raises(Refusal) as refused:
        check_pledge(pledge, groups={"student"}, zones={"room"})
    assert refused.value.details["field"] == field


@pytest.mark.parametrize(
    ("visitors", "is_over", "code"),
    [
        (20, False, None),
        (21, False, "sponsorship_wrong"),
        (0, True, "sponsorship_over"),
    ],
)
def test_what_it_may_be_changed_into(visitors, is_over, code):
    if code is None:
        check_change(PLEDGE, visitors=visitors, is_over=is_over)
        return
    with pytest.raises(Refusal) as refused:
        check_change(PLEDGE, visitors=visitors, is_over=is_over)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("group", "wanted", "is_guest", "answer"),
    [
        ("student", "student", False, True),
        ("retiree", "student", False, False),
        ("retiree", "student retiree", False, True),
        ("retiree", "", False, True),
        ("visitor", "", True, False),
    ],
)
def test_whom_it_pays_for(group, wanted, is_guest, answer):
    assert is_for(group=group, wanted=frozenset(wanted.split()), is_guest=is_guest) is answer


@given(
    balance=st.integers(0, 10**6),
    per_hour=st.integers(1, 10**5),
    seconds=st.lists(st.integers(1, 50_000), max_size=20),
)
def test_a_budget_is_never_overspent(balance, per_hour, seconds):
    for each in seconds:
        cost = cost_minor(seconds=each, per_hour_minor=per_hour, balance_minor=balance)
        assert 0 <= cost <= balance
        payable = seconds_payable(balance_minor=balance, per_hour_minor=per_hour)
        if each <= payable:
            assert abs(cost * 3600 - each * per_hour) <= 1800
        balance -= cost


def test_an_empty_account_pays_for_nothing():
    assert seconds_payable(balance_minor=-5, per_hour_minor=60) == 0
    assert cost_minor(seconds=60, per_hour_minor=60, balance_minor=-5) == 0
    assert cost_minor(seconds=1_800, per_hour_minor=6_000, balance_minor=9_999) == 3_000


def test_weeks_begin_on_monday():
    spent = {"2026-01-04": 500, "2026-01-05": 100, "2026-01-07": 50}
    assert left_this_week(None, spent_by_day=spent, today="2026-01-07") is None
    assert left_this_week(1_000, spent_by_day=spent, today="2026-01-07") == 850
    assert left_this_week(1_000, spent_by_day=spent, today="2026-01-04") == 500
    assert left_this_week(100, spent_by_day=spent, today="2026-01-08") == 0
    assert left_this_week(1_000, spent_by_day=spent, today="2026-01-05") == 850  # heard of late


def test_it_ends_when_it_ends():
    assert is_open(now=Instant(9), ends=Instant(10), stopped=False)
    assert not is_open(now=Instant(10), ends=Instant(10), stopped=False)
    assert not is_open(now=Instant(9), ends=Instant(10), stopped=True)


def test_what_was_promised_to_others_is_not_promised_again():
    told = {"balance_minor": 100, "per_hour_minor": 60}
    assert seconds_payable(**told, promised_s=(3_600,)) == 40 * 60
    assert seconds_payable(**told, promised_s=(1, 1)) == 98 * 60  # each rounded up
    assert seconds_payable(**told, promised_s=(3_600, 3_600)) == 0


@pytest.mark.parametrize(
    ("is_over", "free_minor", "given_minor", "answer"),
    [
        (True, 500, 900, 500),
        (True, 900, 500, 500),
        (True, 0, 500, "nothing_left_over"),
        (True, 500, -1, "nothing_left_over"),
        (False, 500, 500, "sponsorship_not_over"),
    ],
)
def test_what_goes_back(is_over, free_minor, given_minor, answer):
    told = {"is_over": is_over, "free_minor": free_minor, "given_minor": given_minor}
    if isinstance(answer, int):
        assert leftover_minor(**told) == answer
        return
    with pytest.raises(Refusal) as refused:
        leftover_minor(**told)
    assert refused.value.code == answer


@pytest.mark.parametrize(
    ("left_s", "spent_beside_s", "week_s", "payable_s", "answer"),
    [
        pytest.param(900, 0, None, 9_000, 900, id="its own seconds"),
        pytest.param(900, 200, None, 9_000, 700, id="merged: less what its other pass spent"),
        pytest.param(900, 901, None, 9_000, 0, id="merged: the other spent more"),
        pytest.param(900, 0, 600, 9_000, 600, id="the week"),
        pytest.param(900, 0, 0, 9_000, 0, id="a week used up"),
        pytest.param(900, 0, 600, 300, 300, id="the budget"),
    ],
)
def test_how_much_of_a_session_a_sponsored_pass_covers(
    left_s, spent_beside_s, week_s, payable_s, answer
):
    told = {"left_s": left_s, "spent_beside_s": spent_beside_s, "week_s": week_s}
    assert seconds_coverable(**told, payable_s=payable_s) == answer


@given(
    balance=st.integers(0, 10**5),
    per_hour=st.integers(1, 10**5),
    steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50_000)), max_size=30),
)
def test_no_session_takes_what_another_was_promised(balance, per_hour, steps):
    """Sessions begin and end in any order; each finds what it was promised, however long others sit."""
    promised: dict[int, int] = {}
    spent, budget = 0, balance
    for who, seconds in steps:
        beside = [each for other, each in promised.items() if other != who]
        payable = seconds_payable(balance_minor=balance, per_hour_minor=per_hour, promised_s=beside)
        covered = seconds_coverable(left_s=seconds, week_s=None, payable_s=payable)
        if who not in promised:
            promised[who] = covered
            continue
        assert payable >= promised.pop(who)
        cost = cost_minor(seconds=covered, per_hour_minor=per_hour, balance_minor=balance)
        assert cost == cost_minor(
            seconds=covered, per_hour_minor=per_hour, balance_minor=10**12
        )  # nothing was cut
        balance, spent = balance - cost, spent + cost
    assert spent <= budget


@pytest.mark.parametrize(
    ("group", "wanted", "is_guest", "paid"),
    [
        pytest.param("student", set(), False, True, id="for everybody"),
        pytest.param("visitor", set(), True, True, id="a guest is one of everybody"),
        pytest.param("student", {"student"}, False, True, id="one of those"),
        pytest.param("retiree", {"student"}, False, False, id="of another group"),
        pytest.param("student", {"student"}, True, False, id="nobody knows a guest's group"),
    ],
)
def test_for_whom_in_a_class_it_pays(group, wanted, is_guest, paid):
    assert is_for_learner(group=group, wanted=frozenset(wanted), is_guest=is_guest) is paid


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        pytest.param(Terms(), (7200, 7200), id="at any time, anywhere"),
        pytest.param(Terms(zones=frozenset({"door"})), (7200, 7200), id="in this zone"),
        pytest.param(Terms(zones=frozenset({"window"})), (0, 0), id="in another zone"),
        pytest.param(Terms(window=Window(start=0, end=630)), (1800, 1800), id="up to half past"),
        pytest.param(Terms(window=Window(start=630, end=900)), (0, 5400), id="from half past on"),
        pytest.param(
            Terms(window=Window(start=660, end=615)), (900, 4500), id="with a gap: both parts"
        ),
        pytest.param(Terms(window=Window(frozenset({6}))), (0, 0), id="on another day"),
    ],
)
def test_how_much_of_a_class_lies_in_its_zones_days_and_hours(terms, found):
    ten = day_bounds(LocalDay("2026-11-21"), ZoneInfo("Africa/Nairobi"))[0] + 10 * 3_600_000
    told = {"zone": "door", "seconds": 7200, "timezone": ZoneInfo("Africa/Nairobi")}
    assert held_seconds(terms, start=ten, **told) == found


@pytest.mark.parametrize(
    ("minor", "balance", "house", "part"),
    [
        pytest.param(60, 100, 0, 0, id="no money of the house"),
        pytest.param(60, 100, 40, 0, id="a funder's is enough"),
        pytest.param(60, 100, 70, 30, id="a funder's is spent first"),
        pytest.param(60, 100, 100, 60, id="all the house's"),
        pytest.param(60, 100, 140, 60, id="never more than it costs"),
        pytest.param(60, 100, -5, 0, id="the house gave nothing that is left"),
    ],
)
def test_what_of_a_cost_the_house_gives(minor, balance, house, part):
    assert houses_part(minor, balance_minor=balance, house_left_minor=house) == part
