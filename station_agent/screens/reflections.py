"""What a learner writes at the end of a module, and what their mentor writes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.looks.figures import day
from kiosk.looks.sent_answers import PREFIX
from kiosk.looks.told import StepPage
from kiosk.protocol.reflections import Part, Reflected
from kiosk.rules.instants import MS_PER_S
from kiosk.rules.modules import Module, Step
from kiosk.rules.reflections import WORDS_MOST
from kiosk.rules.refusals import Refusal
from kiosk.texts import _
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.player import editions
from station_agent.player import reflections as player
from station_agent.screens import draft, forms, frames
from station_agent.screens.learn_steps import step_page

PAGE_DIGITS = 2
SENT_MOST = 4 * WORDS_MOST

door = Blueprint("reflections", __name__)


@dataclass(frozen=True, slots=True)
class ReflectPage:
    """A step that asks for a reflection; see learn/reflect.html."""

    step: StepPage
    action: str
    draft: str
    draft_url: str
    typed: str
    most: int
    rubric: Sequence[Part]
    sent: Reflected | None
    marked_words: str
    anew_url: str


@dataclass(frozen=True, slots=True)
class Said:
    """A page of what a mentor said; see learn/from_mentor.html. `got` None for a note."""

    title: str
    words: str
    by_words: str
    at: int
    got: int | None = None
    most: int = 0
    parts: Sequence[Part] = ()
    mine: str = ""
    aloud: bool = False


@dataclass(frozen=True, slots=True)
class SaidPage:
    """One of them, with the ways to those before and after it."""

    lines: Sequence[Said]
    newer_url: str
    older_url: str


@door.post("/reflection/<slug>/<step_id>")
@may("visitor in session")
def send(slug: str, step_id: str) -> ResponseReturnValue:
    """What was written goes to the mentor, or the word that it was said aloud."""
    station = agent()
    module = editions.module(station, slug)
    step = module.step(step_id)
    typed = request.form.get(f"{PREFIX}words", "")[: SENT_MOST + 1]
    aloud = request.form.get("aloud") == "1"
    try:
        player.send(station, module, step, typed=typed, aloud=aloud, request_id=forms.request_id())
    except Refusal as refusal:
        if refusal.code not in ("too_large", "field_missing", "disk_full"):
            raise
        return page(station, module, step, typed=typed, refusal=refusal), refusal.status
    draft.drop(station, _draft(module, step))
    return go("learn.step", slug=module.slug, step_id=step_id)


@door.get("/from-mentor")
@may("visitor in session")
def from_mentor() -> ResponseReturnValue:
    """Marks and words of a mentor, the newest first, one a page."""
    station = agent()
    said = said_to(station)
    asked = request.args.get("page", "0")
    whole = asked.isascii() and asked.isdigit() and len(asked) <= PAGE_DIGITS
    number = min(int(asked) if whole else 0, max(0, len(said) - 1))
    older = number + 1 < len(said)
    shown = SaidPage(
        said[number : number + 1],
        url_for("reflections.from_mentor", page=number - 1) if number else "",
        url_for("reflections.from_mentor", page=number + 1) if older else "",
    )
    return render_template("learn/from_mentor.html", bar=frames.bar(station), said=shown)


def said_to(station: Agent) -> list[Said]:
    """All that mentors said to who sits here, the newest first."""
    told = player.heard(station)
    marks = [_mark(station, one) for one in told.reflections if one.marked_at]
    notes = [
        Said(_("A note for you"), one.words, _by(station, one.by, one.at), one.at)
        for one in told.notes
    ]
    return sorted((*marks, *notes), key=lambda one: one.at, reverse=True)


def page(
    station: Agent,
    module: Module,
    step: Step,
    *,
    typed: str | None = None,
    refusal: Refusal | None = None,
) -> str:
    """The step with its box, or with what was sent and what came of it."""
    name = _draft(module, step)
    sent = player.mine(station, module, step)
    drafted = str(draft.drafted(station, name).get("words", ""))
    anew = request.args.get("anew") == "1" or refusal is not None or drafted != ""
    words = drafted or (sent.words if sent is not None else "") if typed is None else typed
    shown = ReflectPage(
        step=step_page(
            module, step, next_url=url_for("learn.read", slug=module.edition, step_id=step.id)
        ),
        action=url_for("reflections.send", slug=module.edition, step_id=step.id),
        draft=name,
        draft_url=url_for("draft.keep"),
        typed=words,
        most=WORDS_MOST,
        rubric=player.rubric(station, module, step),
        sent=None if anew else sent,
        marked_words=_by(station, sent.by, sent.marked_at) if sent and sent.marked_at else "",
        anew_url=url_for("learn.step", slug=module.slug, step_id=step.id, anew=1),
    )
    errors = _errors(station, refusal) if refusal else ()
    return render_template(
        "learn/reflect.html", bar=frames.bar(station), reflect=shown, errors=errors
    )


def _errors(station: Agent, refusal: Refusal) -> Sequence[frames.FormError]:
    """What is wrong, at the box, with the way out."""
    field = f"{PREFIX}words"
    match refusal.code:
        case "field_missing":
            words = _("Write a few words, or choose “I said it to my mentor”.")
        case "too_large":
            words = _("This is too long for your mentor. Please make it shorter.")
        case _:
            return frames.errors(refusal, station.language, field=field)
    return (frames.FormError(field, words),)


def _mark(station: Agent, one: Reflected) -> Said:
    return Said(
        title=one.title,
        words=one.said,
        by_words=_by(station, one.by, one.marked_at),
        at=one.marked_at,
        got=one.got,
        most=one.most,
        parts=one.parts,
        mine=one.words,
        aloud=one.aloud,
    )


def _by(station: Agent, name: str, at: int) -> str:
    zone = frames.zone(station.window.timezone)
    when = day(datetime.fromtimestamp(at // MS_PER_S, UTC).astimezone(zone).date())
    return _("{name}, {day}", name=name or _("Your mentor"), day=when)


def _draft(module: Module, step: Step) -> str:
    return f"reflect:{module.edition}:{step.id}"
