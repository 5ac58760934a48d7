"""Where hub and exchange write what happened: one stream, no secrets, no fault of its own.

Structlog's own way prints what each variable held where something failed: passwords, PINs, keys.
"""

import contextlib
import sys
from typing import TextIO

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback


class Unfailing:
    """A stream that swallows what its disk does not take: a full disk must not stop a page."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, if there is room."""
        with contextlib.suppress(OSError):
            return self._stream.write(text)
        return 0

    def flush(self) -> None:
        """Hand on what was written, if there is room."""
        with contextlib.suppress(OSError):
            self._stream.flush()


def write_logs(stream: TextIO = sys.stderr) -> None:
    """Let this process write its log to `stream`: a line for each thing, and where it failed."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=True),
            # as Python writes it: an address that somebody asks for may hold line ends
            ConsoleRenderer(
                colors=False, exception_formatter=plain_traceback, repr_native_str=True
            ),
        ],
        logger_factory=structlog.PrintLoggerFactory(Unfailing(stream)),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )
