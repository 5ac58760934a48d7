"""The process that makes backups beside the hub: begun, followed, ended, and why it failed.

A sale waits neither for its work nor for its memory. Who sees no sign of life in it ends it; where
a disk does not answer at all, it cannot even be ended, and none other begins until it is gone.
"""

import os
import select
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

import msgspec
import structlog

from kiosk.backups.backing_up_child import NO_MEMORY
from kiosk.backups.making import Asked, Done, Refused, Said, Told
from kiosk.backups.telling import Tell
from kiosk.rules.refusals import Refusal

CHILD = (sys.executable, "-m", "kiosk.backups.backing_up_child")
LOOK_EVERY_S = 5.0
HUNG_S = 600.0
"""So long without a moment at the processor is no work, not even on the slowest stick."""
STUCK_S = 4 * 3600.0
"""So long without a word is none either; the check of a large database says nothing meanwhile."""
ENDS_WITHIN_S = 5.0
PIECE_BYTES = 64 * 1024
UTIME = 11
"""Of the fields that follow the name in /proc/…/stat; the system's own time stands behind it."""

log = structlog.get_logger("backups")


class Maker(Protocol):
    """Who has a backup made."""

    @property
    def ended(self) -> bool:
        """Whether none begins any more."""

    def have_done(self, asked: Asked, tell: Tell) -> Done:
        """Have it made, and wait for it."""

    def end(self, *, within_s: float) -> None:
        """End it for good, after so long."""


class Beside:
    """One process at a time."""

    def __init__(
        self,
        *,
        look_every_s: float = LOOK_EVERY_S,
        hung_s: float = HUNG_S,
        stuck_s: float = STUCK_S,
    ) -> None:
        self.ended = False
        self._look_every_s = look_every_s
        self._hung_s = hung_s
        self._stuck_s = stuck_s
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def have_done(self, asked: Asked, tell: Tell) -> Done:
        """Have a backup made, and wait for it.

        Raises:
            Refusal: `busy` while another is made, and once the hub ends; `backup_ended`,
                `backup_hung`, `backup_failed`; what the process refuses.
        """
        child = self._begun(asked)
        try:
            return self._followed(child, tell)
        finally:
            self._let_go(child)

    def end(self, *, within_s: float = 0.0) -> None:
        """End it for good; what it is at gets so long to come to its end."""
        with self._lock:
            self.ended = True
            child = self._child
        if child is not None:
            with suppress(subprocess.TimeoutExpired):
                child.wait(within_s)
            child.kill()

    def _begun(self, asked: Asked) -> subprocess.Popen[bytes]:
        with self._lock:
            if self.ended or (self._child is not None and self._child.poll() is None):
                raise Refusal("busy")
            try:
                child = subprocess.Popen(CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  our own program
            except OSError as error:  # no memory for one more process
                raise Refusal("backup_ended") from error
            self._child = child
        if child.stdin is not None:
            with suppress(OSError):  # that it has died is found out where it should answer
                child.stdin.write(msgspec.json.encode(asked) + b"\n")
                child.stdin.flush()
        return child

    def _followed(self, child: subprocess.Popen[bytes], tell: Tell) -> Done:
        said, quiet_s, silent_s, worked = _Lines(child.stdout), 0.0, 0.0, -1
        while (lines := said.within(self._look_every_s)) is not None:
            for line in lines:
                quiet_s = silent_s = 0.0
                done = _heard(line, tell)
                if done is not None:
                    return done
            if not lines:
                before, worked = worked, _worked(child.pid)
                quiet_s = quiet_s + self._look_every_s if worked == before else 0.0
                silent_s += self._look_every_s
            if quiet_s >= self._hung_s or silent_s >= self._stuck_s:
                raise Refusal("backup_hung")
        raise self._why(child)

    def _why(self, child: subprocess.Popen[bytes]) -> Refusal:
        """Why it ended without an answer."""
        try:
            code = child.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            return Refusal("backup_hung")
        if self.ended:
            return Refusal("busy")
        log.warning("backup process ended", exit_code=code)
        no_memory = code in (NO_MEMORY, -signal.SIGKILL)
        return Refusal("backup_ended" if no_memory else "backup_failed")

    def _let_go(self, child: subprocess.Popen[bytes]) -> None:
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with suppress(OSError):  # what could not be written to the dead
                    stream.close()
        try:
            child.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            log.warning("backup process cannot be ended", pid=child.pid)


def _heard(line: bytes, tell: Tell) -> Done | None:
    said: Said = msgspec.json.decode(line, type=Said)
    if isinstance(said, Refused):
        raise said.refusal()
    if isinstance(said, Told):
        tell(said.step, said.percent / 100)
        return None
    return said


class _Lines:
    """The lines of a process, as they come."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self._file = -1 if stream is None else stream.fileno()
        self._poll = select.poll()
        self._poll.register(self._file, select.POLLIN)
        self._begun = b""

    def within(self, seconds: float) -> list[bytes] | None:
        """Those that came within so long; None: no more will come."""
        if not self._poll.poll(int(seconds * 1000)):
            return []
        some = os.read(self._file, PIECE_BYTES)
        if not some:
            return None
        *whole, self._begun = (self._begun + some).split(b"\n")
        return whole


def _worked(pid: int) -> int:
    """How much of the processor's time a process has had, in ticks."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return 0
    return int(fields[UTIME]) + int(fields[UTIME + 1])
