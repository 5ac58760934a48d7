"""When the site is open, by what the owner has set. See `kiosk/rules/opening_hours.py`.

While the clock is in doubt it is open now: nobody is turned away or locked by an hour that may be
any. A time that somebody books is told by them, so it is held against the hours all the same.
"""

from zoneinfo import ZoneInfo

from kiosk.acts.site import Site
from kiosk.rules.instants import Instant
from kiosk.rules.opening_hours import (
    OpeningHours,
    closes_at,
    is_open_between,
    opens_at,
    read_hours,
)
from kiosk.rules.refusals import Refusal


def hours_of(site: Site) -> OpeningHours:
    """The hours that hold now."""
    return read_hours(site.settings.opening_hours, site.settings.opening_exceptions)


def closing_after(site: Site, at: Instant) -> Instant | None:
    """When the site closes next, `at` itself where it is closed; None where it does not."""
    if site.clock_doubted:
        return None
    return closes_at(hours_of(site), at, timezone=_timezone(site))


def opening_after(site: Site, at: Instant) -> Instant | None:
    """When the site opens next, `at` itself where it is open; None: not within a month."""
    if site.clock_doubted:
        return at
    return opens_at(hours_of(site), at, timezone=_timezone(site))


def check_open(site: Site, *, starts: Instant, ends: Instant) -> None:
    """Refuse a time at which the site is not open all along.

    Raises:
        Refusal: `booking_closed`.
    """
    if not is_open_between(hours_of(site), starts=starts, ends=ends, timezone=_timezone(site)):
        raise Refusal("booking_closed")


def _timezone(site: Site) -> ZoneInfo:
    return ZoneInfo(site.settings.timezone)
