"""At the seat a period is paid from the account: only what was agreed to, and only once."""

from dataclasses import replace

import pytest
from fakes.machines import look

from kiosk.acts import cashier, front_desk, paying_here, subscriptions
from kiosk.acts.records import record_of
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.rules.offers import Terms
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import State
from kiosk.store import audit, offers
from kiosk.store import subscriptions as store

DAY, WEEK, PRICE = 86_400, 7 * 86_400, 20_000

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


@pytest.fixture
def grace(site, clock):
    """She sits at seat 1 on the last day of a weekly subscription that was cancelled."""
    visitor = site.visitor()
    site.weekly = site.subscribe(visitor, by=site.operator)
    cancel = {"subscription": site.weekly, "by": site.operator, "reason": "moves away"}
    site.hub.write(subscriptions.cancel, **cancel)
    clock.forward(seconds=WEEK - DAY)
    site.hub.write(front_desk.start_with_pass, seat=1, visitor=visitor, by=site.operator)
    return visitor


def lapsing(site, visitor):
    shown = look(site, lambda db: record_of(db, site.hub.now(), site.hub.site, visitor=visitor))
    return shown.lapsing


def standing(site):
    return look(site, store.by_id, site.weekly).standing


def pay(site, visitor, **changes):
    asked = {"period": 2, "price_minor": PRICE, "visitor": visitor, **changes}
    asked.setdefault("session", site.session_at(1).id)
    return site.hub.write(paying_here.pay_subscription, station=site.stations[1], **asked)


def refused(site, visitor, **changes):
    with pytest.raises(Refusal) as refusal:
        pay(site, visitor, **changes)
    return refusal.value.code


def test_the_seat_is_told_what_it_may_say(site, grace):
    told = lapsing(site, grace)
    assert (told.title, told.said, told.until) == ("Weekly", "ends", standing(site).ends)
    assert (told.period, told.price_minor, told.payable) == (2, PRICE, False)
    site.earn(grace, PRICE)
    assert lapsing(site, grace).payable


def test_what_was_cancelled_is_paid_and_renews_again(site, grace):
    site.earn(grace, PRICE + 500)
    ends = standing(site).ends
    assert pay(site, grace) == ends + WEEK * 1000
    assert (standing(site).n, standing(site).renews) == (2, True)
    assert site.balance(f"visitor:{grace}") == 500
    assert lapsing(site, grace) is None
    assert "pay_subscription_here" in [
        row.act for row in look(site, audit.latest, before=None, limit=3)
    ]


def test_what_is_in_arrears_is_paid(site, grace, clock):
    site.hub.write(subscriptions.keep, subscription=site.weekly, by=site.operator)
    clock.forward(seconds=DAY)
    renew_subscriptions(site.hub, site.hub.now())
    assert standing(site).state is State.ARREARS
    assert lapsing(site, grace).said == "owed"
    site.earn(grace, PRICE)
    assert pay(site, grace) == standing(site).ends
    assert standing(site).state is State.RUNNING


def test_the_account_must_hold_it_all_whatever_credit_there_is(site, grace):
    site.earn(grace, PRICE - 1)
    assert refused(site, grace) == "below_zero"
    assert site.balance(f"visitor:{grace}") == PRICE - 1


@pytest.mark.parametrize(
    "changes", [{"period": 3}, {"price_minor": PRICE - 1}], ids=["period", "price"]
)
def test_another_page_than_the_one_that_was_read_is_no_yes(site, grace, changes):
    site.earn(grace, 3 * PRICE)
    assert refused(site, grace, **changes) == "subscription_state_wrong"
    assert site.balance(f"visitor:{grace}") == 3 * PRICE


def test_no_period_is_paid_twice_nor_a_second_one_ahead(site, grace):
    site.earn(grace, 3 * PRICE)
    pay(site, grace)
    assert refused(site, grace) == "subscription_state_wrong"
    assert refused(site, grace, period=3) == "subscription_paid_ahead"
    assert site.balance(f"visitor:{grace}") == 2 * PRICE


def test_only_who_sits_here_pays_and_only_what_there_is(site, grace):
    site.earn(grace, PRICE)
    assert refused(site, grace, session="another") == "no_session_here"
    assert refused(site, "somebody", session=site.session_at(1).id) == "no_session_here"
    with pytest.raises(Refusal, match="no_session_here"):
        site.hub.write(
            paying_here.pay_subscription,
            station=site.stations[2],
            session=site.session_at(1).id,
            visitor=grace,
            period=2,
            price_minor=PRICE,
        )


