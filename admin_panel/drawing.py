"""Papers are drawn by a process of their own, which goes when nobody wants one for a minute.

The libraries for fonts and pages take 27 MB of the hub's memory for good once they have been used;
a hub on a small computer has better uses for that. One paper at a time: two more wait, others are
told at once, since each one that waits holds a thread that would answer other pages.
"""

import atexit
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from kiosk.rules.refusals import Refusal

KEPT_S = 60
"""So long the process waits for the next paper: the second receipt of a busy desk is quick."""
WAIT_S = 20
AT_ONCE_MOST = 3
"""One is drawn and two wait: a click too many on a large sheet must not stop the desk."""
ANSWER_MOST_BYTES = 1 << 30
LIMIT_S = 60
"""A paper that takes longer is given up: two hundred vouchers take a few seconds."""
ASKED = struct.Struct(">Q")
"""Before each question: how many bytes come."""
HEAD = struct.Struct(">?Q")
"""Before each answer: whether it was drawn, and how many bytes come."""
CHILD = (sys.executable, "-m", "admin_panel.drawing_child")


class Drawer:
    """The process that draws, started when it is needed."""

    def __init__(
        self, *, kept_s: float = KEPT_S, wait_s: float = WAIT_S, limit_s: float = LIMIT_S
    ) -> None:
        self._kept_s = kept_s
        self._limit_s = limit_s
        self._wait_s = wait_s
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE_MOST)
        self._child: subprocess.Popen[bytes] | None = None
        self._goes: threading.Timer | None = None

    def draw(
        self,
        draw: Callable[..., bytes],
        *given: object,
        **named: object,
    ) -> bytes:
        """What `draw` makes of all that is given, which holds words and numbers only.

        Raises:
            Refusal: what `draw` refuses; `papers_busy` when others have papers drawn or this one
                takes too long.
            RuntimeError: a fault of `draw`; its own process has written it into the log.
        """
        asked = pickle.dumps((draw, given, named))
        made, content = self._in_turn(asked)
        if made:
            return content
        code, details = pickle.loads(content)  # noqa: S301  from our own child
        if not code:
            raise RuntimeError("a paper could not be drawn")
        raise Refusal(code, **details)

    def close(self) -> None:
        """End the process, when it has drawn what it draws."""
        with self._turn:
            if self._goes is not None:
                self._goes.cancel()
            self._end()

    def _in_turn(self, asked: bytes) -> tuple[bool, bytes]:
        if not self._places.acquire(blocking=False):
            raise Refusal("papers_busy")
        try:
            if not self._turn.acquire(timeout=self._wait_s):
                raise Refusal("papers_busy")
            try:
                return self._asked(asked)
            finally:
                self._turn.release()
        finally:
            self._places.release()

    def _asked(self, asked: bytes) -> tuple[bool, bytes]:
        if self._goes is not None:
            self._goes.cancel()
        was_kept = self._child is not None
        answer, given_up = self._answer(asked)
        if answer is None and was_kept and not given_up:  # it was ended while it waited
            answer, given_up = self._answer(asked)
        if answer is None:
            raise Refusal("papers_busy")
        self._goes = threading.Timer(self._kept_s, self.close)
        self._goes.daemon = True
        self._goes.start()
        return answer

    def _answer(self, asked: bytes) -> tuple[tuple[bool, bytes] | None, bool]:
        """What the process answers, if it does, and whether it was given up.

        Without a whole answer it is ended: half of one would be taken for the next one's.
        """
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = subprocess.Popen(  # noqa: S603  our own program
                CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        given_up = threading.Event()
        watch = threading.Timer(self._limit_s, _give_up, (self._child, given_up))
        watch.start()
        answer = None
        try:
            answer = _spoken_with(self._child, asked)
        finally:
            watch.cancel()
            if answer is None:
                self._end()
        return answer, given_up.is_set()

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with suppress(OSError):  # it is gone already
                    stream.close()
        child.kill()
        child.wait()


_HOUSE = Drawer()
"""Of all doors of this process."""
atexit.register(_HOUSE.close)


def drawn(draw: Callable[..., bytes], *given: object, **named: object) -> bytes:
    """What `draw` makes of what is given, drawn by the house's own process.

    Raises:
        Refusal: as `Drawer.draw`.
    """
    return _HOUSE.draw(draw, *given, **named)


def _give_up(child: subprocess.Popen[bytes], given_up: threading.Event) -> None:
    given_up.set()
    child.kill()


def _spoken_with(child: subprocess.Popen[bytes], asked: bytes) -> tuple[bool, bytes] | None:
    if child.stdin is None or child.stdout is None:
        return None
    try:
        child.stdin.write(ASKED.pack(len(asked)) + asked)
        child.stdin.flush()
    except OSError:
        return None
    head = child.stdout.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    made, size = HEAD.unpack(head)
    if size > ANSWER_MOST_BYTES:
        return None
    content = child.stdout.read(size)
    return (made, content) if len(content) == size else None


def answer_one(source: IO[bytes], target: IO[bytes], on_fault: Callable[[], object]) -> bool:
    """In the child: draw what is asked and answer; False when nobody asks any more."""
    head = source.read(ASKED.size)
    if len(head) < ASKED.size:
        return False
    draw, given, named = pickle.loads(source.read(*ASKED.unpack(head)))  # noqa: S301  from our hub
    try:
        made, content = True, draw(*given, **named)
    except Refusal as refusal:
        made, content = False, pickle.dumps((refusal.code, refusal.details))
    except Exception:  # noqa: BLE001  the next paper is drawn all the same
        on_fault()
        made, content = False, pickle.dumps(("", {}))
    target.write(HEAD.pack(made, len(content)) + content)
    target.flush()
    return True
