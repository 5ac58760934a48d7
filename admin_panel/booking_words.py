"""Bookings in words, and what is typed of them: where, from when to when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from flask import url_for

from admin_panel.forms import Form
from admin_panel.frame import short_name
from admin_panel.guards import hub, i_may
from kiosk.acts.bookings import Wish
from kiosk.rules.amounts import ascii_digits, read_whole
from kiosk.rules.bookings import BookingState
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import (
    YEARS,
    LocalDay,
    day_named,
    local_day,
    local_instant_named,
    minute_named,
    slices,
)
from kiosk.rules.vouchers import printed_code
from kiosk.store.bookings import BookingRow
from kiosk.texts import N_, _

MINUTES_A_DAY = 24 * 60
SEAT_MOST = 9999

STATES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "coming": ("wait", "calendar", N_("Booked")),
        "held": ("wait", "clock", N_("Waits for them")),
        "used": ("in_use", "user", N_("In use")),
        "over": ("off", "check", N_("Over")),
        "gone": ("off", "circle-x", N_("Nobody came")),
        "cancelled": ("off", "x", N_("Cancelled")),
    }
)
"""A booking's state -> the tone of its mark, its icon, its word."""


@dataclass(frozen=True, slots=True)
class ShownBooking:
    """A booking as a page shows it; `zone` is "" where this very seat was asked for."""

    id: str
    code: str
    seat: int
    zone: str
    name: str
    person_url: str
    day: LocalDay
    starts: Instant
    ends: Instant
    gone_at: Instant
    state: str
    tone: str
    symbol: str
    word: str
    reason: str
    url: str


def shown_booking(row: BookingRow, state: BookingState) -> ShownBooking:
    """A booking in words."""
    one = row.booking
    tone, symbol, word = STATES[state.value]
    known = one.visitor is not None and i_may("see_people")
    url = (
        url_for("blocks.show", block=one.block)
        if one.block
        else url_for("bookings.show", booking=one.id)
    )
    return ShownBooking(
        id=one.id,
        code=printed_code(row.code) if row.code else "",
        seat=one.seat,
        zone=one.zone,
        name=row.name if one.block else short_name(row.name),
        person_url=url_for("people.person", visitor=one.visitor) if known else "",
        day=local_day(one.starts, timezone()),
        starts=one.starts,
        ends=one.ends,
        gone_at=one.gone_at,
        state=state.value,
        tone=tone,
        symbol=symbol,
        word=_(word),
        reason=row.reason,
        url=url,
    )


def timezone() -> ZoneInfo:
    """The site's."""
    return ZoneInfo(hub().settings.timezone)


def today() -> LocalDay:
    """The day that it is here."""
    return local_day(hub().now(), timezone())


def day_asked(text: str) -> LocalDay:
    """The day that was asked for; today for anything else."""
    return day_typed(text) or today()


def neighbour(day: LocalDay, days: int) -> str:
    """A day before or after."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def day_typed(text: str) -> LocalDay | None:
    """A day in a year that a site lives in; None for anything else."""
    try:
        day = day_named(ascii_digits(text.strip()[:20]))
    except ValueError:
        return None
    return day if date.fromisoformat(day).year + 1 in YEARS else None


def time_typed(text: str) -> int | None:
    """The minute of the day that was typed, as `9:30` or `09:30`; None for anything else."""
    typed = ascii_digits(text.strip()[:10]).replace(".", ":")
    typed = f"{typed}:00" if typed.isdigit() and len(typed) <= 2 else typed
    try:
        return minute_named(typed.rjust(5, "0"))
    except ValueError:
        return None


def span_typed(form: Form) -> tuple[Instant, Instant] | None:
    """From when to when; an end that is not after the start is the next day's."""
    start, end = time_typed(form.typed.get("from", "")), time_typed(form.typed.get("to", ""))
    if start == MINUTES_A_DAY:
        start = None
    for name, minute in (("from", start), ("to", end)):
        if minute is None:
            form.wrong(name, _("Type a time, such as 14:30."))
    day = day_typed(form.typed.get("day", ""))
    if day is None:
        form.wrong("day", _("Choose a day."))
    if start is None or end is None or day is None:
        return None
    begins = _instant(day, start)
    if next(slices(begins, 1, timezone=timezone())).minute != start:
        form.wrong("from", _("The clocks go forward then: this time is left out on that day."))
        return None
    return begins, _instant(day, end if end > start else end + MINUTES_A_DAY)


def wish_typed(form: Form) -> Wish | None:
    """Where and when; None and errors where something is wrong."""
    span = span_typed(form)
    kind, _colon, what = form.typed.get("where", "").partition(":")
    seat = 0
    if kind == "seat":
        try:
            seat = read_whole(what, least=1, most=SEAT_MOST)
        except Refusal:
            kind = ""
    if kind not in ("seat", "zone") or not what:
        form.wrong("where", _("Choose a seat or a zone."))
    if span is None or form.errors:
        return None
    return Wish(seat, what if kind == "zone" else "", *span)


def _instant(day: LocalDay, minute: int) -> Instant:
    over, rest = divmod(minute, MINUTES_A_DAY)
    named = neighbour(day, over)
    return local_instant_named(f"{named}T{rest // 60:02d}:{rest % 60:02d}", timezone())
