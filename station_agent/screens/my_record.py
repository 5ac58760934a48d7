"""My record: what the visitor has learned and done, and certificates whose code is photographed."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk.looks.figures import day, minutes
from kiosk.looks.qr import qr_svg
from kiosk.protocol.learned import Certified, Learned
from kiosk.rules.awards import grouped
from kiosk.rules.refusals import Refusal
from kiosk.texts import _
from station_agent.agent import Agent
from station_agent.guard import agent, may
from station_agent.player.earnings import earnings
from station_agent.screens import frames
from station_agent.screens.lapsing_skills import title_of

PAGE_LINES = 3
PAGE_DIGITS = 2
NONE_YET = Learned(0, 0, 0, 0, 0)

door = Blueprint("my_record", __name__)


@dataclass(frozen=True, slots=True)
class Line:
    """A certificate in the list. `until` is a sentence."""

    title: str
    number: str
    day: str
    until: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum: its name, and how much."""

    name: str
    words: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Earned:
    """What was earned: paid out, and to be collected."""

    paid_out_minor: int
    to_collect_minor: int


@dataclass(frozen=True, slots=True)
class MyRecord:
    """The page. `earned` stands there only for who asked for it; `earned_url` asks, or hides it."""

    figures: tuple[Figure, ...]
    may: str
    earned: Earned | None
    earned_url: str
    lines: tuple[Line, ...]
    newer_url: str
    older_url: str


@dataclass(frozen=True, slots=True)
class Code:
    """One certificate, large enough for a phone's camera."""

    title: str
    number: str
    until: str
    svg: Markup


@door.get("/my-record")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """What was learned and done, and the certificates, a page at a time."""
    station = agent()
    held, number = _awards(station), _page_number()
    shown = held[number * PAGE_LINES : (number + 1) * PAGE_LINES]
    more = len(held) > (number + 1) * PAGE_LINES
    asked = request.args.get("earned") == "1"
    page = MyRecord(
        figures=_figures(station),
        may=", ".join(title_of(station, name) for name in _qualifications(station)),
        earned=_earned(station) if asked else None,
        earned_url=url_for("my_record.show", page=number or None, earned=None if asked else 1),
        lines=tuple(_line(one) for one in shown),
        newer_url=url_for("my_record.show", page=number - 1) if number else "",
        older_url=url_for("my_record.show", page=number + 1) if more else "",
    )
    return render_template("my_record/show.html", bar=frames.bar(station), mine=page)


@door.get("/my-record/<number>")
@may("visitor in session")
def code(number: str) -> ResponseReturnValue:
    """The code of one certificate; only of those of whoever sits here."""
    station = agent()
    one = next((one for one in _awards(station) if one.number == number), None)
    if one is None:
        raise Refusal("not_found", what="certificate")
    title = _("Code of the certificate {title}", title=one.title)
    page = Code(one.title, grouped(one.number), _until(one), qr_svg(one.paper, label=title))
    return render_template("my_record/code.html", bar=frames.bar(station), code=page)


def _awards(station: Agent) -> tuple[Certified, ...]:
    record = station.sitting.record
    return () if record is None else record.awards


def _qualifications(station: Agent) -> tuple[str, ...]:
    record = station.sitting.record
    return () if record is None else record.qualifications


def _earned(station: Agent) -> Earned:
    known = earnings(station)
    return Earned(known.paid_out_minor, known.to_collect_minor)


def _figures(station: Agent) -> tuple[Figure, ...]:
    record = station.sitting.record
    one = (None if record is None else record.learned) or NONE_YET
    right = _("{percent} %", percent=one.right * 100 // one.asked) if one.asked else "—"
    return (
        Figure(_("Practised"), minutes(one.practised_s), "clock"),
        Figure(_("Right at once"), right, "circle-check"),
        Figure(_("Tasks done"), str(one.done), "briefcase"),
        Figure(_("Tasks approved"), str(one.approved), "star"),
    )


def _line(one: Certified) -> Line:
    url = url_for("my_record.code", number=one.number)
    return Line(one.title, grouped(one.number), day(date.fromisoformat(one.day)), _until(one), url)


def _until(one: Certified) -> str:
    if not one.until:
        return _("It does not lapse.")
    return _("Good until {day}.", day=day(date.fromisoformat(one.until)))


def _page_number() -> int:
    asked = request.args.get("page", "0")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= PAGE_DIGITS
    return int(asked) if is_number else 0
