"""Equipment at the panel: kept with a label, lent by scan, taken back with its deposit."""

import re

import pytest
from fakes.hub_world import PIN
from fakes.machines import look

from kiosk.acts import equipment as acts
from kiosk.acts.equipment import Lending
from kiosk.rules.equipment import Kind
from kiosk.store import equipment as store
from kiosk.store import offers
from kiosk.store import paid as paid_store

CODE = "881177"


@pytest.fixture
def grace(cafe):
    return cafe.visitor(code=CODE)


@pytest.fixture
def tablet(cafe, shift):
    return cafe.hub.write(
        acts.keep_item, kind=Kind.TABLET, title="Tablet 1", deposit_minor=20_000, by=cafe.naomi
    )


@pytest.fixture
def headset(cafe):
    return cafe.hub.write(
        acts.keep_item, kind=Kind.HEADSET, title="Headset", deposit_minor=0, by=cafe.naomi
    )


def lend(desk, code, **fields):
    place = f"/equipment/{code}"
    typed = {"who": CODE, "days": "7", "tender": "cash", "given": "exact", **fields}
    return desk.post(f"{place}/lend", page=place, **typed)


def back(desk, code, **fields):
    place = f"/equipment/{code}"
    typed = {
        "how": "return",
        "kept": "",
        "reason": "",
        "back_by": "cash",
        "more_by": "cash",
        **fields,
    }
    return desk.post(f"{place}/back", page=place, **typed)


def state(cafe, code):
    return look(cafe, store.by_code, code).state.value


def test_an_empty_shelf_says_so(operator):
    assert "Nothing is lent yet" in operator.page("/equipment")


def test_the_owner_keeps_a_thing_and_prints_its_label(owner, cafe):
    typed = {"kind": "tablet", "title": "Tablet 3", "deposit": "250"}
    assert owner.post("/equipment", page="/equipment", **typed).status_code == 303
    kept = look(cafe, store.by_code, "E0001")
    assert (kept.title, kept.deposit_minor) == ("Tablet 3", 25_000)
    page = owner.page("/equipment")
    assert "E0001" in page
    assert owner.get("/equipment/labels.pdf").data.startswith(b"%PDF")


def test_what_is_typed_wrong_is_said(owner):
    answer = owner.post("/equipment", page="/equipment", kind="car", title="", deposit="much")
    assert answer.status_code == 422
    for name in ("kind", "title", "deposit"):
        assert f'<a href="#{name}">' in answer.text


def test_an_operator_adds_nothing(operator):
    answer = operator.post("/equipment", page="/floor", kind="tablet", title="X")
    assert answer.status_code == 403


def test_a_label_is_found_from_any_page(operator, tablet):
    assert operator.get("/find?q=KE1:E0001").location == "/equipment/E0001"
    assert operator.get("/find?q=e0001").location == "/equipment/E0001"
    assert "people" in operator.get("/find?q=E0404").location
    assert operator.get("/equipment/E0404").status_code == 404


def test_lent_with_its_deposit_and_taken_back(operator, cafe, shift, grace, tablet):
    before = cafe.balance(f"till:{shift}")
    assert "Take the deposit and lend it" in operator.page("/equipment/E0001")
    assert lend(operator, tablet).status_code == 303
    assert cafe.balance("deposit:E0001") == 20_000
    page = operator.page("/equipment/E0001")
    assert "Take it back" in page
    assert "Grace Muthoni" in page
    assert "Has from us" in operator.page(f"/people/{grace}")
    listed = operator.page("/equipment")
    assert "Deposits held" in listed
    assert len(re.findall(r"KSh\s200", listed)) == 2
    loan = look(cafe, store.loan_of, tablet).id
    for paper in ("a6", "roll"):
        slip = operator.get(f"/equipment/loans/{loan}/slip.pdf?on={paper}")
        assert slip.data.startswith(b"%PDF")
    assert back(operator, tablet).status_code == 303
    assert cafe.balance(f"till:{shift}") == before
    assert "Whole" in operator.page("/equipment/E0001")


def test_damage_is_said_and_kept(operator, cafe, grace, tablet):
    lend(operator, tablet)
    answer = back(operator, tablet, how="return_damaged", kept="50")
    assert "Say why" in answer.text or answer.status_code == 400
    assert back(operator, tablet, how="return_damaged", kept="900", reason="x").status_code == 409
    answer = back(operator, tablet, how="return_damaged", kept="50", reason="cracked")
    assert answer.status_code == 303
    assert state(cafe, tablet) == "damaged"
    assert "cracked" in operator.page("/equipment/E0001")


