"""A change of the hub's keys in a process of its own, which dies before the step it is told to.

A step is what brings something to the disk: an fsync, a rename, a statement of SQLite.
"""

import itertools
import os
import signal
import sqlite3
import sys
from pathlib import Path

from fakes.clock import FakeClock

from kiosk import changing_keys
from kiosk.settings import HubSettings


class _Steps:
    def __init__(self, dies_at) -> None:
        self._numbers, self._dies_at, self.done = itertools.count(1), dies_at, 0

    def step(self, *_):
        self.done = next(self._numbers)
        if self.done == self._dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(self, real):
        def work(*given, **named):
            self.step()
            return real(*given, **named)

        return work

    def connecting(self, real):
        def connect(*given, **named):
            made = real(*given, **named)
            made.set_trace_callback(self.step)
            return made

        return connect


def run():
    """`FOLDER NOW STEP`; says at which step the keys were changed, and after how many it was done."""
    folder, now, dies_at = sys.argv[1:]
    steps = _Steps(int(dies_at))
    os.fsync = steps.counted(os.fsync)
    Path.rename = steps.counted(Path.rename)
    sqlite3.connect = steps.connecting(sqlite3.connect)
    real = changing_keys.change_keys

    def noted(keys, path):
        print(f"began {steps.done}", flush=True)
        real(keys, path)

    changing_keys.change_keys = noted
    changing_keys.change(Path(folder), HubSettings(), FakeClock(now=int(now)))
    print(f"ended {steps.done}", flush=True)
