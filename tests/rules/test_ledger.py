from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant
from kiosk.rules.ledger import (
    CHAIN_START,
    EXCHANGE,
    HUB,
    ChainedTransfer,
    Named,
    Side,
    Transfer,
    chain,
    check_transfer,
    kind_of,
    reversal,
    signed_balance,
    verify_chain,
)
from kiosk.rules.money import Money
from kiosk.rules.refusals import Refusal

RICH = 10**6


def transfer(debit, credit, minor=100, **changed):
    told = {
        "id": "t1",
        "debit": debit,
        "credit": credit,
        "amount": Money(minor, "KES"),
        "at": Instant(1_790_000_000_000),
        "reason": "sale",
        "reference": "offer:1",
    }
    return Transfer(**(told | changed))


def refused(asked, *, book=HUB, balance=RICH, limit=0):
    """The code `check_transfer` answers with, or None."""
    try:
        check_transfer(
            asked, lambda _account: balance, book=book, credit_limit_of=lambda _account: limit
        )
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(
    ("debit", "credit"),
    [
        pytest.param("till:7", "sales:pass", id="a pass sold for cash"),
        pytest.param("till:7", "visitor:42", id="a visitor pays into the account"),
        pytest.param("visitor:42", "reserved:s1", id="money is set aside for a session"),
        pytest.param("reserved:s1", "sales:time", id="a session is settled"),
        pytest.param("reserved:s1", "visitor:42", id="what was not used comes back"),
        pytest.param("exchange", "visitor:42", id="approved work"),
        pytest.param("visitor:42", "till:7", id="earnings are paid out"),
        pytest.param("visitor:42", "savings:42", id="a visitor saves"),
        pytest.param("loss", "visitor:42", id="a wrong credit is made good"),
        pytest.param("mobile:mpesa", "exchange", id="the exchange settles"),
        pytest.param("till:7", "world", id="the opening float"),
        pytest.param("till:7", "deposit:tablet-3", id="a deposit for a tablet"),
        pytest.param("till:7", "rounding", id="the smallest coin"),
    ],
)
def test_what_a_hub_may_post(debit, credit):
    assert refused(transfer(debit, credit)) is None


@pytest.mark.parametrize(
    ("debit", "credit"),
    [
        pytest.param("world", "requester:9", id="a requester funds"),
        pytest.param("requester:9", "escrow:h1-1", id="a slot is paid ahead"),
        pytest.param("escrow:h1-1", "hub:a", id="work is approved"),
        pytest.param("escrow:h1-1", "fee", id="the fee of the exchange"),
        pytest.param("escrow:h1-1", "requester:9", id="a slot nobody took comes back"),
        pytest.param("hub:a", "world", id="the exchange settles with a hub"),
        pytest.param("sponsor:3", "escrow:h1-1", id="a sponsor pays for a task"),
    ],
)
def test_what_an_exchange_may_post(debit, credit):
    assert refused(transfer(debit, credit), book=EXCHANGE) is None


@pytest.mark.parametrize(
    ("debit", "credit", "book"),
    [
        pytest.param("visitor:42", "exchange", HUB, id="a visitor pays the exchange"),
        pytest.param("savings:42", "exchange", HUB, id="out of savings"),
        pytest.param("reserved:s1", "exchange", HUB, id="by way of what is set aside"),
        pytest.param("deposit:tablet-3", "exchange", HUB, id="by way of a deposit"),
        pytest.param("sales:time", "exchange", HUB, id="by way of takings"),
        pytest.param("hub:a", "requester:9", EXCHANGE, id="approved work is clawed back"),
        pytest.param("hub:a", "escrow:h1-1", EXCHANGE, id="a hub pays for tasks"),
        pytest.param("hub:a", "fee", EXCHANGE, id="a hub pays for being paid"),
        pytest.param("hub:a", "sponsor:3", EXCHANGE, id="by way of a sponsor"),
    ],
)
def test_nobody_pays_to_work(debit, credit, book):
    assert refused(transfer(debit, credit), book=book) == "nobody_pays_to_work"


