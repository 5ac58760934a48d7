"""What a test process keeps in memory and open, and how it gives back what a large test left free.

A worker of the whole run goes through thousands of tests in many threads: the C library would keep
a heap for each thread, as large as its largest test ever was. What a test did not close stays open
until Python looks for it, which may be a thousand files later.
"""

import gc
from pathlib import Path

from kiosk import heap

STATM, OPEN = Path("/proc/self/statm"), Path("/proc/self/fd")
PAGE_MB = 4096 / 1_048_576
GREW_MB, GREW_FILES = 100, 50
TOLD_IN = Path(__file__).resolve().parents[2] / "artefacts" / "memory.txt"


def resident_mb():
    """What this process holds; 0 where the system does not say."""
    return int(int(STATM.read_text("ascii").split()[1]) * PAGE_MB) if STATM.exists() else 0


def open_files():
    """How many files and sockets this process holds; 0 where the system does not say."""
    return len(list(OPEN.iterdir())) if OPEN.exists() else 0


class Watch:
    """Looks after each test; where one left much behind, that is freed, and what stays is told."""

    def __init__(self, told_in=TOLD_IN) -> None:
        heap.keep_one()
        self._told_in, self._held_mb, self._files = told_in, resident_mb(), open_files()

    def after(self, test):
        """Free what this test left; a line in a file names one whose memory or files stay."""
        if resident_mb() - self._held_mb < GREW_MB and open_files() - self._files < GREW_FILES:
            return
        gc.collect()
        heap.give_back()
        before_mb, self._held_mb = self._held_mb, resident_mb()
        before, self._files = self._files, open_files()
        if self._held_mb - before_mb >= GREW_MB:
            self._tell(f"{before_mb} MB, then {self._held_mb} MB after {test}")
        if self._files - before >= GREW_FILES:
            self._tell(f"{before} files, then {self._files} files after {test}")

    def _tell(self, what):
        self._told_in.parent.mkdir(parents=True, exist_ok=True)
        with self._told_in.open("a", encoding="utf-8") as told:
            told.write(f"{what}\n")
