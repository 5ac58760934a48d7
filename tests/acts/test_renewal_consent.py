"""Nobody's account pays a renewal by itself without a yes; the yes ends in many ways."""

import sqlite3

import pytest
from fakes.machines import look

from kiosk.acts import front_desk, merging, passes, refunds, renewal_consent, subscriptions
from kiosk.acts.selling import Counter
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.queries import subscriptions as query
from kiosk.rules.offers import Draft
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import Period, Reminder, State
from kiosk.store import audit, renewal_consents
from kiosk.store import subscriptions as store

DAY, WEEK = 86_400, 7 * 86_400
PRICE = 20_000

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


@pytest.fixture
def grace(site):
    """A visitor with a weekly subscription and money that was earned."""
    visitor = site.visitor()
    site.weekly = site.subscribe(visitor, by=site.operator)
    site.earn(visitor, 5 * PRICE)
    return visitor


def run(site):
    renew_subscriptions(site.hub, site.hub.now())


def found(site):
    return look(site, store.by_id, site.weekly)


def agree(site, visitor, **changes):
    told = {"subscription": site.weekly, "visitor": visitor, "minor": PRICE, **changes}
    site.hub.write(renewal_consent.agree_at_desk, by=site.operator, **told)


def withdraw(site, subscription=""):
    asked = {"subscription": subscription or site.weekly, "by": site.operator}
    site.hub.write(renewal_consent.withdraw_at_desk, **asked)


def said(site, visitor):
    return look(site, renewal_consents.latest, subscription=site.weekly, visitor=visitor)


def refused(act, *arguments, **words):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **words)
    return refusal.value.code


def log(site):
    return [(row.act, row.by) for row in look(site, audit.latest, before=None, limit=4)]


class TestWithoutAYes:
    def test_earnings_stay_and_the_period_is_owed_then_stops(self, site, grace, clock):
        clock.forward(seconds=WEEK)
        run(site)
        assert found(site).standing.state is State.ARREARS
        shown = look(site, query.of_visitor, site.hub.now(), grace, remind_days=2)
        assert (shown.reminder, shown.agreed_minor, shown.said) == (Reminder.OWED, 0, None)
        clock.forward(days=2)
        run(site)
        assert found(site).standing.state is State.STOPPED
        assert site.balance(f"visitor:{grace}") == 5 * PRICE

    def test_a_reminder_is_said_before(self, site, grace, clock):
        clock.forward(seconds=WEEK - DAY)
        shown = look(site, query.of_visitor, site.hub.now(), grace, remind_days=2)
        assert shown.reminder is Reminder.ASK
        agree(site, grace)
        shown = look(site, query.of_visitor, site.hub.now(), grace, remind_days=2)
        assert shown.reminder is Reminder.NONE


class TestAYes:
    def test_it_is_kept_with_instant_and_who_and_the_account_pays(self, site, grace, clock):
        agree(site, grace)
        kept = said(site, grace)
        assert (kept.minor, kept.way, kept.by) == (PRICE, "desk", site.operator)
        assert kept.at == site.hub.now()
        assert ("agree_renewal", site.operator) in log(site)
        clock.forward(seconds=WEEK)
        run(site)
        assert found(site).standing.n == 2
        assert site.balance(f"visitor:{grace}") == 4 * PRICE

    def test_said_in_arrears_it_pays_what_is_owed(self, site, grace, clock):
        clock.forward(seconds=WEEK)
        run(site)
        agree(site, grace)
        run(site)
        assert (found(site).standing.state, found(site).standing.n) == (State.RUNNING, 2)

    def test_withdrawn_it_takes_nothing_more(self, site, grace, clock):
        agree(site, grace)
        withdraw(site)
        assert (said(site, grace).minor, found(site).agreed_minor) == (0, 0)
        assert ("withdraw_renewal", site.operator) in log(site)
        clock.forward(seconds=WEEK)
        run(site)
        assert site.balance(f"visitor:{grace}") == 5 * PRICE

    def test_said_twice_it_is_written_once(self, site, grace):
        agree(site, grace)
        agree(site, grace)
        withdraw(site)
        withdraw(site)
        rows = look(site, lambda db: db.execute("SELECT minor FROM renewal_consent").fetchall())
        assert [row["minor"] for row in rows] == [PRICE, 0]

    def test_it_ends_with_a_cancellation_and_is_asked_anew(self, site, grace):
        agree(site, grace)
        words = {"subscription": site.weekly, "by": site.operator}
        site.hub.write(subscriptions.cancel, reason="moves away", **words)
        assert said(site, grace).way == "cancelled"
        assert refused(agree, site, grace) == "subscription_state_wrong"
        site.hub.write(subscriptions.keep, **words)
        assert found(site).agreed_minor == 0

    def test_it_holds_for_no_dearer_edition(self, site, grace, clock):
        agree(site, grace)
        dearer = Draft("Weekly", PRICE + 1, 36_000, 86_400, 8, period=Period.WEEK, arrears_days=2)
        old = found(site).offer
        new = site.hub.write(passes.change_offer, offer=old, draft=dearer, by=site.operator)
        counter = Counter(new, 10**9, site.operator)
        site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
        clock.forward(seconds=2 * WEEK)
        run(site)
        assert found(site).standing.state is State.ARREARS
        assert site.balance(f"visitor:{grace}") == 5 * PRICE

    def test_another_price_than_was_read_is_no_yes(self, site, grace):
        assert refused(agree, site, grace, minor=PRICE - 1) == "subscription_state_wrong"

    def test_only_its_own_visitor_says_it(self, site, grace):
        assert refused(agree, site, "somebody") == "not_found"
        assert refused(agree, site, grace, subscription="none") == "not_found"
        assert refused(withdraw, site, "none") == "not_found"

    def test_a_merged_record_is_asked_anew(self, site, grace):
        agree(site, grace)
        twin = site.visitor("Grace Muthoni", code="471903")
        told = {"keep": twin, "drop": grace, "reason": "twice", "by": site.operator}
        site.hub.write(merging.merge_visitors, **told)
        assert found(site).visitor == twin
        assert found(site).agreed_minor == 0

    def test_what_was_said_is_never_changed(self, site, grace):
        agree(site, grace)
        for sql in ("UPDATE renewal_consent SET minor = 1", "DELETE FROM renewal_consent"):
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                site.hub.write(lambda db, _now, sql=sql: db.execute(sql))


