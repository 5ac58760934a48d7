"""Learning: the modules here, their steps, and practice with an answer at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.looks import sent_answers, told
from kiosk.looks.reading import paragraphs
from kiosk.looks.told import ItemPage
from kiosk.rules.modules import Item, Module, Step, StepKind, right_of
from kiosk.rules.refusals import Refusal
from kiosk.texts import _, direction, n_
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.player import editions, languages, learning, recalling, together
from station_agent.player import reflections as reflecting
from station_agent.player.mastering import is_fresh, round_of
from station_agent.player.standing import Standing, standing
from station_agent.screens import draft, forms, frames, reflections
from station_agent.screens.beside import can_share
from station_agent.screens.learn_steps import media_url, step_page
from station_agent.screens.mastery import goal_line

PAGE_ROWS = 3
"""So many modules stand on a small screen without scrolling."""
PAGE_DIGITS = 4

door = Blueprint("learn", __name__)


@dataclass(frozen=True, slots=True)
class ModuleCard:
    """A module in the list; `done` of `of` steps."""

    title: str
    words: str
    minutes: int
    pays: str
    state: str
    done: int
    of: int
    state_words: str
    url: str
    lang: str
    dir: str
    only: str
    earlier: str


@door.get("/learn")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """The modules on this station."""
    station = agent()
    station.room.left()
    found = editions.shown(station)
    offered = languages.offers(station, found.modules)
    wanted = next((one.code for one in offered if one.here), "")
    rows = sorted((standing(station, module) for module in found.modules), key=_turn)
    waiting = recalling.waiting(station, found.modules)
    shown = PAGE_ROWS - bool(waiting)  # they stand above the modules
    number = min(_page_number(), max(0, len(rows) - 1) // shown)
    here = rows[number * shown : (number + 1) * shown]
    cards = [card(now, wanted=wanted) for now in here]
    more = len(rows) > (number + 1) * shown
    return render_template(
        "learn/show.html",
        bar=frames.bar(station),
        modules=cards,
        said=len(reflections.said_to(station)),
        languages=offered,
        before_url=url_for("learn.show", page=number - 1) if number else "",
        more_url=url_for("learn.show", page=number + 1) if more else "",
        coming=found.coming,
        unreadable=found.unreadable,
        recall=_to_recall(waiting),
        beside=can_share(station),
    )


@door.get("/learn/<slug>")
@may("visitor in session")
def go_on(slug: str) -> ResponseReturnValue:
    """To where the visitor stands in a module."""
    now = together.next_up(agent(), editions.module(agent(), slug))
    if now.here is None:
        return go("learn.step", slug=slug, step_id=now.module.steps[0].id)
    if now.here.step.kind is StepKind.EXAM:
        goes_on = together.exam_goes_on(agent(), now.module)
        return go("exam.show" if goes_on else "exam.whose", slug=slug)
    if now.here.item is None:
        return go("learn.step", slug=slug, step_id=now.here.step.id)
    there = {"step_id": now.here.step.id, "item_id": now.here.item.id}
    again = {"again": str(now.here.round)} if now.here.round > 1 else {}
    return go("learn.item", slug=slug, **there, **again)


@door.get("/learn/<slug>/<step_id>")
@may("visitor in session")
def step(slug: str, step_id: str) -> ResponseReturnValue:
    """A step to read; one with questions leads to them."""
    station = agent()
    module = editions.module(station, slug)
    shown = module.step(step_id)
    if shown.items:
        return go("learn.go_on", slug=slug)
    note_place(station, module, step_id)
    there = url_for("learn.read", slug=module.edition, step_id=step_id)
    earlier = _earlier(standing(station, module)) if shown == module.steps[0] else ""
    if reflecting.is_asked(station, module, shown):
        return reflections.page(station, module, shown)
    page = step_page(module, shown, next_url=there, earlier=earlier)
    return render_template("learn/step.html", bar=frames.bar(station), step=page)


@door.post("/learn/<slug>/<step_id>")
@may("visitor in session")
def read(slug: str, step_id: str) -> ResponseReturnValue:
    """The step was read: on to the next one."""
    station = agent()
    module = editions.module(station, slug)
    learning.read_step(station, module, step_id)
    now = together.next_up(station, module)
    following = _after(module, step_id)
    if now.here is None and following is None:
        station.room.finished(module.edition)
        return go("learn.show")
    if following is not None and not following.items and following.id in now.attempt.seen:
        return go("learn.step", slug=slug, step_id=following.id)  # reading it all again
    return go("learn.go_on", slug=module.slug)


@door.get("/learn/<slug>/<step_id>/<item_id>")
@may("visitor in session")
def item(slug: str, step_id: str, item_id: str) -> ResponseReturnValue:
    """A practice item as it stands."""
    return _item(slug, step_id, item_id, again=_number(request.args.get("again", "")))


@door.post("/learn/answer")
@may("visitor in session")
def answer() -> ResponseReturnValue:
    """Mark an answer at once; the same page then says what came of it."""
    station = agent()
    slug, step_id, item_id = (forms.text(name) for name in ("module", "step", "item"))
    module = editions.module(station, slug)
    given = sent_answers.answer(module.item(item_id).form)
    again = _number(request.form.get("again", "0"))
    try:
        marked = learning.answer_practice(
            station,
            module,
            step_id=step_id,
            item_id=item_id,
            answer=given,
            request_id=forms.request_id(),
            again=again,
        )
    except Refusal as refusal:
        if refusal.code not in forms.STAYS:
            raise
        return _item(slug, step_id, item_id, refusal, given, again=again), refusal.status
    station.room.answered("right" if marked.mark.right else "wrong")
    draft.drop(station, f"item:{module.edition}:{item_id}")
    return go("learn.item", slug=slug, step_id=step_id, item_id=item_id)


def note_place(station: Agent, module: Module, step_id: str, item_id: str = "") -> None:
    """This is on the screen; of a module in which nothing is left to do, that it is finished."""
    if standing(station, module).here is None:
        station.room.finished(module.edition)
    else:
        station.room.at(module.edition, step_id, item_id)


def _turn(now: Standing) -> int:
    """What was begun stands first, what is done last; else as the site took them in."""
    if now.here is None and now.exam.state != "wait":
        return 2
    return 0 if now.begun else 1


def _to_recall(waiting: int) -> str:
    said = n_("{n} question from before waits.", "{n} questions from before wait.", waiting)
    return said if waiting else ""


def _page_number() -> int:
    return _number(request.args.get("page", "0"))


def _number(asked: str) -> int:
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= PAGE_DIGITS
    return int(asked) if is_number else 0


def card(now: Standing, *, wanted: str = "") -> ModuleCard:
    """A module as the list and the home page show it; `wanted` is the language chosen, if any."""
    state, words = _state(now)
    module = now.module
    pays = _("It opens paid tasks.") if module.qualification else ""
    other = wanted not in ("", module.lang)
    return ModuleCard(
        title=module.title,
        words=module.summary,
        minutes=module.minutes,
        pays=pays,
        state=state,
        done=now.done_steps,
        of=len(module.steps),
        state_words=words,
        url=url_for("learn.go_on", slug=module.slug),
        lang=module.lang,
        dir=direction(module.lang),
        only=_("In {language}", language=languages.name_of(module.lang)) if other else "",
        earlier=_earlier(now),
    )


def _earlier(now: Standing) -> str:
    if now.exam.has_lapsed:
        return _("What you passed has ended. Take the exam again.")
    return _("You passed an earlier edition. That pass stays.") if now.passed_before else ""


def _state(now: Standing) -> tuple[str, str]:
    if now.exam.state == "passed":
        return "passed", _("Passed")
    if now.exam.state == "wait":
        return "wait", _("Your exam is on its way.")
    if now.begun:
        return "begun", _("Begun")
    return "new", _("New")


def _after(module: Module, step_id: str) -> Step | None:
    steps = module.steps
    number = steps.index(module.step(step_id)) + 1
    return steps[number] if number < len(steps) else None


def _item(
    slug: str,
    step_id: str,
    item_id: str,
    refusal: Refusal | None = None,
    sent: Mapping[str, object] | None = None,
    *,
    again: int = 1,
) -> str:
    station = agent()
    module = editions.module(station, slug)
    shown = module.step(step_id)
    if item_id not in shown.items or shown.kind is StepKind.EXAM:
        raise Refusal("item_unknown", item=item_id)
    page = _item_page(station, module, shown, module.item(item_id), sent, again=again)
    now = together.leading(station, module, item_id)
    learning.show(station, now, module.item(item_id), page.round)
    note_place(station, module, step_id, item_id)
    field = forms.field_of(refusal, module.item(item_id).form)
    errors = frames.errors(refusal, station.language, field=field) if refusal else ()
    return render_template("learn/item.html", bar=frames.bar(station), item=page, errors=errors)


def _item_page(
    station: Agent,
    module: Module,
    shown: Step,
    item: Item,
    sent: Mapping[str, object] | None,
    *,
    again: int,
) -> ItemPage:
    now = together.leading(station, module, item.id)
    number = round_of(now.attempt, now.here, shown, item, again=again)
    fresh = is_fresh(now.attempt, shown, item, number=number)
    tried = None if fresh else now.tried.get(item.id)
    answers = learning.given(station, now, item, number).answers
    done = tried.done if tried else not fresh and item.id in now.attempt.tries
    wrong_count = tried.wrong if tried else 0
    name = f"item:{module.edition}:{item.id}"
    is_first = number == 1 and item.id == shown.items[0]
    typed = (
        sent
        if sent is not None
        else draft.drafted(station, name) or (answers[-1] if answers else {})
    )
    return ItemPage(
        module=module.edition,
        step=shown.id,
        item=item.id,
        number=shown.items.index(item.id) + 1,
        of=len(shown.items),
        form=item.form,
        picture_url=media_url(module, item.form.picture),
        audio_url=media_url(module, item.audio),
        given=answers[-1] if done and answers else typed,
        wrong=told.wrong_options(item, answers),
        right=told.right_singles(item) if done else {},
        good=right_of(item, answers[-1]) if answers else {},
        best=told.best(item) if done else {},
        marks=told.marks(item, answers),
        solved=done,
        feedback=told.feedback(item, answers, wrong_count, done=done),
        hints=item.hints[:wrong_count],
        next_url=url_for("learn.go_on", slug=module.slug),
        leave_url=url_for("learn.show"),
        draft=name,
        draft_url=url_for("draft.keep"),
        lang=module.lang,
        dir=direction(module.lang),
        action=url_for("learn.answer"),
        round=number,
        goal=goal_line(now.attempt, shown, number=number),
        opening=paragraphs(shown.text) if is_first and not answers else "",
    )
