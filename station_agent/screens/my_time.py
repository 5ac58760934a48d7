"""My time: what the visitor holds, what is left of each, and until when; as the desk said last."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.looks.figures import minutes, weekday_and_day, weekdays
from kiosk.protocol.time_calls import Held
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.spans import MINUTES_A_DAY, clock_of
from kiosk.texts import N_, _
from station_agent.agent import Agent
from station_agent.guard import agent, may
from station_agent.screens import frames
from station_agent.screens.more_time import can_buy
from station_agent.screens.renewal import can_answer

PAGE_LINES = 3
PAGE_DIGITS = 2
SUBSCRIPTION, SPONSORSHIP = "subscription", "sponsorship"
SYMBOLS = {SUBSCRIPTION: "refresh", SPONSORSHIP: "users", "voucher": "ticket"}
NAMES = {
    "package": N_("Time you bought"),
    "voucher": N_("Voucher"),
    SUBSCRIPTION: N_("Subscription"),
    SPONSORSHIP: N_("Sponsored time"),
}
LEFT = {
    "": N_("left"),
    "day": N_("left today"),
    "week": N_("left this week"),
    "month": N_("left this month"),
    "quarter": N_("left this quarter"),
    "year": N_("left this year"),
}
GOES_ON = {
    "itself": N_("Paid until {day}. Then it renews by itself."),
    "desk": N_("Paid until {day}. Then renew at the desk."),
    "no": N_("Paid until {day}. Then it ends."),
    "owed": N_("It is not paid. Please pay at the desk."),
    "paused": N_("It stands still. Ask at the desk to go on."),
}

door = Blueprint("my_time", __name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the visitor holds. `left` is "" where it is all the time, or none can be told.

    `share` is what is left of the whole in hundredths; None where that says nothing.
    """

    kind: str
    name: str
    title: str
    symbol: str
    words: tuple[str, ...]
    left: str
    left_words: str
    share: int | None


@dataclass(frozen=True, slots=True)
class MyTime:
    """The page."""

    lines: tuple[Line, ...]
    as_of: Instant | None
    can_renew: bool
    can_buy: bool
    newer_url: str
    older_url: str


@door.get("/my-time")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """What the visitor holds, a page at a time; with the hub away as it said last."""
    station = agent()
    held, number = _held(station), _page_number()
    shown = held[number * PAGE_LINES : (number + 1) * PAGE_LINES]
    away_since = station.link.hop.away_since
    more = len(held) > (number + 1) * PAGE_LINES
    page = MyTime(
        lines=tuple(_line(station, each) for each in shown),
        as_of=Instant(away_since) if away_since else None,
        can_renew=can_answer(station),
        can_buy=can_buy(station),
        newer_url=url_for("my_time.show", page=number - 1) if number else "",
        older_url=url_for("my_time.show", page=number + 1) if more else "",
    )
    return render_template("my_time/show.html", bar=frames.bar(station), mine=page)


def tile_words(station: Agent) -> str:
    """What home says of it: what was left of the first at the start, or nothing bought ahead.

    The bar above counts this visit down, so the two would differ without a word.
    """
    held = _held(station)
    if not held:
        return _("What you have bought, and until when")
    first = _line(station, held[0])
    if not first.left:
        return first.title
    return _("{time} {left}, before this visit", time=first.left, left=first.left_words)


def _held(station: Agent) -> tuple[Held, ...]:
    record = station.sitting.record
    return () if record is None else record.holds


def _page_number() -> int:
    asked = request.args.get("page", "0")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= PAGE_DIGITS
    return int(asked) if is_number else 0


def _line(station: Agent, held: Held) -> Line:
    whole = _is_all_the_time(station, held)
    tells = not whole and held.goes_on != "paused"
    return Line(
        kind=held.kind,
        name=_(NAMES.get(held.kind, NAMES["package"])),
        title=held.title,
        symbol=SYMBOLS.get(held.kind, "clock"),
        words=_words(station, held, whole=whole),
        left=minutes(held.left_s) if tells else "",
        left_words=_(LEFT.get(held.every, LEFT[""])) if tells else "",
        share=min(100, held.left_s * 100 // held.each_s) if tells and held.each_s else None,
    )


def _words(station: Agent, held: Held, *, whole: bool) -> tuple[str, ...]:
    """At most four short sentences: who pays, until when, how much a day, where and when."""
    return tuple(
        said
        for said in (
            _("{funder} pays for it.", funder=held.funder) if held.funder else "",
            _until(station, held, whole=whole),
            _("{left} of it today.", left=minutes(held.today_s)) if held.today_s >= 0 else "",
            _limits(held),
        )
        if said
    )


def _until(station: Agent, held: Held, *, whole: bool) -> str:
    if held.goes_on in GOES_ON:
        return _(GOES_ON[held.goes_on], day=weekday_and_day(_last_day(station, held)))
    if not held.until:
        return ""
    last = _last_day(station, held)
    if last == _local(station, station.hub_now).date():
        end = _local(station, Instant(held.until))
        time = "24:00" if end.date() != last else f"{end:%H:%M}"
        if whole:
            return _("As much as you like until {time} today.", time=time)
        return _("Good until {time} today.", time=time)
    day = weekday_and_day(last)
    if whole:
        return _("As much as you like until {day}.", day=day)
    return _("Good until {day}.", day=day)


def _limits(held: Held) -> str:
    days = ", ".join(weekdays()[day] for day in held.days if day < len(weekdays()))
    hours = ""
    if (held.start, held.end) != (0, MINUTES_A_DAY):
        hours = _("{start} to {end}", start=clock_of(held.start), end=clock_of(held.end))
    said = " · ".join(each for each in (days, hours, ", ".join(held.zones)) if each)
    return _("Only: {limits}", limits=said) if said else ""


def _is_all_the_time(station: Agent, held: Held) -> bool:
    """As many seconds as there are until it ends: a figure of hours would say nothing."""
    ends_in_s = (held.until - station.hub_now) // MS_PER_S
    return bool(held.until) and held.left_s > 0 and held.today_s < 0 and held.left_s >= ends_in_s


def _last_day(station: Agent, held: Held) -> date:
    """A pass that ends at midnight is good on the day before."""
    return (_local(station, Instant(held.until)) - timedelta(seconds=1)).date()


def _local(station: Agent, at: Instant) -> datetime:
    zone = frames.zone(station.window.timezone)
    return datetime.fromtimestamp(at // MS_PER_S, UTC).astimezone(zone)
