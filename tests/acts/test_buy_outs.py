"""A tablet bought in parts: what was paid stays the visitor's until the last part, or a stop."""

from dataclasses import replace

import pytest
from fakes.busy_days import asked
from fakes.machines import look

from kiosk.acts import buy_outs as acts
from kiosk.acts import equipment as lending_acts
from kiosk.acts import merging
from kiosk.acts.buy_outs import PartPaid
from kiosk.acts.equipment import Lending, Returning
from kiosk.jobs.day_close import close_days
from kiosk.queries import takings
from kiosk.queries.floor import floor
from kiosk.queries.floor_seats import Pace
from kiosk.rules.buy_outs import Terms
from kiosk.rules.equipment import Kind, Move, State
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import Word
from kiosk.rules.tenders import Pay, Tender
from kiosk.store import buy_outs, equipment, roll_up_checks

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")

DEPOSIT = 20_000
TERMS = Terms(50_000, 4, 30, 200)
ACCOUNT = Pay(Tender.ACCOUNT)


@pytest.fixture
def grace(site):
    return site.visitor()


@pytest.fixture
def tablet(site, grace):
    """Tablet 1, lent to Grace against a deposit, sold in three parts."""
    item = {"kind": Kind.TABLET, "title": "Tablet 1", "deposit_minor": DEPOSIT}
    code = site.hub.write(lending_acts.keep_item, **item, by=site.operator)
    price(site, code)
    site.hub.write(lending_acts.lend, lending=Lending(code, grace, 7, site.operator, DEPOSIT))
    return code


def price(site, code, terms=TERMS):
    site.hub.write(acts.set_terms, code=code, terms=terms, by=site.operator)


def start(site, code, *, counts=False, request_id=None):
    told = {"code": code, "deposit_counts": counts, "by": site.operator}
    return site.hub.write(acts.start, request_id=request_id, **told)


def pay(site, code, n, *, request_id=None, **told):
    told = {"tendered_minor": 50_000, **told}
    paid = PartPaid(code, n, site.operator, **told)
    return site.hub.write(acts.pay_part, request_id=request_id, paid=paid)


def take_back(site, code, move="return", **told):
    returning = Returning(code, Move(move), site.operator, **told)
    return site.hub.write(lending_acts.take_back, returning=returning)


def held(site, code):
    return site.balance(f"deposit:{code}")


def contract(site, code):
    return look(site, buy_outs.of_loan, look(site, equipment.loans_of, code)[0].id)


def refused(code, act, *args, **told):
    with pytest.raises(Refusal, match=code):
        act(*args, **told)


def test_the_last_part_makes_it_theirs_and_the_deposit_goes_back(site, grace, tablet):
    till = site.balance(f"till:{site.shift}")
    start(site, tablet)
    assert [pay(site, tablet, n) for n in (1, 2, 3)] == [False, False, False]
    assert held(site, tablet) == look(site, equipment.held_minor) == DEPOSIT + 37_500
    assert site.balance("sales:product") == 0
    assert pay(site, tablet, 4) is True
    assert look(site, equipment.by_code, tablet).state is State.SOLD
    assert site.balance("sales:product") + site.balance("tax") == 50_000
    assert site.balance(f"till:{site.shift}") == till + 50_000
    assert site.balance(f"visitor:{grace}") == DEPOSIT
    assert held(site, tablet) == look(site, equipment.held_minor) == 0
    assert contract(site, tablet).outcome == "paid"
    assert look(site, equipment.loan_of, tablet) is None


def test_a_deposit_that_counts_is_a_part_of_the_price(site, grace, tablet):
    start(site, tablet, counts=True)
    for n in (1, 2, 3, 4):
        pay(site, tablet, n)
    assert contract(site, tablet).paid_minor == 30_000
    assert site.balance("sales:product") + site.balance("tax") == 50_000
    assert site.balance(f"visitor:{grace}") == held(site, tablet) == 0
    assert look(site, equipment.loans_of, tablet)[0].kept_minor == DEPOSIT


