import datetime as dt
import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules import price_cases, price_oracle

from kiosk.rules.grants import seconds_until_gap
from kiosk.rules.instants import Instant, later
from kiosk.rules.metering import Closed, Opened, runs
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.rates import Rate
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import Window
from kiosk.rules.tariff_files import parse_tariff
from kiosk.rules.tariffs import Tariff, Use, dearest_per_hour, price, seconds_affordable

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
HOUR = 3600


def wall(text, timezone=BERLIN):
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=timezone)
    return Instant(int(moment.timestamp()) * 1000)


NOON = wall("2026-01-05T12:00")
BASE = Tariff(timezone=BERLIN, currency="KES", rates=(Rate(3600),))


def tariff(*rates, **told):
    return replace(BASE, rates=rates or BASE.rates, **told)


def use(*facts, **told):
    return Use(facts=facts, group=told.pop("group", "visitor"), **told)


def session(seconds, *, start=NOON, zone="door", **told):
    return use(Opened(start, "1", zone), Closed(later(start, seconds=seconds)), **told)


def package(**told):
    return Pass(id="p", kind=PassKind.PACKAGE, **told)


# The oracle


@given(price_cases.cases())
@settings(max_examples=80, deadline=None)
def test_the_price_is_that_of_the_second_by_second_oracle(case):
    terms, used = case
    found = price(parse_tariff(terms), price_cases.read_use(used))
    assert price_cases.shown(found) == price_oracle.quote(terms, used)


# The promises of DESIGN.md §6


@given(price_cases.cases())
def test_the_price_is_never_more_than_promised(case):
    terms = parse_tariff(case[0])
    found = price(terms, price_cases.read_use(case[1]))
    exact = sum(Fraction(each.seconds * each.per_hour_minor, HOUR) for each in found.segments)
    short_s = max(0, terms.minimum_s - found.used_s)
    on_top = Fraction((short_s + terms.increment_s) * found.rounding_per_hour_minor, HOUR)
    assert found.total_minor <= exact + on_top + Fraction(1, 2)


@given(price_cases.cases())
def test_the_lines_add_up(case):
    found = price(parse_tariff(case[0]), price_cases.read_use(case[1]))
    assert sum(each.minor for each in found.segments) + found.rounding_minor == found.total_minor
    assert sum(found.minor_by_day.values()) == found.total_minor
    assert sum(found.spent_by_pass.values()) == found.covered_s
    if found.segments:
        assert sum(each.seconds for each in found.segments) == found.used_s
    for one, other in pairwise(found.segments):
        assert one.end <= other.start


@given(price_cases.cases())
def test_no_day_costs_more_than_its_cap(case):
    used = price_cases.read_use(case[1])
    found = price(replace(parse_tariff(case[0]), daily_cap_minor=100), used)
    for day, minor in found.minor_by_day.items():
        assert minor <= max(0, 100 - used.charged_today_minor.get(day, 0))


@given(price_cases.cases())
def test_no_pass_gives_more_than_it_has(case):
    used = price_cases.read_use(case[1])
    found = price(parse_tariff(case[0]), used)
    for each in used.passes:
        assert found.spent_by_pass.get(each.id, 0) <= each.seconds_left
        for (name, day), seconds in found.spent_by_pass_and_day.items():
            if name == each.id and each.seconds_a_day_left is not None:
                assert seconds <= each.seconds_a_day_left.get(day, 0)


@given(price_cases.cases(), st.randoms())
def test_facts_may_come_in_any_order_and_twice(case, chance):
    terms, used = parse_tariff(case[0]), price_cases.read_use(case[1])
    facts = [*used.facts, chance.choice(used.facts)]
    chance.shuffle(facts)
    assert price(terms, replace(used, facts=tuple(facts))) == price(terms, used)


@given(price_cases.cases(), st.integers(-(10**8), 10**8))
def test_a_clock_that_jumps_changes_no_used_second(case, jump):
    terms, used = parse_tariff(case[0]), price_cases.read_use(case[1])
    honest = price(terms, used)
    *facts, closed = used.facts
    counted = replace(closed, at=Instant(closed.at + jump), used_s=honest.used_s)
    assert price(terms, replace(used, facts=(*facts, counted))).used_s == honest.used_s


def settled_in_parts(terms, used, cuts):
    """The receipts of one use cut into sessions at these used seconds, each settled before the next."""
    passes, receipts, before = used.passes, [], False
    for part in cut_at(used.facts, cuts):
        found = price(
            terms,
            replace(used, facts=part, passes=passes, recent_session=before or used.recent_session),
        )
        passes = tuple(less(each, found) for each in passes)
        receipts.append(found)
        before = True
    return receipts


def cut_at(facts, cuts):
    """One session for each run, and for each part of a run between two cuts."""
    done = 0
    for run in runs(facts):
        inside = [cut - done for cut in sorted(set(cuts)) if done < cut < done + run.seconds]
        for start, end in pairwise([0, *inside, run.seconds]):
            at = later(run.start, seconds=start)
            yield Opened(at, run.station, run.zone), Closed(later(at, seconds=end - start))
        done += run.seconds


