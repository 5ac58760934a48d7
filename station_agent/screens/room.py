"""The seat as one of a room: a hand that goes up, what a mentor sends, a screen that is held."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.looks import sent_answers
from kiosk.looks.told import Feedback, ItemPage, right_singles
from kiosk.protocol.room_calls import Show
from kiosk.rules.form_answers import check_answer
from kiosk.rules.modules import Item, Module, Step, StepKind, mark_practice
from kiosk.rules.refusals import Refusal
from kiosk.texts import _, direction
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.player import editions, learning, together
from station_agent.player.standing import standing
from station_agent.screens import draft, forms, frames
from station_agent.screens.learn import note_place
from station_agent.screens.learn_steps import media_url

ASK_LIMIT = 80
PLACE_LIMIT = 300

door = Blueprint("room", __name__)


@dataclass(frozen=True, slots=True)
class HeldPage:
    """What a held screen says."""

    words: str
    counting: bool


@door.post("/hand")
@may("visitor in session")
def hand() -> ResponseReturnValue:
    """The hand goes up, or down again; the page stays as it is, with a half typed answer."""
    station = agent()
    station.room.raise_hand(up=forms.text("up") == "1")
    if request.headers.get("HX-Request"):
        return render_template("looks/time_bar.html", bar=frames.bar(station))
    return go("home.show")


@door.get("/room/sent")
@may("visitor in session")
def sent() -> ResponseReturnValue:
    """What a mentor sent comes onto the screen."""
    station = agent()
    show = station.room.opened()
    if show is None:
        return go("home.show")
    if show.ask:
        return go("room.ask")
    module = editions.module(station, show.slug)
    name = module.edition
    step = next((one for one in module.steps if one.id == show.step), None)
    if step is None:  # none was named, or the edition that the visitor has begun has no such step
        return go("learn.go_on", slug=name)
    if step.kind is StepKind.EXAM:
        return go("exam.show", slug=name)
    if not step.items:
        return go("learn.step", slug=name, step_id=step.id)
    item = show.item if show.item in step.items else _first_open(station, module, step)
    return go("learn.item", slug=name, step_id=step.id, item_id=item)


@door.get("/room/question")
@may("visitor in session")
def ask() -> ResponseReturnValue:
    """The question that all see at once; home where none is asked."""
    show = _asked()
    return go("home.show") if show is None else _page(show)


@door.post("/room/question")
@may("visitor in session")
def answer() -> ResponseReturnValue:
    """The answer to it: the first one counts, for a module's mark too where none was given yet."""
    station, show = agent(), _asked()
    if show is None or forms.text("ask", most=ASK_LIMIT) != show.ask:
        return go("room.ask")
    if station.room.has_answered(show.ask):
        return go("room.ask")
    module = editions.module(station, show.slug)
    item = module.item(show.item)
    given = sent_answers.answer(item.form)
    try:
        checked = check_answer(item.form, given)
        _count(station, module, show, given)
    except Refusal as refusal:
        if refusal.code not in forms.STAYS:
            raise
        return _page(show, refusal), refusal.status
    right = mark_practice(item, answer=checked, wrong_before=0).mark.right
    station.room.answered("right" if right else "wrong")
    station.room.chose(show.ask, checked)
    draft.drop(station, _name(show))
    return go("room.ask")


@door.get("/room/held")
@may("visitor in session", in_ending=True)
def held() -> ResponseReturnValue:
    """The screen is held with a mentor's word."""
    station = agent()
    words = station.room.held
    if not words:
        return go("home.show")
    bar = frames.bar(station)
    return render_template("room/held.html", bar=bar, held=HeldPage(words, bar.counting))


def sent_away(station: Agent, page: str) -> ResponseReturnValue | None:
    """Where the poll of the bar sends the browser for the mentor's sake; None: nowhere."""
    if station.asking.due() is not None:
        return None  # first things first: the house rules are on the screen
    place = urlsplit(page).path[:PLACE_LIMIT]
    at_held = place == url_for("room.held")
    if station.room.held:
        if at_held:
            return None
        if place.startswith("/") and not place.startswith("//"):
            station.room.back = place
        return go("room.held")
    if station.room.waits or station.room.packs_now(station.session()):
        return go("room.sent" if station.room.waits else "packing.show")
    if at_held:
        return "", HTTPStatus.NO_CONTENT, {"HX-Redirect": station.room.back}
    return None


def _asked() -> Show | None:
    sent = agent().room.sent
    return sent.show if sent is not None and sent.show.ask else None


def _count(station: Agent, module: Module, show: Show, given: Mapping[str, object]) -> None:
    """Where the visitor has not finished the item, this is a try at it like any other."""
    tried = together.leading(station, module, show.item)
    if show.item not in tried.tried and show.item in tried.attempt.tries:
        return  # finished at another seat
    if (one := tried.tried.get(show.item)) is None or not one.done:
        learning.answer_practice(
            station,
            module,
            step_id=show.step,
            item_id=show.item,
            answer=given,
            request_id=forms.request_id(),
        )


def _page(show: Show, refusal: Refusal | None = None) -> str:
    station = agent()
    module = editions.module(station, show.slug)
    step, item = module.step(show.step), module.item(show.item)
    if step.kind is StepKind.EXAM or item.id not in step.items:
        raise Refusal("item_unknown", item=item.id)
    note_place(station, module, step.id, item.id)
    learning.show(station, together.leading(station, module, item.id), item)
    field = forms.field_of(refusal, item.form)
    errors = frames.errors(refusal, station.language, field=field) if refusal else ()
    page = _item_page(station, show, module, item)
    return render_template("learn/item.html", bar=frames.bar(station), item=page, errors=errors)


def _item_page(station: Agent, show: Show, module: Module, item: Item) -> ItemPage:
    """The item anew, without hints; what is right is told only where the mentor wants it so."""
    done = station.room.has_answered(show.ask)
    answer = station.room.given if done else {}
    tells = done and show.tells
    return ItemPage(
        module=module.edition,
        step=show.step,
        item=item.id,
        number=1,
        of=1,
        form=item.form,
        picture_url=media_url(module, item.form.picture),
        audio_url=media_url(module, item.audio),
        given=answer if done else draft.drafted(station, _name(show)),
        wrong={},
        right=right_singles(item) if tells else {},
        good={},
        best={},
        marks={},
        solved=done,
        feedback=_feedback(item, answer, tells=tells) if done else None,
        hints=(),
        next_url=url_for("learn.go_on", slug=module.edition),
        leave_url=url_for("learn.show"),
        draft=_name(show),
        draft_url=url_for("draft.keep"),
        lang=module.lang,
        dir=direction(module.lang),
        action=url_for("room.answer"),
        ask=show.ask,
    )


def _feedback(item: Item, answer: Mapping[str, object], *, tells: bool) -> Feedback:
    if not tells:
        return Feedback(good=True, title=_("Your answer is in"), words=_("Look at the big screen."))
    marked = mark_practice(item, answer=answer, wrong_before=0)
    if marked.mark.right:
        return Feedback(good=True, title=_("Right"), words=item.why or marked.feedback)
    return Feedback(good=False, title=_("This is the answer"), words=item.why or marked.feedback)


def _first_open(station: Agent, module: Module, step: Step) -> str:
    """The first item of the step that is not finished; where all are, the first."""
    tries = standing(station, module).attempt.tries
    return next((one for one in step.items if one not in tries), step.items[0])


def _name(show: Show) -> str:
    return f"ask:{show.ask}"
