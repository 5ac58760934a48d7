"""Guessing at every door that asks for a secret: so many tries a day, and nobody else locked out.

A fake clock lets a guesser try for a quarter of a day, without pause, from one place.
"""

import secrets

import pytest
from fakes.hub_world import PASSWORD
from faults.web import site, token, trade

from kiosk.protocol.codec import encode
from kiosk.protocol.station_calls import OPEN_PATH, Open
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import make_code

QUARTER_DAY_S = 21_600
EVERY_S = 300
TRIES_MOST = 125
"""Five in a quarter of an hour, 500 a day: of a password, a key or a voucher's code nothing."""
PIN_TRIES_MOST = 25
"""Each lock-out of a PIN lasts twice as long as the one before: some thirty in the first day."""
LOCKED = 429


def signing_in(cafe, client, name):
    key = token(client, "/sign-in")

    def guess(secret):
        typed = {"csrf_token": key, "name": name, "password": secret}
        return client.post("/sign-in", data=typed).status_code

    return guess


def asking_as_requester(market, client, name):
    place = "/requester/sign-in"
    key = token(client, place)

    def guess(secret):
        typed = {"csrf_token": key, "name": name, "secret": secret}
        return client.post(place, data=typed).status_code

    return guess


def at_the_lock(cafe, seat, code):
    ask, tries = cafe.station(seat), iter(range(10**6))

    def guess(secret):
        typed = Open(f"request-{next(tries)}", "boot-1", code or secret, secret if code else "")
        try:
            ask("POST", OPEN_PATH, encode(typed))
        except Refusal as refusal:
            return refusal.status
        return 200

    return guess


def looked_at_in(guess, clock):
    """How many guesses are looked at; a locked door costs nothing."""
    looked_at = 0
    for _ in range(QUARTER_DAY_S // EVERY_S):
        while (status := guess(f"wrong {looked_at}")) != LOCKED:
            assert 400 <= status < 500
            looked_at += 1
            assert looked_at < TRIES_MOST
        clock.forward(seconds=EVERY_S)
    return looked_at


@pytest.fixture
def quick(monkeypatch):
    """A wrong secret takes no time, so that a day of guesses does not either."""
    monkeypatch.setattr("kiosk.passwords.matches", lambda *_: False)


@pytest.fixture
def cafe():
    with site() as made:
        made.world.open_shift(made.world.amina)
        yield made


@pytest.fixture
def market():
    with trade() as made:
        yield made


@pytest.mark.parametrize("name", ["naomi", "nobody at all"])
def test_a_password_is_guessed_at_so_often_a_day_known_name_or_not(cafe, quick, name):
    assert looked_at_in(signing_in(cafe, cafe.stranger(), name), cafe.clock) < TRIES_MOST


def test_a_requesters_key_is_guessed_at_so_often_a_day(market, quick):
    guess = asking_as_requester(market, market.app.test_client(), "nobody at all")
    assert looked_at_in(guess, market.clock) < TRIES_MOST


@pytest.mark.parametrize("kind", ["a visitor's PIN", "a voucher's code"])
def test_at_the_lock_a_station_guesses_so_often_a_day(cafe, quick, kind):
    cafe.world.visitor("Grace Muthoni", code="471902")
    if kind == "a visitor's PIN":
        guess = at_the_lock(cafe, 1, "471902")
    else:
        codes = iter([make_code(secrets.token_bytes(5)) for _ in range(TRIES_MOST * 2)])
        bare = at_the_lock(cafe, 1, "")
        guess = lambda _secret: bare(next(codes))  # noqa: E731
    most = PIN_TRIES_MOST if kind == "a visitor's PIN" else TRIES_MOST
    assert 0 < looked_at_in(guess, cafe.clock) <= most


def test_a_guesser_keeps_nobody_else_out(cafe, market):
    """The owner at her own desk, the requester at theirs, the visitor at another seat."""
    world = cafe.world
    world.visitor("Grace Muthoni", code="471902")
    desk = cafe.staff("naomi")
    guess = signing_in(cafe, cafe.stranger(), "naomi")
    while guess("wrong") != LOCKED:
        pass
    assert desk.get("/me").status_code == 200
    typed = {"csrf_token": token(desk, "/me")}
    assert desk.post("/sign-out", data=typed).status_code == 303
    typed = {"csrf_token": token(desk, "/sign-in"), "name": "naomi", "password": PASSWORD}
    assert desk.post("/sign-in", data=typed).status_code == 303
    known = market.requester("Duka")
    guess = asking_as_requester(market, market.app.test_client(), "Duka")
    while guess("wrong") != LOCKED:
        pass
    again = asking_as_requester(market, known, "Duka")
    assert again(market.secrets["Duka"]) == 303
    guess = at_the_lock(cafe, 1, "471902")
    while guess("0000") != LOCKED:
        pass
    assert at_the_lock(cafe, 2, "471902")("9999") == 401  # asked, not locked out


def test_whoever_is_not_known_is_told_the_same_and_as_slowly(cafe, market, monkeypatch):
    """Each door hashes once for a name that nobody has, as for one that somebody has."""
    hashed = []
    monkeypatch.setattr("kiosk.passwords.matches", lambda *_: hashed.append(1) or False)
    market.exchange  # noqa: B018  made before anybody asks
    from kiosk.exchange import commands

    commands.add_requester(market.exchange, name="Duka", fund_minor=0)
    cafe.world.visitor("Grace Muthoni", code="471902")
    pairs = (
        [signing_in(cafe, cafe.stranger(), name) for name in ("naomi", "nobody")],
        [asking_as_requester(market, market.app.test_client(), n) for n in ("Duka", "nobody")],
        [at_the_lock(cafe, 1, code) for code in ("471902", "999999")],
    )
    for known, unknown in pairs:
        hashed.clear()
        assert known("0000") == unknown("0000") == 401
        assert len(hashed) == 2
