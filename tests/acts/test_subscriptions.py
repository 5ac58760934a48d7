"""Subscriptions begin at the till, renew from the account, and are never paid twice."""

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from acts.subscribers import (
    DAY,
    HOUR,
    PRICE,
    WEEK,
    agree,
    do,
    offer,
    refused,
    run,
    sell,
    standing,
)
from fakes.machines import look

from kiosk.acts import front_desk, passes, refunds, subscriptions
from kiosk.acts.selling import Counter
from kiosk.rules.instants import later
from kiosk.rules.offers import Draft
from kiosk.rules.subscriptions import Period, State
from kiosk.rules.tenders import Pay
from kiosk.store import audit, sessions
from kiosk.store import passes as pass_store
from kiosk.store import subscriptions as store

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def left(site, visitor):
    return [one.left_s for one in look(site, pass_store.usable, visitor=visitor, at=site.hub.now())]


@pytest.fixture
def grace(site):
    """A visitor with a weekly subscription of ten hours, paid at the till."""
    visitor = site.visitor()
    site.weekly = offer(site)
    site.first = sell(site, visitor, site.weekly)
    return visitor


class TestTheTill:
    def test_a_sale_begins_it(self, site, grace):
        assert site.balance("sales:pass") == PRICE
        now = standing(site, grace)
        assert (now.state, now.n, now.ends) == (
            State.RUNNING,
            1,
            later(site.hub.now(), seconds=WEEK),
        )
        assert left(site, grace) == [10 * HOUR]

    def test_a_second_sale_is_the_next_period_and_a_third_is_refused(self, site, grace):
        sell(site, grace, site.weekly)
        assert standing(site, grace).n == 2
        assert refused(sell, site, grace, site.weekly) == "subscription_paid_ahead"
        assert site.balance("sales:pass") == 2 * PRICE

    def test_what_is_paid_ahead_is_not_used_before(self, site, grace):
        sell(site, grace, site.weekly)
        name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
        assert look(site, sessions.by_id, name).granted_s == 10 * HOUR

    def test_another_one_needs_an_upgrade(self, site, grace):
        assert refused(sell, site, grace, offer(site, "Monthly")) == "subscription_exists"

    def test_a_guest_has_none(self, site):
        weekly = offer(site)
        assert refused(site.sell_voucher, by=site.operator, offer=weekly, tendered_minor=PRICE) == (
            "subscription_needs_card"
        )
        assert site.balance("sales:pass") == 0

    def test_the_first_sale_undone_stops_it(self, site, grace):
        _undo(site, site.first)
        assert look(site, store.live_of, grace) is None
        assert left(site, grace) == []
        sell(site, grace, site.weekly)
        assert standing(site, grace).n == 1

    def test_a_renewal_undone_leaves_the_period_that_runs(self, site, grace):
        _undo(site, sell(site, grace, site.weekly))
        assert (standing(site, grace).n, standing(site, grace).state) == (1, State.RUNNING)
        assert left(site, grace) == [10 * HOUR]

    def test_who_pays_again_has_the_terms_of_the_newest_edition(self, site, grace):
        dearer = Draft("Weekly", 30_000, HOUR, DAY, 5, period=Period.WEEK)
        new = site.hub.write(passes.change_offer, offer=site.weekly, draft=dearer, by=site.operator)
        sell(site, grace, new)
        assert look(site, store.live_of, grace).offer == new


def _undo(site, sale):
    site.hub.write(refunds.undo_sale, sale=sale, by=site.operator, reason="typed twice")


