"""Things lent against a deposit: the money goes in, comes back, and nothing is done twice."""

import pytest
from fakes.machines import look

from kiosk.acts import equipment as acts
from kiosk.acts import refunds
from kiosk.acts.equipment import Lending, Returning
from kiosk.acts.refunds import Refund
from kiosk.rules.equipment import Kind, Move, State
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import Pay, Tender
from kiosk.store import equipment, payments

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")

DEPOSIT = 20_000
DAY_MS = 86_400_000


@pytest.fixture
def grace(site):
    return site.visitor()


def keep(site, *, kind="tablet", title="Tablet 1", deposit_minor=DEPOSIT):
    return site.hub.write(
        acts.keep_item, kind=Kind(kind), title=title, deposit_minor=deposit_minor, by=site.operator
    )


@pytest.fixture
def tablet(site):
    return keep(site)


def lend(site, code, visitor, *, days=7, tendered_minor=DEPOSIT, request_id=None, **told):
    lending = Lending(code, visitor, days, site.operator, tendered_minor, **told)
    return site.hub.write(acts.lend, request_id=request_id, lending=lending)


def take_back(site, code, move="return", *, request_id=None, **told):
    returning = Returning(code, Move(move), site.operator, **told)
    return site.hub.write(acts.take_back, request_id=request_id, returning=returning)


def note(site, code, move, reason="seen"):
    site.hub.write(acts.note_state, code=code, move=Move(move), reason=reason, by=site.operator)


def state(site, code):
    return look(site, equipment.by_code, code).state


def refused(code, act, *args, **told):
    with pytest.raises(Refusal, match=code):
        act(*args, **told)


def test_things_get_codes_one_after_another(site):
    assert [keep(site, title=f"Mouse {n}") for n in (1, 2)] == ["E0001", "E0002"]
    refused("field_missing", keep, site, title=" ")


def test_a_deposit_is_held_apart_and_goes_back_in_full(site, grace, tablet):
    before = site.balance(f"till:{site.shift}")
    lend(site, tablet, grace)
    assert state(site, tablet) is State.OUT
    assert site.balance(f"deposit:{tablet}") == DEPOSIT
    assert site.balance(f"till:{site.shift}") == before + DEPOSIT
    assert site.balance("sales:pass") == site.balance("tax") == 0
    assert look(site, equipment.held_minor) == DEPOSIT
    assert take_back(site, tablet) == DEPOSIT
    assert state(site, tablet) is State.AVAILABLE
    assert site.balance(f"deposit:{tablet}") == 0
    assert site.balance(f"till:{site.shift}") == before
    assert look(site, equipment.held_minor) == 0


def test_a_deposit_holds_no_tax(clock, site, grace, tablet):
    lend(site, tablet, grace)
    loan = look(site, equipment.loan_of, tablet)
    paid = look(site, payments.by_id, loan.payment)
    assert (paid.tax_minor, paid.account, paid.kind) == (0, f"deposit:{tablet}", "top_up")


def test_damage_is_paid_from_the_deposit_with_a_reason(site, grace, tablet):
    lend(site, tablet, grace)
    refused("reason_missing", take_back, site, tablet, "return_damaged", damage_minor=5_000)
    back = take_back(
        site, tablet, "return_damaged", damage_minor=5_000, reason="the glass is cracked"
    )
    assert back == 15_000
    assert state(site, tablet) is State.DAMAGED
    assert site.balance("loss") == -5_000
    assert site.balance(f"deposit:{tablet}") == 0


def test_never_more_than_the_deposit(site, grace, tablet):
    lend(site, tablet, grace)
    over = {"damage_minor": DEPOSIT + 1, "reason": "smashed"}
    refused("damage_over_deposit", take_back, site, tablet, "return_damaged", **over)
    assert state(site, tablet) is State.OUT


def test_damage_above_the_deposit_is_paid_as_the_visitor_agrees(site, grace, tablet):
    lend(site, tablet, grace)
    till = site.balance(f"till:{site.shift}")
    told = {"damage_minor": DEPOSIT + 5_000, "reason": "smashed", "agreed": True}
    assert take_back(site, tablet, "return_damaged", **told) == 0
    assert site.balance(f"till:{site.shift}") == till + 5_000
    assert site.balance("loss") == -DEPOSIT - 5_000
    assert site.balance(f"deposit:{tablet}") == 0
    ended = look(site, equipment.loans_of, tablet)[0]
    assert (ended.kept_minor, ended.more_minor) == (DEPOSIT, 5_000)