def test_a_stop_gives_back_all_but_the_rent(site, clock, tablet):
    start(site, tablet, counts=True)
    pay(site, tablet, 1)
    clock.forward(hours=24 * 10)
    till = site.balance(f"till:{site.shift}")
    assert take_back(site, tablet) == DEPOSIT + 7_500 - 2_000
    assert site.balance(f"till:{site.shift}") == till - DEPOSIT - 5_500
    assert site.balance("sales:product") + site.balance("tax") == 2_000
    assert held(site, tablet) == look(site, equipment.held_minor) == 0
    over = contract(site, tablet)
    assert (over.outcome, over.used_minor, over.next) == ("stopped", 2_000, None)
    assert look(site, buy_outs.late, site.hub.now()) == ()


def test_a_stop_never_costs_more_than_was_paid(site, clock, grace, tablet):
    start(site, tablet)
    pay(site, tablet, 1)
    pay(site, tablet, 2)
    clock.forward(hours=24 * 400)
    assert take_back(site, tablet, tender="account") == DEPOSIT
    assert site.balance("sales:product") + site.balance("tax") == 25_000
    assert site.balance(f"visitor:{grace}") == DEPOSIT


def test_a_stop_gives_back_over_several_parts(site, clock, grace, tablet):
    start(site, tablet)
    pay(site, tablet, 1)
    pay(site, tablet, 2)
    clock.forward(hours=24 * 50)
    assert take_back(site, tablet, tender="account") == DEPOSIT + 25_000 - 10_000
    assert site.balance(f"visitor:{grace}") == DEPOSIT + 15_000


def test_a_stop_on_the_first_day_is_free(site, tablet):
    start(site, tablet)
    pay(site, tablet, 1)
    assert take_back(site, tablet) == DEPOSIT + 12_500
    assert site.balance("sales:product") == 0


def test_much_money_goes_back_by_two(site, tablet):
    price(site, tablet, Terms(200_000, 2, 30, 0))
    start(site, tablet)
    pay(site, tablet, 1, tendered_minor=100_000)
    refused("second_person_missing", take_back, site, tablet)
    owner = site.staff("naomi", role="owner")
    assert take_back(site, tablet, approved_by=owner) == DEPOSIT + 100_000


def test_the_account_pays_only_if_the_visitor_agrees(site, grace, tablet):
    site.earn(grace, 60_000)
    start(site, tablet)
    refused("consent_missing", pay, site, tablet, 1, pay=ACCOUNT)
    assert site.balance(f"visitor:{grace}") == 60_000
    pay(site, tablet, 1, pay=ACCOUNT, agreed=True)
    assert site.balance(f"visitor:{grace}") == 60_000 - 12_500


def test_a_double_click_pays_one_part(site, tablet):
    first = start(site, tablet, request_id="start-request-1")
    assert start(site, tablet, request_id="start-request-1") == first
    pay(site, tablet, 1, request_id="part-request-1")
    pay(site, tablet, 1, request_id="part-request-1")
    refused("conflict", pay, site, tablet, 1)
    refused("conflict", pay, site, tablet, 3)
    assert held(site, tablet) == DEPOSIT + 12_500


def test_a_part_has_no_discount_and_no_less_cash(site, tablet):
    start(site, tablet)
    gift = Pay(discount_minor=100, reason="a friend")
    refused("amount_wrong", pay, site, tablet, 1, pay=gift)
    refused("cash_given_too_little", pay, site, tablet, 1, tendered_minor=1)
    assert held(site, tablet) == DEPOSIT


def test_a_running_contract_keeps_its_terms(site, tablet):
    start(site, tablet)
    price(site, tablet, None)
    assert look(site, buy_outs.terms_of, tablet) is None
    assert contract(site, tablet).terms == TERMS


def test_what_cannot_be_bought(site, grace, tablet):
    refused("not_found", start, site, "E0404")
    refused("not_found", pay, site, "E0404", 1)
    refused("not_found", price, site, "E0404")
    refused("rent_too_high", price, site, tablet, Terms(50_000, 4, 30, 99_999))
    refused("equipment_state_wrong", pay, site, tablet, 1)
    price(site, tablet, None)
    refused("not_for_sale", start, site, tablet)
    price(site, tablet)
    start(site, tablet)
    refused("equipment_state_wrong", start, site, tablet)
    take_back(site, tablet)
    refused("equipment_state_wrong", start, site, tablet)
    refused("equipment_state_wrong", pay, site, tablet, 1)
    note = {"code": tablet, "move": Move.SELL, "reason": "sold at once", "by": site.operator}
    site.hub.write(lending_acts.note_state, **note)
    refused("equipment_state_wrong", price, site, tablet)


