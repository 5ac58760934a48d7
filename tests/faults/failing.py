"""Disks that refuse, operation by operation: full, or broken.

for n, fails in each_place(full):   # 1, 2, 3 … until nothing was refused any more
    disk.refuse = fails
    …
    disk.refuse = None
"""

import apsw
from fakes.shim import SYNC, TRUNCATE, WRITE

IO_ERROR = {
    WRITE: apsw.SQLITE_IOERR_WRITE,
    SYNC: apsw.SQLITE_IOERR_FSYNC,
    TRUNCATE: apsw.SQLITE_IOERR_TRUNCATE,
}
PLACES_LIMIT = 400
"""A step that writes more often than this is no step."""


class Full:
    """No room from the nth write on, until somebody makes some."""

    def __init__(self, nth) -> None:
        self.left, self.met = nth, False

    def __call__(self, op) -> None:
        if op.kind is WRITE:
            self.left -= 1
            if self.left <= 0:
                self.met = True
                raise apsw.exception_for(apsw.SQLITE_FULL)


class FullOnce(Full):
    """No room for the nth write; then somebody has made some."""

    def __call__(self, op) -> None:
        if not self.met:
            super().__call__(op)


class Broken:
    """The nth write, sync or truncation and all behind it fail: the disk is dying."""

    def __init__(self, nth) -> None:
        self.left, self.met = nth, False

    def __call__(self, op) -> None:
        if op.kind in IO_ERROR:
            self.left -= 1
            if self.left <= 0:
                self.met = True
                raise apsw.exception_for(IO_ERROR[op.kind])


def each_place(kind):
    """One that fails at the first operation, at the second, … until one was not met."""
    for nth in range(1, PLACES_LIMIT):
        fails = kind(nth)
        yield fails
        if not fails.met:
            assert nth > 1, "nothing was written"
            return
    raise AssertionError("no end of places")
