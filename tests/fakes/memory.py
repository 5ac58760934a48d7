"""What a test process keeps in memory, and how it gives back what a large test left free.

A worker of the whole run goes through thousands of tests in many threads: the C library would keep
a heap for each thread, as large as its largest test ever was.
"""

import gc
from pathlib import Path

from kiosk import heap

STATM = Path("/proc/self/statm")
PAGE_MB = 4096 / 1_048_576
GREW_MB = 100
TOLD_IN = Path(__file__).resolve().parents[2] / "artefacts" / "memory.txt"


def resident_mb():
    """What this process holds; 0 where the system does not say."""
    return int(int(STATM.read_text("ascii").split()[1]) * PAGE_MB) if STATM.exists() else 0


class Watch:
    """Looks after each test; where one left much behind, that is freed, and what stays is told."""

    def __init__(self, told_in=TOLD_IN) -> None:
        heap.keep_one()
        self._told_in, self._held_mb = told_in, resident_mb()

    def after(self, test):
        """Free what this test left; a line in a file names one whose memory stays."""
        if resident_mb() - self._held_mb < GREW_MB:
            return
        gc.collect()
        heap.give_back()
        before_mb, self._held_mb = self._held_mb, resident_mb()
        if self._held_mb - before_mb >= GREW_MB:
            self._told_in.parent.mkdir(parents=True, exist_ok=True)
            with self._told_in.open("a", encoding="utf-8") as told:
                told.write(f"{before_mb} MB, then {self._held_mb} MB after {test}\n")
