"""How long an answer took: from when its question was first shown, by the boot-time clock."""

import threading

from kiosk.clock import Clock

NS_PER_MS = 1_000_000
SHOWN_LIMIT = 500


class Stopwatch:
    """Remembers when questions were shown; forgets the eldest when there are many."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._shown: dict[str, int] = {}
        self._lock = threading.Lock()

    def show(self, name: str) -> None:
        """The question is on the screen; a second look does not begin it anew."""
        with self._lock:
            self._shown.setdefault(name, self._clock.boot_ns())
            while len(self._shown) > SHOWN_LIMIT:
                self._shown.pop(next(iter(self._shown)))

    def is_new(self, name: str) -> bool:
        """Whether it was not shown before; from now on it was."""
        with self._lock:
            is_new = name not in self._shown
        self.show(name)
        return is_new

    def looked_ms(self, name: str) -> int:
        """Milliseconds since it was shown, which goes on; 0 when that is not known."""
        with self._lock:
            shown = self._shown.get(name)
        return 0 if shown is None else max(0, self._clock.boot_ns() - shown) // NS_PER_MS

    def took_ms(self, name: str) -> int:
        """Milliseconds since it was shown; 0 when that is not known."""
        with self._lock:
            shown = self._shown.pop(name, None)
        return 0 if shown is None else max(0, self._clock.boot_ns() - shown) // NS_PER_MS
