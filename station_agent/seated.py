"""The open session of a seat: what is used of it, and how much of that without the hub."""

from dataclasses import dataclass, replace
from typing import Literal

from kiosk.protocol.leases import Lease
from kiosk.protocol.station_calls import Record
from station_agent.meter import NS_PER_S, Advanced, Meter, Reading, advance
from station_agent.store.sessions import Kept, PausedWhy

ClosedWhy = Literal["finished", "time_up", "desk", "suspended", "rebooted", "moved"]
CLOSED_AFTER_PAUSE: dict[PausedWhy, ClosedWhy] = {
    "suspended": "suspended",
    "rebooted": "rebooted",
}
NS_PER_MS = 1_000_000


@dataclass(slots=True)
class Seated:
    """The open session. `hub_away` is how the link was at the last look."""

    kept: Kept
    lease: Lease
    meter: Meter
    record: Record
    saved_ns: int
    away_ns: int = 0
    hub_away: bool = False

    @property
    def used_s(self) -> int:
        """Used seconds by the last reading, never more than the lease holds."""
        return min(self.meter.used_s, self.lease.seconds)

    @property
    def hub_away_s(self) -> int:
        """Whole used seconds in which the hub did not answer, floored."""
        return self.away_ns // NS_PER_S

    def spend(self, reading: Reading) -> Advanced:
        """Spend what has passed since the last reading."""
        advanced = advance(self.meter, reading)
        if self.hub_away:
            self.away_ns += advanced.meter.used_ns - self.meter.used_ns
        self.meter = advanced.meter
        return advanced

    def keep_meter(self) -> None:
        """What goes to disk carries the meter's last reading."""
        last = self.meter.last
        self.kept = replace(
            self.kept,
            used_ms=self.meter.used_ns // NS_PER_MS,
            away_ms=self.away_ns // NS_PER_MS,
            boot_id=last.boot_id,
            boot_ns=last.boot_ns,
            awake_ns=last.awake_ns,
        )
        self.saved_ns = self.meter.used_ns
