"""Offers: what a pass sold under one may be used for, when it lapses, and what is refused.

A package lasts a span of days, a day pass to the end of the day it is sold on, a night pass (and
any pass of some hours) to the end of those hours: the ones that run, or the next to come.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from kiosk.rules.equipment import Kind
from kiosk.rules.instants import S_PER_DAY, S_PER_HOUR, Instant, later
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import (
    ALWAYS,
    EVERY_DAY,
    MINUTES_A_DAY,
    S_PER_MINUTE,
    WEEKDAYS,
    Window,
    day_bounds,
    edges_of,
    local_day,
    slices,
    whole_second,
)
from kiosk.rules.subscriptions import ARREARS_DAYS_LIMIT, LONGEST_S, Cycle, Period

TITLE_LIMIT = 40
VALID_LIMIT_S = 3 * 366 * S_PER_DAY
PLACES = range(1000)
NEXT_HOURS_WITHIN_S = 16 * S_PER_DAY
"""A week and a day, and another week where the clocks go forward over the hours of the first."""
LONGEST_DAY_S = 25 * S_PER_HOUR
"""The day on which the clocks go back."""


ALLOWANCES = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 31}
"""How often time may come anew, each with its longest days."""
ALLOWANCES_LIMIT = 100
"""So many in one period: each is a pass of its own."""


class Lasts(StrEnum):
    """Until when a pass may be used."""

    SPAN = "span"
    DAY = "day"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a pass may be used for. `zones` empty: anywhere; `seconds_a_day` None: no quota."""

    zones: frozenset[str] = frozenset()
    window: Window = ALWAYS
    seconds_a_day: int | None = None
    lasts: Lasts = Lasts.SPAN

    def holds_in(self, zone: str) -> bool:
        """Whether it may be used at a seat of this zone."""
        return not self.zones or zone in self.zones


@dataclass(frozen=True, slots=True)
class Draft:
    """An offer as its owner wants it. `seconds` None: all the time that the pass lasts.

    One with a `period` is a subscription; the fields behind it are for it alone, but for `names`:
    what it is called in other languages, as pairs of language and name.
    """

    title: str
    price_minor: int
    seconds: int | None
    valid_s: int
    place: int
    pinned: bool = True
    terms: Terms = Terms()
    period: Period | None = None
    arrears_days: int = 0
    carry_over: bool = False
    equipment: str = ""
    allowance: Period | None = None
    names: tuple[tuple[str, str], ...] = ()

    @property
    def cycle(self) -> Cycle | None:
        """How it renews, if it does; an allowance of the whole period is none."""
        if self.period is None:
            return None
        allowance = None if self.allowance is self.period else self.allowance
        return Cycle(self.period, self.price_minor, self.arrears_days, self.carry_over, allowance)


