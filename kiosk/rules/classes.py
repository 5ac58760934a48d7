"""Classes: a pasted roster, weekly meetings, how long a code is good, how long one was there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from kiosk.rules.amounts import ascii_digits
from kiosk.rules.instants import S_PER_DAY, Instant, later, seconds_between
from kiosk.rules.names import fold, is_plain
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import clock_of, days_later, local_day, local_instant_named, slices

MEMBERS_MOST = 200
ROSTER_LINES_MOST = 200
ROSTER_LETTERS_MOST = 10_000
NEWCOMERS_MOST = 30
"""So many new people come of one list: each needs a card and a PIN, and a PIN is slow to hash."""
NAME_LETTERS = 80
CODE_DIGITS = 6
WEEKS_MOST = 13
"""Seats are kept for a quarter of a year at most."""
JOIN_DAYS = (1, 7, 30, 90)
S_PER_MINUTE = 60
SEPARATORS = "\t;,"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a pasted list. `problem` is "" where it can be read.

    `code` is "" where no card's code stood on the line, `name` where nothing else did.
    """

    row: int
    name: str
    code: str
    problem: str = ""


class Sitting(Protocol):
    """A session: from when to when, None while it runs, and how many seconds were used."""

    @property
    def opened_at(self) -> Instant:
        """When it began."""

    @property
    def closed_at(self) -> Instant | None:
        """When it ended."""

    @property
    def used_s(self) -> int:
        """By the station's own clock, without pauses."""


def read_roster(text: str) -> tuple[Line, ...]:
    """The lines of a pasted list that hold anything, numbered as a spreadsheet shows them.

    A line is a name, a card's code, or both in any order, parted by a comma, semicolon or tab.

    Raises:
        Refusal: `too_large`, `too_many` (lines), `field_missing` for a list without any line.
    """
    if len(text) > ROSTER_LETTERS_MOST:
        raise Refusal("too_large", field="roster")
    lines = list(_lines(text))
    if not lines:
        raise Refusal("field_missing", field="roster")
    if len(lines) > ROSTER_LINES_MOST:
        raise Refusal("too_many", field="roster", limit=ROSTER_LINES_MOST)
    return tuple(_without_twins(lines))


def _lines(text: str) -> Iterator[Line]:
    for row, raw in enumerate(text.splitlines(), start=1):
        if raw.strip():
            yield _line(row, raw)


def _line(row: int, raw: str) -> Line:
    plain = raw
    for sign in SEPARATORS:
        plain = plain.replace(sign, "\n")
    cells = [cell.strip().strip('"').strip() for cell in plain.split("\n")]
    digits = [ascii_digits(cell) for cell in cells if _is_number(cell)]
    name = " ".join(cell for cell in cells if cell and not _is_number(cell))
    code = digits[0] if digits else ""
    problem = ""
    if len(digits) > 1 or (code and len(code) != CODE_DIGITS):
        problem = "code_wrong"
    elif len(name) > NAME_LETTERS or not is_plain(name) or not (code or fold(name)):
        problem = "name_wrong"
    return Line(row, name[:NAME_LETTERS] if is_plain(name) else "", code, problem)


def _is_number(cell: str) -> bool:
    plain = ascii_digits(cell)
    return plain.isascii() and plain.isdigit()


def _without_twins(lines: Iterable[Line]) -> Iterator[Line]:
    """A line that says the same as one before it is told so: it may be two people."""
    seen: set[str] = set()
    for line in lines:
        key = line.code or fold(line.name)
        twin = not line.problem and key in seen
        seen.add(key)
        yield Line(line.row, line.name, line.code, "twice") if twin else line


def weekly(
    *, starts: Instant, ends: Instant, weeks: int, timezone: ZoneInfo
) -> tuple[tuple[Instant, Instant], ...]:
    """A meeting and its like in the weeks after it, at the same hour by the wall clock.

    Where clocks change it is the hour that stays, and the length.

    Raises:
        Refusal: `field_wrong` (weeks).
    """
    if not 1 <= weeks <= WEEKS_MOST:
        raise Refusal("field_wrong", field="weeks")
    first, minute = local_day(starts, timezone), next(slices(starts, 1, timezone=timezone)).minute
    lasts_s = seconds_between(starts, ends)
    found = [(starts, ends)]
    for week in range(1, weeks):
        day = days_later(first, 7 * week)
        begins = local_instant_named(f"{day}T{clock_of(minute)}", timezone)
        found.append((begins, later(begins, seconds=lasts_s)))
    return tuple(found)


def join_until(now: Instant, *, days: int) -> Instant:
    """Until when a new code lets people in.

    Raises:
        Refusal: `field_wrong` (days).
    """
    if days not in JOIN_DAYS:
        raise Refusal("field_wrong", field="days")
    return later(now, seconds=days * S_PER_DAY)


def minutes_there(sat: Iterable[Sitting], now: Instant, *, starts: Instant, ends: Instant) -> int:
    """Whole minutes of a meeting that somebody sat at a station: none of a pause, none outside."""
    seconds = sum(_seconds(one, now, starts=starts, ends=ends) for one in sat)
    return seconds // S_PER_MINUTE


def _seconds(one: Sitting, now: Instant, *, starts: Instant, ends: Instant) -> int:
    """No more than was used: the station's word outranks the two instants."""
    begins = max(one.opened_at, starts)
    until = min(now if one.closed_at is None else one.closed_at, ends)
    return max(0, min(seconds_between(begins, until), one.used_s))


def check_minutes(minutes: int, *, starts: Instant, ends: Instant) -> None:
    """Refuse more minutes than the meeting has.

    Raises:
        Refusal: `field_wrong` (minutes).
    """
    if not 0 <= minutes <= length_min(starts=starts, ends=ends):
        raise Refusal("field_wrong", field="minutes")


def length_min(*, starts: Instant, ends: Instant) -> int:
    """How long a meeting is."""
    return seconds_between(starts, ends) // S_PER_MINUTE
