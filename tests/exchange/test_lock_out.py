"""The names of requesters stand on public pages: guessing at one keeps nobody else out."""

import pytest
from exchange.browser import Browser

from kiosk.exchange import commands
from kiosk.exchange.app import create_app


@pytest.fixture
def app(quick_market):
    return create_app(quick_market.exchange)


@pytest.fixture
def made(quick_market):
    return commands.add_requester(quick_market.exchange, name="Duka Data", fund_minor=1000)


def test_a_strangers_guesses_do_not_keep_the_requester_out(app, made):
    own, stranger = Browser(app), Browser(app)
    own.sign_in("Duka Data", made["secret_key"])
    for _ in range(5):
        stranger.sign_in("Duka Data", "wrong", status=401)
    stranger.sign_in("Duka Data", made["secret_key"], status=429)
    own.sign_in("Duka Data", made["secret_key"])


def test_wrong_keys_from_a_known_browser_lock_it_out(app, made, clock):
    own = Browser(app)
    own.sign_in("Duka Data", made["secret_key"])
    for _ in range(5):
        own.sign_in("Duka Data", "wrong", status=401)
    own.sign_in("Duka Data", made["secret_key"], status=429)
    clock.forward(minutes=16)
    own.sign_in("Duka Data", made["secret_key"])
