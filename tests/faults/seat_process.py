"""A seat as it stands in a café: the real agent in a process of its own, its screens in a real
Chromium with a profile on disk. The hub is a fake one on loopback, so that a test says what comes.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from browser.chromium import CHROMIUM, FLAGS, PATIENCE_MS
from fakes.hub import FakeHub
from fakes.loopback_hub import HubOnLoopback
from rules.module_samples import sample_files

from kiosk.clock import SystemClock
from kiosk.protocol.bodies import Edition, Hand, HitTerms, Slot, Window
from kiosk.protocol.station_calls import Outcome
from kiosk.protocol.tmod import pack_module
from kiosk.rules.hits import AssignmentState
from kiosk.rules.module_files import read_module, station_edition

ROOT = Path(__file__).parents[2]
LIMIT_S = 240
TEXT = {
    "prompt": "What is written?",
    "fields": [{"name": "text", "kind": "text", "label": "Text", "max_length": 200}],
}
ROWS = (
    "p1,practice,text,word,,,,grey,1,Yes.,No.,,,,,\n"
    "p2,practice,text,word,,,,grey,1,Yes.,No.,,,,,\n"
    "x1,exam,text,word,,,,grey,,,,,,,,\n"
    "x2,exam,text,word,,,,grey,,,,,,,,\n"
)
STEPS = [
    {"id": "practice", "kind": "practice", "title": "Try", "items": ["p1"]},
    {"id": "exam", "kind": "exam", "title": "Exam", "draw": 2},
]


def until(holds):
    """Wait for another process, not for a time."""
    for _ in range(LIMIT_S * 10):
        if holds():
            return
        threading.Event().wait(0.1)
    raise AssertionError("did not happen")


class LiveSeat:
    """Agent, hub and browser profile; `kill` and `start` as often as a test likes."""

    def __init__(self, folder, chromium) -> None:
        self.data, self.memory = folder / "station", folder / "memory"
        self.profile, self.logs = folder / "profile", folder / "logs"
        for one in (self.memory, self.logs):
            one.mkdir()
        self.hub = FakeHub(SystemClock())
        self.wire = HubOnLoopback(self.hub)
        self.chromium, self.process, self.url = chromium, None, ""

    def set_up(self):
        """Enrolled; the hub has told of its site and of a module."""
        done = self._command("enrol", self.wire.url, self.hub.code)
        assert done.returncode == 0, done.stderr
        self.put_window()
        self._publish()

    def put_window(self, **changes):
        self.hub.put(
            Window("Centre", "KES", "KSh", 2, 7000, ("en",), (), (), beat_interval_s=1, **changes)
        )

    def start(self):
        with (self.logs / "agent.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "station_agent.cli", "run",
                 "--data", str(self.data), "--port", self.url.rpartition(":")[2] or "0"],
                stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT, env=self._environ(),
            )  # fmt: skip
        said = self.process.stdout.readline()
        (self.logs / "agent.out").write_text(said)
        self.url = said.split()[-1]
        beats = len(self.hub.beats)
        until(lambda: len(self.hub.beats) > beats + 1)

    def kill(self):
        """SIGKILL: nothing is told, nothing is tidied."""
        self._end(signal.SIGKILL)

    def cut_power(self):
        """The agent is gone, and all that lay in memory, and the clock begins again."""
        self.kill()
        shutil.rmtree(self.memory)
        self.memory.mkdir()
        with sqlite3.connect(self.data / "station.sqlite") as db:
            db.execute("UPDATE session SET boot_id = 'the boot before', boot_ns = 0, awake_ns = 0")
        db.close()

    def close(self):
        self.wire.close()
        if self.process is not None:
            self._end(signal.SIGKILL)

    def deal(self, session, count):
        """Tasks whose answer is typed, for the session that runs."""
        visitor = self.hub.sessions[session]["visitor"]
        terms = HitTerms("t", "Acme", "Type it", "", TEXT, 200, 10, "", (), 0, 0)
        slots = tuple(Slot(f"{session}-task-{n}", "t", {}) for n in range(count))
        lapses = SystemClock().now() + 10**8
        self.hub.put(Hand(session, visitor, lapses, (terms,), slots))

    @contextmanager
    def window(self):
        """The browser of this seat, on its one profile; its only tab."""
        context = self.chromium.browser_type.launch_persistent_context(
            str(self.profile),
            executable_path=str(CHROMIUM),
            args=FLAGS,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        context.set_default_timeout(PATIENCE_MS)
        try:
            yield context.pages[0]
        finally:
            context.close()

    def _publish(self):
        files = sample_files(rows=ROWS, steps=STEPS, qualification="")
        module = read_module(files)
        content = pack_module(station_edition(module))
        name = self.hub.keep(content)
        self.hub.put(Edition("pets", module.edition, module.title, name), content)

    def _end(self, how):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(LIMIT_S)
        self.process.stdout.close()
        self.process = None

    def _environ(self):
        # a small ballast: all of the folder is read again and again
        return os.environ | {"KIOSK_DRAFT_FOLDER": str(self.memory), "KIOSK_BALLAST_BYTES": "65536"}

    def _command(self, *words):
        return subprocess.run(
            [sys.executable, "-m", "station_agent.cli", *words, "--data", str(self.data)],
            capture_output=True, text=True, check=False, cwd=ROOT, env=self._environ(),
        )  # fmt: skip


def to_answer(assignment, reason):
    """An outcome that its visitor may appeal against."""
    return Outcome(
        assignment, "Type it", AssignmentState.REJECT_PROPOSED.value, 200, at=1, reason=reason
    )
