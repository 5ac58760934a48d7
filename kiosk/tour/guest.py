"""A guest whose time runs out while the tour goes on elsewhere: somebody watches the screen."""

import threading
from urllib.parse import urlsplit

from kiosk.clock import SystemClock
from kiosk.tour.browser import Browser

LOOK_EVERY_S = 0.2
NS_PER_S = 1_000_000_000


class Guest:
    """Looks at a seat's screen again and again and notes what it showed, and when."""

    def __init__(self, url: str) -> None:
        self._browser = Browser(url)
        self._clock = SystemClock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="guest", daemon=True)
        self.seen: list[tuple[str, float]] = []

    def sit_down(self) -> None:
        """Begin to look."""
        self._thread.start()

    def leave(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join()

    def screens(self) -> list[str]:
        """What the screen showed, each change once."""
        return [screen for screen, _ in self.seen]

    def stayed_s(self, screen: str) -> float:
        """How long a screen was shown."""
        for (name, at), (_, until) in zip(self.seen, self.seen[1:], strict=False):
            if name == screen:
                return until - at
        return 0.0

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_EVERY_S):
            page = self._browser.look("/home")
            if page is None:
                continue
            screen = urlsplit(page.url).path.strip("/") or "lock"
            if not self.seen or self.seen[-1][0] != screen:
                self.seen.append((screen, self._clock.boot_ns() / NS_PER_S))
