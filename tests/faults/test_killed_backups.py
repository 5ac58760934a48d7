"""The process that makes a backup is killed, finds the disk full or no memory, at each of its steps.

Whatever it leaves: no half copy counts, the hub's own data is as it was, the next backup is made as if
nothing had been, and nothing half done stays.
"""

import os
import shutil
from contextlib import contextmanager

import pytest
from fakes.hub_world import World, make_hub
from fakes.machines import import_pets
from faults.forking import Zygote
from faults.killed_backup import NO_STEP, REFUSED
from faults.promises import BY_KEY

from kiosk.backups import backup_checks, sealed_backups
from kiosk.backups.backing_up import FOLDER, all_in
from kiosk.backups.backing_up_child import NO_MEMORY, WELL_ENDED
from kiosk.backups.sealed_fronts import is_sealed
from kiosk.link import owner_key

NOW = 1_795_300_000_000
DATA = ("hub.db", "hub.keys", "backup.pub")
HOWS = ("killed", "full", "memory")
NEVER = 10**9
DIED = (-9, NO_MEMORY)
ENDS = {"killed": {-9}, "full": {WELL_ENDED, REFUSED}, "memory": {NO_MEMORY}}
"""Where the disk is full after all that counts was written, it is made."""


class Site:
    """A data folder with a module and an owner's key, one backup of before, and a second place."""

    def __init__(self, base, clock) -> None:
        self.base, self.folder, self.second = base, base / "data", base / "second"
        self.usual = self.folder / FOLDER
        self.log, self.n = base / "log", 0
        self.second.mkdir()
        world = World(make_hub(self.folder, clock), clock)
        world.staff()
        import_pets(world.hub)
        world.hub.close()
        self.private = owner_key.read(owner_key.make(self.folder))

        self.places = (self.usual, self.second)

    def steps(self, zygote):
        """How many a backup has, when nothing happens; two are made, the first writes more."""
        for _ in range(2):
            assert self.backed_up(zygote, "killed", NEVER) == NO_STEP, self.said()
        return int(self.said().split(" steps")[0])

    def said(self):
        """By the last run."""
        return self.log.read_text("utf-8").splitlines()[-1]

    def data(self):
        return [(self.folder / name).read_bytes() for name in DATA]

    def backed_up(self, zygote, how, at):
        """The exit code of one run."""
        self.n += 1
        place = (self.usual, self.second, NOW + self.n, how, at)
        status = zygote.start(*place, log=self.log).wait()
        return os.waitstatus_to_exitcode(status)

    def whole(self):
        """All that counts is whole, wherever it is, and that of before is among it."""
        for copy in all_in(self.usual):
            backup_checks.check(copy)
        for copy in all_in(self.second):
            assert is_sealed(copy)
            assert sealed_backups.check(copy, self.private)[1] == 0
        assert [all_in(place)[0].name for place in self.places] == [f"hub-{NOW + 1}"] * 2

    def is_done(self):
        """Whether the last one is in both places."""
        return [all_in(place)[-1].name for place in self.places] == [f"hub-{NOW + self.n}"] * 2

    def half_done(self):
        return [path for place in self.places for path in place.rglob("*.part*")]

    @contextmanager
    def as_it_was(self):
        """Afterwards all is as before, so that one step is as the next."""
        kept = self.base / "kept"
        for place in self.places:
            shutil.copytree(place, kept / place.name)
        yield
        for place in self.places:
            shutil.rmtree(place)
            shutil.copytree(kept / place.name, place)
        shutil.rmtree(kept)


@pytest.fixture
def site(tmp_path, clock):
    return Site(tmp_path, clock)


@pytest.fixture(scope="module")
def zygote():
    with Zygote("faults.killed_backup:run") as zygote:
        yield zygote


def test_at_no_step_a_half_backup_counts_and_the_next_one_is_made(site, zygote, rounds):
    """Every step is tried in each of the three ways."""
    steps = site.steps(zygote)
    assert len(HOWS) * steps <= BY_KEY["killed_backups"].ci  # else not every step is tried
    before, missed = site.data(), 0
    for seed in rounds("killed_backups"):
        how, at = HOWS[seed % len(HOWS)], 1 + (seed // len(HOWS)) % steps
        with site.as_it_was():
            code = site.backed_up(zygote, how, at)
            assert code in ENDS[how] | {NO_STEP}, site.said()
            missed += code == NO_STEP and how != "full"
            site.whole()
            assert site.data() == before
            assert code in (REFUSED, *DIED) or site.is_done()  # none is called made that is not
            assert site.backed_up(zygote, how, NEVER) == NO_STEP, site.said()
            assert site.is_done()
            site.whole()
            assert site.half_done() == []
    assert missed <= len(HOWS)  # of what is done now and then only
