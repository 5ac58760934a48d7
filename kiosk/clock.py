"""The only reader of clocks; everything else is handed `now`. Source: DESIGN.md §4 and §6."""

import time
import uuid
from functools import cache
from pathlib import Path
from typing import Protocol

from kiosk.rules.instants import Instant

BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")
NS_PER_MS = 1_000_000


class Clock(Protocol):
    """What a machine knows about time."""

    def now(self) -> Instant:
        """The wall clock: UTC milliseconds. Staff can set it wrong; nothing is metered by it."""
        ...

    def boot_ns(self) -> int:
        """Nanoseconds since this boot, suspended time included. Stations meter by it."""
        ...

    def awake_ns(self) -> int:
        """Nanoseconds that this boot was awake.

        Where `boot_ns` moved on and this did not, the machine was suspended.
        """
        ...

    def boot_id(self) -> str:
        """A name for this boot: another one means that `boot_ns` has begun again."""
        ...


class SystemClock:
    """The clocks of the machine we run on."""

    def now(self) -> Instant:
        """The wall clock: UTC milliseconds."""
        return Instant(time.time_ns() // NS_PER_MS)

    def boot_ns(self) -> int:
        """Nanoseconds since this boot, suspended time included where the system can tell."""
        boottime = getattr(time, "CLOCK_BOOTTIME", None)
        if boottime is None:  # macOS and Windows: their monotonic clock is the nearest
            return time.monotonic_ns()
        return time.clock_gettime_ns(boottime)

    def awake_ns(self) -> int:
        """Nanoseconds that this boot was awake."""
        return time.monotonic_ns()

    def boot_id(self) -> str:
        """The kernel's name for this boot."""
        return _boot_id(BOOT_ID_FILE)


@cache
def _boot_id(file: Path) -> str:
    """The boot's name, or one for this process alone where the kernel gives none.

    The fallback is safe, not generous: after a restart of the agent it says "another boot",
    so a station goes on from its saved seconds only.
    """
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return str(uuid.uuid4())
