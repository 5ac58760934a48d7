"""The hub's time at this station: as the last beat told it, and onward by the boot-time clock.

Nobody at the seat can set the boot-time clock, so within one boot the time is right however the
wall clock stands. After a new boot with the hub away there is only the wall clock. It may be wrong
(an empty battery on the board says 1970; somebody has set it), and then:

- one that stands before what the hub told last is surely wrong. The time stands still at what the
  hub told, and nothing is opened that depends on the hour (`clock_unsure`): it might be any hour.
- one that stands later is believed, for it is right nearly always, and a site without its hub for a
  night would otherwise turn every holder of a night voucher away. Who set it forward to use a
  voucher outside its hours wins nothing twice: the seconds go off the voucher all the same, and the
  hub, which places and charges the session when it hears of it, has the last word.
"""

from dataclasses import dataclass

from kiosk.clock import Clock
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from station_agent.store import hub_time as kept
from station_agent.store.hub_time import Heard
from station_agent.store.open import Store

NS_PER_MS = 1_000_000
KEPT_EVERY_MS = 600_000
"""So often what was heard goes to disk within one boot; more would only wear the disk."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The hub's time now; `is_sure` is False where the wall clock must be wrong."""

    now: Instant
    is_sure: bool


class HubTime:
    """What time it is at the hub."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        with store.readers.read() as db:
            self._heard = self._kept = kept.read(db)

    def hear(self, now: Instant) -> None:
        """A beat's answer says what time it is."""
        self._heard = Heard(self._clock.boot_id(), self._clock.boot_ns() // NS_PER_MS, now)

    def keep(self) -> None:
        """Put what was heard on disk, where that is due.

        Raises:
            Refusal: `disk_full`; it is known until the agent ends all the same.
        """
        heard = self._heard
        if heard is not None and self._is_due(heard):
            self._store.writer.run(keep_heard, heard=heard)
            self._kept = heard

    def _is_due(self, heard: Heard) -> bool:
        """At a new boot, after a while, and where the hub's own clock was set."""
        before = self._kept
        if before is None or before.boot_id != heard.boot_id or heard.at < before.at:
            return True
        set_ms = abs(heard.at - self._onward(before))
        return set_ms + heard.at - before.at >= KEPT_EVERY_MS

    def read(self) -> Reading:
        """The time by the hub, and whether it can be right."""
        heard, wall = self._heard, self._clock.now()
        if heard is None:
            return Reading(wall, is_sure=True)
        if heard.boot_id == self._clock.boot_id():
            return Reading(self._onward(heard), is_sure=True)
        return Reading(max(wall, heard.at), is_sure=wall >= heard.at)

    @property
    def offset_ms(self) -> int:
        """What the hub's time is ahead of this machine's wall clock."""
        return self.read().now - self._clock.now()

    def _onward(self, heard: Heard) -> Instant:
        return Instant(heard.at + self._clock.boot_ns() // NS_PER_MS - heard.boot_ms)


def keep_heard(db: Db, now: Instant, *, heard: Heard) -> None:
    """What the hub told last is on disk: a new boot knows that it is not earlier."""
    del now
    kept.keep(db, heard)
