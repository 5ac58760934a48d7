"""The process beside the hub that makes its backups: `python -m kiosk.backups.backing_up_child`.

What is asked comes as a line on standard input, how far it is and what came of it go as lines to
standard output. It comes last at processor and disk, and ends with the hub. Source: DESIGN.md §8.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

import msgspec

from kiosk.backups.making import Asked, Said, Told, make, refused
from kiosk.backups.telling import Step, Tell
from kiosk.clock import Clock, SystemClock
from kiosk.disk.coming_last import come_last
from kiosk.rules.refusals import Refusal

WELL_ENDED, NO_MEMORY = 0, 5
LINE_MOST_BYTES = 64 * 1024
IN, OUT, LOG = 0, 1, 2

Say = Callable[[Said], None]


def answer(asked: Asked, say: Say, clock: Clock) -> int:
    """Do what is asked and say what came of it; returns the process' exit code."""
    try:
        said: Said = make(asked, _in_percents(say), clock)
    except Refusal as refusal:
        said = refused(refusal)
    except MemoryError:
        return NO_MEMORY
    say(said)
    return WELL_ENDED


def _in_percents(say: Say) -> Tell:
    """Each is said once."""
    last: Told | None = None

    def tell(step: Step, part: float) -> None:
        nonlocal last
        told = Told(step, int(part * 100))
        if told != last:
            say(told)
        last = told

    return tell


def main() -> None:
    """Make one backup for the hub at the other end.

    A stop that all processes are told is the hub's to hear: it gives a backup at closing its time.
    """
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, signal.SIG_IGN)
    come_last()
    asked = msgspec.json.decode(_line(), type=Asked)
    threading.Thread(target=_end_with_the_hub, daemon=True).start()
    out = os.dup(OUT)
    os.dup2(LOG, OUT)  # whatever else is printed is for the log

    def say(said: Said) -> None:
        os.write(out, msgspec.json.encode(said) + b"\n")

    sys.exit(answer(asked, say, SystemClock()))


def _line() -> bytes:
    """What the hub asks; the pipe is read no further, since it must be seen when it closes."""
    line = b""
    while not line.endswith(b"\n") and len(line) < LINE_MOST_BYTES:
        some = os.read(IN, LINE_MOST_BYTES)
        if not some:
            break
        line += some
    return line


def _end_with_the_hub() -> None:
    """The hub holds the other end of standard input: killed or not, it closes with it."""
    with suppress(OSError):
        while os.read(IN, 1):
            pass
    os._exit(WELL_ENDED)


if __name__ == "__main__":
    main()
