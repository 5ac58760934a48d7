"""What the acts of a site work with besides what is asked: settings, keys, the machine's boot."""

from dataclasses import dataclass, replace

from kiosk.disk.acting import Tool
from kiosk.link.sqlite_outbox import Writing
from kiosk.protocol.facts import Moment
from kiosk.protocol.keys import Keys
from kiosk.rules.instants import Instant
from kiosk.rules.money import Money
from kiosk.settings import HubSettings

NS_PER_MS = 1_000_000


@dataclass(frozen=True, slots=True)
class Site(Tool):
    """One site's settings and keys. `boot_at` is the wall clock's instant of the machine's boot.

    `clock_doubted`: what the clock shows may be any day and hour.
    """

    settings: HubSettings
    keys: Keys
    boot_id: str = ""
    boot_at: Instant = Instant(0)  # noqa: RUF009  a NewType call makes no new thing
    clock_doubted: bool = False

    def with_settings(self, settings: HubSettings) -> "Site":
        """The same site under other settings."""
        return replace(self, settings=settings)

    def money(self, minor: int) -> Money:
        """An amount in the site's currency."""
        return Money(minor, self.settings.currency)

    def writing(self, now: Instant) -> Writing:
        """What a fact of ours is made with."""
        boot_ns = max(0, now - self.boot_at) * NS_PER_MS
        return Writing(self.keys, Moment(now, self.boot_id, boot_ns))
