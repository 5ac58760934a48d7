"""A guest whose time runs out while the tour goes on elsewhere: somebody watches the screen."""

import threading
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from kiosk.clock import SystemClock
from kiosk.tour.browser import Browser

LOOK_EVERY_S = 0.2
NS_PER_S = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """A screen that came after the look at `before_s` and was there at `at_s`."""

    screen: str
    before_s: float
    at_s: float


class Guest:
    """Looks at a seat's screen again and again and notes what it showed, and when."""

    def __init__(self, url: str) -> None:
        self._browser = Browser(url)
        self._clock = SystemClock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="guest", daemon=True)
        self.seen: list[Seen] = []

    def sit_down(self) -> None:
        """Begin to look."""
        self._thread.start()

    def leave(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join()

    def screens(self) -> list[str]:
        """What the screen showed, each change once."""
        return [seen.screen for seen in self.seen]

    def stayed_s(self, screen: str) -> tuple[float, float]:
        """How long a screen was shown, at least and at most; nobody sees between two looks."""
        for one, after in pairwise(self.seen):
            if one.screen == screen:
                return after.before_s - one.at_s, after.at_s - one.before_s
        return 0.0, 0.0

    def _watch(self) -> None:
        looked_s = self._now_s()
        while not self._stop.wait(LOOK_EVERY_S):
            asked_s = self._now_s()
            page = self._browser.look("/home")
            if page is None:
                continue
            screen = urlsplit(page.url).path.strip("/") or "lock"
            if not self.seen or self.seen[-1].screen != screen:
                self.seen.append(Seen(screen, looked_s, self._now_s()))
            looked_s = asked_s

    def _now_s(self) -> float:
        return self._clock.boot_ns() / NS_PER_S
