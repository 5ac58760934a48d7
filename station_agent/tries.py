"""Wrong tries at a lock with the hub away: so many, then nobody is asked for a while."""

from kiosk.clock import Clock
from kiosk.rules.refusals import Refusal

TRIES = 5
LOCKED_OUT_S = 900
NS_PER_S = 1_000_000_000


class Tries:
    """Counts them, in memory and by the boot-time clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wrong = 0
        self._until_ns = 0

    def check(self) -> None:
        """Refuse whoever tried too often.

        Raises:
            Refusal: `locked_out`.
        """
        if self._clock.boot_ns() < self._until_ns:
            raise Refusal("locked_out")

    def count_wrong(self) -> None:
        """One more; the last of them locks out."""
        self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong = 0
            self._until_ns = self._clock.boot_ns() + LOCKED_OUT_S * NS_PER_S
