"""A hub with a large database: it opens at once after a power cut, and reads all of it beside its work.

The hub is `kiosk serve` as a process, for which every database is large. Its check is the real process;
only where a test must come in between, it waits for a file.
"""

import json
import os
import subprocess
import sys
import time

import pytest
import requests
from fakes import worn_disk
from fakes.hub_world import World, make_hub
from faults.live_hub import Browser, LiveHub

from kiosk import check_notes
from kiosk.backups.backing_up import FOLDER, all_in, back_up
from kiosk.hub_folder import DATABASE
from kiosk.start_check import FLAG

NOW = 1_795_300_000_000
WITHIN_S = 240
BEFORE_ITS_FILE = """
import threading
from kiosk import checking_child
wait, done = threading.Event.wait, []
def rest(self, seconds=None):
    if seconds is None:
        return wait(self)
    done.append(1)
    while len(done) >= {parts} and not {file!r}.exists():
        wait(self, 0.02)
threading.Event.wait = rest
checking_child.main()
"""
LARGE = """
import dataclasses, sys
from kiosk import check_line, start_check
from kiosk.jobs import table
start_check.SMALL_BYTES = 0
check_line.CHILD = {child!r}
table.JOBS = tuple(
    dataclasses.replace(job, every_s=0.1) if job.name == "check_database" else job
    for job in table.JOBS
    if job.name != "back_up"
)
"""


def goes(folder, *, parts):
    """A check that stops after so many parts, until the file `go` is there."""
    code = f"from pathlib import Path\n{BEFORE_ITS_FILE.format(parts=parts, file=folder / 'go')}"
    child = (sys.executable, "-c", code.replace("PosixPath(", "Path("))
    return LARGE.format(child=child)


@pytest.fixture
def folder(tmp_path, clock):
    world = World(make_hub(tmp_path / "data", clock), clock)
    world.staff("amina", role="owner")
    world.hub.close()
    worn_disk.fill(tmp_path / "data")
    back_up(tmp_path / "data" / DATABASE, tmp_path / "data" / FOLDER, NOW)
    return tmp_path / "data"


@pytest.fixture
def run():
    """Makes hubs that are stopped at the end."""
    hubs = []

    def make(folder, *, parts=1):
        hubs.append(LiveHub(folder, before=goes(folder, parts=parts)))
        return hubs[-1]

    yield make
    for hub in hubs:
        hub.stop()


def until(done):
    """Wait for the thing itself."""
    for _ in range(WITHIN_S * 50):
        if (found := done()) is not None:
            return found
        time.sleep(0.02)
    raise AssertionError("it never came")


def page_of(hub):
    try:
        answer = requests.get(hub.url, timeout=WITHIN_S)
    except requests.ConnectionError:
        return None
    return answer.text if answer.status_code == 503 else None


def parts_done(folder, *, least):
    def look():
        going = check_notes.checks(folder).round
        return going if going is not None and len(going.done) >= least else None

    return until(look)


def said_first(hub):
    """The line with which a hub that was begun says what it is."""
    return next(line for line in hub.process.stdout if line.startswith(b"hub "))


def kiosk(folder, *words):
    command = [sys.executable, "-m", "kiosk.cli.main", *words, "--data", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_sells_until_damage_is_found_and_then_says_what_to_do(folder, run):
    hub = run(folder)
    (folder / FLAG).touch()  # what a power cut leaves
    worn_disk.wear(folder)
    hub.start()
    owner = Browser(hub, "amina")
    named = owner.post(hub, "/settings/zones", "a" * 32, zone="door", title="Door")
    assert hub.process.poll() is None, named
    (folder / "go").touch()
    (copy,) = all_in(folder / FOLDER)
    page = until(lambda: page_of(hub))
    assert (str(copy) in page, "audit" in page) == (True, True)
    assert hub.process.poll() is None
    kept = (folder / DATABASE).read_bytes()
    hub.stop()
    hub.begin()
    assert said_first(hub).startswith(b"hub not working")
    hub.stop()
    assert kiosk(folder, "station", "add", "--seat", "9").returncode == 1
    assert (folder / DATABASE).read_bytes() == kept
    assert kiosk(folder, "restore", str(copy)).returncode == 0
    hub.start()
    assert requests.get(hub.url, timeout=WITHIN_S).status_code == 200
    assert json.loads(kiosk(folder, "verify", "--json").stdout)["ok"]


def test_a_check_that_is_cut_off_again_and_again_comes_to_its_end(folder, run):
    hub = run(folder, parts=20)
    (folder / FLAG).touch()
    hub.start()
    first = parts_done(folder, least=20)
    hub.kill()
    hub.start()
    going = check_notes.checks(folder).round
    assert (going.began, going.done[:20], going.again) == (first.began, first.done[:20], True)
    parts_done(folder, least=40)
    (folder / "go").touch()
    ended = until(lambda: _ended(folder))
    assert ended.ended > first.began


def _ended(folder):
    kept = check_notes.checks(folder)
    return kept if kept.round is None and kept.ended is not None else None


def test_damage_that_a_glance_sees_is_said_at_once(folder, run):
    hub, database = run(folder), folder / DATABASE
    (folder / FLAG).touch()
    os.truncate(database, database.stat().st_size - 40_960)
    kept = database.read_bytes()
    hub.begin()
    assert said_first(hub).startswith(b"hub not working")
    hub.stop()
    assert database.read_bytes() == kept
