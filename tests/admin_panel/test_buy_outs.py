"""Buying in parts at the panel: the price, the contract on paper, each part, what is late."""

import pytest
from fakes.hub_world import PIN
from fakes.machines import look

from admin_panel.equipment_paper import PAPERS, Paper, PaperLine, paper_pdf
from kiosk.acts import equipment as acts
from kiosk.acts.equipment import Lending
from kiosk.rules.equipment import Kind
from kiosk.store import buy_outs, equipment
from kiosk.store import paid as paid_store

PLACE = "/equipment/E0001"


@pytest.fixture
def grace(cafe):
    return cafe.visitor()


@pytest.fixture
def tablet(cafe, shift, grace):
    """Grace has the tablet."""
    told = {"title": "Tablet 1", "deposit_minor": 20_000, "by": cafe.naomi}
    code = cafe.hub.write(acts.keep_item, kind=Kind.TABLET, **told)
    cafe.hub.write(acts.lend, lending=Lending(code, grace, 7, cafe.amina, 20_000))
    return code


def price(desk, **fields):
    typed = {"price": "500", "parts": "4", "every_days": "30", "rent": "2", **fields}
    return desk.post(f"{PLACE}/price", page=PLACE, **typed)


def start(desk, **fields):
    return desk.post(f"{PLACE}/buy", page=PLACE, **fields)


def pay(desk, part, **fields):
    typed = {"part": str(part), "tender": "cash", "given": "exact", **fields}
    return desk.post(f"{PLACE}/part", **typed)


def back(desk):
    typed = {"how": "return", "kept": "", "reason": "", "back_by": "cash", "more_by": "cash"}
    return desk.post(f"{PLACE}/back", page=PLACE, **typed)


@pytest.fixture
def bought(cafe, owner, operator, tablet):
    """Grace buys it; the deposit counts."""
    assert price(owner).status_code == 303
    assert "They may buy it" in operator.page(PLACE)
    assert start(operator, counts="1").status_code == 303
    return look(cafe, equipment.loan_of, tablet).id


def test_the_owner_sets_the_price_and_may_take_it_away(owner, cafe, tablet):
    assert price(owner).status_code == 303
    assert look(cafe, buy_outs.terms_of, tablet).price_minor == 50_000
    assert 'value="500"' in owner.page(PLACE)
    assert price(owner, price="", rent="").status_code == 303
    assert look(cafe, buy_outs.terms_of, tablet) is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"price": "much"}, 'href="#price"'),
        ({"parts": "1"}, 'href="#parts"'),
        ({"every_days": "93"}, 'href="#every_days"'),
        ({"rent": "5"}, "The rent per day is too high"),
    ],
)
def test_what_is_wrong_with_a_price_is_said(owner, cafe, tablet, fields, said):
    answer = price(owner, **fields)
    assert answer.status_code >= 400
    assert said in answer.text
    assert look(cafe, buy_outs.terms_of, tablet) is None


def test_an_operator_sets_no_price(operator, tablet):
    assert price(operator).status_code == 403


def test_bought_in_parts_until_it_is_theirs(operator, cafe, grace, bought):
    page = operator.page(PLACE)
    assert "Part 1 of 4" in page
    assert "The deposit counts" in page
    assert "Buying it" in operator.page(f"/people/{grace}")
    assert pay(operator, 1).status_code == 303
    assert pay(operator, 1).status_code == 409
    assert pay(operator, 99).status_code == 422
    for n in (2, 3):
        assert pay(operator, n).status_code == 303
    assert "Part 4 of 4" in operator.page(PLACE)
    assert pay(operator, 4).status_code == 303
    page = operator.page(PLACE)
    assert "Sold" in page
    assert "Bought in parts" in page
    assert "Sell it in parts" not in page
    paid = look(cafe, paid_store.of_visitor, visitor=grace, limit=9)
    part = next(one for one in paid if one.title.startswith("part:"))
    assert "Part of the price: Tablet 1" in operator.page(f"/receipts/{part.id}")
    assert pay(operator, 4).status_code == 409


def test_from_the_account_only_if_they_agree(operator, cafe, grace, bought):
    cafe.earn(grace, 10_000)
    refused = pay(operator, 1, tender="account")
    assert refused.status_code == 401
    assert "PIN" in refused.text
    assert pay(operator, 1, tender="account", account_pin=PIN).status_code == 303
    assert cafe.balance(f"visitor:{grace}") == 2_500


def test_a_stop_says_what_goes_back(operator, cafe, clock, bought):
    pay(operator, 1)
    clock.forward(hours=24 * 10)
    page = operator.page(PLACE)
    assert "Paid parts that go back today" in page
    assert "are kept as rent" in page
    assert back(operator).status_code == 303
    assert cafe.balance("deposit:E0001") == 0


def test_a_late_part_is_said_where_staff_look(operator, clock, grace, bought):
    assert "Part not paid" not in operator.page("/floor")
    clock.forward(hours=24 * 31)
    for path in ("/floor", f"/people/{grace}"):
        assert "Part not paid" in operator.page(path), path
    assert "Not paid" in operator.page(PLACE)


def test_without_terms_and_contract_nothing_begins(operator, tablet):
    assert start(operator).status_code == 409
    assert pay(operator, 1).status_code == 409


def test_the_deposit_goes_back_with_the_last_part(owner, operator, cafe, grace, tablet):
    price(owner, rent="", parts="2")
    assert start(operator).status_code == 303
    loan = look(cafe, equipment.loan_of, tablet).id
    assert operator.get(f"/equipment/loans/{loan}/contract.pdf").data.startswith(b"%PDF")
    pay(operator, 1)
    assert "The deposit goes onto their account" in operator.page(PLACE)
    assert pay(operator, 2).status_code == 303
    assert cafe.balance(f"visitor:{grace}") == 20_000


def test_the_contract_on_paper(operator, bought):
    for paper in ("a6", "roll"):
        answer = operator.get(f"/equipment/loans/{bought}/contract.pdf?on={paper}")
        assert answer.data.startswith(b"%PDF")
    assert operator.get("/equipment/loans/nothing/contract.pdf").status_code == 404


@pytest.mark.parametrize("rtl", [False, True], ids=["en", "ar"])
def test_a_long_contract_goes_on_on_a_second_page(rtl):
    rows = [PaperLine(f"{n}. by 3 Jan", "KSh 125") for n in range(24)]
    rules = ["A sentence that is long. " * 5]
    paper = Paper(("Café", "Tablet 1"), ("E0001",), rows, rules, "Read", "KE1:E0001")
    pages = [
        paper_pdf(paper, size=PAPERS[name], rtl=rtl).count(b"/Type /Page\n")
        for name in ("a6", "roll")
    ]
    assert pages == [2, 1]
