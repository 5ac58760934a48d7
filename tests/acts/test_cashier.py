import pytest
from fakes.machines import look

from kiosk.acts import accounts, cashier
from kiosk.acts.cashier import Counted
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.refusals import Refusal
from kiosk.store import shifts

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
FLOAT = 100_000
PRICE = 4_000


def till(site):
    return site.balance(f"till:{site.shift}")


def count(site, minor, *, by=None):
    return site.hub.write(cashier.count_drawer, counted_minor=minor, by=by or site.operator)


def close(site, minor, *, reason="", by=None):
    return site.hub.write(
        cashier.close_shift, counted_minor=minor, reason=reason, by=by or site.operator
    )


def pay_out(site, visitor, minor, *, payout="payout-1"):
    return site.hub.write(
        cashier.pay_out, payout=payout, visitor=visitor, amount_minor=minor, by=site.operator
    )


# a shift


def test_a_float_goes_from_the_safe_into_the_drawer(site):
    assert (till(site), site.balance("safe")) == (FLOAT, -FLOAT)


def test_a_shift_may_begin_with_nothing(site):
    count(site, FLOAT)
    close(site, FLOAT)
    site.shift = site.open_shift(site.operator, float_minor=0)
    assert till(site) == 0


def test_one_shift_is_open_at_a_time(site):
    with pytest.raises(Refusal, match="shift_already_open"):
        site.open_shift(site.staff("brian"))


@pytest.mark.parametrize("minor", [-1, AMOUNT_LIMIT_MINOR + 1])
def test_a_float_out_of_range_is_refused(site, minor):
    count(site, FLOAT)
    close(site, FLOAT)
    with pytest.raises(Refusal, match="amount_wrong"):
        site.open_shift(site.operator, float_minor=minor)


# the blind count


def test_the_drawer_is_counted_before_anybody_sees_what_should_be_there(site):
    with pytest.raises(Refusal, match="drawer_not_counted"):
        close(site, FLOAT - 500)
    assert count(site, FLOAT - 500) == -500


def test_a_count_cannot_be_taken_back(site):
    count(site, FLOAT - 500)
    with pytest.raises(Refusal, match="drawer_counted"):
        count(site, FLOAT)
    with pytest.raises(Refusal, match="drawer_counted"):
        close(site, FLOAT, reason="counted again")


def test_after_the_count_nothing_is_sold_nor_paid(site):
    visitor = site.visitor()
    site.earn(visitor, 500)
    count(site, FLOAT)
    with pytest.raises(Refusal, match="drawer_counted"):
        site.start(1, by=site.operator)
    with pytest.raises(Refusal, match="drawer_counted"):
        pay_out(site, visitor, 500)


@pytest.mark.parametrize("minor", [-1, AMOUNT_LIMIT_MINOR + 1])
def test_a_count_out_of_range_is_refused(site, minor):
    with pytest.raises(Refusal, match="amount_wrong"):
        count(site, minor)


def test_only_whose_shift_it_is_counts_and_closes(site):
    other = site.staff("brian")
    with pytest.raises(Refusal, match="shift_not_yours"):
        count(site, FLOAT, by=other)
    count(site, FLOAT)
    with pytest.raises(Refusal, match="shift_not_yours"):
        close(site, FLOAT, by=other)


def test_without_a_shift_there_is_nothing_to_count_or_close(site):
    count(site, FLOAT)
    close(site, FLOAT)
    for act in (count, close):
        with pytest.raises(Refusal, match="shift_not_open"):
            act(site, FLOAT)


# the close


