"""What an agent does again and again, each duty in its own rhythm.

`tick` does one round of all that is due without threads, as journeys want it; `start` gives each
duty a thread that waits on an event, never sleeps.
"""

import logging
import threading
from collections.abc import Callable, Sequence

from kiosk.clock import Clock
from kiosk.rules.refusals import Refusal

NS_PER_S = 1_000_000_000
NS_PER_MS = 1_000_000
FULL_DISK_MS = 1000

log = logging.getLogger("station")


class Duty:
    """One thing to do again; `work` returns after how many milliseconds."""

    def __init__(self, name: str, work: Callable[[], int], clock: Clock) -> None:
        self.name = name
        self._work = work
        self._clock = clock
        self._woken = threading.Event()
        self._due_ns = clock.boot_ns()

    def wake(self) -> None:
        """Do it at the next occasion, whatever its rhythm."""
        self._woken.set()

    def is_due(self) -> bool:
        """Whether its time has come or somebody woke it."""
        return self._woken.is_set() or self._clock.boot_ns() >= self._due_ns

    def do(self) -> None:
        """Do it once. A wake that comes meanwhile counts for the next time.

        On a full disk nothing was changed, so it is done again until there is room.
        """
        self._woken.clear()
        try:
            delay_ms = self._work()
        except Refusal as refusal:
            if refusal.code != "disk_full":
                raise
            log.warning("%s: the disk is full, it is tried again", self.name)
            delay_ms = FULL_DISK_MS
        self._due_ns = self._clock.boot_ns() + delay_ms * NS_PER_MS

    def keep_on(self, stopping: threading.Event) -> None:
        """Do it until `stopping`; for a thread of its own."""
        while not stopping.is_set():
            if not self.is_due():
                self._woken.wait((self._due_ns - self._clock.boot_ns()) / NS_PER_S)
            elif not stopping.is_set():
                self.do()


class Roster:
    """All duties of one agent, in the order in which a round does them."""

    def __init__(self, duties: Sequence[Duty]) -> None:
        self._duties = {duty.name: duty for duty in duties}
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def wake(self, *names: str) -> None:
        """Let these duties be done at once."""
        for name in names:
            self._duties[name].wake()

    def tick(self) -> None:
        """One round of all that is due."""
        for duty in self._duties.values():
            if duty.is_due():
                duty.do()

    def start(self) -> None:
        """A thread for each duty."""
        for duty in self._duties.values():
            thread = threading.Thread(
                target=duty.keep_on, args=(self._stopping,), name=duty.name, daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def stop(self, *, within_s: int) -> None:
        """Let the threads end; one that waits for the hub is left behind."""
        self._stopping.set()
        self.wake(*self._duties)
        for thread in self._threads:
            thread.join(within_s)