@pytest.mark.parametrize(
    "fields",
    [
        {"who": "000000"},
        {"who": ""},
        {"who": "", "seat": "1"},
        {"days": "400"},
        {"tender": "gold"},
        {"who": "", "seat": "x"},
    ],
)
def test_nothing_is_lent_for_a_slip_of_the_finger(operator, cafe, grace, tablet, fields):
    assert lend(operator, tablet, **fields).status_code >= 400
    assert state(cafe, tablet) == "available"


def test_a_headset_to_who_sits_there(operator, cafe, shift, headset):
    cafe.start(1, by=cafe.amina)
    assert "Or who sits at" in operator.page(f"/equipment/{headset}")
    assert lend(operator, headset, who="", seat="1", days="0").status_code == 303
    assert "Walk-in" in operator.page(f"/equipment/{headset}")
    assert back(operator, headset, how="somehow").status_code == 422
    assert back(operator, headset).status_code == 303


def test_without_a_shift_no_deposit_is_taken(operator, cafe, grace):
    code = cafe.hub.write(
        acts.keep_item, kind=Kind.TABLET, title="Tablet 1", deposit_minor=100, by=cafe.naomi
    )
    assert "Open your shift before you take a deposit." in operator.page(f"/equipment/{code}")


def test_what_is_overdue_is_said_where_staff_look(operator, cafe, grace, tablet, clock):
    cafe.hub.write(acts.lend, lending=Lending(tablet, grace, 0, cafe.amina, 20_000))
    assert "Overdue" not in operator.page("/floor")
    clock.forward(hours=25)
    for path in ("/floor", "/equipment", f"/people/{grace}", f"/equipment/{tablet}"):
        assert "Overdue" in operator.page(path), path


def test_damage_above_the_deposit_is_taken_if_they_agree(operator, cafe, grace, tablet):
    lend(operator, tablet)
    smashed = {"how": "return_damaged", "kept": "250", "reason": "smashed"}
    refused = back(operator, tablet, **smashed)
    assert refused.status_code == 409
    assert "only if the visitor agrees" in refused.text
    assert back(operator, tablet, **smashed, agreed="1", more_by="gold").status_code == 422
    assert back(operator, tablet, **smashed, agreed="1").status_code == 303
    page = operator.page(f"/equipment/{tablet}")
    assert "smashed" in page
    assert re.search(r"KSh\s250", page)
    paid = look(cafe, paid_store.of_visitor, visitor=grace, limit=9)
    more = next(one for one in paid if one.title.startswith("damage:"))
    assert "Damage: Tablet 1" in operator.page(f"/receipts/{more.id}")


def test_what_happens_on_the_shelf_is_noted(operator, cafe, tablet):
    place = f"/equipment/{tablet}"
    assert operator.post(f"{place}/note", page=place, move="break", why="").status_code == 422
    noted = operator.post(f"{place}/note", page=place, move="break", why="fell down")
    assert noted.status_code == 303
    assert state(cafe, tablet) == "damaged"
    assert operator.post(f"{place}/note", page=place, move="find", why="x").status_code == 409


def test_a_deposit_is_named_on_its_receipt_and_not_given_back_there(operator, cafe, grace, tablet):
    lend(operator, tablet)
    payment = look(cafe, store.loan_of, tablet).payment
    page = operator.page(f"/receipts/{payment}")
    assert "Deposit: Tablet 1" in page
    assert "Give money back" not in page


def test_a_slip_of_no_loan(operator):
    assert operator.get("/equipment/loans/nothing/slip.pdf").status_code == 404


def test_a_subscription_may_include_a_thing(owner, cafe):
    typed = {
        "title": "Tablet month",
        "price": "900",
        "lasts": "renews",
        "minutes": "600",
        "period": "month",
        "arrears_days": "3",
        "place": "7",
        "equipment": "tablet",
        **{f"day-{n}": "1" for n in range(7)},
    }
    assert owner.post("/settings/offers", page="/settings/offers/new", **typed).status_code == 303
    with cafe.hub.read() as db:
        (made,) = [one for one in offers.active(db) if one.title == "Tablet month"]
    assert made.equipment == "tablet"
    assert '<option value="tablet" selected>' in owner.page(f"/settings/offers/{made.id}")
    wrong = {**typed, "title": "Other", "equipment": "car"}
    assert owner.post("/settings/offers", page="/settings/offers/new", **wrong).status_code == 422


def test_a_deposit_that_the_account_paid_goes_back_onto_it(operator, cafe, grace, tablet):
    cafe.earn(grace, 20_000)
    place = f"/equipment/{tablet}"
    assert lend(operator, tablet, tender="account", account_pin=PIN).status_code == 303
    page = operator.page(place)
    assert "Onto the account that paid it" in page
    assert 'name="back_by" value="account"' in page
    assert back(operator, tablet).status_code == 409  # an old page said cash
    assert back(operator, tablet, back_by="account").status_code == 303
    assert cafe.balance(f"visitor:{grace}") == 20_000
