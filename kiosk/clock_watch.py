"""How far the hub believes its wall clock. Memory only; `store/clock_doubts.py` keeps the rest.

While a boot lasts, time is counted from an instant that was believed; the first look after another
boot goes by what the hub has been through.
"""

from kiosk.clock import NS_PER_MS, Clock
from kiosk.rules.clock_doubt import (
    SET_S,
    Doubt,
    Past,
    Spell,
    counts_on,
    doubt_at_start,
    set_by_s,
)
from kiosk.rules.instants import Instant


class ClockWatch:
    """Doubts the clock from the start, or since it was set; believes it when told to.

    `boot_at` is when the machine booted, by the wall clock; `seen` the latest instant believed.
    """

    def __init__(self, clock: Clock, past: Past) -> None:
        self._clock = clock
        self._boot_id = clock.boot_id()
        self._at_start = False
        self.seen = past.latest
        self.boot_at = self._boot_by(clock.now())
        if past.alive is not None and past.alive.boot_id == self._boot_id:
            self.boot_at = past.alive.boot_at
        else:
            self._at_start = doubt_at_start(clock.now(), seen=self.seen) is not None
        doubted_from = self.seen if self._at_start and self.seen is not None else None
        self._counted_from = self.boot_at if doubted_from is None else self._boot_by(doubted_from)
        self._shown_from = self._boot_by(clock.now())
        self._began_ms = self._boot_ms()

    def doubt(self) -> Doubt | None:
        """Why the clock is not believed now; None: it is."""
        if self._at_start:
            return doubt_at_start(self._clock.now(), seen=self.seen)
        same_boot = self._clock.boot_id() == self._boot_id
        return Doubt.SET if same_boot and self.set_s() > SET_S else None

    def set_s(self) -> int:
        """By how many seconds the clock was set, either way, since it was believed."""
        return set_by_s(self._clock.now(), counted=self.counted())

    def counted(self) -> Instant:
        """The latest instant that was believed, and what has passed since by the boot's clock.

        After another boot it is earlier than the present by as long as the machine was off.
        """
        return Instant(self._counted_from + self._boot_ms())

    def believed(self) -> Instant:
        """The present; while the clock is in doubt, what is counted."""
        return self._clock.now() if self.doubt() is None else self.counted()

    def now(self) -> Instant:
        """What the hub goes by: the clock, or what is counted where that is surely nearer."""
        return self.counted() if counts_on(self.doubt()) else self._clock.now()

    def spell(self, why: Doubt) -> Spell:
        """What was written in a doubt since this watch began; the clock is right by now."""
        begun = self._counted_from if counts_on(why) else self._shown_from
        until = Instant(begun + self._boot_ms())
        return Spell(Instant(begun + self._began_ms), until, self._clock.now() - until)

    def believe(self) -> None:
        """The clock is right now; from here on it is counted."""
        self._boot_id, self._at_start, self.seen = self._clock.boot_id(), False, self._clock.now()
        self.boot_at = self._counted_from = self._shown_from = self._boot_by(self.seen)
        self._began_ms = self._boot_ms()

    def _boot_by(self, now: Instant) -> Instant:
        return Instant(now - self._boot_ms())

    def _boot_ms(self) -> int:
        return self._clock.boot_ns() // NS_PER_MS
