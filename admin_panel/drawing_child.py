"""The process that draws papers for the hub: asked on its input, answers on its output."""

import resource
import signal
import sys
import traceback

from admin_panel.drawing import answer_one

MEMORY_MOST_BYTES = 1 << 30
"""Of addresses: a paper without end ends this process, not the computer."""


def main() -> None:
    """Draw until the hub hangs up."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MOST_BYTES, MEMORY_MOST_BYTES))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the hub, which hangs up then
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no answer
    while answer_one(source, target, traceback.print_exc):
        pass


if __name__ == "__main__":
    main()