def test_without_a_subscription_there_is_nothing_to_pay(site):
    visitor = site.visitor()
    site.start(1, by=site.operator, visitor=visitor)
    assert lapsing(site, visitor) is None
    assert refused(site, visitor) == "not_found"


def test_a_paused_one_is_resumed_first(site, grace):
    site.earn(grace, PRICE)
    with site.hub.read() as db:
        kept = store.by_id(db, site.weekly)
    still = replace(kept.standing, state=State.PAUSED, paused_at=site.hub.now())
    site.hub.write(lambda db, _now: store.save(db, site.weekly, still))
    assert refused(site, grace) == "subscription_state_wrong"


class TestBuyingTime:
    HALF_HOUR, COST = 1_800, 4_000

    @pytest.fixture
    def sitter(self, site):
        """She sits at seat 1 on half an hour bought at the desk, with money on her account."""
        visitor = site.visitor()
        site.start(1, by=site.operator, visitor=visitor)
        site.earn(visitor, 5_000)
        return visitor

    def on_sale(self, site, **changes):
        asked = {"station": site.stations[1], "session": site.session_at(1).id, **changes}
        return look(site, paying_here.on_sale, **asked)

    def buy(self, site, visitor, **changes):
        asked = {
            "station": site.stations[1],
            "session": site.session_at(1).id,
            "visitor": visitor,
            "offer": "half-hour",
            "price_minor": self.COST,
            **changes,
        }
        return site.hub.write(paying_here.buy_time, **asked)

    def refused(self, site, visitor, **changes):
        before = site.balance(f"visitor:{visitor}"), site.session_at(1)
        with pytest.raises(Refusal) as refusal:
            self.buy(site, visitor, **changes)
        assert (site.balance(f"visitor:{visitor}"), site.session_at(1)) == before
        return refusal.value.code

    def test_it_is_a_sale_like_any_other_and_counts_at_once(self, site, sitter):
        sold = site.balance("sales:pass")
        assert self.buy(site, sitter) == 2 * self.HALF_HOUR
        assert site.session_at(1).granted_s == 2 * self.HALF_HOUR
        assert site.balance(f"visitor:{sitter}") == 5_000 - self.COST
        assert site.balance("sales:pass") == sold + self.COST
        line = look(site, audit.latest, before=None, limit=1)[0]
        assert (line.act, line.by) == ("buy_time_here", f"visitor:{sitter}")

    def test_no_more_than_the_account_holds(self, site, sitter):
        self.buy(site, sitter)
        assert self.refused(site, sitter) == "below_zero"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"price_minor": 3_999}, "offer_unknown"),
            ({"offer": "no-such"}, "offer_unknown"),
            ({"session": "another"}, "no_session_here"),
            ({"visitor": "another"}, "no_session_here"),
        ],
    )
    def test_only_what_was_read_by_who_sits_here(self, site, sitter, changes, code):
        with pytest.raises(Refusal) as refusal:
            self.buy(site, **{"visitor": sitter, **changes})
        assert refusal.value.code == code

    def test_a_subscription_is_agreed_to_at_the_desk(self, site, sitter):
        site.subscribe(site.visitor(code="471903"), by=site.operator)
        (weekly,) = (one.id for one in look(site, offers.active) if one.cycle)
        site.earn(sitter, PRICE)
        assert self.refused(site, sitter, offer=weekly, price_minor=PRICE) == "offer_unknown"
        assert weekly not in [one.offer for one in self.on_sale(site).offers]

    def test_time_that_this_seat_cannot_use_is_not_sold(self, site, sitter):
        quiet = site.offer("quiet", terms=Terms(zones=frozenset({"quiet"})))
        assert quiet not in [one.offer for one in self.on_sale(site).offers]
        assert self.refused(site, sitter, offer=quiet) == "offer_not_here"

    def test_nothing_is_sold_once_the_drawer_is_counted(self, site, sitter):
        site.hub.write(cashier.count_drawer, counted_minor=1, by=site.operator)
        assert self.refused(site, sitter) == "drawer_counted"

    def test_the_page_lists_what_is_on_sale_here(self, site, sitter):
        told = self.on_sale(site)
        assert told.balance_minor == 5_000
        assert ("half-hour", 1_800, self.COST) in [
            (one.offer, one.seconds, one.price_minor) for one in told.offers
        ]
        with pytest.raises(Refusal, match="no_session_here"):
            self.on_sale(site, session="another")
