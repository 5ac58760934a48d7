"""What a person is handed out of loans, contracts and subscriptions; erased, money lines stay, nameless."""

import pytest
from fakes.machines import look

from kiosk.acts import (
    buy_outs,
    equipment,
    front_desk,
    merging,
    renewal_consent,
    subscribing,
    subscriptions,
)
from kiosk.acts.buy_outs import PartPaid
from kiosk.acts.equipment import Lending, Returning
from kiosk.rules.buy_outs import Terms
from kiosk.rules.equipment import Kind, Move
from kiosk.store import keeping, renewal_consents
from kiosk.store.renewal_consents import Consent

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


def agree(site, visitor):
    """A weekly subscription, and a yes that the account renews it by itself; returns its id."""
    made = site.subscribe(visitor, by=site.operator)
    told = {"subscription": made, "visitor": visitor, "minor": 20_000, "by": site.operator}
    site.hub.write(renewal_consent.agree_at_desk, **told)
    return made


def test_who_said_no_yes_has_none_handed_out(site, grace):
    site.subscribe(grace, by=site.operator)
    assert look(site, keeping.everything, grace)["renewals"] == ()


def test_a_yes_to_renewals_is_handed_out_with_its_price_and_period(site, grace):
    agree(site, grace)
    assert look(site, keeping.everything, grace)["renewals"] == (
        {
            "title": "Weekly",
            "period": "week",
            "price_minor": 20_000,
            "given_at": site.hub.now(),
            "given_at_the": "desk",
            "taken_back_at": None,
            "ended_why": "",
        },
    )
    other = site.visitor("Asha Odera", code="471903")
    assert look(site, keeping.everything, other)["renewals"] == ()


@pytest.mark.parametrize("why", ["desk", "cancelled", "seat", "another length of period"])
def test_when_a_yes_was_taken_back_and_why_it_ended_is_handed_out(site, grace, why):
    made = agree(site, grace)
    given = site.hub.now()
    site.clock.forward(hours=1)
    asked = {"subscription": made, "by": site.operator}
    if why == "desk":
        site.hub.write(renewal_consent.withdraw_at_desk, **asked)
    elif why == "cancelled":
        site.hub.write(subscriptions.cancel, **asked, reason="asked")
    elif why == "seat":
        name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
        told = {"station": site.stations[1], "session": name, "visitor": grace, "minor": 0}
        site.hub.write(renewal_consent.answer_here, **told)
    else:
        site.hub.write(_end_for_another_length, subscription=made, visitor=grace)
    (one,) = look(site, keeping.everything, grace)["renewals"]
    assert (one["given_at"], one["taken_back_at"], one["ended_why"]) == (
        given,
        site.hub.now(),
        why,
    )


def _end_for_another_length(db, now, *, subscription, visitor):
    renewal_consents.add(
        db, Consent(subscription, visitor, 0, "cancelled", subscribing.OTHER_PERIOD, now)
    )


def test_each_yes_is_one_line(site, grace):
    made = agree(site, grace)
    site.hub.write(renewal_consent.withdraw_at_desk, subscription=made, by=site.operator)
    told = {"subscription": made, "visitor": grace, "minor": 20_000, "by": site.operator}
    site.hub.write(renewal_consent.agree_at_desk, **told)
    kept = look(site, keeping.everything, grace)["renewals"]
    assert [one["ended_why"] for one in kept] == ["desk", ""]


def test_a_yes_to_a_new_price_ends_the_one_before(site, grace):
    made = agree(site, grace)
    site.hub.write(_agree_to_more, subscription=made, visitor=grace)
    kept = look(site, keeping.everything, grace)["renewals"]
    assert [(one["price_minor"], one["ended_why"]) for one in kept] == [
        (20_000, "agreed anew"),
        (25_000, ""),
    ]


def _agree_to_more(db, now, *, subscription, visitor):
    renewal_consents.add(db, Consent(subscription, visitor, 25_000, "desk", "amina", now))


def test_a_yes_stays_behind_the_money_it_allowed_when_its_visitor_is_erased(site, grace):
    """Rows that allowed the account to pay are kept for `kiosk verify`, under a number."""
    made = agree(site, grace)
    site.earn(grace, 20_000)
    site.clock.forward(days=7)
    site.hub.write(subscriptions.renew_due, subscription=made)
    asked = {"subscription": made, "by": site.operator}
    site.hub.write(subscriptions.cancel, **asked, reason="asked")
    site.clock.forward(days=7)
    site.hub.write(subscriptions.renew_due, subscription=made)
    told = {"visitor": grace, "by": site.operator, "reason": "asked for it", "given_up": ""}
    site.hub.write(merging.erase_visitor, **told)
    kept = look(site, keeping.everything, grace)
    assert [one["ended_why"] for one in kept["renewals"]] == ["cancelled"]
    assert [one["paid"] for one in kept["subscriptions"]] == ["till", "account"]
    assert "Grace" not in repr(kept)


def test_a_yes_to_what_stopped_says_so(site, grace):
    made = agree(site, grace)
    for days in (7, 3):
        site.clock.forward(days=days)
        site.hub.write(subscriptions.renew_due, subscription=made)
    (one,) = look(site, keeping.everything, grace)["renewals"]
    assert (one["taken_back_at"], one["ended_why"]) == (None, "stopped")


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
