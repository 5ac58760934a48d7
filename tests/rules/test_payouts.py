import pytest

from kiosk.rules.payouts import check_payout
from kiosk.rules.refusals import Refusal


@pytest.mark.parametrize(
    ("amount", "balance"),
    [
        pytest.param(1, 1, id="the smallest coin"),
        pytest.param(3, 10, id="a part"),
        pytest.param(10, 10, id="all"),
    ],
)
def test_any_amount_is_paid_out(amount, balance):
    check_payout(amount_minor=amount, balance_minor=balance)


@pytest.mark.parametrize(
    ("amount", "balance", "code"),
    [
        pytest.param(1, 0, "nothing_to_pay_out", id="an empty account"),
        pytest.param(1, -5, "nothing_to_pay_out", id="an account in debt"),
        pytest.param(0, 10, "amount_wrong", id="nothing"),
        pytest.param(-1, 10, "amount_wrong", id="less than nothing"),
        pytest.param(11, 10, "below_zero", id="more than there is"),
    ],
)
def test_what_is_not_paid_out(amount, balance, code):
    with pytest.raises(Refusal) as refused:
        check_payout(amount_minor=amount, balance_minor=balance)
    assert refused.value.code == code
