"""A clock that moves only when a test moves it."""

from kiosk.rules.instants import Instant

NS_PER_S = 1_000_000_000
START = Instant(1_795_300_000_000)
"""Sunday 22 November 2026, 01:26:40 in Nairobi."""


class FakeClock:
    """Stands in for `kiosk.clock.SystemClock`."""

    def __init__(self, now: int = START, boot_ns: int = 0, boot_id: str = "boot-1") -> None:
        self._now = now
        self._boot_ns = boot_ns
        self._awake_ns = boot_ns
        self._boot_id = boot_id
        self._boots = 1

    def now(self) -> Instant:
        return Instant(self._now)

    def boot_ns(self) -> int:
        return self._boot_ns

    def awake_ns(self) -> int:
        return self._awake_ns

    def boot_id(self) -> str:
        return self._boot_id

    def forward(self, *, seconds: int = 0, minutes: int = 0, hours: int = 0, days: int = 0) -> None:
        """Time passes while the machine is awake."""
        self._awake_ns += self._pass(seconds + 60 * minutes + 3600 * hours + 86_400 * days)

    def suspend(self, *, seconds: int) -> None:
        """The lid is closed for so long."""
        self._pass(seconds)

    def jump_wall(self, *, seconds: int) -> None:
        """Somebody sets the wall clock; no time passes."""
        self._now += seconds * 1000

    def reboot(self) -> None:
        """The machine starts anew: boot time begins at zero under a new name."""
        self._boots += 1
        self._boot_id = f"boot-{self._boots}"
        self._boot_ns = 0
        self._awake_ns = 0

    def _pass(self, seconds: int) -> int:
        passed_ns = seconds * NS_PER_S
        self._now += seconds * 1000
        self._boot_ns += passed_ns
        return passed_ns
