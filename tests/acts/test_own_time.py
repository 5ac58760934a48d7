"""What a station is told of the time that its visitor holds."""

import pytest
from fakes.machines import SeatMachine, look

from kiosk.acts import accounts, front_desk, renewal_consent, sponsorships, subscriptions
from kiosk.acts.own_time import HELD_LIMIT, held_of
from kiosk.acts.selling import Counter
from kiosk.protocol.time_calls import Held
from kiosk.rules.instants import later
from kiosk.rules.offers import Terms
from kiosk.rules.spans import Window
from kiosk.rules.sponsorships import Pledge
from kiosk.rules.subscriptions import Period
from kiosk.rules.tenders import Pay
from kiosk.store import subscriptions as kept
from kiosk.store import vouchers

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
HOUR, DAY, PRICE = 3_600, 86_400, 4_000
NIGHT = Window(frozenset({4, 5}), 22 * 60, 6 * 60)


@pytest.fixture
def grace(site):
    return site.visitor()


def held(site, visitor, session=""):
    return look(site, lambda db: _held(db, site, visitor, session))


def _held(db, site, visitor, session):
    return held_of(db, site.hub.now(), site.hub.site, visitor=visitor, session=session)


def buy(site, visitor, offer="half-hour", **told):
    if told:
        site.offer(offer, title=offer, **told)
    counter = Counter(offer, 10**6, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter)


def use(site, visitor, seconds, *, seat=1):
    """They sit down, use so many seconds of what they hold, and leave."""
    name = site.hub.write(front_desk.start_with_pass, seat=seat, visitor=visitor, by=site.operator)
    site.clock.forward(seconds=seconds)
    SeatMachine(site, seat).close(name, used_s=seconds)


def test_who_holds_nothing_is_told_nothing(site, grace):
    assert held(site, grace) == ()


def test_a_package_is_told_with_what_is_left_and_its_end(site, grace):
    buy(site, grace)
    until = later(site.hub.now(), seconds=30 * DAY)
    assert held(site, grace) == (Held("package", "30 min", 1_800, until, each_s=1_800),)
    use(site, grace, 600)
    assert [one.left_s for one in held(site, grace)] == [1_200]


def test_what_lapses_first_is_told_first_and_never_too_much(site, grace):
    for n in range(HELD_LIMIT + 1, 0, -1):
        buy(site, grace, f"pass {n}", valid_s=n * DAY)
    titles = [one.title for one in held(site, grace)]
    assert titles == [f"pass {n}" for n in range(1, HELD_LIMIT + 1)]


def test_limits_and_a_quota_are_told(site, grace):
    terms = Terms(frozenset({"Quiet", "room"}), NIGHT, seconds_a_day=900)
    buy(site, grace, "nights", seconds=HOUR, terms=terms)
    (one,) = held(site, grace)
    assert (one.zones, one.days, one.start, one.end) == (("Quiet", "room"), (4, 5), 1_320, 360)
    assert (one.left_s, one.today_s) == (HOUR, 900)


def test_of_a_quota_what_is_left_today_is_told(site, grace):
    buy(site, grace, "daily", seconds=HOUR, terms=Terms(seconds_a_day=900))
    use(site, grace, 600)
    (one,) = held(site, grace)
    assert (one.left_s, one.today_s) == (HOUR - 600, 300)
    site.clock.forward(days=1)
    assert [one.today_s for one in held(site, grace)] == [900]


def test_a_guests_voucher_is_one(site):
    code = site.sell_voucher(by=site.operator).code
    guest = look(site, vouchers.by_code, code).visitor
    assert [(one.kind, one.title) for one in held(site, guest)] == [("voucher", "30 min")]


# a subscription


def rich(site, visitor):
    paid = {"amount_minor": 60_000, "tendered_minor": 60_000, "pay": Pay()}
    site.hub.write(accounts.top_up, visitor=visitor, **paid, by=site.operator)


def cancel(site, found):
    asked = {"subscription": found, "by": site.operator, "reason": "asked"}
    site.hub.write(subscriptions.cancel, **asked)


def pause(site, found):
    asked = {"subscription": found, "by": site.operator, "reason": "asked"}
    site.hub.write(subscriptions.pause, **asked)


def agree(site, found):
    visitor = look(site, kept.by_id, found).visitor
    told = {"subscription": found, "visitor": visitor, "minor": 20_000, "by": site.operator}
    site.hub.write(renewal_consent.agree_at_desk, **told)


@pytest.mark.parametrize(
    ("done", "goes_on"),
    [
        (lambda *_: None, "desk"),
        (agree, "itself"),
        (cancel, "no"),
        (pause, "paused"),
    ],
    ids=["renewed at the desk", "agreed", "cancelled", "paused"],
)
def test_a_subscription_is_told_with_what_becomes_of_it(site, grace, done, goes_on):
    rich(site, grace)
    made = site.subscribe(grace, by=site.operator)
    done(site, made)
    (one,) = held(site, grace)
    assert (one.kind, one.title, one.goes_on) == ("subscription", "Weekly", goes_on)
    assert (one.every, one.each_s) == ("week", 36_000)
    assert one.until == look(site, kept.by_id, made).standing.ends


def test_one_that_costs_nothing_renews_by_itself(site, grace):
    site.subscribe(grace, by=site.operator, price_minor=0)
    assert [one.goes_on for one in held(site, grace)] == ["itself"]


def test_one_that_is_not_paid_says_so(site, grace):
    made = site.subscribe(grace, by=site.operator)
    site.clock.forward(days=7, seconds=60)
    site.hub.write(subscriptions.renew_due, subscription=made)
    assert look(site, kept.by_id, made).standing.state.value == "arrears"
    assert [one.goes_on for one in held(site, grace)] == ["owed"]


def test_of_a_daily_allowance_what_is_left_today_is_told_and_a_package_beside_it(site, grace):
    site.subscribe(grace, by=site.operator, seconds=HOUR, allowance=Period.DAY)
    buy(site, grace)
    use(site, grace, 600)
    subscribed, package = held(site, grace)
    assert (subscribed.every, subscribed.left_s, subscribed.each_s) == ("day", HOUR - 600, HOUR)
    assert (package.kind, package.left_s) == ("package", 1_800)


# a sponsor


def test_a_sponsor_is_told_by_name_with_what_is_left_this_week(site):
    site.hub.write(
        sponsorships.make_sponsorship,
        pledge=Pledge("County library", frozenset(), 2, 10 * HOUR, 5 * HOUR, 6_000, 90),
        budget_minor=60_000,
        paid_by=sponsorships.FUNDER,
        by=site.operator,
    )
    otieno = site.visitor("Otieno Oduor", code="471903", group="student")
    name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=otieno, by=site.operator)
    (one,) = held(site, otieno, session=name)
    assert (one.kind, one.funder) == ("sponsorship", "County library")
    assert (one.every, one.left_s, one.each_s) == ("week", 5 * HOUR, 5 * HOUR)
