"""What a person is handed out of loans, contracts and subscriptions; erased, money lines stay, nameless."""

import pytest
from fakes.machines import look

from kiosk.acts import buy_outs, equipment, merging
from kiosk.acts.buy_outs import PartPaid
from kiosk.acts.equipment import Lending, Returning
from kiosk.rules.buy_outs import Terms
from kiosk.rules.equipment import Kind, Move
from kiosk.store import keeping

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")

DEPOSIT, PRICE, PARTS, RENT = 20_000, 50_000, 4, 200


@pytest.fixture
def grace(site):
    return site.visitor()


@pytest.fixture
def tablet(site, grace):
    """A tablet that Grace buys in parts; the first is paid."""
    item = {"kind": Kind.TABLET, "title": "Tablet 1", "deposit_minor": DEPOSIT}
    code = site.hub.write(equipment.keep_item, **item, by=site.operator)
    terms = Terms(PRICE, PARTS, 30, RENT)
    site.hub.write(buy_outs.set_terms, code=code, terms=terms, by=site.operator)
    site.hub.write(equipment.lend, lending=Lending(code, grace, 7, site.operator, DEPOSIT))
    site.hub.write(buy_outs.start, code=code, deposit_counts=False, by=site.operator)
    paid = PartPaid(code, 1, site.operator, tendered_minor=PRICE)
    site.hub.write(buy_outs.pay_part, paid=paid)
    return code


def test_loan_contract_and_parts_are_handed_out(site, grace, tablet):
    kept = look(site, keeping.everything, grace)
    (loan,), (contract,), parts = kept["loans"], kept["contracts"], kept["contract_parts"]
    assert (loan["title"], loan["code"], loan["deposit_minor"], loan["back_at"]) == (
        "Tablet 1",
        tablet,
        DEPOSIT,
        None,
    )
    assert (contract["price_minor"], contract["parts"], contract["rent_per_day_minor"]) == (
        PRICE,
        PARTS,
        RENT,
    )
    assert [one["state"] for one in parts] == ["paid", *["open"] * (PARTS - 1)]
    assert sum(one["minor"] for one in parts) == PRICE


def test_nobody_reads_of_anothers(site, tablet):
    other = site.visitor("Asha Odera", code="471903")
    kept = look(site, keeping.everything, other)
    assert [kept[kind] for kind in ("loans", "contracts", "contract_parts")] == [(), (), ()]


def test_a_subscription_is_handed_out_with_its_periods(site, grace):
    site.subscribe(grace, by=site.operator)
    (period,) = look(site, keeping.everything, grace)["subscriptions"]
    assert (period["n"], period["paid"], period["state"]) == (1, "till", "running")


def test_erased_the_lines_stay_and_say_no_name_and_no_reason(site, grace, tablet):
    back = Returning(
        tablet,
        Move.RETURN_DAMAGED,
        site.operator,
        damage_minor=5_000,
        agreed=True,
        reason="Grace dropped it",
    )
    site.hub.write(equipment.take_back, returning=back)
    site.hub.write(
        merging.erase_visitor, visitor=grace, by=site.operator, reason="asked for it", given_up=""
    )
    kept = look(site, keeping.everything, grace)
    assert kept["person"][0]["name"] == ""
    assert (kept["loans"][0]["reason"], kept["loans"][0]["kept_minor"]) == ("erased", 5_000)
    assert (kept["contracts"][0]["outcome"], len(kept["contract_parts"])) == ("stopped", PARTS)