class TestRenewal:
    def test_it_renews_from_the_account_shortly_before_it_ends(self, site, grace, clock):
        agree(site, grace)
        site.earn(grace, 50_000)
        run(site)
        assert standing(site, grace).n == 1
        clock.forward(seconds=WEEK - 600)
        for _again in range(3):
            run(site)
        assert standing(site, grace).n == 2
        assert site.balance(f"visitor:{grace}") == 50_000 - PRICE
        assert standing(site, grace).ends == later(standing(site, grace).starts, seconds=WEEK)

    def test_two_jobs_at_once_take_the_price_once(self, site, grace, clock):
        agree(site, grace)
        site.earn(grace, 50_000)
        clock.forward(seconds=WEEK)
        name = look(site, store.live_of, grace).id
        with ThreadPoolExecutor(8) as pool:
            asked = [
                pool.submit(site.hub.write, subscriptions.renew_due, subscription=name)
                for _ in range(16)
            ]
        assert sorted(one.result() for one in asked) == ["renew"] + 15 * ["wait"]
        assert site.balance(f"visitor:{grace}") == 50_000 - PRICE

    def test_a_session_goes_on_over_the_renewal(self, site, grace, seat_1, clock):
        """Also with the hub away in the middle: the lease covers both periods."""
        agree(site, grace)
        site.earn(grace, 50_000)
        clock.forward(seconds=WEEK - HOUR)
        name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
        assert look(site, sessions.by_id, name).granted_s == HOUR
        clock.forward(minutes=55)
        run(site)
        assert look(site, sessions.by_id, name).granted_s == 11 * HOUR
        clock.forward(minutes=65)
        seat_1.close(name, used_s=2 * HOUR)
        receipt = msgspec.json.decode(look(site, sessions.by_id, name).receipt)
        covered = [one["covered_by"][-5:] for one in receipt["segments"]]
        assert sorted(set(covered)) == ["00001", "00002"]
        assert receipt["covered_s"] == 2 * HOUR
        assert site.balance("sales:time") == 0
        assert left(site, grace) == [9 * HOUR]

    def test_what_is_unused_is_carried_over_once(self, site, clock):
        visitor = site.visitor()
        sell(site, visitor, offer(site, carry_over=True))
        agree(site, visitor)
        site.earn(visitor, 3 * PRICE)
        clock.forward(seconds=WEEK)
        run(site)
        clock.forward(seconds=60)
        assert left(site, visitor) == [10 * HOUR, 10 * HOUR]
        clock.forward(seconds=WEEK)
        run(site)
        clock.forward(seconds=60)
        assert left(site, visitor) == [10 * HOUR, 10 * HOUR]

    def test_without_carrying_over_a_period_begins_with_its_own_time(self, site, grace, clock):
        agree(site, grace)
        site.earn(grace, PRICE)
        clock.forward(seconds=WEEK)
        run(site)
        clock.forward(seconds=60)
        assert left(site, grace) == [10 * HOUR]

    def test_one_that_costs_nothing_renews_for_nothing(self, site, clock):
        visitor = site.visitor()
        sell(site, visitor, offer(site, price_minor=0))
        clock.forward(seconds=WEEK)
        run(site)
        assert standing(site, visitor).n == 2


class TestArrears:
    def test_it_works_for_some_days_unpaid_and_then_stops(self, site, grace, clock):
        clock.forward(seconds=WEEK)
        run(site)
        assert standing(site, grace).state is State.ARREARS
        assert left(site, grace) == [10 * HOUR]
        clock.forward(seconds=2 * DAY)
        run(site)
        assert look(site, store.live_of, grace) is None
        assert left(site, grace) == []
        assert site.balance(f"visitor:{grace}") == 0

    @pytest.mark.parametrize("how", ["account", "till"])
    def test_who_pays_in_time_goes_on_to_the_end(self, site, grace, clock, how):
        clock.forward(seconds=WEEK)
        run(site)
        clock.forward(days=1)
        if how == "account":
            agree(site, grace)
            site.earn(grace, PRICE)
            run(site)
            run(site)
            assert site.balance(f"visitor:{grace}") == 0
        else:
            sell(site, grace, site.weekly)
        assert site.balance("sales:pass") == 2 * PRICE
        now = standing(site, grace)
        assert (now.state, now.n) == (State.RUNNING, 2)
        clock.forward(days=5)
        assert left(site, grace) == [10 * HOUR]

    def test_none_where_the_owner_grants_no_day(self, site, clock):
        visitor = site.visitor()
        sell(site, visitor, offer(site, arrears_days=0))
        clock.forward(seconds=WEEK)
        run(site)
        assert look(site, store.live_of, visitor) is None

    def test_a_debt_taken_back_stops_it(self, site, grace, clock):
        clock.forward(seconds=WEEK)
        run(site)
        _undo(site, sell(site, grace, site.weekly))
        assert look(site, store.live_of, grace) is None


