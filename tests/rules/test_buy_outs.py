"""Buying in parts: parts add up to the price, a stop gives back all but a fair rent."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.buy_outs import (
    EVERY_DAYS_LIMIT,
    PARTS_LIMIT,
    Stopped,
    Terms,
    check_terms,
    schedule,
    stopped,
)
from kiosk.rules.instants import Instant
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.refusals import Refusal

NAIROBI = ZoneInfo("Africa/Nairobi")


def wall(text):
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=NAIROBI)
    return Instant(int(moment.timestamp()) * 1000)


NOON = wall("2026-03-02T12:00")


def terms(price=60_000, parts=6, every=30, rent=150):
    return Terms(price, parts, every, rent)


@pytest.mark.parametrize(
    ("asked", "deposit_minor", "coin_minor", "refusal"),
    [
        pytest.param(terms(), 20_000, 100, None, id="six parts a month apart"),
        pytest.param(terms(parts=2, every=1, rent=0), 0, 1, None, id="the least"),
        pytest.param(terms(parts=PARTS_LIMIT, rent=0), 0, 1, None, id="the most parts"),
        pytest.param(terms(every=EVERY_DAYS_LIMIT, rent=0), 0, 1, None, id="the longest"),
        pytest.param(terms(AMOUNT_LIMIT_MINOR), 0, 1, None, id="the dearest"),
        pytest.param(terms(20_600, rent=0), 20_000, 100, None, id="a coin a part"),
        pytest.param(terms(rent=166), 0, 1, None, id="the highest rent"),
        pytest.param(terms(parts=1), 0, 1, "field_wrong", id="one part is a sale"),
        pytest.param(terms(parts=PARTS_LIMIT + 1), 0, 1, "field_wrong", id="too many"),
        pytest.param(terms(every=0), 0, 1, "field_wrong", id="all at once"),
        pytest.param(terms(every=EVERY_DAYS_LIMIT + 1), 0, 1, "field_wrong", id="too long"),
        pytest.param(terms(0, rent=0), 0, 1, "amount_wrong", id="for nothing"),
        pytest.param(terms(20_599), 20_000, 100, "amount_wrong", id="a part without a coin"),
        pytest.param(terms(AMOUNT_LIMIT_MINOR + 1), 0, 1, "amount_wrong", id="absurd"),
        pytest.param(terms(rent=-1), 0, 1, "rent_too_high", id="a rent below nothing"),
        pytest.param(terms(rent=167), 0, 1, "rent_too_high", id="more than half the price"),
    ],
)
def test_which_terms_are_fair(asked, deposit_minor, coin_minor, refusal):
    told = {"deposit_minor": deposit_minor, "coin_minor": coin_minor}
    if refusal is None:
        check_terms(asked, **told)
        return
    with pytest.raises(Refusal, match=refusal):
        check_terms(asked, **told)


@pytest.mark.parametrize(
    ("price", "parts", "counted", "coin", "minors"),
    [
        pytest.param(60_000, 3, 0, 100, [20_000, 20_000, 20_000], id="even"),
        pytest.param(60_000, 3, 20_000, 100, [13_400, 13_300, 13_300], id="the deposit counts"),
        pytest.param(1_000, 3, 0, 1, [334, 333, 333], id="the first pays the odd coin"),
        pytest.param(1_050, 2, 0, 100, [500, 550], id="what no coin pays is in the last"),
    ],
)
def test_what_each_part_is(price, parts, counted, coin, minors):
    made = schedule(
        terms(price, parts), counted_minor=counted, coin_minor=coin, now=NOON, timezone=NAIROBI
    )
    assert [one.minor for one in made] == minors
    assert [one.n for one in made] == list(range(1, parts + 1))


def test_when_each_part_is_due():
    made = schedule(terms(), counted_minor=0, coin_minor=1, now=NOON, timezone=NAIROBI)
    last_moment = wall("2026-04-02T00:00") - 1
    assert made[0].due_at == last_moment
    assert made[-1].due_at == wall("2026-08-30T00:00") - 1


@pytest.mark.parametrize(
    ("paid", "back_on", "shares"),
    [
        pytest.param(0, "2026-06-01T09:00", Stopped(0, 0), id="nothing paid, nothing owed"),
        pytest.param(10_000, "2026-03-02T23:59", Stopped(10_000, 0), id="the first day is free"),
        pytest.param(10_000, "2026-03-03T00:00", Stopped(9_850, 150), id="a day after it"),
        pytest.param(10_000, "2026-04-01T12:00", Stopped(5_500, 4_500), id="thirty days"),
        pytest.param(10_000, "2026-09-01T12:00", Stopped(0, 10_000), id="never more than was paid"),
        pytest.param(10_000, "2026-02-01T12:00", Stopped(10_000, 0), id="a clock that jumped"),
    ],
)
def test_what_a_stop_gives_back(paid, back_on, shares):
    told = {"rent_per_day_minor": 150, "since": NOON, "now": wall(back_on), "timezone": NAIROBI}
    assert stopped(paid, **told) == shares


@st.composite
def fair(draw):
    coin = draw(st.sampled_from([1, 5, 50, 100]))
    parts = draw(st.integers(2, PARTS_LIMIT))
    every = draw(st.integers(1, EVERY_DAYS_LIMIT))
    deposit = draw(st.integers(0, 10**6))
    price = draw(st.integers(deposit + parts * coin, deposit + 10**7))
    rent = draw(st.integers(0, price // (2 * parts * every)))
    return Terms(price, parts, every, rent), deposit, coin


@given(fair(), st.booleans())
def test_nobody_pays_more_than_the_price(made, counts):
    asked, deposit, coin = made
    check_terms(asked, deposit_minor=deposit, coin_minor=coin)
    counted = deposit if counts else 0
    parts = schedule(asked, counted_minor=counted, coin_minor=coin, now=NOON, timezone=NAIROBI)
    assert sum(one.minor for one in parts) + counted == asked.price_minor
    assert all(one.minor > 0 for one in parts)
    assert all(one.minor % coin == 0 for one in parts[:-1])
    dues = [one.due_at for one in parts]
    assert dues == sorted(set(dues))
    assert dues[0] > NOON


@given(fair(), st.integers(0, PARTS_LIMIT), st.integers(-10, 4_000))
def test_what_was_paid_is_what_goes_back_and_what_was_used(made, paid_parts, days):
    asked, _deposit, coin = made
    parts = schedule(asked, counted_minor=0, coin_minor=coin, now=NOON, timezone=NAIROBI)
    paid = sum(one.minor for one in parts[:paid_parts])
    now = Instant(NOON + days * 86_400_000)
    rent = asked.rent_per_day_minor
    shares = stopped(paid, rent_per_day_minor=rent, since=NOON, now=now, timezone=NAIROBI)
    assert shares.back_minor + shares.used_minor == paid
    assert 0 <= shares.used_minor <= max(0, days) * rent
    assert shares.back_minor >= 0
    if days <= asked.parts * asked.every_days:
        assert 2 * shares.used_minor <= asked.price_minor
