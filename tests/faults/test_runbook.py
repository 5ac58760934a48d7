"""The drill of deploy/RUNBOOK.md, by its own lines: the machine dies, another one is the hub."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from faults.live_hub import ANSWERS_WITHIN_S, LiveHub

from kiosk.acts import vouchers as selling
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.link.client import HttpTransport
from kiosk.protocol.keys import load_keys
from kiosk.settings import StationSettings
from kiosk.store import vouchers
from station_agent import entering
from station_agent.agent import Agent
from station_agent.folder import enrol_station, load_machine

ROOT = Path(__file__).parents[2]
RUNBOOK = ROOT / "deploy" / "RUNBOOK.md"
BLOCK = re.compile(r"^ *```sh (?P<kind>\w+)\n(?P<lines>.*?)^ *```$", re.DOTALL | re.MULTILINE)


def blocks(kind):
    """The lines of the RUNBOOK that belong to a part of the drill, in order."""
    found = BLOCK.finditer(RUNBOOK.read_text("utf-8"))
    return [one["lines"] for one in found if one["kind"] == kind]


def follow(lines, places):
    """Type these lines, as they stand there."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-e", "-c", lines],
        env={"PATH": path, **{name: str(place) for name, place in places.items()}},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (lines, done.stderr)


@pytest.fixture
def places(tmp_path):
    found = {name: tmp_path / name.lower() for name in ("DATA", "SECOND", "NEW", "KEY")}
    found["SECOND"].mkdir()
    return found


@pytest.fixture
def site(places, clock):
    """A small café, where two vouchers were sold."""
    world = World(make_hub(places["DATA"], clock), clock)
    operator = world.staff()
    world.open_shift(operator)
    world.offer()
    world.papers = [paper(world, world.sell_voucher(by=operator).code) for _ in range(2)]
    world.hub.close()
    return world


def paper(world, code):
    with world.hub.read() as db:
        voucher = vouchers.by_code(db, code)
    return code, selling.paper_text(world.hub.site, voucher)


def started(folder, *, port=None):
    hub = LiveHub(folder)
    if port is not None:
        hub.port, hub.url = port, f"http://127.0.0.1:{port}"
    hub.start()
    return hub


def a_code(places):
    command = [sys.executable, "-m", "kiosk.cli.main", "station", "add", "--seat", "1", "--json"]
    done = subprocess.run(
        [*command, "--data", str(places["DATA"])], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)["code"]


def killed(hub):
    hub.process.kill()
    hub.process.wait(ANSWERS_WITHIN_S)
    hub.process.stdout.close()


def passes(agent, clock, seconds):
    for _ in range(seconds // 5):
        clock.forward(seconds=5)
        agent.tick()


def sit(agent, clock, voucher, *, seconds):
    code, text = voucher
    entering.enter(agent, code=code, pin="", request_id=f"sit-{code}", paper=text)
    session = agent.sitting.kept.session
    passes(agent, clock, seconds)
    return session


def used(folder):
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        rows = db.execute("SELECT id, used_s FROM session WHERE closed_at IS NOT NULL")
        return dict(rows.fetchall())


def test_the_keys_are_changed_and_a_seat_that_was_away_follows(places, site, tmp_path, clock):
    (once,), (change,), (_, restore, _) = blocks("once"), blocks("keys"), blocks("drill")
    follow(once, places)
    hub = started(places["DATA"])
    before = load_keys(places["DATA"] / KEYS)
    seat_clock = FakeClock(now=clock.now())
    line = HttpTransport(hub.url)
    machine = enrol_station(tmp_path / "seat", line, url=hub.url, code=a_code(places))
    drafts = StationSettings(draft_folder=str(tmp_path / "drafts"))
    (tmp_path / "drafts").mkdir()
    agent = Agent(machine, line, seat_clock, drafts)
    try:
        passes(agent, seat_clock, 10)
        session = sit(agent, seat_clock, site.papers[0], seconds=60)
        killed(hub)
        follow(change, places)
        passes(agent, seat_clock, 60)
        agent.finish()
        hub = started(places["DATA"], port=hub.port)
        passes(agent, seat_clock, 400)
        assert (agent.waiting(), used(places["DATA"])) == (0, {session: 120})
        after = load_keys(places["DATA"] / KEYS)
        assert after.origins == (after.origin, before.origin)
        assert load_machine(machine.folder).hub.public_signing == after.public_signing
        follow(restore, places)  # that backup was made before any station knew of the new keys
        assert load_keys(places["NEW"] / KEYS) == after
    finally:
        agent.store.close()
        killed(hub)


def test_the_drill_of_the_runbook_brings_the_hub_back_and_seats_send_again(
    places, site, tmp_path, clock
):
    (once,), (back_up, *restore), (_start,) = blocks("once"), blocks("drill"), blocks("start")
    follow(once, places)
    hub = started(places["DATA"])
    seat_clock = FakeClock(now=clock.now())
    line = HttpTransport(hub.url)
    machine = enrol_station(tmp_path / "seat", line, url=hub.url, code=a_code(places))
    drafts = StationSettings(draft_folder=str(tmp_path / "drafts"))
    (tmp_path / "drafts").mkdir()
    agent = Agent(machine, line, seat_clock, drafts)
    try:
        passes(agent, seat_clock, 10)
        first = sit(agent, seat_clock, site.papers[0], seconds=60)
        agent.finish()
        passes(agent, seat_clock, 10)
        follow(back_up, places)
        second = sit(agent, seat_clock, site.papers[1], seconds=120)
        agent.finish()
        passes(agent, seat_clock, 10)
        assert (agent.waiting(), used(places["DATA"])) == (0, {first: 60, second: 120})
        killed(hub)
        places["DATA"].rename(places["DATA"].with_name("dead"))

        for lines in restore:
            follow(lines, places)
        assert used(places["NEW"]) == {first: 60}
        hub = started(places["NEW"], port=hub.port)
        passes(agent, seat_clock, 400)
        assert (agent.waiting(), used(places["NEW"])) == (0, {first: 60, second: 120})
    finally:
        agent.store.close()
        killed(hub)
    follow(restore[-1], places)
