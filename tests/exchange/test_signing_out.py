"""Signing out ends a requester's sign-in, also where its cookie was copied."""

import pytest
from exchange.browser import Browser

from kiosk.exchange import commands
from kiosk.exchange.app import create_app
from kiosk.exchange.requester_pages.dressing import COOKIE


@pytest.fixture
def app(quick_market):
    return create_app(quick_market.exchange)


@pytest.fixture
def made(quick_market):
    return commands.add_requester(quick_market.exchange, name="Duka Data", fund_minor=1000)


def test_a_copied_cookie_opens_nothing_after_signing_out(app, made):
    own, other, copy = Browser(app), Browser(app), Browser(app)
    for browser in (own, other):
        browser.sign_in("Duka Data", made["secret_key"])
        browser.get("/requester/")
    copy.client.set_cookie(COOKIE, own.client.get_cookie(COOKIE).value)
    copy.get("/requester/")
    own.post("/requester/leave")
    copy.get("/requester/", status=303)
    other.get("/requester/")
    own.sign_in("Duka Data", made["secret_key"])
    own.get("/requester/")
