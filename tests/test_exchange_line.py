import pytest
from link.shelves import HUB, SEAT, Wire

from kiosk import exchange_line
from kiosk.exchange_line import ExchangeLine
from kiosk.link.backoff import LONGEST_MS

NOW = 1_795_300_000_000


@pytest.fixture
def line(monkeypatch):
    monkeypatch.setattr(exchange_line.random, "randrange", lambda most: most - 1)
    made = ExchangeLine(since=NOW)
    made.connect(Wire(lambda *_: b""), SEAT, public_key=HUB.public_signing)
    return made


def test_without_an_exchange_nothing_is_tried():
    assert not ExchangeLine(since=NOW).may_try(NOW)


def test_a_new_line_is_tried_at_once(line):
    assert line.may_try(NOW)
    assert (line.up, line.since) == (False, NOW)


def test_since_tells_when_it_went_up_or_down(line):
    line.worked(NOW + 1)
    line.worked(NOW + 2)
    assert (line.up, line.since) == (True, NOW + 1)
    line.failed(NOW + 3)
    line.failed(NOW + 4)
    assert (line.up, line.since) == (False, NOW + 3)


def test_failures_spread_tries_out_and_a_success_forgets_them(line):
    line.failed(NOW)
    line.failed(NOW)
    assert not line.may_try(NOW + 3_999)
    assert line.may_try(NOW + 4_000)
    line.worked(NOW)
    assert line.may_try(NOW)
    assert line.failures == 0


def test_the_longest_wait_is_five_minutes(line):
    for _ in range(50):
        line.failed(NOW)
    assert not line.may_try(NOW + LONGEST_MS - 1)
    assert line.may_try(NOW + LONGEST_MS)


@pytest.mark.parametrize("back_s", [301, 86_400, 30 * 86_400])
def test_a_clock_that_is_put_back_holds_nobody_up(line, back_s):
    for _ in range(50):
        line.failed(NOW)
    assert line.may_try(NOW - back_s * 1000)


def test_why_it_is_paused_is_known_until_it_works_again(line):
    line.failed(NOW, paused="revoked")
    assert line.paused == "revoked"
    line.worked(NOW)
    assert line.paused == ""


def test_another_exchange_is_tried_afresh(line):
    line.sender = object()
    line.failed(NOW, paused="revoked")
    line.connect(Wire(lambda *_: b""), SEAT, public_key=SEAT.public_signing)
    assert (line.sender, line.paused, line.failures) == (None, "", 0)
    assert line.public_key == SEAT.public_signing
    assert line.may_try(NOW)