class TestPauseAndCancel:
    def test_paused_it_covers_nothing_and_its_end_moves(self, site, grace, clock):
        clock.forward(days=2)
        do(site, subscriptions.pause, grace, reason="ill")
        assert left(site, grace) == []
        assert refused(sell, site, grace, site.weekly) == "subscription_state_wrong"
        clock.forward(days=30)
        run(site)
        do(site, subscriptions.resume, grace)
        assert standing(site, grace).ends == later(site.hub.now(), seconds=5 * DAY)
        assert left(site, grace) == [10 * HOUR]

    def test_what_was_carried_over_stands_still_too(self, site, clock):
        visitor = site.visitor()
        weekly = offer(site, carry_over=True)
        sell(site, visitor, weekly)
        sell(site, visitor, weekly)
        clock.forward(seconds=WEEK + 60)
        do(site, subscriptions.pause, visitor, reason="ill")
        assert left(site, visitor) == []
        do(site, subscriptions.resume, visitor)
        assert left(site, visitor) == [10 * HOUR, 10 * HOUR]

    def test_nobody_pauses_without_a_reason_or_in_a_session(self, site, grace):
        assert refused(do, site, subscriptions.pause, grace, reason=" ") == "reason_missing"
        site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
        assert refused(do, site, subscriptions.pause, grace, reason="x") == "visitor_has_session"

    def test_cancelled_it_runs_to_its_end(self, site, grace, clock):
        site.earn(grace, 50_000)
        do(site, subscriptions.cancel, grace, reason="moves away")
        clock.forward(seconds=WEEK - 1)
        run(site)
        assert left(site, grace) == [10 * HOUR]
        clock.forward(seconds=1)
        run(site)
        assert look(site, store.live_of, grace) is None
        assert site.balance(f"visitor:{grace}") == 50_000

    def test_a_cancellation_is_taken_back(self, site, grace):
        assert refused(do, site, subscriptions.keep, grace) == "subscription_state_wrong"
        do(site, subscriptions.cancel, grace, reason="moves away")
        do(site, subscriptions.keep, grace)
        assert standing(site, grace).renews

    def test_paused_and_cancelled_it_runs_out_what_was_paid(self, site, grace, clock):
        do(site, subscriptions.pause, grace, reason="ill")
        assert refused(do, site, subscriptions.cancel, grace, reason="") == "reason_missing"
        do(site, subscriptions.cancel, grace, reason="ill for long")
        assert (standing(site, grace).state, standing(site, grace).renews) == (State.RUNNING, False)

    def test_in_arrears_it_stops_at_once(self, site, grace, clock):
        clock.forward(seconds=WEEK)
        run(site)
        name = look(site, store.live_of, grace).id
        do(site, subscriptions.cancel, grace, reason="no money")
        assert left(site, grace) == []
        again = {"subscription": name, "by": site.operator, "reason": "no money"}
        assert refused(site.hub.write, subscriptions.cancel, **again) == "subscription_state_wrong"

    def test_every_change_stands_in_the_audit_log_with_its_reason(self, site, grace):
        do(site, subscriptions.pause, grace, reason="ill")
        (line, *_) = look(site, audit.latest, before=None, limit=1)
        assert (line.act, line.reason) == ("pause_subscription", "ill")

    def test_what_is_not_there_is_not_found(self, site):
        words = {"subscription": "none", "by": site.operator}
        assert refused(site.hub.write, subscriptions.resume, **words) == "not_found"

    def test_a_renewal_undone_leaves_the_period_that_was_paused(self, site, grace, clock):
        _paused_for(site, grace, clock, days=10)
        ends = standing(site, grace).ends
        clock.forward(days=1)
        _undo(site, sell(site, grace, site.weekly))
        found = standing(site, grace)
        assert (found.state, found.n, found.ends) == (State.RUNNING, 1, ends)
        assert left(site, grace) == [10 * HOUR]

    def test_nor_is_a_period_that_was_paused_over_before_its_end(self, site, grace, clock):
        _paused_for(site, grace, clock, days=10)
        clock.forward(days=1)
        sell(site, grace, site.weekly)
        assert left(site, grace) == [10 * HOUR, 10 * HOUR]  # the second begins after the first
        refund = refunds.Refund(site.first, PRICE, "cash", "never came", site.operator)
        site.hub.write(refunds.give_back, refund=refund)
        assert left(site, grace) == [10 * HOUR]


