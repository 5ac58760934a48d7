"""Opening hours: the week, and days that differ, with a picture of the week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.booking_words import day_typed, time_typed, today
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.offer_weeks import Bar, Week, bars_of
from kiosk.acts.opening_hours import closing_after, hours_of
from kiosk.acts.saved_settings import save_settings
from kiosk.rules.instants import Instant
from kiosk.rules.opening_hours import CLOSED, OpeningHours
from kiosk.rules.spans import WEEKDAYS, Window
from kiosk.texts import N_, _

SPANS = 2
"""So many times from and to stand in a day's row, or as many as it has."""
SPANS_LIMIT = 4
BLANK_DAYS = 3
DAYS_LIMIT = 60
DAY_NAMES = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
SETTINGS = ("opening_hours", "opening_exceptions")

hours = Blueprint("hours", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Span:
    """A time from and to, by the names of its fields."""

    start_name: str
    start: str
    end_name: str
    end: str


@dataclass(frozen=True, slots=True)
class DayLine:
    """A weekday's row, or a single day's: `day` is what was typed there."""

    number: int
    name: str
    day: str
    closed: bool
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class ShownHours:
    """See settings/hours.html."""

    always: bool
    week: Sequence[DayLine]
    days: Sequence[DayLine]
    picture: Week
    fixed: str
    closes: Instant | None
    closed: bool


@hours.get("/settings/hours")
@may("change_settings")
def show() -> ResponseReturnValue:
    """The hours that hold, to be changed."""
    return _page(Form({}))


@hours.post("/settings/hours")
@may("change_settings")
def save() -> ResponseReturnValue:
    """These hours hold from now on; stations are told, sessions that run keep their time."""
    form = Form.read()
    always = form.choice("when", ("always", "hours"), _("Choose when you are open.")) == "always"
    week = [] if always else _week_lines(form)
    if not always and not week and not form.errors:
        form.wrong("when", _("Type the hours of a day at least, or choose “Always open”."))
    values = {"opening_hours": week, "opening_exceptions": _day_lines(form)}
    saved = None
    if not form.errors:
        saved = form.write(
            save_settings,
            at="when",
            values=values,
            applies_from=hub().now(),
            reason="",
            by=current_staff(),
        )
    if saved is None:
        return _page(form)
    say(_("The opening hours are saved. Sessions that run keep their time."))
    return redirect(url_for("hours.show"), HTTPStatus.SEE_OTHER)


def _page(form: Form) -> ResponseReturnValue:
    here = hub()
    held = hours_of(here.site)
    typed = form.typed or _as_typed(held)
    closes = closing_after(here.site, here.now())
    given = here.settings.given
    shown = ShownHours(
        always=typed.get("when") == "always",
        week=[_line(typed, n, _(name), "week") for n, name in enumerate(DAY_NAMES, start=1)],
        days=[_line(typed, n, "", "day") for n in range(1, _count(typed) + BLANK_DAYS + 1)],
        picture=_picture(held),
        fixed=next((given[name] for name in SETTINGS if name in given), ""),
        closes=closes,
        closed=closes is not None and closes <= here.now(),
    )
    return page(
        "settings/hours.html",
        here="settings",
        form=Form(typed, form.errors, form.status),
        hours=shown,
    )


def _picture(held: OpeningHours) -> Week:
    windows = held.week or (Window(),)
    bars: list[Bar] = [bar for window in windows for bar in bars_of(window)]
    return Week(bars, _("The hours of the week; the fields beside it say the same."))


def _as_typed(held: OpeningHours) -> dict[str, str]:
    """The hours as their form would be filled in; single days that are past are left out."""
    typed = {"when": "hours" if held.week else "always"}
    for weekday in range(len(WEEKDAYS)):
        mine = [window for window in held.week if weekday in window.days]
        for n, window in enumerate(sorted(mine, key=lambda one: one.start), start=1):
            typed |= _span_typed(f"week-{weekday + 1}", n, window)
    number = 0
    for day in sorted(day for day in held.exceptions if day >= today()):
        spans: tuple[Window | None, ...] = held.exceptions[day] or (None,)
        for span in spans:
            number += 1
            typed[f"day-{number}"] = day
            typed |= {} if span is None else _span_typed(f"day-{number}", 1, span)
    return typed


def _span_typed(name: str, n: int, window: Window) -> dict[str, str]:
    return {f"{name}-from-{n}": _clock(window.start), f"{name}-to-{n}": _clock(window.end)}


def _line(typed: Mapping[str, str], number: int, name: str, kind: str) -> DayLine:
    row = f"{kind}-{number}"
    most = SPANS if kind == "week" else 1
    used = [n for n in range(1, SPANS_LIMIT + 1) if typed.get(f"{row}-from-{n}", "").strip()]
    spans = [
        Span(
            f"{row}-from-{n}",
            typed.get(f"{row}-from-{n}", ""),
            f"{row}-to-{n}",
            typed.get(f"{row}-to-{n}", ""),
        )
        for n in range(1, max([most, *used]) + 1)
    ]
    return DayLine(number, name, typed.get(row, ""), not used, spans)


def _count(typed: Mapping[str, str]) -> int:
    """The number of the last single day that is named."""
    named = [n for n in range(1, DAYS_LIMIT + 1) if typed.get(f"day-{n}", "").strip()]
    return min(max(named, default=0), DAYS_LIMIT - BLANK_DAYS)


def _week_lines(form: Form) -> list[str]:
    return [
        f"{day} {span}"
        for number, day in enumerate(WEEKDAYS, start=1)
        for span in _spans(form, f"week-{number}", wraps=True)
    ]


def _day_lines(form: Form) -> list[str]:
    lines = []
    for number in range(1, DAYS_LIMIT + 1):
        row = f"day-{number}"
        spans = _spans(form, row, wraps=False)
        text = form.typed.get(row, "").strip()
        if not text:
            if spans:
                form.wrong(row, _("Choose a day."))
            continue
        day = day_typed(text)
        if day is None:
            form.wrong(row, _("Choose a day."))
            continue
        lines += [f"{day} {span}" for span in spans or [CLOSED]]
    return lines


def _spans(form: Form, row: str, *, wraps: bool) -> list[str]:
    """What is typed in a row as `08:00-20:00`; what is wrong is said at its field."""
    found = []
    for n in range(1, SPANS_LIMIT + 1):
        names = (f"{row}-from-{n}", f"{row}-to-{n}")
        typed = [form.typed.get(name, "").strip() for name in names]
        if not any(typed):
            continue
        start, end = (time_typed(text) for text in typed)
        for name, minute in zip(names, (start, end), strict=True):
            if minute is None:
                form.wrong(name, _("Type a time, such as 14:30."))
        if start is None or end is None:
            continue
        end = 24 * 60 if end == 0 else end
        if start >= 24 * 60 or start == end or (start > end and not wraps):
            form.wrong(names[1], _("This must be later than the time before it."))
        found.append(f"{_clock(start)}-{_clock(end)}")
    return found


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
