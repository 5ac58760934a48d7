"""The process that draws papers for the hub: asked on its input, answers on its output."""

import os
import resource
import signal
import traceback

from admin_panel.drawing import answer_one

MEMORY_MOST_BYTES = 1 << 30
"""Of addresses: a paper without end ends this process, not the computer."""


def main() -> None:
    """Draw until the hub hangs up."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MOST_BYTES, MEMORY_MOST_BYTES))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the hub, which hangs up then
    asked, answered = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # what a library prints, or writes past Python, is no answer
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    with os.fdopen(asked, "rb") as source, os.fdopen(answered, "wb") as target:
        while answer_one(source, target, traceback.print_exc):
            pass


if __name__ == "__main__":
    main()