def less(each, found):
    spent = found.spent_by_pass.get(each.id, 0)
    quota = each.seconds_a_day_left
    if quota is not None:
        by_day = found.spent_by_pass_and_day
        quota = {day: left - by_day.get((each.id, day), 0) for day, left in quota.items()}
    return replace(each, seconds_left=each.seconds_left - spent, seconds_a_day_left=quota)


@given(price_cases.cases(), st.lists(st.integers(1, 4000), max_size=4))
def test_splitting_a_use_never_pays(case, cuts):
    terms = replace(parse_tariff(case[0]), daily_cap_minor=0)
    used = price_cases.read_use(case[1])
    whole = price(terms, used)
    parts = settled_in_parts(terms, used, cuts)
    dearest = max(rate.per_hour_minor for rate in terms.rates)
    free_s = terms.grace_s + terms.increment_s if terms.grace_s else 0
    allowance = Fraction(free_s * dearest, HOUR) + len(parts)
    assert sum(part.total_minor for part in parts) >= whole.total_minor - allowance


# Rows of the field's notes that are arithmetic


def test_sixteen_sessions_are_charged_to_the_second():
    chance = random.Random(7)
    for _ in range(16):
        seconds = chance.randint(20, 200)
        start = Instant(NOON + chance.randrange(3_600_000))
        found = price(BASE, session(seconds, start=start))
        assert abs(found.charged_s - seconds) <= 1


@pytest.mark.parametrize("second", range(0, 60, 5))
def test_180_paid_seconds_last_180_whatever_the_second_of_sign_in(second):
    start = later(NOON, seconds=second)
    paid = (package(seconds_left=180),)
    opened = (Opened(start, "1", "door"),)
    assert seconds_until_gap(opened, paid, after_s=0, timezone=BERLIN, limit_s=HOUR) == 180
    assert price(BASE, session(180, start=start, passes=paid)).total_minor == 0
    assert price(BASE, session(181, start=start, passes=paid)).charged_s == 1


@pytest.mark.parametrize("grace_s", [0, 30])
def test_dodging_the_minute_is_charged(grace_s):
    used = charged = 0
    for minute in range(4):
        start = Instant(later(NOON, seconds=60 * minute) + 3_500)
        found = price(tariff(grace_s=grace_s), session(53, start=start, recent_session=minute > 0))
        used, charged = used + 53, charged + found.charged_s
    assert charged * 100 >= used * 99


def test_midnight_neither_gives_nor_takes():
    found = price(BASE, session(200, start=wall("2026-01-05T23:58:20")))
    assert found.total_minor == 200
    assert [each.seconds for each in found.segments] == [100, 100]


# What a lease reserves


def test_the_dearest_rate_that_a_lease_can_meet():
    rates = [Rate(100), Rate(900, window=Window(start=780, end=840)), Rate(5000, zone="window")]
    told = {"zone": "door", "group": "visitor", "start": Instant(NOON + 999)}
    assert dearest_per_hour(tariff(*rates), end=later(NOON, seconds=HOUR), **told) == 100
    assert dearest_per_hour(tariff(*rates), end=later(NOON, seconds=HOUR + 1), **told) == 900
    assert dearest_per_hour(tariff(*rates), end=NOON, **told) == 100


def test_no_lease_over_hours_without_a_price():
    with pytest.raises(Refusal) as refusal:
        dearest_per_hour(
            tariff(Rate(1, window=Window(end=740))),
            zone="door",
            group="visitor",
            start=NOON,
            end=later(NOON, seconds=HOUR),
        )
    assert refusal.value.code == "no_rate"


@pytest.mark.parametrize(
    ("terms", "minor", "per_hour", "seconds"),
    [
        pytest.param({}, 100, 3600, 100, id="a second each"),
        pytest.param({}, 0, 3600, 0, id="no money"),
        pytest.param({}, 0, 0, 9999, id="nothing to pay"),
        pytest.param({}, 10**9, 3600, 9999, id="more than the limit"),
        pytest.param({"increment_s": 60}, 119, 3600, 60, id="whole increments"),
        pytest.param({"minimum_s": 120}, 119, 3600, 0, id="less than the minimum"),
        pytest.param({"minimum_s": 120}, 120, 3600, 120, id="just the minimum"),
        pytest.param({}, 1, 7200, 0, id="half a second"),
    ],
)
def test_what_money_buys(terms, minor, per_hour, seconds):
    found = seconds_affordable(tariff(**terms), minor=minor, per_hour_minor=per_hour, limit_s=9999)
    assert found == seconds


@given(price_cases.tariffs(cap=False), st.integers(0, 10_000), st.integers(1, 5000))
def test_what_money_buys_never_costs_more(raw, minor, per_hour):
    terms = replace(parse_tariff(raw), rates=(Rate(per_hour),))
    seconds = seconds_affordable(terms, minor=minor, per_hour_minor=per_hour, limit_s=5000)
    assert price(terms, session(seconds, recent_session=True)).total_minor <= minor