def _paused_for(site, visitor, clock, *, days):
    clock.forward(days=1)
    do(site, subscriptions.pause, visitor, reason="ill")
    clock.forward(days=days)
    do(site, subscriptions.resume, visitor)


class TestUpgrade:
    @pytest.mark.parametrize("days", [0, 10])
    def test_a_pause_takes_nothing_of_what_is_credited(self, site, grace, clock, days):
        site.earn(grace, 60_000)
        _paused_for(site, grace, clock, days=days)
        do(site, subscriptions.upgrade, grace, offer=offer(site, "Monthly", price_minor=60_000))
        assert site.balance(f"visitor:{grace}") == round(PRICE * 6 / 7)

    def test_the_unused_part_is_credited(self, site, grace, seat_1, clock):
        big = offer(site, "Monthly", period=Period.MONTH, seconds=100 * HOUR, price_minor=90_000)
        name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
        seat_1.close(name, used_s=5 * HOUR)
        site.earn(grace, 80_000)
        do(site, subscriptions.upgrade, grace, offer=big)
        assert site.balance(f"visitor:{grace}") == 80_000 + PRICE // 2 - 90_000
        now = standing(site, grace)
        assert (now.n, now.state, look(site, store.live_of, grace).offer) == (1, "running", big)
        assert left(site, grace) == [100 * HOUR]

    @pytest.mark.parametrize("kept_s", [0, 6 * HOUR], ids=["the row is old", "the beat is old"])
    def test_a_session_that_runs_has_used_what_its_station_said_last(
        self, site, grace, seat_1, clock, kept_s
    ):
        site.earn(grace, PRICE)
        name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
        used_s = max(kept_s, 5 * HOUR)
        clock.forward(seconds=used_s)
        site.hub.write(_noted, session=name, used_s=kept_s)
        other = offer(site, "Other", price_minor=PRICE)
        do(site, subscriptions.upgrade, grace, offer=other, told_used_s=5 * HOUR)
        assert site.balance(f"visitor:{grace}") == PRICE - PRICE * used_s // (10 * HOUR)
        seat_1.close(name, used_s=used_s)  # by the old one: it was used before the change
        assert left(site, grace) == [10 * HOUR]

    def test_no_more_is_credited_than_was_paid(self, site):
        """Sold with a discount and upgraded to the cheapest, it was money from nowhere."""
        weekly = offer(site)
        asha = site.visitor("Asha Odera", code="471903")
        owner = site.staff("owner", role="owner")
        pay = Pay(discount_minor=PRICE - 1_000, reason="a friend", approved_by=owner)
        counter = Counter(weekly, 10**9, site.operator, pay)
        site.hub.write(front_desk.sell_pass, visitor=asha, counter=counter)
        do(site, subscriptions.upgrade, asha, offer=offer(site, "Other", price_minor=1))
        assert site.balance(f"visitor:{asha}") == 1_000 - 1

    def test_nor_than_was_paid_of_what_was_owed(self, site, grace, clock):
        clock.forward(seconds=WEEK)
        run(site)
        assert standing(site, grace).state is State.ARREARS
        owner = site.staff("owner", role="owner")
        pay = Pay(discount_minor=PRICE - 1_000, reason="a friend", approved_by=owner)
        counter = Counter(site.weekly, 10**9, site.operator, pay)
        site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
        do(site, subscriptions.upgrade, grace, offer=offer(site, "Other", price_minor=1))
        assert site.balance(f"visitor:{grace}") == 1_000 - 1

    def test_too_little_money_changes_nothing(self, site, grace):
        big = offer(site, "Monthly", price_minor=90_000)
        assert refused(do, site, subscriptions.upgrade, grace, offer=big) == "below_zero"
        assert look(site, store.live_of, grace).offer == site.weekly
        assert left(site, grace) == [10 * HOUR]
        assert site.balance(f"visitor:{grace}") == 0

    @pytest.mark.parametrize("target", ["half-hour", "weekly", "none"])
    def test_only_to_another_subscription(self, site, grace, target):
        asked = site.weekly if target == "weekly" else target
        assert refused(do, site, subscriptions.upgrade, grace, offer=asked) == "offer_unknown"


def _noted(db, _now, *, session, used_s):
    db.execute("UPDATE session SET used_s = ? WHERE id = ?", (used_s, session))
