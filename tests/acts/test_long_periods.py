"""Subscriptions paid by the quarter or the year: their time comes anew, and all of it is owed."""

import pytest
from acts.subscribers import standing
from acts.test_allowances import HOUR, left, offer, sell, to_midnight, use
from fakes.machines import look

from kiosk.rules.subscriptions import Period
from kiosk.store import liability

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


class TestLongPeriods:
    """Paid by the quarter or the year, the time still comes anew each month."""

    @pytest.mark.parametrize(("period", "months"), [(Period.QUARTER, 3), (Period.YEAR, 12)])
    def test_each_month_has_its_own_time_until_the_next_payment(
        self, site, seat_1, clock, period, months
    ):
        grace = site.visitor()
        sell(site, grace, offer(site, "Long", period=period, allowance=Period.MONTH))
        first = standing(site, grace)
        for month in range(months):
            assert left(site, grace) == [2], month
            use(site, seat_1, grace, seconds=2 * HOUR)
            assert left(site, grace) == []
            if month < months - 1:
                to_midnight(site, clock)
        assert site.hub.now() < first.ends
        clock.forward(seconds=(first.ends - site.hub.now()) // 1000 - 60)
        assert standing(site, grace) == first

    def test_a_year_is_owed_by_what_is_left_of_it(self, site, seat_1, clock):
        grace = site.visitor()
        sell(site, grace, offer(site, "Long", period=Period.YEAR, allowance=Period.MONTH))
        (owed,) = look(site, liability.subscriptions, site.hub.now(), limit=9)
        assert (owed.seconds, owed.left_s) == (13 * 2 * HOUR, 13 * 2 * HOUR)
        clock.forward(days=40)
        (owed,) = look(site, liability.subscriptions, site.hub.now(), limit=9)
        assert owed.left_s == 12 * 2 * HOUR  # a month that is over is owed no more
