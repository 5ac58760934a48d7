"""A period of a subscription whose sale was undone is paid again, at the till or from the account."""

import pytest
from fakes.machines import look

from kiosk.acts import front_desk, passes, refunds
from kiosk.acts.selling import Counter
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.rules.instants import later
from kiosk.rules.offers import Draft
from kiosk.rules.subscriptions import Period
from kiosk.store import passes as pass_store
from kiosk.store import subscriptions as store

HOUR, WEEK, PRICE = 3_600, 7 * 86_400, 20_000

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def test_a_renewal_undone_is_paid_again(site, clock):
    """The number of a period that was given back was used again, and the sale fell over."""
    visitor, began = site.visitor(), site.hub.now()
    draft = Draft("Weekly", PRICE, 10 * HOUR, WEEK, 5, period=Period.WEEK, arrears_days=2)
    weekly = site.hub.write(passes.make_offer, draft=draft, by=site.operator)

    def sell(*, agrees=False):
        counter = Counter(weekly, 10**9, site.operator)
        asked = {"visitor": visitor, "counter": counter, "renews_itself": agrees}
        return site.hub.write(front_desk.sell_pass, **asked)

    def undo(sale):
        site.hub.write(refunds.undo_sale, sale=sale, by=site.operator, reason="typed twice")

    def ends():
        return look(site, store.live_of, visitor).standing.ends

    sell(agrees=True)
    clock.forward(seconds=1)
    for _again in range(2):
        undo(sell())
    last = sell()
    assert ends() == later(began, seconds=2 * WEEK)
    undo(last)
    assert ends() == later(began, seconds=WEEK)

    site.earn(visitor, PRICE)
    clock.forward(seconds=WEEK)
    for _again in range(2):
        renew_subscriptions(site.hub, site.hub.now())
    assert site.balance(f"visitor:{visitor}") == 0
    assert ends() == later(began, seconds=2 * WEEK)
    clock.forward(seconds=60)
    held = look(site, pass_store.usable, visitor=visitor, at=site.hub.now())
    assert [one.left_s for one in held] == [10 * HOUR]
