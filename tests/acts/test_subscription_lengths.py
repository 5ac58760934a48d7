"""Periods of another length follow what is paid; by a clock that was set nothing renews."""

import pytest
from acts.subscribers import (
    DAY,
    HOUR,
    PRICE,
    WEEK,
    agree,
    offer,
    refused,
    run,
    sell,
    standing,
)
from fakes.machines import look

from kiosk.acts import passes
from kiosk.rules.instants import later
from kiosk.rules.offers import Draft
from kiosk.rules.subscriptions import Period, State
from kiosk.store import subscriptions as store

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


class TestAnotherPeriod:
    @pytest.mark.parametrize(
        ("was", "then", "days"),
        [
            (Period.MONTH, Period.DAY, 1),
            (Period.MONTH, Period.WEEK, 7),
            (Period.DAY, Period.WEEK, 7),
            (Period.WEEK, Period.DAY, 1),
        ],
    )
    def test_it_begins_at_the_end_of_what_is_paid_and_its_yes_ends(
        self, site, clock, was, then, days
    ):
        visitor, sold = site.visitor(), offer(site, period=was)
        sell(site, visitor, sold)
        agree(site, visitor)
        before = standing(site, visitor)
        clock.forward(hours=12)
        sell(site, visitor, _edition(site, sold, then))
        now = standing(site, visitor)
        assert (now.starts, now.ends) == (before.ends, later(before.ends, seconds=days * DAY))
        assert look(site, store.live_of, visitor).agreed_minor == 0

    def test_a_week_becomes_a_month(self, site):
        visitor, sold = site.visitor(), offer(site)
        sell(site, visitor, sold)
        before = standing(site, visitor)  # to 29 November
        sell(site, visitor, _edition(site, sold, Period.MONTH))
        now = standing(site, visitor)
        assert (now.starts, now.ends) == (before.ends, later(before.ends, seconds=30 * DAY))

    def test_what_is_owed_is_not_paid_by_a_period_of_another_length(self, site, clock):
        visitor, sold = site.visitor(), offer(site)
        sell(site, visitor, sold)
        clock.forward(seconds=WEEK)
        run(site)
        new = _edition(site, sold, Period.DAY)
        assert refused(sell, site, visitor, new) == "subscription_state_wrong"
        assert standing(site, visitor).state is State.ARREARS


def _edition(site, sold, period):
    draft = Draft("Weekly", PRICE, 10 * HOUR, 30 * DAY, 5, period=period, arrears_days=2)
    return site.hub.write(passes.change_offer, offer=sold, draft=draft, by=site.operator)


class TestAClockThatWasSet:
    @pytest.mark.parametrize("days", [400, -400])
    def test_nothing_moves_until_it_agrees_again(self, site, clock, days):
        visitor, sold = site.visitor(), offer(site)
        sell(site, visitor, sold)
        agree(site, visitor)
        site.earn(visitor, 5 * PRICE)
        before = standing(site, visitor)
        clock.jump_wall(seconds=days * DAY)
        run(site)
        assert (standing(site, visitor), site.balance(f"visitor:{visitor}")) == (before, 5 * PRICE)
        clock.jump_wall(seconds=-days * DAY)
        clock.forward(seconds=WEEK)
        run(site)
        assert standing(site, visitor).n == before.n + 1
        assert site.balance(f"visitor:{visitor}") == 4 * PRICE

    def test_another_boot_is_no_clock_that_was_set(self, site, clock):
        clock.jump_wall(seconds=WEEK)
        assert site.hub.clock_doubt()
        clock.reboot()
        assert not site.hub.clock_doubt()