def test_damage_above_the_deposit_from_the_account(site, grace, tablet):
    site.earn(grace, 5_000)
    lend(site, tablet, grace)
    told = {"reason": "smashed", "agreed": True, "more_by": Tender.ACCOUNT}
    more = DEPOSIT + 5_001
    refused("below_zero", take_back, site, tablet, "never_return", damage_minor=more, **told)
    assert state(site, tablet) is State.OUT
    take_back(site, tablet, "never_return", damage_minor=DEPOSIT + 5_000, **told)
    assert site.balance(f"visitor:{grace}") == 0


def test_much_damage_above_the_deposit_needs_two(site, grace, tablet):
    lend(site, tablet, grace)
    told = {"damage_minor": DEPOSIT + 90_000, "reason": "smashed", "agreed": True}
    refused("second_person_missing", take_back, site, tablet, "return_damaged", **told)
    owner = site.staff("naomi", role="owner")
    wrong = {**told, "approved_by": owner, "more_by": Tender.MOBILE}
    refused("tender_unknown", take_back, site, tablet, "return_damaged", **wrong)
    assert take_back(site, tablet, "return_damaged", approved_by=owner, **told) == 0


def test_what_never_comes_back_keeps_its_deposit(site, grace, tablet):
    lend(site, tablet, grace)
    assert take_back(site, tablet, "never_return", damage_minor=DEPOSIT, reason="moved away") == 0
    assert state(site, tablet) is State.LOST
    note(site, tablet, "find")
    assert state(site, tablet) is State.AVAILABLE


def test_from_the_account_and_back_to_it(site, grace, tablet):
    site.earn(grace, 30_000)
    lend(site, tablet, grace, pay=Pay(Tender.ACCOUNT), tendered_minor=0)
    assert site.balance(f"visitor:{grace}") == 10_000
    refused("account_paid", take_back, site, tablet)
    take_back(site, tablet, tender="account")
    assert site.balance(f"visitor:{grace}") == 30_000


def test_a_deposit_knows_no_discount(site, grace, tablet):
    """What was not paid could neither be given back nor kept, and the thing never came home."""
    owner = site.staff("owner", role="owner")
    pay = Pay(discount_minor=1_000, reason="a friend", approved_by=owner)
    refused("amount_wrong", lend, site, tablet, grace, pay=pay)
    assert state(site, tablet) is State.AVAILABLE
    assert site.balance(f"deposit:{tablet}") == 0


def test_an_account_that_is_too_small_takes_nothing_home(site, grace, tablet):
    site.earn(grace, 100)
    refused("below_zero", lend, site, tablet, grace, pay=Pay(Tender.ACCOUNT), tendered_minor=0)
    assert state(site, tablet) is State.AVAILABLE


def test_a_double_click_lends_once_and_takes_back_once(site, grace, tablet):
    first = lend(site, tablet, grace, request_id="lend-request-1")
    assert lend(site, tablet, grace, request_id="lend-request-1") == first
    assert site.balance(f"deposit:{tablet}") == DEPOSIT
    take_back(site, tablet, request_id="back-request-1")
    take_back(site, tablet, request_id="back-request-1")
    assert site.balance(f"deposit:{tablet}") == 0


def test_what_is_out_is_lent_to_nobody_else(site, grace, tablet):
    lend(site, tablet, grace)
    other = site.visitor("Njeri Kamau", code="555111")
    refused("equipment_state_wrong", lend, site, tablet, other)


def test_what_is_not_out_does_not_come_back(site, tablet):
    refused("equipment_state_wrong", take_back, site, tablet)
    refused("not_found", take_back, site, "E9999")


def test_a_loan_ends_by_coming_back_only(site, grace, tablet):
    lend(site, tablet, grace)
    refused("equipment_state_wrong", take_back, site, tablet, "lend")
    refused("equipment_state_wrong", note, site, tablet, "return")
    refused("equipment_state_wrong", note, site, tablet, "lose")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"visitor": "nobody"}, "not_found"),
        ({"days": -1}, "field_wrong"),
        ({"days": 366}, "field_wrong"),
        ({"tendered_minor": 1}, "cash_given_too_little"),
        ({"code": "E0404"}, "not_found"),
    ],
)
def test_nothing_is_lent(site, grace, tablet, changes, refusal):
    told = {"code": tablet, "visitor": grace, **changes}
    refused(refusal, lend, site, told.pop("code"), told.pop("visitor"), **told)
    assert state(site, tablet) is State.AVAILABLE
    assert site.balance(f"deposit:{tablet}") == 0


def test_a_headset_for_the_session_needs_no_deposit_and_no_shift(site, clock):
    headset = keep(site, kind="headset", title="Headset", deposit_minor=0)
    session = site.start(1, by=site.operator).session
    guest = site.session_at(1).visitor
    refused("equipment_needs_card", lend, site, headset, guest, days=1)
    lend(site, headset, guest, days=0, tendered_minor=0)
    loan = look(site, equipment.loan_of, headset)
    assert (loan.payment, loan.deposit_minor) == (None, 0)
    assert loan.due_at - site.hub.now() <= DAY_MS
    assert take_back(site, headset) == 0
    assert session == site.session_at(1).id


def test_overdue_is_what_should_have_been_back(site, grace, tablet, clock):
    lend(site, tablet, grace, days=0)
    assert look(site, equipment.overdue, site.hub.now()) == ()
    clock.forward(hours=24)
    (line,) = look(site, equipment.overdue, site.hub.now())
    assert (line.title, line.name) == ("Tablet 1", "Grace Muthoni")
    assert look(site, equipment.with_visitor, grace) == (line,)
    take_back(site, tablet)
    assert look(site, equipment.overdue, site.hub.now()) == ()
    assert len(look(site, equipment.loans_of, tablet)) == 1


def test_a_subscription_that_includes_one_lends_it_until_it_ends(site, grace, tablet):
    told = {"equipment": "tablet"}
    site.subscribe(grace, by=site.operator, **told)
    lend(site, tablet, grace, days=0)
    loan = look(site, equipment.loan_of, tablet)
    assert loan.due_at - site.hub.now() == 7 * DAY_MS
    second = keep(site, title="Tablet 2")
    lend(site, second, grace, days=0)
    assert look(site, equipment.loan_of, second).due_at - site.hub.now() <= DAY_MS
    mouse = keep(site, kind="mouse", title="Mouse")
    lend(site, mouse, grace, days=0)
    assert look(site, equipment.loan_of, mouse).due_at - site.hub.now() <= DAY_MS


def test_a_deposit_is_not_given_back_as_a_sale(site, grace, tablet):
    lend(site, tablet, grace)
    payment = look(site, equipment.loan_of, tablet).payment
    refund = Refund(payment, DEPOSIT, "cash", "why not", site.operator)
    with pytest.raises(Refusal, match="deposit_with_thing"):
        site.hub.write(refunds.give_back, refund=refund)


def test_only_a_deposit_goes_back_with_a_thing(site):
    sale = site.start(1, by=site.operator).sale
    refund = Refund(sale, 100, "cash", "why not", site.operator)
    with pytest.raises(Refusal, match="not_found"):
        site.hub.write(refunds.give_back_deposit, refund=refund)


def test_a_large_deposit_is_given_back_by_two(site, grace):
    laptop = keep(site, title="Tablet pro", deposit_minor=90_000)
    lend(site, laptop, grace, tendered_minor=90_000)
    refused("second_person_missing", take_back, site, laptop)
    owner = site.staff("naomi", role="owner")
    assert take_back(site, laptop, approved_by=owner) == 90_000


def test_what_staff_note_has_a_reason(site, tablet):
    refused("reason_missing", note, site, tablet, "break", " ")
    note(site, tablet, "break")
    note(site, tablet, "mend")
    note(site, tablet, "sell")
    assert state(site, tablet) is State.SOLD
    refused("equipment_state_wrong", note, site, tablet, "find")
