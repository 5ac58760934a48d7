"""Periods by the wall clock, what is due when, and that nothing is due twice."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant, later, seconds_between
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import (
    LONGEST_S,
    RENEW_AHEAD_S,
    Cycle,
    Period,
    Reminder,
    State,
    Step,
    begun,
    end_of,
    in_other_periods,
    next_step,
    owed,
    paused,
    payable_by_itself,
    payable_period,
    reminded_ahead_s,
    reminder,
    renewed,
    resumed,
    unused_minor,
)

BERLIN, NAIROBI = ZoneInfo("Europe/Berlin"), ZoneInfo("Africa/Nairobi")
HOUR, DAY = 3600, 86_400
MONTHLY = Cycle(Period.MONTH, 1_000, arrears_days=3)
STRICT = replace(MONTHLY, arrears_days=0)


def at(text, timezone=BERLIN):
    return Instant(int(datetime.fromisoformat(text).replace(tzinfo=timezone).timestamp()) * 1000)


def shown(instant):
    then = datetime.fromtimestamp(instant // 1000, BERLIN)
    return then.strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("period", "start", "ends"),
    [
        ("day", "2026-01-05T09:00", ["2026-01-06T09:00", "2026-01-07T09:00"]),
        ("day", "2026-03-28T09:00", ["2026-03-29T09:00", "2026-03-30T09:00"]),
        ("day", "2026-03-28T02:30", ["2026-03-29T03:30", "2026-03-30T02:30"]),
        ("day", "2026-10-24T02:30", ["2026-10-25T02:30", "2026-10-26T02:30"]),
        ("week", "2026-03-25T09:00", ["2026-04-01T09:00", "2026-04-08T09:00"]),
        ("month", "2026-01-15T09:00", ["2026-02-15T09:00", "2026-03-15T09:00"]),
        ("month", "2026-01-31T09:00", ["2026-02-28T09:00", "2026-03-31T09:00"]),
        ("month", "2028-01-31T09:00", ["2028-02-29T09:00", "2028-03-31T09:00"]),
        ("month", "2028-02-29T09:00", ["2028-03-29T09:00", "2028-04-29T09:00"]),
        ("month", "2026-11-30T09:00", ["2026-12-30T09:00", "2027-01-30T09:00"]),
        ("month", "2026-12-31T23:59", ["2027-01-31T23:59", "2027-02-28T23:59"]),
        ("quarter", "2026-01-15T09:00", ["2026-04-15T09:00", "2026-07-15T09:00"]),
        ("quarter", "2026-11-30T09:00", ["2027-02-28T09:00", "2027-05-30T09:00"]),
        ("quarter", "2026-12-31T02:30", ["2027-03-31T02:30", "2027-06-30T02:30"]),
        ("year", "2026-03-28T02:30", ["2027-03-28T03:30", "2028-03-28T02:30"]),
        ("year", "2028-02-29T09:00", ["2029-02-28T09:00", "2030-02-28T09:00"]),
    ],
)
def test_when_periods_end(period, start, ends):
    for count, end in enumerate(ends, start=1):
        found = end_of(at(start), count=count, period=Period(period), timezone=BERLIN)
        assert shown(found) == end


@given(
    start=st.integers(1_600_000_000, 2_000_000_000),
    period=st.sampled_from(Period),
    count=st.integers(0, 60),
    timezone=st.sampled_from((BERLIN, NAIROBI)),
)
def test_periods_follow_one_another_and_none_is_longer_than_it_may_be(
    start, period, count, timezone
):
    anchor = Instant(start * 1000)
    one = end_of(anchor, count=count, period=period, timezone=timezone)
    two = end_of(anchor, count=count + 1, period=period, timezone=timezone)
    assert 22 * HOUR <= seconds_between(one, two) <= LONGEST_S[period] + HOUR


NOW = at("2026-01-15T09:00")
FIRST = begun(NOW, period=Period.MONTH, timezone=BERLIN)
END = FIRST.ends


def after(seconds):
    return later(END, seconds=seconds)


@pytest.mark.parametrize(
    ("standing", "cycle", "now", "payable", "step"),
    [
        pytest.param(FIRST, MONTHLY, NOW, 5_000, "wait", id="just begun"),
        pytest.param(FIRST, MONTHLY, after(-RENEW_AHEAD_S - 1), 5_000, "wait", id="not yet"),
        pytest.param(FIRST, MONTHLY, after(-RENEW_AHEAD_S), 1_000, "renew", id="paid ahead"),
        pytest.param(FIRST, MONTHLY, after(-RENEW_AHEAD_S), 999, "wait", id="a coin too little"),
        pytest.param(FIRST, MONTHLY, after(0), 999, "owe", id="some days without pay"),
        pytest.param(FIRST, STRICT, after(0), 999, "stop", id="no day without pay"),
        pytest.param(FIRST, STRICT, after(90 * DAY), 1_000, "renew", id="the hub was off"),
        pytest.param(
            replace(FIRST, renews=False), MONTHLY, after(-1), 5_000, "wait", id="cancelled"
        ),
        pytest.param(
            replace(FIRST, renews=False), MONTHLY, after(0), 5_000, "stop", id="cancelled, over"
        ),
        pytest.param(
            replace(FIRST, state=State.ARREARS), MONTHLY, NOW, 1_000, "pay", id="the debt is paid"
        ),
        pytest.param(
            replace(FIRST, state=State.ARREARS),
            MONTHLY,
            later(NOW, seconds=3 * DAY - 1),
            0,
            "wait",
            id="the last second in arrears",
        ),
        pytest.param(
            replace(FIRST, state=State.ARREARS),
            MONTHLY,
            later(NOW, seconds=3 * DAY),
            0,
            "stop",
            id="too long in arrears",
        ),
        pytest.param(paused(FIRST, now=NOW), MONTHLY, after(DAY), 5_000, "wait", id="paused"),
        pytest.param(
            replace(FIRST, state=State.STOPPED), MONTHLY, after(DAY), 5_000, "wait", id="stopped"
        ),
    ],
)
def test_what_time_brings(standing, cycle, now, payable, step):
    assert next_step(standing, cycle, now=now, payable_minor=payable) == Step(step)


def test_the_next_period_begins_where_this_one_ends():
    second = renewed(FIRST, MONTHLY, now=after(-60), timezone=BERLIN)
    assert (second.n, second.starts, shown(second.ends)) == (2, END, "2026-03-15T09:00")
    with pytest.raises(Refusal, match="subscription_paid_ahead"):
        renewed(second, MONTHLY, now=after(-60), timezone=BERLIN)


def test_nobody_pays_for_days_on_which_the_hub_was_off():
    late = after(10 * DAY)
    second = renewed(FIRST, MONTHLY, now=late, timezone=BERLIN)
    assert (second.starts, shown(second.ends)) == (late, "2026-03-25T09:00")
    third = renewed(second, MONTHLY, now=second.ends, timezone=BERLIN)
    assert (third.starts, shown(third.ends)) == (second.ends, "2026-04-25T09:00")


def test_days_after_a_month_are_counted_from_its_end():
    daily = Cycle(Period.DAY, 1000)
    second = renewed(in_other_periods(FIRST), daily, now=after(-60), timezone=BERLIN)
    assert (second.n, second.starts, second.ends) == (2, END, after(DAY))


def test_an_unpaid_period_is_the_next_one():
    assert owed(FIRST, MONTHLY, now=END, timezone=BERLIN).state is State.ARREARS
    assert owed(FIRST, MONTHLY, now=END, timezone=BERLIN).n == 2


@given(
    days=st.lists(st.integers(0, 40), max_size=40),
    money=st.integers(0, 10),
    period=st.sampled_from(Period),
    arrears=st.integers(0, 5),
)
def test_however_often_the_job_runs_no_period_is_paid_twice(days, money, period, arrears):
    """Each number is paid once at most, periods never overlap, and money is never owed for two."""
    cycle = replace(MONTHLY, period=period, arrears_days=arrears)
    standing = begun(NOW, period=period, timezone=BERLIN)
    now, paid, balance = NOW, [1], money * cycle.price_minor
    for wait in days:
        now = later(now, seconds=wait * DAY)
        for _again in range(3):
            step = next_step(standing, cycle, now=now, payable_minor=balance)
            before = standing
            if step is Step.RENEW:
                standing = renewed(standing, cycle, now=now, timezone=BERLIN)
            elif step is Step.OWE:
                standing = owed(standing, cycle, now=now, timezone=BERLIN)
            elif step is Step.STOP:
                standing = replace(standing, state=State.STOPPED)
            elif step is Step.PAY:
                standing = replace(standing, state=State.RUNNING)
            if step in (Step.RENEW, Step.PAY):
                paid.append(standing.n)
                balance -= cycle.price_minor
            if standing.n > before.n:
                assert standing.starts >= before.ends
                assert standing.ends > standing.starts
    assert balance >= 0
    assert len(paid) == len(set(paid))


class TestPause:
    def test_the_time_left_is_the_same_after_it(self):
        pause = later(NOW, seconds=10 * DAY)
        back = later(pause, seconds=5 * DAY)
        going = resumed(paused(FIRST, now=pause), now=back)
        assert going.state is State.RUNNING
        assert seconds_between(back, going.ends) == seconds_between(pause, END)
        second = renewed(going, MONTHLY, now=going.ends, timezone=BERLIN)
        assert (second.n, shown(second.ends)) == (2, "2026-03-20T09:00")

    @pytest.mark.parametrize(
        ("standing", "now", "code"),
        [
            (paused(FIRST, now=NOW), NOW, "subscription_state_wrong"),
            (replace(FIRST, state=State.ARREARS), NOW, "subscription_state_wrong"),
            (FIRST, END, "subscription_state_wrong"),
            (FIRST, later(NOW, seconds=-1), "subscription_paid_ahead"),
        ],
    )
    def test_who_may_not_pause(self, standing, now, code):
        with pytest.raises(Refusal, match=code):
            paused(standing, now=now)

    def test_only_what_is_paused_goes_on(self):
        with pytest.raises(Refusal, match="subscription_state_wrong"):
            resumed(FIRST, now=NOW)


@pytest.mark.parametrize(
    ("into", "left_s", "minor"),
    [
        pytest.param(0, 3_600, 1_000, id="all of it"),
        pytest.param(31 * DAY, 3_600, 0, id="nothing"),
        pytest.param(40 * DAY, 3_600, 0, id="long over"),
        pytest.param(15 * DAY + 12 * HOUR, 3_600, 500, id="half of the time"),
        pytest.param(0, 900, 250, id="a quarter of the seconds"),
        pytest.param(0, -5, 0, id="no second"),
        pytest.param(-DAY, 3_600, 1_000, id="before it begins"),
    ],
)
def test_what_the_unused_part_is_worth(into, left_s, minor):
    now = later(NOW, seconds=into)
    told = {"seconds": 3_600, "left_s": left_s, "stood_s": 0}
    assert unused_minor(1_000, FIRST, now=now, **told) == minor


@pytest.mark.parametrize("since", [0, 50 * DAY])
def test_time_for_which_it_stood_still_is_no_part_of_what_it_is_worth(since):
    at = after(-15 * DAY - 12 * HOUR)
    told = {"seconds": 3_600, "left_s": 3_600}
    waits = paused(FIRST, now=at)
    now = later(at, seconds=since)
    assert unused_minor(1_000, waits, now=now, stood_s=0, **told) == 500
    goes_on = resumed(waits, now=now)
    assert unused_minor(1_000, goes_on, now=now, stood_s=since, **told) == 500


@pytest.mark.parametrize(
    ("standing", "now", "balance", "agreed", "said"),
    [
        (FIRST, after(-DAY - 1), 0, 0, Reminder.NONE),
        (FIRST, after(-DAY), 9_999, 0, Reminder.ASK),
        (FIRST, after(-DAY), 9_999, 999, Reminder.ASK),
        (FIRST, after(-DAY), 999, 1_000, Reminder.SHORT),
        (FIRST, after(-DAY), 1_000, 1_000, Reminder.NONE),
        (replace(FIRST, renews=False), after(-DAY), 9_999, 1_000, Reminder.ENDS),
        (replace(FIRST, state=State.ARREARS), NOW, 0, 0, Reminder.OWED),
        (replace(FIRST, state=State.STOPPED), END, 0, 0, Reminder.NONE),
    ],
)
def test_what_is_said_before_it_lapses(standing, now, balance, agreed, said):
    told = {"balance_minor": balance, "agreed_minor": agreed}
    assert reminder(standing, MONTHLY, now=now, ahead_s=DAY, **told) is said


@pytest.mark.parametrize(
    ("agreed", "price", "payable"),
    [
        pytest.param(0, 1_000, 0, id="nobody said yes"),
        pytest.param(999, 1_000, 0, id="to less than it costs by now"),
        pytest.param(1_000, 1_000, 5_000, id="to this price"),
        pytest.param(1_000, 900, 5_000, id="to more than it costs"),
        pytest.param(0, 0, 5_000, id="what costs nothing needs no yes"),
    ],
)
def test_what_a_renewal_may_take_by_itself(agreed, price, payable):
    told = {"balance_minor": 5_000, "agreed_minor": agreed, "price_minor": price}
    assert payable_by_itself(**told) == payable


@pytest.mark.parametrize(
    ("days", "ahead_s"),
    [
        pytest.param(0, 0, id="not at all"),
        pytest.param(2, 2 * DAY, id="as was set"),
        pytest.param(28, 31 * DAY // 4, id="never more than the last quarter"),
    ],
)
def test_how_long_before_its_end_it_is_spoken_of(days, ahead_s):
    standing = replace(FIRST, starts=Instant(0), ends=Instant(31 * DAY * 1000))
    assert reminded_ahead_s(standing, days=days) == ahead_s


def test_what_would_be_paid_next():
    assert payable_period(replace(FIRST, n=4)) == 5
    assert payable_period(replace(FIRST, n=4, state=State.ARREARS)) == 4
