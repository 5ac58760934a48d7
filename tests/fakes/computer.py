"""One computer before a real hub: its folder, its agent, and a line that a test cuts."""

import os

from kiosk.link.client import LinkDownError
from kiosk.protocol.keys import load_keys
from kiosk.settings import StationSettings
from station_agent import entering
from station_agent import folder as folders
from station_agent.agent import Agent
from station_agent.player import work as player

GRACE = "471902"


class Wire:
    """The line to the hub; `lose` takes the answers away, as a switch that is pulled does."""

    def __init__(self, line) -> None:
        self.line, self.up, self.lose = line, True, False

    def send(self, method, path, headers, body):
        if not self.up:
            raise LinkDownError("cut")
        answer = self.line.send(method, path, headers, body)
        if self.lose:
            raise LinkDownError("answer lost")
        return answer


class Seat:
    """One computer: its folder, its agent, started and stopped at will."""

    def __init__(self, site, line, tmp_path) -> None:
        self.site, self.wire = site, Wire(line)
        self.folder, self.memory = tmp_path / "station", tmp_path / "memory"
        self.memory.mkdir()
        code = site.enrol_code(3)
        folders.enrol_station(self.folder, self.wire, url="http://hub", code=code, name="pc-3")
        self.first = self.origin
        self.start()

    @property
    def origin(self):
        return load_keys(self.folder / folders.KEYS_FILE).origin

    def start(self):
        settings = StationSettings(draft_folder=str(self.memory))
        machine = folders.load_machine(self.folder)
        clock = self.site.clock
        self.agent = Agent(machine, self.wire, clock, settings, chance_per_mille=lambda: 500)
        self.rounds()

    def stop(self):
        self.agent.store.close()

    def rounds(self, seconds=12):
        for _ in range(seconds):
            self.site.clock.forward(seconds=1)
            self.agent.tick()

    def enrol_again(self, code):
        machine = folders.load_machine(self.folder)
        return folders.enrol_again(machine, self.wire, url="http://hub", code=code, name="pc-3")

    def new_keys(self):
        """As staff do it: stop, enrol again with a code, start."""
        self.stop()
        self.enrol_again(self.site.enrol_code(3))
        self.start()

    def sit_down(self, *, turn=0):
        """Grace signs in."""
        entering.enter(self.agent, code=GRACE, pin="4711", request_id=f"{turn:032}")
        self.rounds()

    def answer(self, *, turn=0):
        """Grace does a task, and goes."""
        assignment = player.accept(self.agent, "hit-1")
        player.submit(self.agent, assignment, answer={"digit": "7"}, request_id=f"1{turn:031}")
        self.agent.finish()
        self.rounds(6)
        return assignment

    def answer_away(self):
        """Grace signs in, does a task with the hub away, and goes."""
        self.sit_down()
        self.wire.up = False
        return self.answer()


class Cut(Exception):  # noqa: N818  what happens, in the words of the other tests
    """The power goes."""


def cut_at(monkeypatch, step):
    """The power goes before this many of the steps that bring something to the disk."""
    left = [step]

    def counted(real):
        def work(*given, **named):
            left[0] -= 1
            if left[0] == 0:
                raise Cut
            return real(*given, **named)

        return work

    monkeypatch.setattr(folders.os, "fsync", counted(os.fsync))
    monkeypatch.setattr(folders.Path, "rename", counted(folders.Path.rename))
    monkeypatch.setattr(folders.Path, "replace", counted(folders.Path.replace))
    return left
