"""How days and minutes are written, in the language spoken: a value comes in, text goes out."""

from datetime import date

from kiosk.texts import MONTHS, _

S_PER_MIN = 60
MIN_PER_H = 60


def minutes_up(seconds: int) -> int:
    """Whole minutes, rounded up, as the page's own clock does: the last minute reads 1."""
    return max(0, -(-seconds // S_PER_MIN))


def seat_time(seconds: int) -> str:
    """Hours and minutes as a seat shows them: `0:42`."""
    hours, minute = divmod(minutes_up(seconds), MIN_PER_H)
    return f"{hours}:{minute:02d}"


def minutes(seconds: int) -> str:
    """A span in words: `42 min`, `1 h`, `1 h 5 min`."""
    hours, minute = divmod(minutes_up(seconds), MIN_PER_H)
    if not hours:
        return _("{minutes} min", minutes=minute)
    if not minute:
        return _("{hours} h", hours=hours)
    return _("{hours} h {minutes} min", hours=hours, minutes=minute)


def minutes_left(seconds: int) -> str:
    """What is left, in words; the last minute in seconds."""
    if seconds < S_PER_MIN:
        return _("{seconds} s left", seconds=max(0, seconds))
    hours, minute = divmod(minutes_up(seconds), MIN_PER_H)
    if not hours:
        return _("{minutes} min left", minutes=minute)
    return _("{hours} h {minutes} min left", hours=hours, minutes=minute)


def months() -> tuple[str, ...]:
    """The twelve months, short."""
    return tuple(_(name) for name in MONTHS)


def weekdays() -> tuple[str, ...]:
    """The days of the week from Monday on, short."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def day(at: date) -> str:
    """A local day: `20 Nov 2026`."""
    return f"{at.day} {months()[at.month - 1]} {at.year}"


def weekday_and_day(at: date) -> str:
    """A local day with its weekday: `Fri 20 Nov 2026`."""
    return f"{weekdays()[at.weekday()]} {day(at)}"


def month(at: date) -> str:
    """A month: `Nov 2026`."""
    return f"{months()[at.month - 1]} {at.year}"
