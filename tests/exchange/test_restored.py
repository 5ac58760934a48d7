"""An exchange that was brought back from a copy: `kiosk exchange restored`."""

import pytest

from kiosk.clock import SystemClock
from kiosk.exchange import commands
from kiosk.exchange.exchange import DATABASE, KEYS, open_exchange
from kiosk.exchange.store import outbox
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings


def test_new_epochs_begin_and_what_no_hub_has_is_told_again(market):
    names = market.submitted(rows=2)
    epoch, _ = market.hub.have
    market.decide(names[0], "approve")
    market.hub.pull()
    market.hub.pull()  # says that it has the one before
    market.decide(names[1], "approve")
    assert commands.restored(market.exchange) == {"told_again": 1}
    with market.exchange.read() as db:
        feed = outbox.feed(db, market.hub.origin)
    assert (feed.epoch != epoch, feed.last_seq) == (True, 1)
    (told,) = market.hub.decisions()
    assert (told.assignment, told.verdict) == (names[1], "approved")
    market.adds_up()


def test_pictures_go_along_and_a_hub_that_has_nothing_hears_all(market):
    market.post(rows=2)
    market.hub.pull()
    commands.restored(market.exchange)
    assert len(market.hub.slots()) == 2
    assert commands.restored(market.exchange) == {"told_again": 1}


def test_an_exchange_without_its_database_is_not_begun_anew(tmp_path):
    open_exchange(tmp_path, ExchangeSettings(), SystemClock()).close()
    for path in tmp_path.glob(f"{DATABASE}*"):
        path.unlink()
    with pytest.raises(Refusal, match="database_missing"):
        open_exchange(tmp_path, ExchangeSettings(), SystemClock())
    assert not (tmp_path / DATABASE).exists()
    (tmp_path / DATABASE).touch()
    with pytest.raises(Refusal, match="database_damaged"):
        open_exchange(tmp_path, ExchangeSettings(), SystemClock())
    assert (tmp_path / DATABASE).read_bytes() == b""
    (tmp_path / DATABASE).unlink()
    (tmp_path / KEYS).unlink()
    open_exchange(tmp_path, ExchangeSettings(), SystemClock()).close()
