"""My career: interests, goals and next steps, notes of meetings, openings; and who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.looks.career_words import field_name, kind_name, state_shown
from kiosk.looks.figures import day, weekday_and_day
from kiosk.protocol.career import Career, CareerNote, CareerStep, Place
from kiosk.rules.instants import MS_PER_S
from kiosk.rules.openings import Fit
from kiosk.rules.refusals import Refusal
from kiosk.texts import _, n_
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.player import career as player
from station_agent.player import editions
from station_agent.screens import forms, frames

STEPS_A_PAGE, PLACES_A_PAGE, NOTES_A_PAGE = 3, 3, 1
PAGE_DIGITS = 2
SUGGESTED, APPLIED = "suggested", "applied"

door = Blueprint("career", __name__)


@dataclass(frozen=True, slots=True)
class Way:
    """A part of the page: its name, what stands there, where it leads."""

    name: str
    words: str
    symbol: str
    button: str
    url: str


@dataclass(frozen=True, slots=True)
class Mine:
    """The page."""

    ways: Sequence[Way]
    shared: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A goal, a step, a note or an opening in a list."""

    id: str
    title: str
    words: str
    done: bool = False
    symbol: str = ""
    mark: tuple[str, str, str] | None = None
    warned: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of a list."""

    lines: Sequence[Line]
    newer_url: str
    older_url: str


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One opening; `fit_words` how it goes together with who reads."""

    place: Place
    kind: str
    fit_words: Sequence[str]
    closes: str
    mark: tuple[str, str, str] | None
    can_answer: bool
    can_apply: bool
    learn: bool


@door.get("/career")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """Four ways in."""
    station = agent()
    mine = player.career(station)
    page = Mine(ways=_ways(station, mine), shared=mine.shared)
    return render_template("career/show.html", bar=frames.bar(station), mine=page)


@door.route("/career/share", methods=["GET", "POST"])
@may("visitor in session")
def share() -> ResponseReturnValue:
    """The visitor's yes to a career record with a mentor, or no more."""
    station = agent()
    if request.method == "POST":
        player.say(station, "share" if forms.text("share") == "yes" else "unshare")
        return go("career.show")
    mine = player.career(station)
    return render_template(
        "career/share.html",
        bar=frames.bar(station),
        shared=mine.shared,
        since=_since(station, mine),
    )


@door.get("/career/steps")
@may("visitor in session")
def steps() -> ResponseReturnValue:
    """Goals and next steps."""
    station = agent()
    lines = [_step(one) for one in player.career(station).steps]
    return _list("career/steps.html", lines, "career.steps", STEPS_A_PAGE)


@door.post("/career/steps")
@may("visitor in session")
def tick() -> ResponseReturnValue:
    """One of them is done, or not yet after all."""
    station, about = agent(), forms.text("step")
    if about not in {one.id for one in player.career(station).steps}:
        raise Refusal("not_found", what="step")
    player.say(station, "done" if forms.text("done") == "1" else "undone", about)
    return go("career.steps")


@door.get("/career/notes")
@may("visitor in session")
def notes() -> ResponseReturnValue:
    """Notes of meetings, the newest first."""
    station = agent()
    lines = [_note(station, one) for one in player.career(station).notes]
    return _list("career/notes.html", lines, "career.notes", NOTES_A_PAGE)


@door.get("/career/openings")
@may("visitor in session")
def places() -> ResponseReturnValue:
    """Openings and courses: what a mentor suggested first, then what fits."""
    station = agent()
    lines = [_place(station, one) for one in player.career(station).places]
    return _list("career/places.html", lines, "career.places", PLACES_A_PAGE)


@door.get("/career/openings/<place>")
@may("visitor in session")
def place(place: str) -> ResponseReturnValue:
    """One of them: whom to call, what is missing."""
    station = agent()
    one = _known(station, place)
    fit = player.fit(station, one)
    page = PlacePage(
        place=one,
        kind=kind_name(one.kind),
        fit_words=fit_words(station, fit),
        closes=weekday_and_day(date.fromisoformat(one.closes)) if one.closes else "",
        mark=state_shown(one.state) if one.state else None,
        can_answer=one.state in (SUGGESTED, APPLIED),
        can_apply=one.state == SUGGESTED,
        learn=bool(fit.missing),
    )
    return render_template("career/place.html", bar=frames.bar(station), shown=page)


@door.post("/career/openings/<place>")
@may("visitor in session")
def answer_place(place: str) -> ResponseReturnValue:
    """I applied, or this is not for me."""
    station = agent()
    one = _known(station, place)
    player.say(station, "applied" if forms.text("answer") == APPLIED else "declined", one.id)
    return go("career.places")


def fit_words(station: Agent, fit: Fit) -> Sequence[str]:
    """Short sentences: how much of it is there, what is missing, how long that takes."""
    wanted = len(fit.has) + len(fit.missing)
    if not wanted:
        return [_("Nothing is asked for.")]
    if not fit.missing:
        return [_("You have all that is asked for.")]
    said = [_("You have {n} of {all}.", n=len(fit.has), all=wanted)]
    known = {one.qualification: one for one in editions.modules(station) if one.qualification}
    for name in fit.missing:
        module = known.get(name)
        if module is None:
            said.append(_("Missing: {title}.", title=name))
        else:
            said.append(
                _("“{title}” takes about {n} minutes.", title=module.title, n=module.minutes)
            )
    return said


def _known(station: Agent, name: str) -> Place:
    for one in player.career(station).places:
        if one.id == name:
            return one
    raise Refusal("not_found", what="opening")


def _ways(station: Agent, mine: Career) -> Sequence[Way]:
    found = player.interests(station)
    likes = ", ".join(field_name(one) for one in player.likes(found))
    left = [one for one in mine.steps if not one.done]
    first = left[0].words if left else ""
    return (
        Way(
            _("What I like"),
            likes or _("Twenty pictures of work. It takes about four minutes."),
            "star",
            _("See") if found else _("Start"),
            url_for("interests.show"),
        ),
        Way(
            _("Goals and next steps"),
            first or _("Your mentor and you write them together."),
            "list-check",
            _("See"),
            url_for("career.steps"),
        ),
        Way(
            _("Openings and courses"),
            _places_words(station, mine),
            "briefcase",
            _("See"),
            url_for("career.places"),
        ),
        Way(
            _("Notes of meetings"),
            n_("{n} note", "{n} notes", len(mine.notes)) if mine.notes else _("No note yet."),
            "message",
            _("See"),
            url_for("career.notes"),
        ),
    )


def _places_words(station: Agent, mine: Career) -> str:
    suggested = sum(one.state == SUGGESTED for one in mine.places)
    if suggested:
        return n_("{n} suggested to you", "{n} suggested to you", suggested)
    fitting = sum(player.fit(station, one).fits for one in mine.places)
    return n_("{n} fits you now", "{n} fit you now", fitting)


def _list(template: str, lines: Sequence[Line], endpoint: str, rows: int) -> ResponseReturnValue:
    number = _page_number()
    shown = lines[number * rows : (number + 1) * rows]
    more = len(lines) > (number + 1) * rows
    page = Lines(
        shown,
        url_for(endpoint, page=number - 1) if number else "",
        url_for(endpoint, page=number + 1) if more else "",
    )
    return render_template(template, bar=frames.bar(agent()), mine=page)


def _step(one: CareerStep) -> Line:
    due = _("By {day}.", day=weekday_and_day(date.fromisoformat(one.due_on))) if one.due_on else ""
    symbol = "star" if one.kind == "goal" else "chevron-right"
    return Line(one.id, one.words, due, done=one.done, symbol=symbol)


def _note(station: Agent, one: CareerNote) -> Line:
    title = _("{day}, with {name}", day=_day(station, one.at), name=one.by)
    if not one.by:
        title = _day(station, one.at)
    if not one.next_on:
        return Line("", title, one.words)
    then = weekday_and_day(date.fromisoformat(one.next_on))
    return Line(_("Next meeting: {day}", day=then), title, one.words)


def _place(station: Agent, one: Place) -> Line:
    fit = player.fit(station, one)
    said = " · ".join(each for each in (kind_name(one.kind), one.who, one.place, one.pay) if each)
    mark = state_shown(one.state) if one.state else None
    if mark is None and fit.fits:
        mark = ("good", "check", _("Fits you"))
    return Line(one.id, one.title, said, mark=mark, warned=one.warned)


def _since(station: Agent, mine: Career) -> str:
    return _day(station, mine.said_at) if mine.said_at else ""


def _day(station: Agent, at: int) -> str:
    zone = frames.zone(station.window.timezone)
    return day(datetime.fromtimestamp(at // MS_PER_S, UTC).astimezone(zone).date())


def _page_number() -> int:
    asked = request.args.get("page", "0")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= PAGE_DIGITS
    return int(asked) if is_number else 0
