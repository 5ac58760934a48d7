"""When a station made a fact, by all that is known of it once its hub has heard the station again.

A station that began a boot while its hub was away has its wall clock only, which may be years off.
Its boot's clock is right all the same: a beat says how long that boot lasts, and the hub what time
it is, so each moment of that boot has its instant.
"""

from dataclasses import dataclass

from kiosk.rules.clock_doubt import SET_S
from kiosk.rules.instants import MS_PER_S, Instant

EARLIEST, LATEST = Instant(0), Instant(4_102_444_800_000)
"""From 1970 to 2100: what a clock says beyond is no time, and no page could show it."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A station's boot was so old at an instant of the hub's, while the hub believed its clock."""

    boot_id: str
    boot_ms: int
    at: Instant

    @property
    def boot_at(self) -> Instant:
        """When that boot was."""
        return Instant(self.at - self.boot_ms)


def made_at(told: Instant, *, boot_id: str, boot_ms: int, anchor: Anchor | None) -> Instant:
    """When something was made at a station, from `EARLIEST` to `LATEST` whatever its clock says.

    Args:
        told: by the station's clock, as it could know the hub's time then.
        boot_id: of which boot it is.
        boot_ms: how old that boot was.
        anchor: of the boot in which the station is now; None: nothing is known besides `told`.
    """
    if anchor is None or boot_id != anchor.boot_id:
        # of a boot in which the hub never heard the station, or has not heard it yet
        return _within(told)
    return _within(Instant(anchor.boot_at + boot_ms))


def was_off(told: Instant, made: Instant) -> bool:
    """Whether a station's clock was so wrong that staff should read of it."""
    return abs(told - made) > SET_S * MS_PER_S


def _within(at: Instant) -> Instant:
    return min(max(at, EARLIEST), LATEST)
