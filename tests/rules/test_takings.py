"""What each transfer means for takings, and that a day adds up to the same by whatever it is summed."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.day_hours import hours_of
from kiosk.rules.instants import later
from kiosk.rules.takings import (
    EARNING,
    About,
    By,
    Paid,
    Posting,
    Sums,
    counted,
    day_takings,
    other_side,
    tender_of,
    together,
    total,
)

HOURS = hours_of("2026-11-21", ZoneInfo("Africa/Nairobi"))
NOON = later(HOURS.since, seconds=12 * 3600)


def posting(id, debit, credit, minor=100, *, topped=False, at=NOON, about=About()):  # noqa: A002, B008
    return Posting(id, debit, credit, minor, at, topped, about)


@pytest.mark.parametrize(
    ("made", "sums", "other"),
    [
        pytest.param(
            posting("sale:1", "till:7", "sales:pass"),
            Sums(sold_minor=100),
            "till:7",
            id="a pass for cash",
        ),
        pytest.param(
            posting("tax:1", "till:7", "tax"),
            Sums(sold_minor=100, tax_minor=100),
            "till:7",
            id="the tax in it",
        ),
        pytest.param(
            posting("rounding:1", "rounding", "till:7"),
            Sums(sold_minor=-100),
            "till:7",
            id="a coin rounded down is sold for less, not given back",
        ),
        pytest.param(
            posting("rounding:1", "till:7", "rounding"),
            Sums(sold_minor=100),
            "till:7",
            id="a coin rounded up",
        ),
        pytest.param(
            posting("refund:sale:9", "sales:pass", "till:8"),
            Sums(back_minor=100),
            "till:8",
            id="given back in cash",
        ),
        pytest.param(
            posting("refund:tax:9", "tax", "till:8"),
            Sums(back_minor=100, tax_minor=-100),
            "till:8",
            id="its tax too",
        ),
        pytest.param(
            posting("refund:rounding:9", "till:8", "rounding"),
            Sums(back_minor=-100),
            "till:8",
            id="less given back by a coin",
        ),
        pytest.param(
            posting("undo:sale:1", "sales:pass", "mobile:M-Pesa"),
            Sums(back_minor=100),
            "mobile:M-Pesa",
            id="undone",
        ),
        pytest.param(
            posting("unused:subscription:3:00001", "sales:pass", "visitor:4"),
            Sums(back_minor=100),
            "visitor:4",
            id="the unused part of a subscription",
        ),
        pytest.param(
            posting("session:5", "reserved:5", "sales:time"),
            Sums(sales=1, sold_minor=100),
            "reserved:5",
            id="time used from an account",
        ),
        pytest.param(
            posting("sponsored:5:2", "sponsor:2", "sales:time"),
            Sums(sales=1, sold_minor=100),
            "sponsor:2",
            id="time that a funder pays",
        ),
        pytest.param(
            posting("subscription:3:00002", "visitor:4", "sales:pass"),
            Sums(sales=1, sold_minor=100),
            "visitor:4",
            id="a renewal",
        ),
        pytest.param(
            posting("session_tax:5", "reserved:5", "tax"),
            Sums(sold_minor=100, tax_minor=100),
            "reserved:5",
            id="the tax in it, of the same sale",
        ),
        pytest.param(
            posting("unused_tax:subscription:3:00001", "tax", "visitor:4"),
            Sums(back_minor=100, tax_minor=-100),
            "visitor:4",
            id="the tax in the unused part",
        ),
        pytest.param(
            posting("bought:7", "deposit:E0001", "sales:product"),
            Sums(sales=1, sold_minor=100),
            "deposit:E0001",
            id="a thing is bought with what was held",
        ),
        pytest.param(
            posting("rent:tax:7", "deposit:E0001", "tax"),
            Sums(sold_minor=100, tax_minor=100),
            "deposit:E0001",
            id="its tax is no sale of its own",
        ),
        pytest.param(
            posting("due:5", "loss", "sales:time"),
            Sums(sold_minor=100, lost_minor=100),
            "loss",
            id="sold and lost",
        ),
        pytest.param(
            posting("sale:1", "till:7", "visitor:4", topped=True),
            Sums(topped_minor=100),
            "till:7",
            id="a top-up is no sale",
        ),
        pytest.param(
            posting("refund:sale:9", "visitor:4", "till:8", topped=True),
            Sums(topped_minor=-100),
            "till:8",
            id="a top-up given back",
        ),
        pytest.param(
            posting("sale:1", "till:7", "deposit:E0001", topped=True),
            Sums(deposit_in_minor=100),
            "till:7",
            id="a deposit in cash",
        ),
        pytest.param(
            posting("refund:sale:9", "deposit:E0001", "till:8", topped=True),
            Sums(deposit_back_minor=100),
            "till:8",
            id="a deposit that goes back",
        ),
        pytest.param(
            posting("sale:1", "visitor:4", "deposit:E0001", topped=True),
            Sums(deposit_in_minor=100),
            "visitor:4",
            id="a deposit from the account",
        ),
        pytest.param(
            posting("refund:sale:9", "deposit:E0001", "visitor:4", topped=True),
            Sums(deposit_back_minor=100),
            "visitor:4",
            id="a deposit that goes back to the account",
        ),
        pytest.param(
            posting("rounding:1", "rounding", "till:7", topped=True),
            Sums(rounding_minor=-100),
            "till:7",
            id="the coin of a top-up",
        ),
        pytest.param(
            posting("refund:rounding:1", "till:7", "rounding", topped=True),
            Sums(rounding_minor=100),
            "till:7",
            id="the coin of a top-up that goes back: nobody got less than nothing",
        ),
    ],
)
def test_a_posting_counts_as(made, sums, other):
    assert counted(made) == sums
    assert other_side(made) == other


@pytest.mark.parametrize(
    ("account", "tender"),
    [
        ("till:7", "cash"),
        ("mobile:M-Pesa", "mobile:M-Pesa"),
        ("visitor:4", "account"),
        ("reserved:5", "account"),
        ("sponsor:2", "sponsor"),
        ("loss", "written_off"),
        ("world", "world"),
    ],
)
def test_the_other_side_says_how_it_was_paid(account, tender):
    assert tender_of(account) == tender


def test_a_payment_counts_once_with_its_discount_and_a_top_up_is_none():
    about = About(operator="amina", seat="7", zone="window", offer="pass:1 hour", group="student")
    found = day_takings(
        HOURS,
        postings=[posting("sale:1", "till:7", "sales:pass", 90, about=about)],
        payments=[Paid(NOON, "cash", 10, topped=False, about=about)],
    )
    whole = Sums(sales=1, sold_minor=90, discount_minor=10)
    assert found == {
        (By.HOUR, "12"): whole,
        (By.OPERATOR, "amina"): whole,
        (By.SEAT, "7"): whole,
        (By.ZONE, "window"): whole,
        (By.OFFER, "pass:1 hour"): whole,
        (By.TENDER, "cash"): whole,
        (By.GROUP, "student"): whole,
    }
    assert total(found) == whole
    topped = day_takings(
        HOURS,
        postings=[posting("sale:1", "till:7", "visitor:4", topped=True)],
        payments=[Paid(NOON, "cash", 0, topped=True, about=About())],
    )
    assert total(topped) == Sums(topped_minor=100)
    assert total(topped).net_minor == 0


def test_what_comes_to_nothing_is_left_out():
    assert day_takings(HOURS, postings=[], payments=[]) == {}
    sold = posting("sale:1", "till:7", "sales:pass")
    none = day_takings(HOURS, postings=[], payments=[Paid(NOON, "cash", 0, True, About())])
    assert none == {}
    assert len(day_takings(HOURS, postings=[sold], payments=[])) == len(By)


NAMES = ("sale:1", "tax:1", "rounding:1", "refund:sale:2", "undo:sale:1", "session:5", "due:5")
ACCOUNTS = ("till:7", "mobile:M-Pesa", "visitor:4", "reserved:5", "loss")
EARNERS = ("sales:pass", "sales:time", "tax", "rounding")


@given(
    st.lists(
        st.builds(
            lambda name, other, earner, minor, hour, seat, turned: Posting(
                name,
                earner if turned else other,
                other if turned else earner,
                minor,
                later(HOURS.since, seconds=hour * 3600),
                topped=False,
                about=About(seat=seat),
            ),
            st.sampled_from(NAMES),
            st.sampled_from(ACCOUNTS),
            st.sampled_from(EARNERS),
            st.integers(1, 10_000),
            st.integers(0, 23),
            st.sampled_from(("", "1", "2")),
            st.booleans(),
        ),
        max_size=20,
    )
)
def test_a_day_adds_up_to_what_the_ledger_gained(postings):
    found = day_takings(HOURS, postings=postings, payments=[])
    gained = sum(
        each.minor
        * ((each.credit.split(":")[0] in EARNING) - (each.debit.split(":")[0] in EARNING))
        for each in postings
        if not (each.debit == "loss" and not each.id.startswith(("refund", "undo")))
    )
    assert {total(found, by).net_minor for by in By} == {gained}


def test_the_takings_of_parts_are_those_of_the_whole_and_what_comes_to_nothing_is_left_out():
    one = {(By.HOUR, "09"): Sums(sales=1, sold_minor=50), (By.SEAT, "4"): Sums(sold_minor=70)}
    other = {(By.HOUR, "09"): Sums(sales=2, sold_minor=8), (By.SEAT, "4"): Sums(sold_minor=-70)}
    assert together() == {}
    assert together(one) == one
    assert together(one, other) == {(By.HOUR, "09"): Sums(sales=3, sold_minor=58)}


def test_what_is_held_is_what_came_less_the_deposits_that_went_back():
    assert Sums(topped_minor=500, deposit_in_minor=300, deposit_back_minor=100).held_minor == 700
