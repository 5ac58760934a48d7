"""Room for unsent work: screens warn over seven tenths, no new task over nine; nothing is dropped."""

from dataclasses import replace

import pytest
from fakes.station_browser import sit_down

from kiosk.protocol.version import CALLS_VERSION
from station_agent.player import work

LIMIT_BYTES = 1024 * 1024
FILLING = "Much finished work waits here. Please tell the desk."
FULL = "No new tasks until finished work is sent. Please tell the desk."


def fill(desk, percent):
    """So much waits, and the hub is away."""
    desk.hub.up = False
    desk.agent.settings = replace(desk.agent.settings, outbox_limit_bytes=LIMIT_BYTES)
    desk.agent.store.writer.run(_fill, size=LIMIT_BYTES * percent // 100)


def _fill(db, now, *, size) -> None:
    db.execute("DELETE FROM outbox WHERE epoch = 'x'")
    for seq in range(1, 21):  # as many as it takes to look at their bytes at all
        db.execute(
            """
            INSERT INTO outbox (audience, epoch, seq, type, raw, signature, state, at)
            VALUES ('hub', 'x', :seq, 'practice', zeroblob(:size), zeroblob(64), 'waiting', 0)
            """,
            {"seq": seq, "size": size // 20 + (size % 20 if seq == 1 else 0)},
        )


@pytest.fixture
def worker(browser):
    sit_down(browser)
    browser.desk.deal(browser.desk.agent.session(), 3)
    browser.desk.forward(6)
    return browser


@pytest.mark.parametrize(
    ("percent", "said"), [(69, None), (70, None), (72, FILLING), (90, FILLING), (92, FULL)]
)
def test_home_and_tasks_say_so_in_time(worker, percent, said):
    fill(worker.desk, percent)
    for path in ("/home", "/work"):
        page = worker.get(path)
        assert [line for line in (FILLING, FULL) if line in page] == [said] * (said is not None)


def test_over_nine_tenths_only_what_is_begun_goes_on(worker):
    fill(worker.desk, 72)
    assert 'action="/work/accept"' in worker.get("/work")
    fill(worker.desk, 92)
    assert 'action="/work/accept"' not in worker.get("/work")
    fill(worker.desk, 72)
    work.accept(worker.desk.agent, "digits")
    fill(worker.desk, 92)
    assert 'action="/work/accept"' in worker.get("/work")


def test_the_hub_hears_how_full_it_is_once_it_hears_anything(worker):
    worker.desk.agent.link._hub_speaks = CALLS_VERSION
    fill(worker.desk, 74)
    worker.desk.hub.up = True
    before = len(worker.desk.hub.beats)
    worker.desk.agent.rounds.beat()
    assert [beat.filled_percent for beat in worker.desk.hub.beats[before:]] == [74]


def test_few_facts_are_not_added_up(worker, monkeypatch):
    """A beat is said every five seconds by machines that have other work to do."""
    monkeypatch.setattr("station_agent.store.outbox._waiting_bytes", lambda _db: 1 / 0)
    worker.desk.agent.rounds.beat()
    assert worker.desk.hub.beats[-1].filled_percent == 0
