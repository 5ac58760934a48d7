"""Whether a backup is made just now, and what the last one came to; in memory, for the panel."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal


class Running(StrEnum):
    """How far a backup is."""

    NO = ""
    MAKING = "making"
    COPYING = "copying"


@dataclass(slots=True)
class BackupLine:
    """One backup is made at a time; `refused` is why the last one failed."""

    running: Running = Running.NO
    since: Instant | None = None
    refused: Refusal | None = None
    second_refused: Refusal | None = None
    thread: threading.Thread | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def making(self, now: Instant) -> Iterator[None]:
        """Around making one.

        Raises:
            Refusal: `busy` while another is made.
        """
        if not self.lock.acquire(blocking=False):
            raise Refusal("busy")
        self.running, self.since, self.refused = Running.MAKING, now, None
        try:
            yield
        except Refusal as refusal:
            self.refused = refusal
            raise
        finally:
            self.running = Running.NO
            self.lock.release()

    def step(self, running: Running) -> None:
        """The next part of it begins."""
        self.running = running
