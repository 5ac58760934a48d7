"""One journey: four machines in this process, a clock that a seed moves, and lines that it makes bad."""

import contextlib
import shutil
from collections import Counter
from functools import partial
from pathlib import Path
from random import Random

from fakes.bad_network import GOOD, BadLine, Crash, Odds
from fakes.clock import FakeClock
from journeys.small_site import (
    EXCHANGE_SETTINGS,
    HUB_SETTINGS,
    SEATS,
    copy_of,
    exchange_app,
    station_app,
)

from kiosk.exchange.exchange import open_exchange
from kiosk.jobs.table import JOBS
from kiosk.link import sqlite_outbox
from kiosk.opening_hub import open_hub
from kiosk.rules.refusals import Refusal
from kiosk.settings import StationSettings
from kiosk.store import sessions, upstream
from station_agent.agent import Agent
from station_agent.folder import load_machine

ROUNDS_TO_DRAIN = 60
LEFT_OUT = {"back_up"}


class Journey:
    """Hub, exchange and two stations; `chance` decides, `told` is what people were told."""

    def __init__(self, seed, folder: Path) -> None:
        self.chance = Random(seed)
        self.folder = copy_of(folder)
        self.places = {name: folder / name for name in ("hub", "exchange")}
        self.places |= {seat: folder / f"station-{seat}" for seat in SEATS}
        self.memory = {seat: folder / f"memory-{seat}" for seat in SEATS}
        self.clock = FakeClock()
        self.clocks = {seat: FakeClock() for seat in SEATS}
        self.happened = Counter()
        self.made = {}  # (assignment, round) -> answer that the page called saved
        self.papers = {}  # code -> what a scanner reads from the voucher
        self.paid_out_minor = 0
        self.crashes = 0
        bad = partial(Odds, caller_crashes=self.chance.choice((0, 4)))
        self.lines = {seat: BadLine(lambda: self.apps["hub"], self.chance, bad()) for seat in SEATS}
        self.lines["hub"] = BadLine(lambda: self.apps["exchange"], self.chance, bad())
        self.apps = {}
        self.hub = self.exchange = None
        self.agents = {}
        for name in self.places:
            self._open(name)

    # machines

    def crash(self, name):
        """SIGKILL: what is in memory is lost, what is on disk is found as it lay there."""
        self.crashes += 1
        old = self.places[name]
        new = self.folder / f"{name}-{self.crashes}"
        shutil.copytree(
            old, new, ignore=shutil.ignore_patterns("*-shm"), copy_function=_copy_what_stays
        )
        self._let_go(name)
        shutil.rmtree(old)
        self.places[name] = new
        if name in self.lines:
            self.lines[name].forget()
        self._open(name)

    def power_cut(self, seat):
        """As a crash, and what lay in memory files is gone; the boot's clock begins again."""
        shutil.rmtree(self.memory[seat])
        self.clocks[seat].reboot()
        self.crash(seat)

    def run(self, name, work):
        """Let a machine do something; it may crash on the way."""
        try:
            return work()
        except Crash:
            self.happened["crash in a call"] += 1
            self.crash(name)
            return None

    def close(self):
        """Let all files go."""
        for name in self.places:
            self._let_go(name)

    def _open(self, name):
        if name == "hub":
            self._open_hub()
        elif name == "exchange":
            self.exchange = open_exchange(self.places[name], EXCHANGE_SETTINGS, self.clock)
            self.apps["exchange"] = exchange_app(self.exchange)
        else:
            self._open_station(name)

    def _open_hub(self):
        self.hub = open_hub(self.places["hub"], HUB_SETTINGS, self.clock)
        self.apps["hub"] = station_app(self.hub)
        with self.hub.read() as db:
            _, host = upstream.load(db)
        line = self.lines["hub"]
        self.hub.line.connect(line, self.hub.keys, public_key=host.public_signing)

    def _open_station(self, seat):
        self.memory[seat].mkdir(exist_ok=True)
        self.agents[seat] = Agent(
            load_machine(self.places[seat]),
            self.lines[seat],
            self.clocks[seat],
            StationSettings(draft_folder=str(self.memory[seat])),
            chance_per_mille=lambda: self.chance.randrange(1001),
        )

    def _let_go(self, name):
        if name == "hub":
            self.hub.close()
        elif name == "exchange":
            self.exchange.close()
        else:
            self.agents[name].store.close()

    # time

    def pass_time(self, seconds):
        """Seconds pass everywhere, and each machine does what is due."""
        for clock in (self.clock, *self.clocks.values()):
            clock.forward(seconds=seconds)
        self.work_on()

    def work_on(self):
        """One round of everything that machines do by themselves."""
        for seat in SEATS:
            self.run(seat, lambda seat=seat: self.agents[seat].tick())
        for job in JOBS:
            if job.name not in LEFT_OUT:
                self.run("hub", partial(self._do_job, job))
        self.exchange.let_time_pass()

    def _do_job(self, job):
        with contextlib.suppress(Refusal):
            job.run(self.hub, self.hub.now())

    # the end

    def heal(self):
        """All lines are good from here; who still sits somewhere goes home; all that waits is sent."""
        for line in self.lines.values():
            line.heal()
            line.odds = GOOD
        self.pass_time(301)
        for _ in range(ROUNDS_TO_DRAIN):
            self.pass_time(61)
            for agent in self.agents.values():
                if agent.sitting.kept is not None:
                    agent.finish()
            if self.is_quiet():
                break
        self.pass_time(61)

    def is_quiet(self):
        """Nothing waits anywhere."""
        with self.hub.read() as db:
            waits = sqlite_outbox.waiting(db, "exchange") + len(sessions.all_open(db))
        with self.exchange.read() as db:
            unread = db.exec_driver_sql(
                "SELECT coalesce(sum(last_seq - read_upto), 0) FROM stream"
            ).scalar()
        return not (waits or unread or any(agent.waiting() for agent in self.agents.values()))


def _copy_what_stays(old, new):
    """A file that its writer takes away meanwhile is as one that the crash was too early for."""
    with contextlib.suppress(FileNotFoundError):
        shutil.copy2(old, new)