def test_who_has_no_card_buys_nothing(site):
    item = {"kind": Kind.HEADSET, "title": "Headset", "deposit_minor": 0}
    code = site.hub.write(lending_acts.keep_item, **item, by=site.operator)
    price(site, code, Terms(1_000, 2, 7, 10))
    site.start(1, by=site.operator)
    guest = site.session_at(1).visitor
    site.hub.write(lending_acts.lend, lending=Lending(code, guest, 0, site.operator))
    refused("equipment_needs_card", start, site, code)


def test_late_parts_need_somebody(site, clock, grace, tablet):
    start(site, tablet)
    assert (
        look(site, equipment.loan_of, tablet).due_at == contract(site, tablet).parts[-1].part.due_at
    )
    assert look(site, buy_outs.late, site.hub.now()) == ()
    clock.forward(hours=24 * 62)
    (late,) = look(site, buy_outs.late, site.hub.now())
    assert (late.code, late.name, late.part.n) == (tablet, "Grace Muthoni", 1)
    with site.hub.read() as db:
        shown = floor(db, site.hub.now(), heard={}, pace=Pace(60, 60))
    assert shown.late_parts == (late,)
    pay(site, tablet, 1)
    pay(site, tablet, 2)
    assert look(site, buy_outs.late, site.hub.now()) == ()


def test_a_contract_follows_a_merged_record_and_hinders_erasing(site, grace, tablet):
    start(site, tablet)
    pay(site, tablet, 1)
    other = site.visitor("Grace Mutoni", code="471903")
    told = {"by": site.operator, "reason": "registered twice"}
    site.hub.write(merging.merge_visitors, keep=other, drop=grace, **told)
    erasing = {"visitor": other, "by": site.operator, "reason": "asked for", "given_up": ""}
    with pytest.raises(Refusal, match="account_not_empty"):
        site.hub.write(merging.erase_visitor, **erasing)
    take_back(site, tablet, "return_damaged", damage_minor=100, reason="Grace dropped it")
    site.hub.write(merging.erase_visitor, **erasing)
    assert look(site, equipment.loans_of, tablet)[0].reason == equipment.ERASED


@pytest.mark.parametrize("rolled", [False, True], ids=["of today", "of a day that is over"])
def test_takings_tell_deposits_and_what_was_bought_with_them_apart(site, clock, tablet, rolled):
    """Deposit and four parts of 12,500 come in; the price is earned, the deposit goes back."""
    settings = replace(site.hub.settings, tax_basis_points=1_600)
    site.hub.site = replace(site.hub.site, settings=settings)
    start(site, tablet)
    for n in (1, 2, 3, 4):
        pay(site, tablet, n)
    if rolled:
        clock.forward(hours=48)
        close_days(site.hub, site.hub.now())
    with site.hub.read() as db:
        by_tender, by_offer = (
            {
                row[0]: dict(zip([c.title for c in found.table.columns], row, strict=True))
                for row in found.table.rows
            }
            for found in (takings.by_tender(db, asked(site)), takings.by_offer(db, asked(site)))
        )
        assert roll_up_checks.roll_up_problems(db) == []
    held = ("takings", "top_ups", "deposits_in", "deposits_back", "money_in")
    assert {name: tuple(row[each] for each in held) for name, row in by_tender.items()} == {
        Word("cash"): (0, 0, DEPOSIT + 50_000, 0, DEPOSIT + 50_000),
        Word("account"): (0, 0, 0, DEPOSIT, 0),
        Word("deposit"): (50_000, 0, 0, 0, 0),
    }
    bought = by_offer[Word("buy_out")]
    assert (bought["sales"], bought["takings"]) == (1, 50_000)
    assert by_offer[Word("deposit")]["takings"] == 0
    assert Word("session") not in by_offer
