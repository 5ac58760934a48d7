"""The process that reads the database through beside the hub: begun and ended."""

import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

CHILD = (sys.executable, "-m", "kiosk.checking_child")


def _nobody() -> None:
    """Nobody serves, so that nothing must be stopped."""


@dataclass(slots=True)
class CheckLine:
    """One process at a time. `on_damage` is called once it has marked the database as damaged.

    `suspected`: a page could not be read, or a copy did not check, and nobody has looked since.
    """

    on_damage: Callable[[], None] = _nobody
    child: subprocess.Popen[bytes] | None = None
    ended: bool = False
    suspected: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, folder: Path) -> None:
        """Start it, unless it runs or the hub ends; it ends by itself when this process does."""
        with self.lock:
            if self.ended or (self.child is not None and self.child.poll() is None):
                return
            self._let_go()
            command = [*CHILD, str(folder.absolute())]
            self.child = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603  our own program

    @property
    def runs(self) -> bool:
        """Whether it is at work."""
        child = self.child
        return child is not None and child.poll() is None

    def end(self) -> None:
        """End it for good; what it has done is kept."""
        with self.lock:
            self.ended = True
            self._let_go()

    def _let_go(self) -> None:
        child, self.child = self.child, None
        if child is None:
            return
        child.kill()
        child.wait()
        if child.stdin is not None:
            with suppress(OSError):
                child.stdin.close()
