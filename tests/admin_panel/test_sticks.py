"""The page that carries tasks and answers by stick."""

import threading

import pytest
from fakes.stage import Stage
from fakes.two_sides import make_exchange

from kiosk import carrying
from kiosk.acts import exchange_link
from kiosk.exchange import carrying as exchange_carrying
from kiosk.exchange.store import people
from kiosk.link.enrol import Upstream
from kiosk.link.errand import no_tick
from kiosk.link.gate import Peer
from kiosk.rules.refusals import Refusal

PAGE = "/tasks/stick"


@pytest.fixture
def stick(cafe):
    Stage(cafe).stick()
    return cafe.hub.folder / "media" / "STICK"


def carried(desk, hub, do, stick, **other):
    answer = desk.post(PAGE, page=PAGE, do=do, stick=str(stick), **other)
    hub.errands.wait()
    return answer


def test_without_an_exchange_or_without_a_stick_the_page_says_what_to_do(operator, cafe, tmp_path):
    assert "This hub must join an exchange once" in operator.page(PAGE)
    Stage(cafe).stick()
    (cafe.hub.folder / "media" / "STICK").rmdir()
    shown = operator.page(PAGE)
    assert "No stick is plugged in" in shown
    assert str(cafe.hub.folder / "media") in shown


def test_what_waits_is_written_and_the_stick_may_be_unplugged(operator, cafe, stick):
    assert carried(operator, cafe.hub, "write", stick).status_code == 303
    shown = operator.page(PAGE)
    assert "You may unplug the stick." in shown
    assert "0 messages are on it." in shown
    assert "No answer yet" in shown
    assert "hx-get" not in shown.partition('id="carrying"')[2]
    assert len(list(stick.glob("*.kxb"))) == 1


def test_while_it_is_written_the_page_shows_how_far_and_says_leave_it_in(
    operator, cafe, stick, monkeypatch
):
    go, told = threading.Event(), threading.Event()

    def slowly(hub, path, *, by, tick):
        tick("writing", 42, 100)
        told.set()
        assert go.wait(60)
        raise Refusal("stick_gone")

    monkeypatch.setattr(carrying, "write", slowly)
    operator.post(PAGE, page=PAGE, do="write", stick=str(stick))
    assert told.wait(60)
    shown = operator.page(PAGE)
    assert 'value="42"' in shown
    assert "Leave the stick in until this page says" in shown
    assert "You may unplug" not in shown
    assert 'hx-trigger="every 1s"' in shown
    assert 'name="do"' not in shown
    go.set()
    cafe.hub.errands.wait()
    assert "The stick cannot be reached." in operator.page(PAGE)


def test_a_second_one_meanwhile_is_refused_at_the_field(operator, cafe, stick, monkeypatch):
    go = threading.Event()
    monkeypatch.setattr(carrying, "write", lambda *_, **__: go.wait(60) and {})
    form = operator.page(PAGE)
    operator.post(PAGE, page=PAGE, do="write", stick=str(stick))
    again = operator.post(PAGE, page="/floor", do="read", stick=str(stick))
    go.set()
    cafe.hub.errands.wait()
    assert form
    assert again.status_code == 409
    assert "being written or read just now" in again.text


def test_a_double_click_writes_once(operator, cafe, stick):
    for _ in range(2):
        carried(operator, cafe.hub, "write", stick, request_id="ab" * 16)
    assert len(list(stick.glob("*.kxb"))) == 1


@pytest.mark.parametrize("chosen", ["", "/etc", "../../etc", "x" * 400])
def test_only_a_stick_that_is_plugged_in_is_taken(operator, cafe, stick, chosen):
    answer = carried(operator, cafe.hub, "write", chosen)
    assert answer.status_code == 422
    assert cafe.hub.errands.last is None


def test_what_the_exchange_wrote_is_read_and_said(operator, cafe, stick, clock, tmp_path):
    exchange = make_exchange(tmp_path / "far", clock)
    host = Upstream("Van", exchange.keys.public_signing, exchange.keys.public_sealing)
    cafe.hub.write(exchange_link.join, url="http://exchange", host=host, by="test")
    keys = cafe.hub.keys
    peer = Peer(keys.origin, keys.public_signing, keys.public_sealing, "Van")

    def add(db, now, *, office, peer) -> None:
        people.add_hub(db, now, peer)

    exchange.write(add, peer=peer)
    exchange_carrying.write(exchange, stick, tick=no_tick)
    exchange.close()
    carried(operator, cafe.hub, "read", stick)
    shown = operator.page(PAGE)
    assert "0 messages of the exchange came." in shown
    carried(operator, cafe.hub, "read", stick)
    assert "Everything on this stick was read before." in operator.page(PAGE)


def test_a_mentor_carries_nothing(mentor, stick):
    assert mentor.get(PAGE).status_code == 403
    assert "Carry by stick" not in mentor.page("/tasks")
    answer = mentor.post(PAGE, page="/floor", do="write", stick=str(stick))
    assert answer.status_code == 403


def test_an_operator_finds_it_on_the_page_of_tasks(operator):
    assert PAGE in operator.page("/tasks")