def test_approved_work_cannot_be_reversed():
    paid = transfer("exchange", "visitor:42")
    undone = reversal(paid, id="t2", at=Instant(1), reason="a slip")
    assert refused(undone) == "nobody_pays_to_work"


CASH_AND_THE_HOUSE = {"till", "safe", "mobile", "world", "loss"}


@pytest.mark.parametrize(
    ("book", "first", "work"),
    [
        (HUB, {"visitor", "savings"}, {"exchange"}),
        (EXCHANGE, {"hub"}, {"requester", "escrow", "fee"}),
    ],
)
def test_no_chain_of_transfers_leads_from_a_visitor_to_those_who_post_work(book, first, work):
    names = {Named.NO: "", Named.ANY: ":x", Named.SALES: ":time"}
    reached, todo = set(first), list(first)
    while todo:
        debit = todo.pop()
        for credit in set(book) - reached - CASH_AND_THE_HOUSE:
            asked = transfer(debit + names[book[debit].named], credit + names[book[credit].named])
            if refused(asked, book=book) is None:
                reached.add(credit)
                todo.append(credit)
    assert not reached & work


@pytest.mark.parametrize(
    "account",
    [
        "",
        "bank",
        "till",
        "till:",
        "till:a b",
        "safe:1",
        "safe:",
        "sales",
        "sales:food",
        "visitor:\n",
        "requester:9",
        "visitor:" + "x" * 121,
    ],
)
def test_an_account_that_is_not_in_the_book_is_refused(account):
    with pytest.raises(Refusal) as refusal:
        kind_of(account, book=HUB)
    assert refusal.value.code == "account_unknown"
    assert refused(transfer(account, "safe")) == "account_unknown"
    assert refused(transfer("safe", account)) == "account_unknown"


def test_a_name_may_be_long_and_have_colons():
    assert kind_of("escrow:" + "a:" * 60, book=EXCHANGE) == "escrow"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        pytest.param(transfer("bank", "bank", 0), "account_unknown", id="first the accounts"),
        pytest.param(
            transfer("exchange", "exchange", 0), "same_account", id="then that they differ"
        ),
        pytest.param(transfer("visitor:1", "exchange", 0), "amount_wrong", id="then the amount"),
        pytest.param(transfer("visitor:1", "exchange", -1), "amount_wrong", id="which is positive"),
        pytest.param(
            transfer("visitor:1", "exchange", RICH * 2), "nobody_pays_to_work", id="then who pays"
        ),
        pytest.param(
            transfer("visitor:1", "till:7", RICH + 1), "below_zero", id="then the balance"
        ),
    ],
)
def test_refusals_come_in_order(asked, code):
    assert refused(asked) == code


@pytest.mark.parametrize(
    ("minor", "limit", "code"),
    [
        pytest.param(100, 0, None, id="all there is"),
        pytest.param(101, 0, "below_zero", id="one more than there is"),
        pytest.param(150, 50, None, id="down to the credit limit"),
        pytest.param(151, 50, "below_zero", id="one below the credit limit"),
    ],
)
def test_a_visitor_stays_above_zero_or_the_credit_limit(minor, limit, code):
    assert refused(transfer("visitor:1", "sales:pass", minor), balance=100, limit=limit) == code


@pytest.mark.parametrize("debit", ["savings:1", "reserved:s", "deposit:e"])
def test_other_promises_of_a_hub_stay_above_zero(debit):
    assert refused(transfer(debit, "till:7"), balance=99) == "below_zero"


@pytest.mark.parametrize(("debit", "credit"), [("requester:9", "escrow:1"), ("escrow:1", "hub:a")])
def test_requester_and_escrow_stay_above_zero(debit, credit):
    assert refused(transfer(debit, credit), book=EXCHANGE, balance=99) == "below_zero"


def test_paying_into_an_account_is_never_refused_for_its_balance():
    assert refused(transfer("till:7", "visitor:1"), balance=-500) is None