class TestWithTheSale:
    def sell(self, site, visitor, offer):
        counter = Counter(offer, 10**9, site.operator)
        asked = {"visitor": visitor, "counter": counter, "renews_itself": True}
        return site.hub.write(front_desk.sell_pass, **asked)

    def test_the_yes_is_kept_with_it(self, site, grace):
        self.sell(site, grace, found(site).offer)
        assert (found(site).standing.n, found(site).agreed_minor) == (2, PRICE)

    def test_the_yes_goes_with_the_sale_that_is_undone(self, site, grace, clock):
        clock.forward(seconds=60)
        sold = self.sell(site, grace, found(site).offer)
        clock.forward(seconds=5)
        self.undo(site, sold)
        assert (found(site).standing.n, found(site).agreed_minor) == (1, 0)
        assert (said(site, grace).minor, said(site, grace).by) == (0, site.operator)
        assert ("withdraw_renewal", site.operator) in log(site)

    def test_a_yes_of_before_outlives_the_sale_that_is_undone(self, site, grace, clock):
        agree(site, grace)
        clock.forward(seconds=60)
        sold = self.sell(site, grace, found(site).offer)
        self.undo(site, sold)
        assert found(site).agreed_minor == PRICE

    def undo(self, site, sold):
        asked = {"sale": sold, "by": site.operator, "reason": ""}
        site.hub.write(refunds.undo_sale, **asked)

    def test_what_does_not_renew_is_not_sold_so(self, site, grace):
        assert refused(self.sell, site, grace, "half-hour") == "offer_unknown"
        assert site.balance("sales:pass") == PRICE

    def test_who_pays_what_is_owed_under_an_older_price_reads_it_first(self, site, grace, clock):
        old = found(site).offer
        dearer = Draft("Weekly", PRICE + 1, 36_000, 86_400, 8, period=Period.WEEK, arrears_days=2)
        new = site.hub.write(passes.change_offer, offer=old, draft=dearer, by=site.operator)
        clock.forward(seconds=WEEK)
        run(site)
        assert refused(self.sell, site, grace, new) == "subscription_changed"
        assert found(site).standing.state is State.ARREARS


class TestAtTheSeat:
    def answer(self, site, visitor, **changes):
        asked = {"station": site.stations[1], "session": site.session_at(1).id, "minor": PRICE}
        site.hub.write(renewal_consent.answer_here, visitor=visitor, **{**asked, **changes})

    def test_yes_and_no_more(self, site, grace):
        site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
        self.answer(site, grace)
        assert (said(site, grace).way, said(site, grace).by) == ("seat", f"visitor:{grace}")
        self.answer(site, grace, minor=0)
        assert found(site).agreed_minor == 0
        assert ("withdraw_renewal", f"visitor:{grace}") in log(site)

    def test_only_who_sits_here_and_has_one(self, site, grace):
        twin = site.visitor("Asha Odera", code="471903")
        site.start(1, by=site.operator, visitor=twin)
        assert refused(self.answer, site, grace) == "no_session_here"
        assert refused(self.answer, site, twin, session="other") == "no_session_here"
        assert refused(self.answer, site, twin, station=site.stations[2]) == "no_session_here"
        assert refused(self.answer, site, twin) == "not_found"
