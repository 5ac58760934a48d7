"""What an account paid alone goes back onto that account, as what a till took goes back.

| the account paid | undo | given back |
|---|---|---|
| a pass, a period or arrears at the desk | soon after, as any sale | as a sale, onto the account |
| products or a due at the desk, more time at a seat | – | as a sale, onto the account |
| a renewal or arrears by itself, at a seat | – | onto the account; the period ends |
| an upgrade | – | onto the account; the new subscription stops |
| a session, when it ended | – | onto the account; what was used stays used |
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from acts.subscribers import PRICE, WEEK, agree, do, offer, refused, run, sell, standing
from fakes.busy_days import asked
from fakes.machines import look

from kiosk.acts import cashier, front_desk, merging, paying_here, refunds, subscriptions
from kiosk.acts.granting import Terms
from kiosk.acts.refunds import Refund
from kiosk.acts.selling import Counter
from kiosk.queries import accounts, backs, history, leakage, takings
from kiosk.queries.receipts import receipt
from kiosk.queries.till import till
from kiosk.rules.day_hours import hours_of
from kiosk.rules.spans import local_day
from kiosk.rules.subscriptions import State
from kiosk.rules.takings import By
from kiosk.rules.tenders import Pay, Tender
from kiosk.store import day_sums, paid, passes, payments, shift_losses
from kiosk.store import leakage as leakage_store
from kiosk.store import subscriptions as store

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")

HALF_HOUR, TIME, VAT = 1_800, 3_500, 1_600
FROM_ACCOUNT = Pay(Tender.ACCOUNT)


@pytest.fixture
def grace(site):
    site.hub.site = replace(
        site.hub.site, settings=replace(site.hub.settings, tax_basis_points=VAT, increment_s=1)
    )
    return site.visitor()


def balance(site, visitor):
    return site.balance(f"visitor:{visitor}")


def give_back(site, name, minor=PRICE, *, tender="account", reason="asked for", **changes):
    refund = Refund(name, minor, tender, reason, site.operator)
    return site.hub.write(refunds.give_back, refund=replace(refund, **changes))


def subscribed(site, visitor, **changes):
    """A week that was paid in cash, and money for one more; returns the subscription."""
    sell(site, visitor, offer(site, **changes))
    site.earn(visitor, PRICE)
    return look(site, store.live_of, visitor).id


def by_itself(site, _seat_1, clock, visitor):
    found = subscribed(site, visitor)
    agree(site, visitor)
    clock.forward(seconds=WEEK)
    run(site)
    return f"subscription:{found}:00002"


def arrears(site, _seat_1, clock, visitor):
    sell(site, visitor, offer(site))
    agree(site, visitor)
    found = look(site, store.live_of, visitor).id
    clock.forward(seconds=WEEK)
    run(site)
    assert standing(site, visitor).state is State.ARREARS
    site.earn(visitor, PRICE)
    clock.forward(hours=1)
    run(site)
    assert standing(site, visitor).state is State.RUNNING
    return f"subscription:{found}:00002"


def at_the_seat(site, seat_1, clock, visitor):
    found = subscribed(site, visitor)
    clock.forward(seconds=WEEK - 3_600)
    session = site.hub.write(front_desk.start_with_pass, seat=1, visitor=visitor, by=site.operator)
    told = {"session": session, "visitor": visitor, "period": 2, "price_minor": PRICE}
    site.hub.write(paying_here.pay_subscription, station=site.stations[1], **told)
    seat_1.close(session, used_s=60)
    return f"subscription:{found}:00002"


def upgraded(site, _seat_1, clock, visitor):
    sell(site, visitor, offer(site))
    clock.forward(days=3, hours=12)
    site.earn(visitor, PRICE)
    more = offer(site, "More", price_minor=PRICE)
    new = do(site, subscriptions.upgrade, visitor, offer=more)
    return f"subscription:{new}:00001"


def session(site, seat_1, _clock, visitor):
    site.earn(visitor, PRICE)
    name = site.hub.write(
        front_desk.start_metered, seat=1, visitor=visitor, terms=Terms("account"), by=site.operator
    )
    seat_1.close(name, used_s=HALF_HOUR)
    return name


PERIODS = (by_itself, arrears, at_the_seat, upgraded)
WAYS = (*PERIODS, session)


@pytest.mark.parametrize("way", WAYS)
def test_all_that_an_account_paid_goes_back_onto_it(site, seat_1, clock, grace, way):
    name = way(site, seat_1, clock, grace)
    price = TIME if way is session else PRICE
    had, earned = balance(site, grace), site.balance("tax")
    assert look(site, receipt, name).left_minor == price
    drawer = site.balance(f"till:{site.shift}")
    assert give_back(site, name, price) == "refund"
    assert balance(site, grace) == had + price
    assert earned - site.balance("tax") == look(site, paid.by_id, name).tax_minor > 0
    assert site.balance(f"till:{site.shift}") == drawer
    (back,) = look(site, payments.backs_of, name)
    assert (back.minor, back.tender, back.by, back.reason) == (
        price,
        "account",
        site.operator,
        "asked for",
    )
    assert refused(give_back, site, name, 1) == "already_taken_back"


@pytest.mark.parametrize("way", WAYS)
def test_parts_come_to_the_price_and_no_more(site, seat_1, clock, grace, way):
    name = way(site, seat_1, clock, grace)
    price = TIME if way is session else PRICE
    had = balance(site, grace)
    give_back(site, name, 999)
    assert refused(give_back, site, name, price - 998) == "amount_wrong"
    assert refused(give_back, site, name, 0) == "amount_wrong"
    give_back(site, name, price - 999)
    assert balance(site, grace) == had + price
    taxes = sum(site.balance(each) for each in ("sales:pass", "sales:time", "tax"))
    assert taxes == (0 if way is session else PRICE if way is not upgraded else PRICE // 2)


@pytest.mark.parametrize("way", WAYS)
def test_it_is_never_cash(site, seat_1, clock, grace, way):
    name = way(site, seat_1, clock, grace)
    assert refused(give_back, site, name, 1, tender="cash") == "account_paid"
    assert refused(give_back, site, name, 1, tender="mobile") == "account_paid"
    assert look(site, payments.backs_of, name) == ()


@pytest.mark.parametrize("way", [by_itself, session])
def test_the_same_rules_as_at_the_till(site, seat_1, clock, grace, way):
    name = way(site, seat_1, clock, grace)
    site.hub.site = replace(
        site.hub.site, settings=replace(site.hub.settings, second_person_over_minor=999)
    )
    naomi = site.staff("naomi", role="owner")
    assert refused(give_back, site, name, 1_000, reason=" ") == "reason_missing"
    assert refused(give_back, site, name, 1_000) == "second_person_missing"
    give_back(site, name, 999)
    assert refused(give_back, site, name, 1) == "second_person_missing"
    give_back(site, name, 1, approved_by=naomi)
    assert look(site, payments.backs_of, name)[-1].approved_by == naomi
    site.hub.write(cashier.count_drawer, counted_minor=0, by=site.operator)
    assert refused(give_back, site, name, 1, approved_by=naomi) == "drawer_counted"


def test_a_double_click_gives_back_once(site, seat_1, clock, grace):
    name = session(site, seat_1, clock, grace)
    refund = Refund(name, TIME, "account", "no sound", site.operator)
    for _click in range(2):
        site.hub.write(refunds.give_back, request_id="asked-twice", refund=refund)
    assert balance(site, grace) == PRICE
    assert len(look(site, payments.backs_of, name)) == 1


@pytest.mark.parametrize("way", [by_itself, arrears])
def test_a_period_given_back_that_runs_stops_the_subscription(site, seat_1, clock, grace, way):
    name = way(site, seat_1, clock, grace)
    give_back(site, name, 1)
    assert look(site, store.live_of, grace) is None
    assert look(site, passes.usable, visitor=grace, at=site.hub.now()) == ()
    site.earn(grace, PRICE)
    clock.forward(seconds=WEEK)
    run(site)
    assert balance(site, grace) == PRICE + 1  # nothing renews what has stopped


def test_a_renewal_ahead_given_back_leaves_the_period_that_runs(site, seat_1, clock, grace):
    give_back(site, at_the_seat(site, seat_1, clock, grace))
    assert standing(site, grace).n == 1
    (held,) = look(site, passes.usable, visitor=grace, at=site.hub.now())
    assert held.left_s == 10 * 3_600 - 60


def test_a_renewal_given_back_keeps_the_yes_as_at_the_till(site, seat_1, clock, grace):
    """Who did not want the renewal takes the yes back; a refund alone says nothing of it."""
    agreeing = subscribed(site, grace)
    agree(site, grace)
    clock.forward(seconds=WEEK - 60)
    run(site)  # shortly before the end
    assert standing(site, grace).n == 2
    give_back(site, f"subscription:{agreeing}:00002")
    assert look(site, store.live_of, grace).agreed_minor == PRICE
    clock.forward(seconds=60)
    run(site)
    assert (standing(site, grace).n, balance(site, grace)) == (3, 0)


def test_a_period_that_is_over_takes_no_time_any_more(site, seat_1, clock, grace):
    name = by_itself(site, seat_1, clock, grace)
    site.earn(grace, PRICE)
    clock.forward(seconds=WEEK)
    run(site)
    give_back(site, name)
    assert (standing(site, grace).state, standing(site, grace).n) == (State.RUNNING, 3)


def test_an_upgrade_given_back_stops_it_and_keeps_the_credit(site, seat_1, clock, grace):
    name = upgraded(site, seat_1, clock, grace)
    assert balance(site, grace) == PRICE // 2
    give_back(site, name)
    assert balance(site, grace) == PRICE + PRICE // 2
    assert look(site, store.live_of, grace) is None


def test_what_an_upgrade_credited_of_a_renewal_is_not_given_back_again(site, seat_1, clock, grace):
    name = by_itself(site, seat_1, clock, grace)
    clock.forward(days=3, hours=12)
    site.earn(grace, PRICE)
    do(site, subscriptions.upgrade, grace, offer=offer(site, "More", price_minor=PRICE))
    assert look(site, receipt, name).left_minor == PRICE // 2
    assert refused(give_back, site, name, PRICE // 2 + 1) == "amount_wrong"
    give_back(site, name, PRICE // 2)
    assert standing(site, grace).n == 1  # the new one goes on
    assert balance(site, grace) == PRICE


def test_nothing_is_given_back_of_the_time_that_somebody_uses_now(site, seat_1, clock, grace):
    name = by_itself(site, seat_1, clock, grace)
    site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
    assert refused(give_back, site, name) == "visitor_has_session"


def test_a_session_has_no_price_while_it_runs_and_may_be_given_back_in_the_next(
    site, seat_1, clock, grace
):
    site.earn(grace, PRICE)
    told = {"seat": 1, "visitor": grace, "terms": Terms("account"), "by": site.operator}
    first = site.hub.write(front_desk.start_metered, **told)
    assert refused(give_back, site, first, 1) == "not_found"
    seat_1.close(first, used_s=HALF_HOUR)
    second = site.hub.write(front_desk.start_metered, **told)
    give_back(site, first, TIME)
    assert balance(site, grace) == TIME
    assert refused(give_back, site, second, 1) == "not_found"
    seat_1.close(second, used_s=HALF_HOUR)
    (back,) = look(site, payments.backs_of, first)
    assert back.used_s == HALF_HOUR
    visits = look(site, lambda db: history.visits(db, grace, page=1)).rows
    assert [each.used_s for each in visits] == [HALF_HOUR, HALF_HOUR]


def test_a_session_that_passes_covered_or_that_was_free_was_paid_by_no_account(
    site, seat_1, clock, grace
):
    sell(site, grace, "half-hour")
    name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
    seat_1.close(name, used_s=HALF_HOUR)
    assert refused(give_back, site, name, 1) == "not_found"


def test_what_the_desk_took_from_the_account_goes_back_there_too(site, grace):
    site.earn(grace, PRICE)
    counter = Counter(offer(site), 0, site.operator, FROM_ACCOUNT)
    sale = site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
    assert refused(give_back, site, sale, tender="cash") == "account_paid"
    assert give_back(site, sale) == "void"
    assert balance(site, grace) == PRICE


@pytest.mark.parametrize("way", [by_itself, session])
def test_who_was_merged_has_it_on_the_account_that_is_kept(site, seat_1, clock, grace, way):
    name = way(site, seat_1, clock, grace)
    twin = site.visitor(code="700001", name="Grace Two")
    told = {"keep": twin, "drop": grace, "by": site.operator, "reason": "twice here"}
    site.hub.write(merging.merge_visitors, **told)
    had = balance(site, twin)
    give_back(site, name, 1_000)
    assert (balance(site, twin), balance(site, grace)) == (had + 1_000, 0)


def test_who_was_erased_has_no_account(site, seat_1, clock, grace):
    name = session(site, seat_1, clock, grace)
    told = {"visitor": grace, "by": site.operator}
    site.hub.write(cashier.pay_out, payout="payout:1", amount_minor=PRICE - TIME, **told)
    site.hub.write(merging.erase_visitor, reason="asked for", given_up="", **told)
    assert refused(give_back, site, name, 1) == "tender_unknown"


@pytest.mark.parametrize("way", WAYS)
def test_reports_have_it_where_the_price_was(site, seat_1, clock, grace, way):
    name = way(site, seat_1, clock, grace)
    price = TIME if way is session else PRICE
    clock.forward(seconds=1)
    since = site.hub.now()
    give_back(site, name, price)
    ask = asked(site)
    with site.hub.read() as db:
        zone = ZoneInfo(site.hub.settings.timezone)
        hours = hours_of(local_day(since, zone), zone)
        day = day_sums.takings(db, hours, since=since)
        report = takings.by_day(db, ask)
        line = backs.given_back(db, ask).table.rows[-1]  # an upgrade credits before it
        (leak,) = leakage_store.backs(db, since=since, until=site.hub.now() + 1, limit=9)
        assert leakage.by_operator(db, ask).table.rows
    title = {"session": "session", "upgraded": "pass:More"}.get(way.__name__, "pass:Weekly")
    assert {key[1]: sums.net_minor for key, sums in day.items() if key[0] is By.OFFER} == {
        title: -price
    }
    assert {key[1]: sums.back_minor for key, sums in day.items() if key[0] is By.OPERATOR} == {
        site.operator: price
    }
    assert {key[1] for key in day if key[0] is By.TENDER} == {"account"}
    assert report.table.rows
    assert (line[3], line[6]) == (price, "asked for")
    assert (leak.payment, leak.of.due_minor, leak.of.before_minor) == (name, price, 0)


@pytest.mark.parametrize("way", WAYS)
def test_both_lines_are_read_where_the_price_is_read(site, seat_1, clock, grace, way):
    name = way(site, seat_1, clock, grace)
    price = TIME if way is session else PRICE
    give_back(site, name, price)
    shown = look(site, receipt, name)
    assert (shown.payment.paid_minor, [each.minor for each in shown.backs]) == (price, [price])
    assert (shown.left_minor, shown.name) == (0, "Grace Muthoni")
    (line,) = look(site, till).shift.backs
    assert (line.payment, line.minor) == (name, price)
    listed = look(site, lambda db: history.sales(db, grace, page=1)).rows
    assert [(name, price)] == [
        (each.payment.id, back.minor) for each in listed for back in each.backs
    ]
    account = look(site, lambda db: accounts.account(db, grace, limit=9))
    assert name in [each.payment.id for each in account.payments]


def test_its_shift_lost_it(site, seat_1, clock, grace):
    """The same sum as in the list of what was given back."""
    name = session(site, seat_1, clock, grace)
    give_back(site, name, 1_000)
    told = {"counted_minor": 0, "by": site.operator}
    site.hub.write(cashier.count_drawer, **told)
    site.hub.write(cashier.close_shift, reason="all to the safe", **told)
    until = site.hub.now() + 1
    with site.hub.read() as db:
        lost = shift_losses.of_shifts(db, since=0, until=until)
    assert lost[site.shift].given_back_minor == 1_000
