"""Whether a backup is made just now, and what the last one came to; in memory, for the panel."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kiosk.backups.beside import Beside, Maker
from kiosk.backups.making import Asked, Done
from kiosk.backups.telling import Step
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

CLOSING_WAITS_S = 20.0
"""So long a stop waits for the backup of the evening: who closes the till switches off next."""
THREAD_ENDS_WITHIN_S = 10.0


@dataclass(slots=True)
class BackupLine:
    """One backup is made at a time, beside the hub.

    Args:
        step: what is done just now; None: nothing.
        percent: how much of the step is done.
        refused: why the last one failed.
        second_refused: why the last one is not in the second place.
        second_rests_until_ns: by the boot-time clock, after a copy to there that failed.
        at_closing: a stop gives it time.
        thread: of the one that was asked for at the panel.
    """

    step: Step | None = None
    percent: int = 0
    since: Instant | None = None
    refused: Refusal | None = None
    second_refused: Refusal | None = None
    second_rests_until_ns: int = 0
    at_closing: bool = False
    thread: threading.Thread | None = None
    maker: Maker = field(default_factory=Beside)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def making(self, now: Instant, *, at_closing: bool = False) -> Iterator[None]:
        """Around making one.

        Raises:
            Refusal: `busy` while another is made.
        """
        with self._alone(Step.WRITING, now):
            self.refused, self.at_closing = None, at_closing
            try:
                yield
            except Refusal as refusal:
                self.refused = refusal
                raise
            finally:
                self.at_closing = False

    @contextmanager
    def copying(self, now: Instant) -> Iterator[None]:
        """Around bringing the newest to the second place alone.

        Raises:
            Refusal: `busy` while one is made.
        """
        with self._alone(Step.COPYING, now):
            yield

    @contextmanager
    def _alone(self, step: Step, now: Instant) -> Iterator[None]:
        if not self.lock.acquire(blocking=False):
            raise Refusal("busy")
        self.step, self.percent, self.since = step, 0, now
        try:
            yield
        finally:
            self.step = None
            self.lock.release()

    def have_done(self, asked: Asked) -> Done:
        """Have it made beside the hub, and keep how far it is.

        Raises:
            Refusal: what the maker refuses.
        """
        return self.maker.have_done(asked, self._tell)

    def _tell(self, step: Step, part: float) -> None:
        self.step, self.percent = step, int(part * 100)

    def end(self) -> None:
        """End what is made; a backup at closing gets its time. None begins any more."""
        self.maker.end(within_s=CLOSING_WAITS_S if self.at_closing else 0.0)
        thread = self.thread
        if thread is not None:
            thread.join(THREAD_ENDS_WITHIN_S)
