"""One long piece of work at a time, beside the doors: whoever waits asks how far it has come."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import structlog

from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

log = structlog.get_logger("errand")

Tick = Callable[[str, int, int], None]
"""Told of each step: its word, how much of it is done, of how much."""
Work = Callable[[Tick], dict[str, Any]]


def no_tick(step: str, done: int, of: int) -> None:
    """Tell nobody."""
    del step, done, of


@dataclass(frozen=True, slots=True)
class Errand:
    """How far a piece of work has come; `result` or `refusal` once it is over.

    `asked` is the request it was begun by, `at` when that was.
    """

    kind: str
    where: str
    at: Instant
    asked: str = ""
    step: str = ""
    done: int = 0
    of: int = 0
    result: dict[str, Any] | None = None
    refusal: str = ""
    details: tuple[tuple[str, Any], ...] = ()

    @property
    def runs(self) -> bool:
        """Whether it is under way."""
        return self.result is None and not self.refusal

    @property
    def percent(self) -> int:
        """Of this step, in whole hundredths."""
        return min(100, 100 * self.done // self.of) if self.of else 0

    def refused(self) -> Refusal:
        """Why it came to nothing."""
        return Refusal(self.refusal, **dict(self.details))

    def told(self) -> dict[str, Any]:
        """As a command answers it to whoever polls."""
        return {
            "step": self.step,
            "percent": self.percent,
            "runs": self.runs,
            "result": self.result,
            "refusal": self.refusal,
            "details": dict(self.details),
        }


class Errands:
    """Runs one errand at a time in a thread of its own; keeps the last one's end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._errand: Errand | None = None
        self._thread: threading.Thread | None = None

    @property
    def last(self) -> Errand | None:
        """The one under way, or the last that was."""
        return self._errand

    def begin(self, kind: str, where: str, work: Work, *, at: Instant, asked: str = "") -> Errand:
        """Begin, unless one is under way; a request that is sent again begins nothing.

        Raises:
            Refusal: `carrying_already`.
        """
        with self._lock:
            if self._errand is not None and asked and self._errand.asked == asked:
                return self._errand
            if self._errand is not None and self._errand.runs:
                raise Refusal("carrying_already")
            self._errand = begun = Errand(kind, where, at, asked)
            self._thread = threading.Thread(
                target=self._run, args=(work,), name="errand", daemon=True
            )
            self._thread.start()
        return begun

    def wait(self) -> Errand | None:
        """Wait for the end of what is under way."""
        if self._thread is not None:
            self._thread.join()
        return self._errand

    def _run(self, work: Work) -> None:
        try:
            result = work(self._tick)
            self._change(result=result)
        except Refusal as refusal:
            self._change(refusal=refusal.code, details=tuple(refusal.details.items()))
        except Exception:  # whoever polls must hear an end
            log.exception("errand failed")
            self._change(refusal="failed")

    def _tick(self, step: str, done: int, of: int) -> None:
        self._change(step=step, done=done, of=of)

    def _change(self, **what: Any) -> None:
        assert self._errand is not None  # noqa: S101  it was begun
        self._errand = replace(self._errand, **what)