def check_draft(draft: Draft, *, zones: Collection[str]) -> None:
    """Refuse an offer that nobody should sell.

    Args:
        draft: what is asked for.
        zones: the zones of the site.

    Raises:
        Refusal: `offer_wrong` with the `field`: title, names, price, seconds, valid, place, zones,
            days, to, lasts, arrears_days, carry_over (of time without a limit), equipment,
            allowance (longer than what is paid for, or more than `ALLOWANCES_LIMIT` of them),
            seconds, seconds_a_day.
    """
    terms = draft.terms
    wrong = {
        "title": not _is_name(draft.title),
        "names": not all(_is_name(name) for _language, name in draft.names),
        "price": not 0 <= draft.price_minor <= AMOUNT_LIMIT_MINOR,
        "valid": not 0 < draft.valid_s <= VALID_LIMIT_S,
        "place": draft.place not in PLACES,
        "zones": not terms.zones <= frozenset(zones),
        "days": not terms.window.days or not terms.window.days <= EVERY_DAY,
        "to": terms.window.start % MINUTES_A_DAY == terms.window.end % MINUTES_A_DAY
        and terms.window.is_limited
        and _has_hours(terms.window),
        "lasts": (terms.lasts is Lasts.HOURS and not _has_hours(terms.window))
        or (draft.period is not None and terms.lasts is not Lasts.SPAN),
        "arrears_days": not 0 <= draft.arrears_days <= ARREARS_DAYS_LIMIT,
        "carry_over": draft.carry_over and draft.seconds is None,
        "equipment": draft.equipment != ""
        and (draft.period is None or draft.equipment not in list(Kind)),
        "allowance": _is_allowance_wrong(draft),
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise Refusal("offer_wrong", field=field)
    if draft.allowance is not None and draft.seconds is None:
        raise Refusal("offer_wrong", field="seconds")
    if draft.seconds is not None and not 0 < draft.seconds <= most_seconds(draft):
        raise Refusal("offer_wrong", field="seconds")
    if terms.seconds_a_day is not None and not 0 < terms.seconds_a_day < seconds_of(draft):
        raise Refusal("offer_wrong", field="seconds_a_day")


def _is_name(text: str) -> bool:
    return 0 < len(text.strip()) <= TITLE_LIMIT and text.isprintable()


def _is_allowance_wrong(draft: Draft) -> bool:
    """Nobody is given each month what is paid by the week, nor a pass for each day of a year."""
    if draft.allowance is None:
        return False
    if draft.period is None or draft.allowance not in ALLOWANCES:
        return True
    many = LONGEST_S[draft.period] // S_PER_DAY // ALLOWANCES[draft.allowance]
    return not 0 < many <= ALLOWANCES_LIMIT


def most_seconds(draft: Draft) -> int:
    """The seconds between a sale and the end of its pass, at most."""
    if draft.period is not None:
        return LONGEST_S[draft.allowance or draft.period]
    if draft.terms.lasts is Lasts.DAY:
        return LONGEST_DAY_S
    if draft.terms.lasts is Lasts.HOURS:
        return _length_s(draft.terms.window) + S_PER_HOUR  # a night on which the clocks go back
    return draft.valid_s


def seconds_of(draft: Draft) -> int:
    """The seconds that the pass holds."""
    return most_seconds(draft) if draft.seconds is None else draft.seconds


def lapses_at(terms: Terms, *, valid_s: int, at: Instant, timezone: ZoneInfo) -> Instant:
    """When a pass sold at an instant is over."""
    if terms.lasts is Lasts.DAY:
        return day_bounds(local_day(at, timezone), timezone)[1]
    if terms.lasts is Lasts.HOURS:
        return _end_of_hours(terms.window, at, timezone)
    return later(at, seconds=valid_s)


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of one weekday in a row, as the picture of a week draws them."""

    weekday: int
    start: int
    end: int


def week_of(window: Window) -> tuple[Hours, ...]:
    """The hours of a week, cut at midnight, in order: what the owner sees before saving."""
    found: list[Hours] = []
    for day in sorted(window.days):
        if window.start < window.end:
            found.append(Hours(day, window.start, window.end))
            continue
        found.append(Hours(day, window.start, MINUTES_A_DAY))
        found.append(Hours((day + 1) % len(WEEKDAYS), 0, window.end))
    return tuple(sorted(found, key=lambda hours: (hours.weekday, hours.start)))


def _has_hours(window: Window) -> bool:
    return (window.start, window.end) != (0, MINUTES_A_DAY)


def _length_s(window: Window) -> int:
    minutes = (window.end - window.start) % MINUTES_A_DAY or MINUTES_A_DAY
    return minutes * S_PER_MINUTE


def _end_of_hours(window: Window, at: Instant, timezone: ZoneInfo) -> Instant:
    """The end of the hours that run at `at`, else of the next that come."""
    since = whole_second(at)
    end, inside = since, False
    # Pieces are cut at midnight too: a night ends with the last of those that hang together.
    for piece in slices(since, NEXT_HOURS_WITHIN_S, timezone=timezone, edges=edges_of((window,))):
        holds = window.holds(piece.weekday, piece.minute)
        if inside and not holds:
            return end
        if holds:
            end, inside = piece.end, True
    raise AssertionError("hours of some weekdays come and go within two weeks")
