"""A process beside the hub that comes last: at processor and disk, and when memory is short.

Whoever pays at the desk waits for none of its work; where memory runs out it ends, and not the hub.
"""

import ctypes
import os
import platform
from contextlib import suppress
from pathlib import Path

NICE = 19
FIRST_TO_END = 900
"""Of 1,000: the kernel ends what stands highest where there is no memory left."""
OOM = Path("/proc/self/oom_score_adj")
SET_IO_CLASS = {"x86_64": 251, "aarch64": 30, "riscv64": 30, "armv7l": 314, "i686": 289}
"""The number of the call `ioprio_set`, for which Python has no name, by machine."""
THIS_PROCESS, IDLE = 1, 3 << 13


def come_last() -> None:
    """Take the lowest priority of each kind; what the system does not give, is done without."""
    with suppress(OSError):
        os.nice(NICE)
    with suppress(OSError):
        OOM.write_text(f"{FIRST_TO_END}\n", "ascii")
    number = SET_IO_CLASS.get(platform.machine())
    if number is not None:
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).syscall(number, THIS_PROCESS, 0, IDLE)
