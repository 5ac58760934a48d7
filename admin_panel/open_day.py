"""Open the day: one line each for seats, printer, exchange, backup, clock, float."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from admin_panel.clock_line import ClockDoubted, doubted
from admin_panel.floor_now import floor_now
from admin_panel.frame import page, span_in_words
from admin_panel.guards import hub, i_may, may
from kiosk.acts.opening_hours import closing_after
from kiosk.backups import backing_up
from kiosk.link import owner_key
from kiosk.queries import pulse
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.stations import StationState
from kiosk.store import shifts
from kiosk.texts import _, format_money, n_

BACKUPS = "backups"
LATE_BACKUPS = 3
"""So many intervals without a copy are too many."""

open_day = Blueprint("open_day", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look at; tone: good, wait (look at it), bad (act now), off (look yourself)."""

    name: str
    symbol: str
    tone: str
    words: str
    link: str = ""
    link_words: str = ""


@dataclass(frozen=True, slots=True)
class OpenDay:
    """See floor/open_day.html."""

    lines: Sequence[Line]
    clock: ClockDoubted | None
    waiting: int
    closes: Instant | None
    closed: bool


@open_day.get("/open-the-day")
@may("see_floor")
def show() -> ResponseReturnValue:
    """What to look at before the first visitor."""
    looks: tuple[Callable[[], Line], ...] = (_seats, _printer, _exchange, _backup, _clock, _float)
    lines = [look() for look in looks]
    here = hub()
    closes = closing_after(here.site, here.now())
    shown = OpenDay(
        lines=lines,
        clock=doubted(),
        waiting=sum(line.tone in {"wait", "bad"} for line in lines),
        closes=closes,
        closed=closes is not None and closes <= here.now(),
    )
    return page("floor/open_day.html", here="floor", day=shown)


def _seats() -> Line:
    seats = [seat for seat in floor_now().seats if seat.station]
    silent = [str(seat.number) for seat in seats if seat.state is StationState.LOST]
    out = [str(seat.number) for seat in seats if seat.state is StationState.OUT_OF_ORDER]
    words = n_("{n} seat is set up.", "{n} seats are set up.", len(seats))
    if silent:
        words = _("These do not answer: {seats}. Switch them on.", seats=", ".join(silent))
    elif out:
        words = _("All answer. Locked: {seats}.", seats=", ".join(out))
    elif seats:
        words = n_("{n} seat answers.", "All {n} seats answer.", len(seats))
    good = bool(seats) and not silent
    floor = url_for("floor.show")
    return Line(
        _("Seats"), "device-desktop", "good" if good else "wait", words, floor, _("See the floor")
    )


def _printer() -> Line:
    """Paper goes through the browser, so that only a person sees whether it comes."""
    words = _("Print one slip and look at it.")
    url = url_for("vouchers.show_all") if i_may("sell") else ""
    return Line(_("Printer"), "printer", "off", words, url, _("Vouchers"))


def _exchange() -> Line:
    here = hub()
    with here.read() as db:
        beats = pulse.pulse(db)
    waiting = n_("{n} message waits.", "{n} messages wait.", beats.waiting) if beats.waiting else ""
    if not beats.joined:
        words, tone = _("No exchange is joined yet."), "wait"
    elif here.line.up:
        words, tone = _("It answers."), "good"
    else:
        away = span_in_words(seconds_between(here.line.since, here.now()))
        words, tone = _("Away for {time}. Work goes on and is sent later.", time=away), "wait"
    return Line(_("Link to the exchange"), "cloud", tone, f"{words} {waiting}".strip())


def _backup() -> Line:
    here = hub()
    folder = here.folder / BACKUPS
    made = backing_up.latest_at(folder)
    name, symbol = _("Backup"), "device-floppy"
    if made is None:
        every = span_in_words(here.settings.backup_interval_s)
        words = _("There is none yet. The hub makes one every {time}.", time=every)
        return Line(name, symbol, "wait", words)
    age_s = max(0, seconds_between(made, here.now()))
    every_s = backing_up.interval_s(folder, every_s=here.settings.backup_interval_s)
    fresh = age_s <= LATE_BACKUPS * every_s
    words = _("The newest is {time} old.", time=span_in_words(age_s))
    if here.settings.backup_place and owner_key.public(here.folder) is None:
        readable = _("Who finds a copy can read it: make the printed key in Settings, Backups.")
        return Line(name, symbol, "wait", f"{words} {readable}")
    return Line(name, symbol, "good" if fresh else "wait", words)


def _clock() -> Line:
    """A clock in doubt is asked about above the lines; see `clock_line.py`."""
    name, asked = _("Clock"), doubted()
    if asked is None:
        return Line(name, "clock", "good", _("It runs evenly. Compare it with your own."))
    words = _("It may be wrong. Renewals wait until it is set or confirmed.")
    return Line(name, "clock", "bad", words, "#clock", _("Look at the clock"))


def _float() -> Line:
    with hub().read() as db:
        shift = shifts.open_one(db)
    name, till = _("Float"), url_for("till.show") if i_may("see_till") else ""
    if shift is None:
        words = _("No shift is open. Count the float and open one.")
        return Line(name, "cash", "wait", words, till, _("Open the till"))
    money = format_money(shift.float_minor, hub().settings)
    return Line(name, "cash", "good", _("{money} lay in the drawer.", money=money), till, _("Till"))
