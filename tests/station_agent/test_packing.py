"""Packing up at a seat: whether it may be switched off, and the codes of today's certificates."""

from datetime import UTC, datetime

import pytest
from fakes.station_browser import learn_up_to, sit_down
from msgspec import structs

from kiosk.protocol.learned import Certified
from kiosk.rules.instants import MS_PER_S
from kiosk.rules.modules import StepKind
from station_agent.screens import packing

PAPER = "KA1" + "7K2M9QX04T" * 40


@pytest.fixture
def learner(browser):
    sit_down(browser)
    return browser


def pack_up(browser):
    """The mentor's order; a seat where nobody sits hears it too."""
    browser.desk.hub.order("pack", words="Otieno J.")
    browser.desk.forward(6)


def poll(browser, place):
    answer = browser.client.get(
        "/bar",
        base_url="http://127.0.0.1:8070",
        headers={"HX-Request": "true", "HX-Current-URL": f"http://127.0.0.1:8070{place}"},
    )
    return answer.headers.get("HX-Redirect", "")


def holds(browser, *certificates):
    agent = browser.desk.agent
    record = structs.replace(agent.sitting.record, awards=certificates)
    agent.sitting.keep_record(structs.replace(record, revision=record.revision + 1))


def today(browser):
    now = browser.desk.agent.hub_now // MS_PER_S
    return datetime.fromtimestamp(now, UTC).date().isoformat()


def test_the_learner_is_led_there_once(learner):
    assert poll(learner, "/home") == ""
    pack_up(learner)
    assert poll(learner, "/home") == "/pack-up"
    page = learner.get("/pack-up")
    assert "Everything has arrived" in page
    assert "Finish here. Then switch off." in page
    assert poll(learner, "/home") == ""


def test_what_waits_is_counted_and_said(learner):
    learner.desk.hub.up = False
    learn_up_to(learner, StepKind.PRACTICE)
    learner.desk.forward(20)
    page = learner.get("/pack-up")
    waiting = learner.desk.agent.waiting()
    assert waiting
    assert f"<b><bdi>{waiting}</bdi></b>" in page
    assert "The desk is not reachable." in page
    learner.desk.hub.up = True
    learner.desk.forward(400, step=20)
    assert "Everything has arrived" in learner.get("/pack-up")


def test_it_waits_while_it_is_sent_and_says_what_never_went(learner, monkeypatch):
    monkeypatch.setattr(packing.outbox, "told", lambda _db: packing.outbox.Told(2, 1, 0))
    assert "Leave this computer on" in learner.get("/pack-up")
    monkeypatch.setattr(packing.outbox, "told", lambda _db: packing.outbox.Told(2, 1, 1))
    page = learner.get("/pack-up")
    assert "Do not reset this computer" in page
    assert "<b><bdi>3</bdi></b>" in page


def test_todays_certificates_are_there_to_be_photographed(learner):
    day = today(learner)
    old = Certified("AAAAAAAAAA", "Long ago", "2020-01-02", "", PAPER)
    one = Certified("BBBBBBBBBB", "Digits", day, "", PAPER)
    two = Certified("CCCCCCCCCC", "Typing", day, "", PAPER)
    holds(learner, old)
    assert 'class="qr"' not in learner.get("/pack-up")
    holds(learner, old, one, two)
    page = learner.get("/pack-up")
    assert 'class="qr"' in page
    assert "Digits" in page
    assert "Long ago" not in page
    assert "Typing" in learner.get("/pack-up?code=1")
    assert "Digits" in learner.get("/pack-up?code=many")


def test_a_free_seat_says_it_too_for_a_while(learner):
    learner.desk.agent.finish()
    learner.desk.forward(20)
    assert "Welcome" in learner.get("/")
    pack_up(learner)
    page = learner.get("/")
    assert "You may switch off." in page
    learner.desk.forward(3_700, step=600)
    assert "You may switch off." not in learner.get("/")


def test_the_next_visitor_is_not_led_there(learner):
    pack_up(learner)
    learner.desk.agent.finish()
    assert not learner.desk.agent.room.packs("another-session")
    assert learner.desk.agent.room.packs("")


def test_no_exam_is_broken_off_for_it(learner):
    pack_up(learner)
    session = learner.desk.agent.session()
    learner.desk.agent.room.at("digits-e1", "exam", "e01", exam=True)
    assert not learner.desk.agent.room.packs_now(session)
