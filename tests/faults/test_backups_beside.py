"""A backup beside a hub that sells: killed, hung, stopped in its midst with its hub or by it.

Hub and child are the real processes; the child waits for the file `go` when all is written and not yet
checked, so that the test comes in between.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
import requests
from fakes.folders import paths_in
from fakes.hub_world import World, make_hub
from faults.live_hub import Browser, LiveHub

from kiosk.acts import cashier
from kiosk.backups import backing_up, backup_checks
from kiosk.backups.backing_up import FOLDER, all_in

WITHIN_S = 240
PAGE = "/settings/backups"
WAITS = """
import os, time
from pathlib import Path
from kiosk.backups import backing_up_child, backup_files
really = backup_files.check_databases
def check(*asked):
    aside = Path({at!r} + ".part")
    aside.write_text(str(os.getpid()))
    aside.rename({at!r})
    while not Path({go!r}).exists():
        time.sleep(0.02)
    return really(*asked)
backup_files.check_databases = check
backing_up_child.main()
"""
BEFORE = """
import dataclasses, itertools
from pathlib import Path
from kiosk.backups import beside
from kiosk.jobs import table
beside.CHILD = {child!r}
beside.Beside.__init__.__kwdefaults__.update(look_every_s=0.05, hung_s=0.2)
counted = itertools.count()
beside._worked = lambda _pid: 0 if Path({hangs!r}).exists() else next(counted)
table.JOBS = tuple(
    dataclasses.replace(job, every_s=0.1) if job.name == "back_up" else job
    for job in table.JOBS
)
"""


class Site:
    """A hub whose first backup begins by itself as soon as it serves."""

    def __init__(self, base, clock) -> None:
        world = World(make_hub(base / "data", clock), clock)
        self.owner = world.staff("amina", role="owner")
        self.world, self.base, self.usual = world, base, base / "data" / FOLDER
        self.at, self.go, self.hangs = base / "at", base / "go", base / "hangs"
        waits = WAITS.format(at=str(self.at), go=str(self.go))
        before = BEFORE.format(child=(sys.executable, "-c", waits), hangs=str(self.hangs))
        self.hub = LiveHub(base / "data", before=before)

    def start(self):
        """Until its backup waits; the number of the process that makes it."""
        self.world.hub.close()
        self.hub.start()
        return self.child()

    def child(self):
        until(self.at.exists)
        return int(self.at.read_text())

    def page(self, owner):
        answer = requests.get(self.hub.url + PAGE, cookies=owner.cookies, timeout=WITHIN_S)
        return answer.text

    def pressed(self, owner, n):
        """Back up now."""
        assert owner.post(self.hub, PAGE, str(n) * 32)[:2] == (303, PAGE)

    def half_done(self):
        return [one.name for one in paths_in(self.usual) if ".part" in one.name]

    def made(self):
        """The one backup, whole."""
        (copy,) = until(lambda: all_in(self.usual))
        backup_checks.check(copy)
        return copy


@pytest.fixture
def site_of(tmp_path, clock):
    sites = []

    def make():
        sites.append(Site(tmp_path, clock))
        return sites[-1]

    yield make
    for site in sites:
        site.go.touch()
        site.hub.stop()
        site.world.hub.close()


def until(done):
    """Wait for the thing itself."""
    for _ in range(WITHIN_S * 50):
        if found := done():
            return found
        time.sleep(0.02)
    raise AssertionError("it never came")


def is_gone(pid):
    return not Path(f"/proc/{pid}").exists()


def test_the_desk_goes_on_while_one_is_made_and_two_are_never_made_at_once(site_of):
    site = site_of()
    child = site.start()
    owner = Browser(site.hub, "amina")
    assert owner.post(site.hub, "/till/open", "a" * 32, float="100")[0] == 303
    assert "Reading it back… 100" in site.page(owner)
    site.at.unlink()
    site.pressed(owner, 1)
    assert not is_gone(child)
    site.go.touch()
    site.made()
    until(lambda: "Back up now" in site.page(owner))
    assert not site.at.exists()  # none was begun beside it
    assert site.half_done() == []


def test_a_hub_that_is_stopped_ends_it_and_the_next_start_makes_it_at_once(site_of):
    site = site_of()
    child = site.start()
    site.hub.stop()
    assert is_gone(child)
    assert (all_in(site.usual), site.half_done()) == ((), [])
    site.go.touch()
    site.hub.start()
    site.made()


def test_the_backup_of_the_evening_is_waited_for(site_of):
    site = site_of()
    site.world.open_shift(site.owner, float_minor=0)
    told = {"counted_minor": 0, "by": site.owner}
    site.world.hub.write(cashier.count_drawer, **told)
    site.world.hub.write(cashier.close_shift, reason="", **told)
    site.start()
    stops = threading.Thread(target=site.hub.stop)
    stops.start()
    until(lambda: not _answers(site.hub))
    site.go.touch()
    stops.join()
    site.made()
    assert site.half_done() == []


def _answers(hub):
    try:
        return requests.get(hub.url, timeout=WITHIN_S).ok
    except requests.RequestException:
        return False


def test_a_hub_that_is_killed_takes_it_along_and_nothing_half_done_stays(site_of):
    site = site_of()
    child = site.start()
    site.hub.kill()
    until(lambda: is_gone(child))
    assert (all_in(site.usual), site.half_done() != []) == ((), True)
    site.go.touch()
    site.hub.start()
    site.pressed(Browser(site.hub, "amina"), 1)
    site.made()
    assert site.half_done() == []


@pytest.mark.parametrize(
    ("how", "words"),
    [
        pytest.param(signal.SIGKILL, "The system ended the backup halfway", id="killed"),
        pytest.param(signal.SIGSTOP, "The backup came to a halt", id="hung"),
    ],
)
def test_one_that_is_killed_or_hangs_is_told_and_the_next_is_made(site_of, how, words):
    site = site_of()
    child = site.start()
    owner = Browser(site.hub, "amina")
    os.kill(child, how)
    site.hangs.touch()
    until(lambda: words in site.page(owner))
    until(lambda: is_gone(child))
    assert (all_in(site.usual), site.half_done()) == ((), [])
    assert site.hub.process.poll() is None
    assert backing_up.last_try(site.usual, 10**13) > 0  # so that it rests before the next
    site.hangs.unlink()
    site.go.touch()
    site.pressed(owner, 1)
    site.made()
    until(lambda: words not in site.page(owner))
