"""The process that makes a backup, and something that happens to it at one of its steps.

    python -c "…killed_backup.run()" FOLDER PLACE NOW HOW N

A step is a file or folder that is opened for writing, made, renamed, linked, removed or put on disk;
of a database so many pages. At step N it is killed, finds the disk full or has no memory.
"""

import errno
import os
import signal
import sys

from kiosk.backups.backing_up_child import answer
from kiosk.backups.making import Asked, Refused, Told
from kiosk.clock import SystemClock
from kiosk.disk import copying

PAGES = 64
REFUSED, NO_STEP = 3, 4
"""It said why there is none, or none in the second place; it came to its end before that step."""
STEPS = ("mkdir", "rename", "unlink", "rmdir", "fsync", "link")


class Happens:
    """Counts steps; at one of them it happens, and a full disk stays full."""

    def __init__(self, how, at) -> None:
        self.how, self.at, self.n = how, at, 0

    def step(self):
        self.n += 1
        if self.how == "full" and self.n >= self.at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if self.n != self.at:
            return
        if self.how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        raise MemoryError


def _watched(really, happens, *, is_step):
    def asked(*given, **named):
        if is_step(*given):
            happens.step()
        return really(*given, **named)

    return asked


def _not_asked(_file):
    """Who is only killed loses nothing that was written."""


def run():
    """What stands in the arguments."""
    folder, place, now, how, at = sys.argv[1:6]
    happens = Happens(how, int(at))
    copying.STEP_PAGES = PAGES
    frees = ("unlink", "rmdir") if how == "full" else ()  # what a full disk lets one do
    for name in STEPS:
        if name not in frees:
            really = getattr(os, name) if name != "fsync" else _not_asked
            watched = _watched(really, happens, is_step=lambda *_asked: True)
            setattr(os, name, watched)
    os.open = _watched(os.open, happens, is_step=lambda _path, flags, *_rest: flags & os.O_CREAT)
    said = []
    code = answer(Asked(folder, int(now), "", place, anew=True), said.append, SystemClock())
    outcome = [one for one in said if not isinstance(one, Told)]
    print(f"{happens.n} steps, {outcome}", file=sys.stderr, flush=True)
    if happens.n < happens.at:
        code = NO_STEP
    elif code == 0 and (isinstance(outcome[0], Refused) or outcome[0].second is not None):
        code = REFUSED
    os._exit(code)
