"""Ports for processes of our own: below those that the system gives out by itself, and each once.

A port that the system gave and that was let go may be another test's a moment later.
"""

import itertools
import os
import socket
from contextlib import ExitStack, suppress

LOWEST, EACH, SLICES = 10_300, 5_000, 4
"""Every worker of a run has ports of its own; where it begins there, its number as a process says."""

_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % SLICES
_turns = itertools.count(os.getpid() * 37)


def free_port(*beside):
    """A port at which nobody listens; nor so far beside it."""
    for turn in itertools.islice(_turns, EACH):
        port = LOWEST + _WORKER * EACH + turn % EACH
        with suppress(OSError), ExitStack() as held:
            for far in (0, *beside):
                probe = held.enter_context(socket.socket())
                probe.bind(("127.0.0.1", port + far))
            return port
    raise AssertionError("no port is free")
