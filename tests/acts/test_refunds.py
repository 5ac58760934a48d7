"""Money given back: reasons, the second person, and what was used stays on record."""

from dataclasses import replace

import pytest
from fakes.machines import look

from kiosk.acts import accounts, cashier, front_desk, refunds
from kiosk.acts.refunds import Refund
from kiosk.acts.selling import Counter
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import Pay, Tender
from kiosk.rules.vouchers import VoucherState
from kiosk.store import passes, payments, sales, vouchers

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
FLOAT = 100_000
PRICE = 4_000
MPESA = Pay(Tender.MOBILE, "M-Pesa", "QGH4K2LM")


@pytest.fixture
def grace(site):
    return site.visitor()


def sell(site, visitor, pay=None):
    counter = Counter("half-hour", PRICE, site.operator, pay or Pay())
    return site.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter)


def give_back(
    site, payment, minor=PRICE, *, tender="cash", reason="no sound", approved_by="", agreed=False
):
    refund = Refund(payment, minor, tender, reason, site.operator, approved_by, agreed)
    return site.hub.write(refunds.give_back, refund=refund)


def set_up(site, **changes):
    site.hub.site = replace(site.hub.site, settings=replace(site.hub.settings, **changes))


def till(site):
    return site.balance(f"till:{site.shift}")


def backs(site, payment):
    return look(site, payments.backs_of, payment)


def test_a_whole_sale_of_this_shift_is_cancelled(site, grace):
    sale = sell(site, grace)
    assert give_back(site, sale) == "void"
    assert (till(site), site.balance("sales:pass")) == (FLOAT, 0)
    assert look(site, passes.usable, visitor=grace, at=site.hub.now()) == ()
    assert look(site, sales.by_id, sale).undone_at is not None
    (kept,) = backs(site, sale)
    assert (kept.kind, kept.minor, kept.used_s, kept.reason) == ("void", PRICE, 0, "no sound")


