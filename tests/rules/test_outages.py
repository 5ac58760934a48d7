"""Who pays for an outage: what is given back, and that nobody gains by one."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules import price_cases

from kiosk.rules.instants import Instant, later
from kiosk.rules.metering import Closed, Opened, Paused, Resumed, runs
from kiosk.rules.outages import (
    CUT_LIMIT_S,
    NO_CREDIT,
    Away,
    Outage,
    Policy,
    PowerCut,
    credit,
    left_after,
    lost_to_cut,
    settled,
)
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.rates import Rate
from kiosk.rules.receipts import Receipt
from kiosk.rules.spans import LocalDay, Window
from kiosk.rules.tariff_files import parse_tariff
from kiosk.rules.tariffs import Tariff, Use, price

NAIROBI = ZoneInfo("Africa/Nairobi")
TARIFF = Tariff(NAIROBI, "KES", (Rate(3600),))
TODAY, TOMORROW = LocalDay("2026-03-02"), LocalDay("2026-03-03")
FREE = Policy(PowerCut.SITE, internet_percent=0, hub_percent=0)
HOUR = 3600


def wall(text):
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=NAIROBI)
    return Instant(int(moment.timestamp()) * 1000)


NOON = wall("2026-03-02T12:00")


def at(seconds):
    return later(NOON, seconds=seconds)


def away(start, end):
    return Outage(at(start), at(end))


def sat(seconds, *pauses, passes=(), tariff=TARIFF, start=NOON):
    stops = [fact for a, b in pauses for fact in (Paused(at(a)), Resumed(at(b)))]
    facts = (Opened(start, "1", "room"), *stops, Closed(later(start, seconds=seconds)))
    return price(tariff, Use(facts, "visitor", passes=passes)), runs(facts)


def given_for(sitting, *outages, hub_away_s=0, vouched=None, policy=FREE):
    """`vouched`: when the site knows that the hub was away; not given: from the first second on."""
    receipt, used = sitting
    vouched = [Outage(Instant(used[0].start + 1), used[-1].end)] if vouched is None else vouched
    return credit(receipt, used, Away(outages, vouched, hub_away_s), policy=policy)


def package(seconds=HOUR, **told):
    return Pass("p", PassKind.PACKAGE, seconds_left=seconds, **told)


@pytest.mark.parametrize(
    ("outages", "hub_away_s", "policy", "minor"),
    [
        pytest.param([], 0, FREE, 0, id="nothing was away"),
        pytest.param([away(100, 160)], 0, FREE, 60, id="a minute without internet costs nothing"),
        pytest.param([away(100, 160)], 0, Policy(), 0, id="where the visitor pays, nothing comes"),
        pytest.param([away(0, 160)], 0, FREE, 0, id="it was away when they sat down"),
        pytest.param([away(-50, 160)], 0, FREE, 0, id="it was away long before"),
        pytest.param([away(550, 900)], 0, FREE, 50, id="it never came back in the session"),
        pytest.param([away(700, 900)], 0, FREE, 0, id="it went after the session"),
        pytest.param([away(100, 160), away(130, 200)], 0, FREE, 100, id="one second is given once"),
        pytest.param([away(300, 310), away(100, 160)], 0, FREE, 70, id="outages in any order"),
        pytest.param(
            [away(100, 160)], 0, Policy(internet_percent=50), 30, id="half of it at fifty per cent"
        ),
        pytest.param([away(100, 101)], 0, Policy(internet_percent=50), 0, id="halves are floored"),
        pytest.param([], 60, FREE, 60, id="a minute without the hub"),
        pytest.param([], 60, Policy(hub_percent=25), 45, id="a quarter of it is charged"),
        pytest.param([], 10**6, FREE, 600, id="a station claims more than was used"),
        pytest.param([], -5, FREE, 0, id="a station claims less than nothing"),
        pytest.param([away(100, 160)], 40, FREE, 60, id="the hub's minute is the internet's"),
        pytest.param([away(100, 160)], 90, FREE, 90, id="what is longer counts in all"),
        pytest.param(
            [away(100, 160)],
            40,
            Policy(hub_percent=0),
            40,
            id="seconds without both are at the lower share",
        ),
        pytest.param([away(1, 601)], 600, FREE, 600, id="all of it but the first second, and that"),
        pytest.param(
            [away(100, 160)], 600, Policy(hub_percent=0), 600, id="a lower share of the hub holds"
        ),
    ],
)
def test_what_an_outage_gives_back_of_ten_minutes_at_a_cent_a_second(
    outages, hub_away_s, policy, minor
):
    assert given_for(sat(600), *outages, hub_away_s=hub_away_s, policy=policy).minor == minor


@pytest.mark.parametrize(
    ("vouched", "hub_away_s", "hub_s"),
    [
        pytest.param([], 600, 0, id="a pulled cable: the station's word alone gives nothing"),
        pytest.param([away(100, 160)], 600, 60, id="no more than the site vouches for"),
        pytest.param([away(100, 160)], 40, 40, id="no more than the station claims"),
        pytest.param([away(100, 160)], 0, 0, id="the station reached the hub all the same"),
        pytest.param([away(100, 160)], -5, 0, id="a station claims less than nothing"),
        pytest.param([away(100, 160), away(130, 200)], 600, 100, id="one second is given once"),
        pytest.param([away(300, 310), away(100, 160)], 600, 70, id="in any order"),
        pytest.param([away(550, 900)], 600, 50, id="only what was used"),
        pytest.param([away(700, 900)], 600, 0, id="it went after the session"),
        pytest.param([away(0, 160)], 600, 0, id="it was away when they sat down"),
    ],
)
def test_seconds_without_the_hub_count_where_both_say_so(vouched, hub_away_s, hub_s):
    given = given_for(sat(600), vouched=vouched, hub_away_s=hub_away_s)
    assert (given.hub_s, given.minor) == (hub_s, hub_s)


@pytest.mark.parametrize(
    ("vouched", "hub_away_s", "told"),
    [
        pytest.param([away(130, 190)], 60, (60, 30, 90), id="they overlap by half"),
        pytest.param([away(130, 190)], 20, (60, 0, 60), id="a smaller claim is the shared part"),
        pytest.param([away(300, 360)], 60, (60, 60, 120), id="one after the other: both count"),
        pytest.param([away(100, 160)], 60, (60, 0, 60), id="they are one"),
        pytest.param([away(160, 190)], 30, (60, 30, 90), id="they touch"),
    ],
)
def test_an_outage_of_both_links_is_told_as_the_internets(vouched, hub_away_s, told):
    given = given_for(sat(600), away(100, 160), vouched=vouched, hub_away_s=hub_away_s)
    assert (given.internet_s, given.hub_s, given.minor) == told


def test_each_second_without_the_hub_goes_back_where_it_was_used():
    sitting = sat(600, passes=(package(300),))
    given = given_for(sitting, vouched=[away(250, 350)], hub_away_s=50)
    assert (given.minor, given.seconds) == (25, 25)
    given = given_for(sitting, vouched=[away(100, 200)], hub_away_s=100)
    assert (given.minor, given.seconds) == (0, 100)


def test_a_pause_in_an_outage_is_no_use():
    given = given_for(sat(600, (120, 300)), away(100, 400))
    assert (given.internet_s, given.minor) == (120, 120)


def test_covered_seconds_go_back_to_their_pass():
    given = given_for(sat(600, passes=(package(),)), away(100, 160))
    assert (given.minor, given.seconds) == (0, 60)
    assert given.seconds_by_pass_and_day == {("p", TODAY): 60}


def test_each_second_goes_back_where_it_came_from():
    sitting = sat(600, passes=(package(300),))
    given = given_for(sitting, away(250, 350))
    taken = settled(sitting[0], given)
    assert (given.minor, given.seconds) == (50, 50)
    assert (taken.total_minor, taken.spent_by_pass) == (250, {"p": 250})
    assert taken.minor_by_day == {TODAY: 250}


def test_a_pass_that_got_all_back_spends_nothing():
    sitting = sat(60, passes=(package(30),))
    taken = settled(sitting[0], given_for(sitting, hub_away_s=60))
    assert (taken.total_minor, taken.spent_by_pass, taken.spent_by_pass_and_day) == (0, {}, {})
    assert sitting[0].spent_by_pass == {"p": 30}


def test_two_days_are_given_back_apart():
    start = wall("2026-03-02T23:58")
    sitting = sat(240, start=start)
    cut = Outage(later(start, seconds=60), later(start, seconds=180))
    assert given_for(sitting, cut).minor_by_day == {TODAY: 60, TOMORROW: 60}


def test_rounding_up_goes_the_way_of_the_seconds():
    sitting = sat(100, tariff=replace(TARIFF, increment_s=300))
    assert sitting[0].total_minor == 300
    assert given_for(sitting, hub_away_s=100).minor == 300
    assert given_for(sitting, hub_away_s=50).minor == 150


def test_a_session_in_grace_has_nothing_to_give_back():
    sitting = sat(30, tariff=replace(TARIFF, grace_s=60))
    assert given_for(sitting, away(10, 20)) == NO_CREDIT


# promises


@st.composite
def outages(draw, start):
    cuts = draw(st.lists(st.tuples(st.integers(-600, 5000), st.integers(0, 3000)), max_size=4))
    return [Outage(later(start, seconds=a), later(start, seconds=a + b)) for a, b in cuts]


def seconds_in(used, vouched):
    """The used seconds in which the site knows that the hub was away, counted one by one."""
    told = [range(one.began // 1000, one.ended // 1000) for one in vouched]
    return sum(
        any(second in each for each in told)
        for run in used
        for second in range(run.start // 1000, run.end // 1000)
    )


POLICIES = st.builds(Policy, internet_percent=st.integers(0, 100), hub_percent=st.integers(0, 100))


@given(price_cases.cases(), st.data(), st.integers(0, 10**5), POLICIES)
@settings(max_examples=150, deadline=None)
def test_nobody_pays_more_for_an_outage_and_nobody_is_paid_for_one(case, data, hub_away_s, policy):
    use = price_cases.read_use(case[1])
    receipt, used = price(parse_tariff(case[0]), use), runs(use.facts)
    opened = min(fact.at for fact in use.facts)
    cuts, vouched = data.draw(outages(opened)), data.draw(outages(opened))
    away = Away(cuts, vouched, hub_away_s)
    found = credit(receipt, used, away, policy=policy)
    taken = settled(receipt, found)
    assert 0 <= taken.total_minor <= receipt.total_minor
    assert sum(taken.minor_by_day.values()) == taken.total_minor
    for day, minor in taken.minor_by_day.items():
        assert 0 <= minor <= receipt.minor_by_day[day]
    for name, seconds in taken.spent_by_pass.items():
        assert 0 < seconds <= receipt.spent_by_pass[name]
    assert sum(taken.spent_by_pass.values()) == receipt.covered_s - found.seconds
    assert found.internet_s + found.hub_s <= receipt.used_s
    assert found.hub_s <= min(hub_away_s, seconds_in(used, vouched))
    kept = credit(receipt, used, away, policy=Policy())
    assert settled(receipt, kept).total_minor == receipt.total_minor


@given(st.integers(2, 4000), st.data(), st.integers(0, 100), st.integers(0, 5000))
def test_splitting_a_use_does_not_pay(seconds, data, percent, per_hour):
    tariff = replace(TARIFF, rates=(Rate(per_hour),))
    cuts = data.draw(outages(NOON))
    at_s = data.draw(st.integers(1, seconds - 1))
    policy = Policy(internet_percent=percent)

    def paid(start_s, end_s):
        facts = (Opened(at(start_s), "1", "room"), Closed(at(end_s)))
        receipt = price(tariff, Use(facts, "visitor"))
        found = credit(receipt, runs(facts), Away(cuts), policy=policy)
        return settled(receipt, found).total_minor

    sessions = 2
    assert paid(0, at_s) + paid(at_s, seconds) >= paid(0, seconds) - sessions


# power cuts

NIGHT = Window(frozenset(range(7)), 22 * 60, 6 * 60)
NOTHING = Receipt(used_s=0)


def lost(held, *, cut="2026-03-02T15:00", back="2026-03-02T16:00", spent=NOTHING):
    return lost_to_cut(held, spent, cut=wall(cut), back=wall(back), zone="room", timezone=NAIROBI)


@pytest.mark.parametrize(
    ("held", "seconds"),
    [
        pytest.param([], 0, id="nothing held, nothing lost"),
        pytest.param([package(lapses=wall("2026-04-01T00:00"))], 0, id="a package waits"),
        pytest.param(
            [package(10**5, lapses=wall("2026-03-02T18:00"))], HOUR, id="a day pass has run on"
        ),
        pytest.param(
            [package(10**5, lapses=wall("2026-03-02T15:10"))], 600, id="it lapsed in the cut"
        ),
        pytest.param(
            [package(600, lapses=wall("2026-03-02T18:00"))], 0, id="there was time enough left"
        ),
        pytest.param(
            [package(10**5, lapses=wall("2026-03-02T14:00"))], 0, id="it was over before the cut"
        ),
    ],
)
def test_what_the_clock_takes_in_a_cut_of_an_hour(held, seconds):
    assert lost(held) == seconds


def test_a_night_pass_loses_its_hours():
    night = package(10**5, lapses=wall("2026-03-03T06:00"), window=NIGHT)
    assert lost([night], cut="2026-03-03T05:00", back="2026-03-03T07:00") == HOUR


def test_a_days_quota_is_lost_at_midnight():
    daily = package(
        10**5, lapses=wall("2026-04-01T00:00"), seconds_a_day_left={TODAY: 600}, seconds_a_day=900
    )
    assert lost([daily], cut="2026-03-02T23:50", back="2026-03-03T00:10") == 600


def test_what_the_session_used_before_the_cut_is_not_lost_again():
    daily = package(
        10**5, lapses=wall("2026-04-01T00:00"), seconds_a_day_left={TODAY: 600}, seconds_a_day=900
    )
    other = Pass("q", PassKind.PACKAGE, seconds_left=0, seconds_a_day_left={})
    facts = (Opened(wall("2026-03-02T23:40"), "1", "room"), Closed(wall("2026-03-02T23:45")))
    spent = price(TARIFF, Use(facts, "visitor", passes=(daily,)))
    cut = {"cut": "2026-03-02T23:55", "back": "2026-03-03T00:10"}
    assert lost([daily, other], spent=spent, **cut) == 300


def test_nobody_is_made_good_a_cut_of_a_week():
    endless = Pass("p", PassKind.PACKAGE, lapses=wall("2026-03-04T00:00"))
    held = [replace(endless, seconds_left=10**6)]
    assert lost(held, back="2026-03-09T15:00") == CUT_LIMIT_S


def test_a_pass_without_end_loses_nothing():
    assert lost([Pass("p", PassKind.PACKAGE)]) == 0


def test_a_clock_that_was_put_back_takes_nothing():
    held = [package(10**5, lapses=wall("2026-03-02T18:00"))]
    assert lost(held, back="2026-03-02T14:00") == 0


def test_what_is_left_once_the_power_is_back():
    held = [package(10**5, lapses=wall("2026-03-02T18:00"))]
    back = wall("2026-03-02T16:00")
    left = left_after(held, NOTHING, back=back, zone="room", timezone=NAIROBI)
    assert left == 2 * HOUR