def test_without_a_credit_limit_nobody_goes_below_zero():
    check_transfer(transfer("visitor:1", "till:7"), lambda _account: 100, book=HUB)
    with pytest.raises(Refusal):
        check_transfer(transfer("visitor:1", "till:7"), lambda _account: 99, book=HUB)


@pytest.mark.parametrize(
    ("account", "balance"),
    [
        pytest.param("till:7", 60, id="a drawer grows by debits"),
        pytest.param("sales:pass", -60, id="income grows by credits"),
        pytest.param("visitor:1", -60, id="what we owe grows by credits"),
        pytest.param("escrow:1", -60, id="so does what the exchange keeps for others"),
        pytest.param("exchange", 60, id="what is owed to us grows by debits"),
    ],
)
def test_a_balance_is_positive_on_the_normal_side(account, balance):
    assert signed_balance(account, debits=100, credits=40) == balance


def test_no_balance_of_an_unknown_account():
    with pytest.raises(Refusal) as refusal:
        signed_balance("bank:1", debits=0, credits=0)
    assert refusal.value.code == "account_unknown"


def test_both_books_agree_on_the_side_of_a_kind():
    assert all(HUB[kind].side is EXCHANGE[kind].side for kind in set(HUB) & set(EXCHANGE))
    for book in (HUB, EXCHANGE):
        assert all((kind.fed_by or set()) <= set(book) for kind in book.values())
    assert {kind.side for kind in HUB.values()} == set(Side)


def test_a_reversal_swaps_the_sides_and_names_what_it_undoes():
    sold = transfer("till:7", "sales:pass")
    undone = reversal(sold, id="t2", at=Instant(5), reason="sold twice")
    assert undone == transfer(
        "sales:pass", "till:7", id="t2", at=Instant(5), reason="sold twice", reference="t1"
    )


def test_a_reversal_needs_a_reason():
    with pytest.raises(Refusal) as refusal:
        reversal(transfer("till:7", "sales:pass"), id="t2", at=Instant(5), reason="  ")
    assert refusal.value.code == "reason_missing"


def book_of(count):
    kept, previous = [], CHAIN_START
    for n in range(1, count + 1):
        made = transfer("till:7", "sales:pass", n, id=f"t{n}")
        previous = chain(previous, made)
        kept.append(ChainedTransfer(n=n, transfer=made, digest=previous))
    return kept


def test_a_chain_that_nobody_touched_verifies():
    assert verify_chain([]) is None
    assert verify_chain(book_of(5)) is None


def test_the_chain_is_the_same_on_every_machine_for_ever():
    assert chain(CHAIN_START, transfer("till:7", "sales:pass")).hex() == GOLDEN


GOLDEN = "fe9ee9e612829c9b7c126ab023ba9e6f8210d4757967edb2ea0891d434cd4e85"


CHANGES = [
    {"id": "t9"},
    {"debit": "till:8"},
    {"credit": "sales:time"},
    {"amount": Money(4, "KES")},
    {"amount": Money(3, "USD")},
    {"at": Instant(0)},
    {"reason": "gift"},
    {"reference": ""},
    {"reason": "sal", "reference": "eoffer:1"},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_changed_field_shows_at_its_number(change):
    kept = book_of(5)
    kept[2] = replace(kept[2], transfer=replace(kept[2].transfer, **change))
    assert verify_chain(kept) == 3


def test_a_transfer_taken_out_or_swapped_shows():
    kept = book_of(5)
    assert verify_chain(kept[:2] + kept[3:]) == 4
    assert verify_chain([kept[1], kept[0], *kept[2:]]) == 2


texts = st.text(max_size=5)


@given(st.tuples(texts, texts, texts), st.tuples(texts, texts, texts))
def test_two_different_transfers_never_read_alike(one, other):
    first = transfer("till:7", "safe", id=one[0], reason=one[1], reference=one[2])
    second = transfer("till:7", "safe", id=other[0], reason=other[1], reference=other[2])
    assert (chain(CHAIN_START, first) == chain(CHAIN_START, second)) == (one == other)
