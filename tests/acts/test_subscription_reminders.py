"""Who must be told that a subscription is about to lapse: at the seat once, at the desk all along."""

import pytest
from fakes.machines import look

from kiosk.acts import front_desk, renewal_consent, subscriptions
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.queries import subscriptions as query
from kiosk.rules.instants import later
from kiosk.rules.subscriptions import Reminder

HOUR, DAY, WEEK = 3_600, 86_400, 7 * 86_400
PRICE = 20_000

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


@pytest.fixture
def grace(site):
    """A visitor with a weekly subscription, paid at the till."""
    visitor = site.visitor()
    site.weekly = site.subscribe(visitor, by=site.operator)
    return visitor


def run(site):
    renew_subscriptions(site.hub, site.hub.now())


def do(site, act, **words):
    return site.hub.write(act, subscription=site.weekly, by=site.operator, **words)


def agree(site, visitor):
    do(site, renewal_consent.agree_at_desk, visitor=visitor, minor=PRICE)


def test_who_sits_here_is_told_once(site, grace, clock):
    clock.forward(seconds=WEEK - DAY)
    run(site)
    site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
    for _again in range(2):
        run(site)
    assert _messages(site) == ["Your subscription ends soon. Pay at the desk to go on."]
    do(site, subscriptions.cancel, reason="moves away")
    run(site)
    assert _messages(site)[1:] == ["Your subscription ends soon. Ask at the desk to keep it."]


def test_who_has_the_money_and_agreed_is_left_in_peace(site, grace, clock):
    site.earn(grace, PRICE)
    agree(site, grace)
    clock.forward(seconds=WEEK - HOUR)
    site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
    run(site)
    assert _messages(site) == []


def test_the_desk_sees_who_must_pay(site, grace, clock):
    assert look(site, query.about_to_lapse, site.hub.now(), remind_days=2) == 0
    clock.forward(seconds=WEEK - HOUR)
    assert look(site, query.about_to_lapse, site.hub.now(), remind_days=2) == 1
    (shown,) = look(site, query.live, site.hub.now(), remind_days=2)
    assert (shown.reminder, shown.title) == (Reminder.ASK, "Weekly")
    agree(site, grace)
    (shown,) = look(site, query.live, site.hub.now(), remind_days=2)
    assert (shown.reminder, shown.short_minor) == (Reminder.SHORT, PRICE)
    clock.forward(seconds=HOUR)
    run(site)
    shown = look(site, query.of_visitor, site.hub.now(), grace, remind_days=2)
    assert shown.reminder is Reminder.OWED
    assert shown.until == later(shown.starts, seconds=2 * DAY)


def _messages(site):
    with site.hub.read() as db:
        rows = db.execute("SELECT words FROM command WHERE kind = 'message' ORDER BY n").fetchall()
    return [row["words"] for row in rows]
