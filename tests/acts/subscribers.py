"""Subscriptions as tests begin, renew and look at them."""

import pytest
from fakes.machines import look

from kiosk.acts import front_desk, passes, renewal_consent
from kiosk.acts.selling import Counter
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.rules.offers import Draft
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import Period
from kiosk.store import subscriptions as store

HOUR, DAY, WEEK = 3_600, 86_400, 7 * 86_400
PRICE = 20_000


def offer(site, title="Weekly", *, seconds=10 * HOUR, price_minor=PRICE, **changes):
    told = {"period": Period.WEEK, "arrears_days": 2, **changes}
    draft = Draft(title, price_minor, seconds, 30 * DAY, 5, **told)
    return site.hub.write(passes.make_offer, draft=draft, by=site.operator)


def sell(site, visitor, sold):
    counter = Counter(sold, 10**9, site.operator)
    return site.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter)


def standing(site, visitor):
    return look(site, store.live_of, visitor).standing


def run(site):
    renew_subscriptions(site.hub, site.hub.now())


def do(site, act, visitor, **words):
    found = look(site, store.live_of, visitor)
    return site.hub.write(act, subscription=found.id, by=site.operator, **words)


def refused(act, *arguments, **words):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **words)
    return refusal.value.code


def agree(site, visitor, minor=PRICE):
    """Its visitor's yes to renewals from the account."""
    found = look(site, store.live_of, visitor)
    told = {"subscription": found.id, "visitor": visitor, "minor": minor, "by": site.operator}
    site.hub.write(renewal_consent.agree_at_desk, **told)
