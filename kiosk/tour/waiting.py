"""Waiting for something, within a limit and within the whole tour's limit."""

import threading
from collections.abc import Callable
from typing import TypeVar

from kiosk.clock import SystemClock

T = TypeVar("T")

TOUR_LIMIT_S = 90
LOOK_EVERY_S = 0.1
NS_PER_S = 1_000_000_000


class TourError(Exception):
    """A step did not come to what it should: one sentence."""


class Watch:
    """How long the tour has been going on."""

    def __init__(self, limit_s: float = TOUR_LIMIT_S) -> None:
        self._clock = SystemClock()
        self._began_ns = self._clock.boot_ns()
        self._limit_s = limit_s
        self._patience = max(1.0, limit_s / TOUR_LIMIT_S)
        self._never = threading.Event()

    def passed_s(self) -> float:
        """Seconds since the tour began."""
        return (self._clock.boot_ns() - self._began_ns) / NS_PER_S

    def left_s(self) -> float:
        """Seconds until the tour must be over."""
        return self._limit_s - self.passed_s()

    def check(self) -> None:
        """Refuse to go on when the time is up.

        Raises:
            TourError: it is.
        """
        if self.left_s() <= 0:
            raise TourError(
                f"the tour takes longer than {self._limit_s:g} s: this machine is slow or busy"
            )

    def until(self, what: str, look: Callable[[], T | None], *, within_s: float = 20) -> T:
        """Look again and again until there is something; returns it.

        Where the whole tour may take longer than usual, so may each thing in it.

        Raises:
            TourError: not within the limit, or the whole tour's limit came first.
        """
        end_s = self.passed_s() + within_s * self._patience
        while True:
            found = look()
            if found:
                return found
            if self.passed_s() >= end_s:
                raise TourError(f"{what}: not within {within_s:g} s")
            self.check()
            self._never.wait(LOOK_EVERY_S)
