"""The meter: spends a lease's seconds by the boot-time clock. Source: DESIGN.md §6 and §7.

Pure: it is handed readings of the clock and gives back what was used. The wall clock has no say.
"""

from dataclasses import dataclass, replace

from kiosk.clock import Clock
from kiosk.protocol.leases import Lease

NS_PER_S = 1_000_000_000
LOOKS_EVERY_S = 1
"""The meter's rhythm: what is not saved at one look has grown by so much at the next."""
SUSPEND_LIMIT_S = 60
"""A longer sleep of the machine is not charged; the station pauses and locks."""

PREPAID = frozenset({"prepaid", "voucher", "card", "account"})
"""Kinds whose seconds are reserved at the hub or stand on paper: all may be spent with it away.

A card's lease is made at its seat, of no more than the site's `offline_ok_s`.
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the boot-time clock."""

    boot_id: str
    boot_ns: int
    awake_ns: int


def read(clock: Clock) -> Reading:
    """Look at the clock now."""
    return Reading(clock.boot_id(), clock.boot_ns(), clock.awake_ns())


@dataclass(frozen=True, slots=True)
class Meter:
    """Used time of one session, up to its last reading."""

    used_ns: int
    running: bool
    last: Reading

    @property
    def used_s(self) -> int:
        """Whole used seconds, floored: the doubt is the visitor's gain."""
        return self.used_ns // NS_PER_S


@dataclass(frozen=True, slots=True)
class Advanced:
    """A meter after a reading. `slept_s` is 0 unless the machine slept longer than the limit."""

    meter: Meter
    slept_s: int = 0
    rebooted: bool = False


def advance(meter: Meter, reading: Reading) -> Advanced:
    """Spend what has passed since the last reading.

    A short sleep counts as used, a long one does not; after a new boot nothing is known but
    what was saved.
    """
    moved = replace(meter, last=reading)
    if reading.boot_id != meter.last.boot_id:
        return Advanced(moved, rebooted=True)
    if not meter.running:
        return Advanced(moved)
    passed_ns = max(0, reading.boot_ns - meter.last.boot_ns)
    awake_ns = min(passed_ns, max(0, reading.awake_ns - meter.last.awake_ns))
    slept_s = (passed_ns - awake_ns) // NS_PER_S
    if slept_s > SUSPEND_LIMIT_S:
        return Advanced(replace(moved, used_ns=meter.used_ns + awake_ns), slept_s=slept_s)
    return Advanced(replace(moved, used_ns=meter.used_ns + passed_ns))


def wake_up(meter: Meter, reading: Reading) -> Advanced:
    """Go on after the agent itself was down: a gap too long to be a restart is like a sleep."""
    passed_s = (reading.boot_ns - meter.last.boot_ns) // NS_PER_S
    same_boot = reading.boot_id == meter.last.boot_id
    if meter.running and same_boot and passed_s > SUSPEND_LIMIT_S:
        return Advanced(replace(meter, last=reading), slept_s=passed_s)
    return advance(meter, reading)


def limit_s(lease: Lease, *, renewed_at_used_s: int, hub_away: bool) -> int:
    """How many used seconds the session may reach now.

    Args:
        lease: the newest one.
        renewed_at_used_s: used seconds when the hub last renewed it.
        hub_away: whether the hub has not answered since.
    """
    if lease.kind in PREPAID or not hub_away:
        return lease.seconds
    return min(lease.seconds, renewed_at_used_s + lease.offline_ok_s)
