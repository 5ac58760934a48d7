"""When the site closes, as the hub told it last: the station knows it with the hub away too."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import UnsetType

from kiosk.protocol.bodies import Window
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.opening_hours import OpeningHours, closes_at, opens_at, read_hours
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_day

ALWAYS = OpeningHours()


@dataclass(frozen=True, slots=True)
class Today:
    """`closes` is None where the site does not close soon, `opens` where it does not open soon.

    `later`: it opens on another day than today.
    """

    closed: bool
    closes: Instant | None
    opens: Instant | None
    later: bool


def today(window: Window, now: Instant) -> Today:
    """Whether the site is open at the hub's time `now`, and until when."""
    hours, timezone = _hours(window), timezone_of(window)
    closes = closes_at(hours, now, timezone=timezone)
    closed = closes is not None and closes <= now
    opens = opens_at(hours, now, timezone=timezone) if closed else None
    is_later = opens is not None and local_day(opens, timezone) != local_day(now, timezone)
    return Today(closed, closes, opens, is_later)


def seconds_open(window: Window, now: Instant) -> int | None:
    """How long the site is still open; None: it does not close soon.

    Raises:
        Refusal: `site_closed`.
    """
    found = today(window, now)
    if found.closed:
        raise Refusal("site_closed")
    return None if found.closes is None else seconds_between(now, found.closes)


def _hours(window: Window) -> OpeningHours:
    """What cannot be read closes nobody out."""
    if isinstance(window.hours, UnsetType):
        return ALWAYS
    try:
        return read_hours(window.hours.week, window.hours.exceptions)
    except ValueError:
        return ALWAYS


def timezone_of(window: Window) -> ZoneInfo:
    """The site's time zone; UTC where its name is not known here."""
    try:
        return ZoneInfo(window.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
