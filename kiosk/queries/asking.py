"""What every report is asked with: for which days, when, and the site's settings."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.rules.instants import Instant
from kiosk.rules.periods import Period
from kiosk.settings import HubSettings


@dataclass(frozen=True, slots=True)
class Ask:
    """The question; `now` is where today ends."""

    period: Period
    now: Instant
    settings: HubSettings

    @property
    def timezone(self) -> ZoneInfo:
        """The site's."""
        return ZoneInfo(self.settings.timezone)

    @property
    def bounds(self) -> tuple[Instant, Instant]:
        """The first instant of the period, and the first after it."""
        return self.period.bounds(self.timezone)

    def before(self) -> "Ask":
        """The same question of the period that this one is compared with."""
        return Ask(self.period.before(), self.now, self.settings)