def test_what_was_used_stays_used_and_is_on_record(site, grace, seat_1):
    sale = sell(site, grace)
    session = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
    with pytest.raises(Refusal, match="visitor_has_session"):
        give_back(site, sale)
    seat_1.close(session, used_s=700)
    give_back(site, sale, PRICE // 2)
    (kept,) = backs(site, sale)
    assert (kept.kind, kept.used_s) == ("refund", 700)
    assert look(site, passes.spent_s, look(site, sales.by_id, sale).pass_id) == 700
    assert look(site, passes.usable, visitor=grace, at=site.hub.now()) == ()


def test_an_undo_keeps_the_seconds_that_were_used(site, clock):
    from kiosk.acts import seating

    started = site.start(1, by=site.operator)
    clock.forward(seconds=25)
    site.hub.write(
        seating.renew_lease,
        station=site.stations[1],
        session=started.session,
        boot_id="boot-1",
        used_s=25,
    )
    site.hub.write(refunds.undo_sale, sale=started.sale, by=site.operator, reason="")
    (kept,) = backs(site, started.sale)
    assert (kept.kind, kept.used_s, kept.reason) == ("undo", 25, "undone")
    assert look(site, passes.spent_s, look(site, sales.by_id, started.sale).pass_id) == 25
    assert till(site) == FLOAT


def test_refunds_in_parts_come_to_the_price_and_no_more(site, grace):
    sale = sell(site, grace)
    for minor in (1_000, 2_999, 1):
        assert give_back(site, sale, minor) == "refund"
    with pytest.raises(Refusal, match="already_taken_back"):
        give_back(site, sale, 1)
    assert (till(site), site.balance("sales:pass")) == (FLOAT, 0)


@pytest.mark.parametrize("minor", [0, -1, PRICE + 1])
def test_an_amount_that_cannot_be_is_refused(site, grace, minor):
    with pytest.raises(Refusal, match="amount_wrong"):
        give_back(site, sell(site, grace), minor)
    assert till(site) == FLOAT + PRICE


def test_a_refund_says_why_and_of_what(site, grace):
    with pytest.raises(Refusal, match="reason_missing"):
        give_back(site, sell(site, grace), reason="  ")
    with pytest.raises(Refusal, match="not_found"):
        give_back(site, "no-such-sale")


def test_no_cash_is_given_back_from_a_counted_drawer(site, grace):
    sale = sell(site, grace)
    site.hub.write(cashier.count_drawer, counted_minor=FLOAT, by=site.operator)
    with pytest.raises(Refusal, match="drawer_counted"):
        give_back(site, sale)


def test_above_the_limit_a_second_person_agrees(site, grace):
    settings = replace(site.hub.settings, second_person_over_minor=PRICE - 1)
    site.hub.site = replace(site.hub.site, settings=settings)
    naomi, brian = site.staff("naomi", role="owner"), site.staff("brian")
    sale = sell(site, grace)
    for nobody in ("", brian, site.operator):
        with pytest.raises(Refusal, match="second_person_missing"):
            give_back(site, sale, approved_by=nobody)
    give_back(site, sale, approved_by=naomi)
    assert backs(site, sale)[0].approved_by == naomi


def test_money_goes_back_as_it_came_or_onto_the_account(site, grace):
    sale = sell(site, grace, MPESA)
    with pytest.raises(Refusal, match="tender_unknown"):
        give_back(site, sale, tender="card")
    give_back(site, sale, 1_000, tender="mobile")
    give_back(site, sale, 3_000, tender="account")
    assert (site.balance("mobile:M-Pesa"), site.balance(f"visitor:{grace}")) == (3_000, 3_000)
    assert till(site) == FLOAT


def test_a_reference_may_be_used_again_for_what_was_cancelled(site, grace):
    give_back(site, sell(site, grace, MPESA), tender="mobile")
    assert sell(site, grace, MPESA)


def test_a_sale_of_an_earlier_shift_is_refunded_from_the_drawer_of_today(site, grace):
    sale = sell(site, grace)
    site.hub.write(cashier.count_drawer, counted_minor=FLOAT + PRICE, by=site.operator)
    site.hub.write(cashier.close_shift, counted_minor=FLOAT + PRICE, reason="", by=site.operator)
    site.shift = site.open_shift(site.operator)
    assert give_back(site, sale) == "refund"
    assert till(site) == FLOAT - PRICE


def test_tax_and_coin_go_back_with_the_price(site, grace):
    settings = replace(site.hub.settings, tax_basis_points=1600, smallest_coin_minor=500)
    site.hub.site = replace(site.hub.site, settings=settings)
    site.offer("odd", price_minor=4_100)
    counter = Counter("odd", 4_000, site.operator)
    sale = site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
    give_back(site, sale, 4_100)
    for account in ("tax", "sales:pass", "rounding"):
        assert site.balance(account) == 0
    assert till(site) == FLOAT


def test_a_price_in_small_parts_is_no_more_than_it_was(site, grace):
    """Each part was rounded up to the coin: a price of 40 came back as 75."""
    settings = replace(site.hub.settings, smallest_coin_minor=500)
    site.hub.site = replace(site.hub.site, settings=settings)
    sale = sell(site, grace)
    for minor in (*(260,) * 15, PRICE - 15 * 260):
        give_back(site, sale, minor)
    assert till(site) == FLOAT
    assert site.balance("rounding") == 0


@pytest.mark.parametrize("cash_minor", [0, 1, 260, 500])
def test_what_a_coin_rounded_off_does_not_come_back_on_the_account(site, grace, cash_minor):
    """A price of 7.40 was paid with 5.00, and 7.40 of it came back."""
    settings = replace(site.hub.settings, smallest_coin_minor=500)
    site.hub.site = replace(site.hub.site, settings=settings)
    site.offer("odd", price_minor=740)
    sale = site.hub.write(
        front_desk.sell_pass, visitor=grace, counter=Counter("odd", 500, site.operator)
    )
    if cash_minor:
        give_back(site, sale, cash_minor)
    give_back(site, sale, 740 - cash_minor, tender="account")
    assert site.balance(f"visitor:{grace}") == till(site) - FLOAT
    assert site.balance("sales:pass") == site.balance("rounding") == 0


def test_small_parts_need_the_second_person_as_the_whole_does(site, grace):
    settings = replace(site.hub.settings, second_person_over_minor=PRICE // 2)
    site.hub.site = replace(site.hub.site, settings=settings)
    sale = sell(site, grace)
    give_back(site, sale, PRICE // 2)
    with pytest.raises(Refusal, match="second_person_missing"):
        give_back(site, sale, 1)
    assert till(site) == FLOAT + PRICE // 2


def test_a_discount_counts_with_what_is_given_back_of_the_same_sale(site, grace):
    set_up(site, second_person_over_minor=1_000)
    told = Pay(discount_minor=600, reason="a regular")
    counter = Counter("half-hour", 10**6, site.operator, told)
    sale = site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
    with pytest.raises(Refusal, match="second_person_missing"):
        give_back(site, sale, 401)
    give_back(site, sale, 400)


@pytest.fixture
def top_up(site, grace):
    money = {"amount_minor": PRICE, "tendered_minor": PRICE, "pay": Pay(), "by": site.operator}
    return site.hub.write(accounts.top_up, visitor=grace, **money)


def test_a_top_up_is_given_back_while_it_is_there(site, grace, top_up):
    with pytest.raises(Refusal, match="tender_unknown"):
        give_back(site, top_up, tender="account", agreed=True)
    give_back(site, top_up, 1_000, agreed=True)
    assert site.balance(f"visitor:{grace}") == 3_000
    sell(site, grace, Pay(Tender.ACCOUNT, discount_minor=1_000, reason="a friend"))
    with pytest.raises(Refusal, match="below_zero"):
        give_back(site, top_up, 1_000, agreed=True)


def test_a_top_up_goes_back_with_its_visitors_yes_or_before_a_second_person(site, grace, top_up):
    site.earn(grace, PRICE)
    with pytest.raises(Refusal, match="second_person_missing"):
        give_back(site, top_up, 1)
    with pytest.raises(Refusal, match="second_person_missing"):
        give_back(site, top_up, 1, approved_by=site.staff("otieno", role="mentor"))
    assert site.balance(f"visitor:{grace}") == 2 * PRICE
    give_back(site, top_up, 1, approved_by=site.staff("naomi", role="owner"))
    give_back(site, top_up, 1, agreed=True)
    assert (site.balance(f"visitor:{grace}"), till(site)) == (2 * PRICE - 2, FLOAT + PRICE - 2)


def test_a_top_up_that_is_spent_is_not_given_back_on_credit(site, grace, top_up):
    sell(site, grace, Pay(Tender.ACCOUNT))
    told = {"visitor": grace, "by": site.operator, "reason": "till Friday"}
    site.hub.write(accounts.grant_credit, limit_minor=50_000, **told)
    with pytest.raises(Refusal, match="below_zero"):
        give_back(site, top_up, 1, agreed=True)


def test_a_voucher_given_back_opens_nothing(site):
    sold = site.sell_voucher(by=site.operator)
    give_back(site, sold.sale)
    assert look(site, vouchers.by_code, sold.code).state is VoucherState.VOID


# the second person of an undo


@pytest.mark.parametrize(
    ("wait_s", "by", "needs_second"),
    [
        pytest.param(0, "self", False, id="one's own slip, at once"),
        pytest.param(15, "self", False, id="the button's ten seconds, and some for the way"),
        pytest.param(16, "self", True, id="one's own sale, later"),
        pytest.param(0, "other", True, id="somebody else's sale"),
        pytest.param(16, "owner", False, id="who may agree agrees to their own"),
    ],
)
def test_an_undo_above_the_limit_needs_a_second_person_unless_it_is_ones_own_slip(
    site, clock, wait_s, by, needs_second
):
    set_up(site, second_person_over_minor=PRICE - 1)
    naomi = site.staff("naomi", role="owner")
    who = {"self": site.operator, "other": site.staff("brian"), "owner": naomi}[by]
    started = site.start(1, by=site.operator)
    clock.forward(seconds=wait_s)
    told = {"sale": started.sale, "by": who, "reason": ""}
    if needs_second:
        for nobody in ("", "stranger", who):
            with pytest.raises(Refusal, match="second_person_missing"):
                site.hub.write(refunds.undo_sale, approved_by=nobody, **told)
        assert site.balance("sales:pass") == PRICE
        told["approved_by"] = naomi
    site.hub.write(refunds.undo_sale, **told)
    assert site.balance("sales:pass") == 0
    (back,) = look(site, payments.backs_of, started.sale)
    assert back.approved_by == told.get("approved_by")


def test_an_undo_up_to_the_limit_needs_nobody(site, clock):
    set_up(site, second_person_over_minor=PRICE)
    started = site.start(1, by=site.operator)
    clock.forward(seconds=60)
    site.hub.write(refunds.undo_sale, sale=started.sale, by=site.staff("brian"), reason="")
    assert site.balance("sales:pass") == 0