@pytest.mark.parametrize(
    ("over", "loss"), [(0, 0), (-300, 300), (300, -300), (-FLOAT - PRICE, FLOAT + PRICE)]
)
def test_a_difference_goes_to_loss_and_the_rest_to_the_safe(site, over, loss):
    site.start(1, by=site.operator)
    expected = FLOAT + PRICE
    count(site, expected + over)
    assert close(site, expected + over, reason="a coin rolled away") == Counted(
        expected, expected + over, over
    )
    assert till(site) == 0
    assert site.balance("loss") == loss
    assert site.balance("safe") == PRICE + over
    kept = look(site, shifts.latest, limit=1)[0]
    assert (kept.difference_minor, kept.reason) == (over, "a coin rolled away")


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_difference_wants_a_reason(site, reason):
    count(site, FLOAT - 1)
    with pytest.raises(Refusal, match="reason_missing"):
        close(site, FLOAT - 1, reason=reason)
    close(site, FLOAT - 1, reason="lost")


# paying out


def test_a_visitor_is_paid_any_amount_up_to_the_account(site):
    visitor = site.visitor()
    site.earn(visitor, 1_234)
    assert pay_out(site, visitor, 1) == 1_233
    assert pay_out(site, visitor, 1_233, payout="payout-2") == 0
    assert till(site) == FLOAT - 1_234


def test_the_same_pay_out_is_paid_once(site):
    visitor = site.visitor()
    site.earn(visitor, 1_000)
    assert pay_out(site, visitor, 400) == pay_out(site, visitor, 400) == 600
    with pytest.raises(Refusal, match="transfer_differs"):
        pay_out(site, visitor, 500)
    assert till(site) == FLOAT - 400


@pytest.mark.parametrize(
    ("minor", "refusal"),
    [(0, "amount_wrong"), (-5, "amount_wrong"), (1_001, "below_zero"), (10**30, "amount_wrong")],
)
def test_what_cannot_be_paid_out_is_refused(site, minor, refusal):
    visitor = site.visitor()
    site.earn(visitor, 1_000)
    with pytest.raises(Refusal, match=refusal):
        pay_out(site, visitor, minor)
    assert site.balance(f"visitor:{visitor}") == 1_000


def test_what_an_account_may_owe_is_never_paid_out_in_cash(site):
    visitor = site.visitor()
    site.earn(visitor, 1_000)
    told = {"visitor": visitor, "by": site.operator, "reason": "till Friday"}
    site.hub.write(accounts.grant_credit, limit_minor=50_000, **told)
    with pytest.raises(Refusal, match="below_zero"):
        pay_out(site, visitor, 1_001)
    assert till(site) == FLOAT


def test_a_pay_out_does_not_tell_what_should_be_in_the_drawer(site):
    """Somebody could try sums until one is refused: the count is blind, so nothing is refused."""
    visitor = site.visitor()
    site.earn(visitor, 2 * FLOAT)
    assert pay_out(site, visitor, FLOAT + 500) == FLOAT - 500
    assert till(site) == -500
    difference = site.hub.write(cashier.count_drawer, counted_minor=0, by=site.operator)
    assert difference == 500
    site.hub.write(
        cashier.close_shift, counted_minor=0, reason="Change was not written down", by=site.operator
    )
    assert till(site) == 0


def test_an_empty_account_an_unknown_visitor_and_a_closed_till_pay_nothing(site):
    visitor = site.visitor()
    with pytest.raises(Refusal, match="nothing_to_pay_out"):
        pay_out(site, visitor, 1)
    with pytest.raises(Refusal, match="not_found"):
        pay_out(site, "nobody", 1)
    count(site, FLOAT)
    close(site, FLOAT)
    site.earn(visitor, 1)
    with pytest.raises(Refusal, match="shift_not_open"):
        pay_out(site, visitor, 1)


def test_what_was_paid_out_stands_in_the_visitors_record(site):
    from kiosk.acts.records import record_of

    visitor = site.visitor()
    site.earn(visitor, 1_000)
    pay_out(site, visitor, 400)
    record = look(site, record_of, site.hub.now(), site.hub.site, visitor=visitor)
    assert (record.balance_minor, record.paid_out_minor) == (600, 400)
