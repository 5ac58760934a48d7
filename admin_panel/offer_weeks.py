"""The hours of a week: as a picture and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.rules.offers import Terms, week_of
from kiosk.rules.spans import EVERY_DAY, MINUTES_A_DAY, Window, clock_of
from kiosk.texts import WEEKDAYS, _

UNITS_A_MINUTE_DIVISOR = 4
"""The picture of a day is 360 units wide."""
ROW_UNITS = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """Hours of a weekday in the picture."""

    x: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of a week: bars for the eye, words for everybody."""

    bars: Sequence[Bar]
    words: str


def hours_words(window: Window) -> str:
    """Days and hours in words."""
    days = _("Every day")
    if window.days != EVERY_DAY:
        days = ", ".join(_(WEEKDAYS[day]) for day in sorted(window.days))
    if (window.start, window.end) == (0, MINUTES_A_DAY):
        return days
    return f"{days}, {clock_of(window.start)}–{clock_of(window.end)}"


def bars_of(window: Window) -> list[Bar]:
    """The hours of a window in the picture of a week."""
    return [
        Bar(
            x=hours.start // UNITS_A_MINUTE_DIVISOR,
            y=hours.weekday * ROW_UNITS,
            width=max(1, (hours.end - hours.start) // UNITS_A_MINUTE_DIVISOR),
        )
        for hours in week_of(window)
    ]


def week_shown(window: Window) -> Week:
    """A window as picture and words."""
    return Week(bars_of(window), hours_words(window))


def good_at(terms: Terms) -> str:
    """When and where a pass is good, on one line; "" where it is always and anywhere.

    In words: a dash between two times turns them round in a line from right to left.
    """
    window, days, hours = terms.window, "", ""
    if window.days != EVERY_DAY:
        days = ", ".join(_(WEEKDAYS[day]) for day in sorted(window.days))
    if (window.start, window.end) != (0, MINUTES_A_DAY):
        hours = _("{start} to {end}", start=clock_of(window.start), end=clock_of(window.end))
    when = ", ".join(each for each in (days, hours) if each)
    return " · ".join(each for each in (when, ", ".join(sorted(terms.zones))) if each)
