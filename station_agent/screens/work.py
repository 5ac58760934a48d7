"""Paid tasks: all one should know before saying yes, then one task a page."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.looks import sent_answers
from kiosk.protocol.bodies import HitTerms
from kiosk.rules.fairness import hourly_minor
from kiosk.rules.forms import Form
from kiosk.rules.instants import Instant
from kiosk.rules.outbox_room import Room
from kiosk.rules.refusals import Refusal
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.pictures import blob_name
from station_agent.player import editions, together, work
from station_agent.player.work import Task
from station_agent.price import seat_per_hour
from station_agent.screens import draft, forms, frames
from station_agent.screens.earnings import why

BATCHES_SHOWN = 6
GONE = frozenset({"hand_empty", "hit_unknown", "task_needs_time"})

door = Blueprint("work", __name__)


@dataclass(frozen=True, slots=True)
class Needs:
    """The qualification that is missing, and where it is learned."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class BatchCard:
    """Tasks of one kind with their terms."""

    id: str
    title: str
    requester: str
    reward_minor: int
    here: int
    seconds_each: int
    hourly_minor: int
    rejected_percent: int
    days_to_pay: int
    needs: Needs | None
    begun: bool
    expectations: tuple[str, ...]
    missing_s: int


@dataclass(frozen=True, slots=True)
class Again:
    """Checks went wrong lately: where to practise again."""

    title: str
    wrong: int
    of: int
    url: str


@dataclass(frozen=True, slots=True)
class WorkPage:
    """What can be done here."""

    no_internet: bool
    room: Room
    batches: tuple[BatchCard, ...]
    again: Again | None
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """What the requester asks for."""

    words: str
    due: Instant


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One task."""

    assignment: str
    title: str
    form: Form
    picture_url: str
    given: Mapping[str, object]
    reward_minor: int
    left_here: int
    expectations: tuple[str, ...]
    saved: str
    done_today: int
    revision: Revision | None
    leave_url: str
    draft: str
    draft_url: str


@door.get("/work")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """The tasks of the hand; and those that a qualification would open."""
    station = agent()
    station.room.left()
    hand = work.in_hand(station)
    cards = [_card(station, one.terms, one.here, begun=one.begun) for one in hand.batches]
    in_hand = {one.id for one in cards}
    offered = (terms for terms in station.window.tasks if terms.hit_type not in in_hand)
    cards += [card for terms in offered if (card := _card(station, terms, 0)).needs]
    cards = cards[:BATCHES_SHOWN]
    here = together.learners(station)
    page = WorkPage(
        no_internet=frames.no_internet(station),
        room=frames.room(station),
        batches=tuple(cards),
        again=_again(station),
        whose=frames.learner_name(here[0]) if len(here) > 1 else "",
    )
    return render_template("work/show.html", bar=frames.bar(station), work=page)


@door.post("/work/accept")
@may("visitor in session")
def accept() -> ResponseReturnValue:
    """Yes to the terms: the next task of this kind; the page says where time is short."""
    try:
        work.accept(agent(), forms.text("batch"))
    except Refusal as refusal:
        if refusal.code != "task_needs_time":
            raise
        return go("work.show")
    return go("work.item")


@door.get("/work/task")
@may("visitor in session")
def item() -> ResponseReturnValue:
    """The task in hand."""
    station = agent()
    accepted = work.in_hand(station).accepted
    if not accepted:
        return go("work.show")
    return _task(station, work.task(station, accepted), saved="saved" in request.args)


@door.get("/work/again/<assignment>")
@may("visitor in session")
def again(assignment: str) -> ResponseReturnValue:
    """A task that the requester asked to do again."""
    return _task(agent(), work.task(agent(), assignment))


@door.post("/work/answer")
@may("visitor in session")
def answer() -> ResponseReturnValue:
    """Keep an answer; "Saved" is shown only once it is on disk. Then the next task at once."""
    station = agent()
    assignment = forms.text("assignment")
    if not work.is_done(station, assignment):
        doing = work.task(station, assignment)
        given = sent_answers.answer(doing.form)
        try:
            work.submit(station, assignment, answer=given, request_id=forms.request_id())
        except Refusal as refusal:
            if refusal.code not in forms.STAYS:
                raise
            return _task(station, doing, given=given, refusal=refusal), refusal.status
        draft.drop(station, f"work:{assignment}")
    return _next(station, assignment)


@door.post("/work/back")
@may("visitor in session")
def give_back() -> ResponseReturnValue:
    """Give a task back unworked."""
    station = agent()
    assignment = forms.text("assignment")
    work.give_back(station, assignment)
    draft.drop(station, f"work:{assignment}")
    return go("work.show")


def _next(station: Agent, assignment: str) -> ResponseReturnValue:
    hit_type = work.hit_type_of(station, assignment)
    if not hit_type:  # a second go: back to where it was asked for
        return go("earnings.show")
    try:
        work.accept(station, hit_type)
    except Refusal as refusal:
        # the answer before it is kept: a full disk must not be heard as if it were not
        if refusal.code in GONE or refusal.code == "disk_full":
            return go("work.show")
        raise
    return go("work.item", saved="1")


def _task(
    station: Agent,
    task: Task,
    *,
    saved: bool = False,
    given: Mapping[str, object] | None = None,
    refusal: Refusal | None = None,
) -> str:
    station.stopwatch.show(f"work:{task.assignment}")
    station.room.left()
    field = forms.field_of(refusal, task.form)
    page = _page(station, task, given or {}, saved=_saved(station) if saved else "")
    return render_template(
        "work/item.html",
        bar=frames.bar(station),
        task=page,
        errors=frames.errors(refusal, station.language, field=field) if refusal else (),
    )


def _page(station: Agent, task: Task, given: Mapping[str, object], *, saved: str) -> TaskPage:
    hand = work.in_hand(station)
    name = f"work:{task.assignment}"
    before = task.outcome.answer or {} if task.outcome else {}
    return TaskPage(
        assignment=task.assignment,
        title=task.terms.title if task.terms else task.outcome.title if task.outcome else "",
        form=task.form,
        picture_url=_picture_url(task.form.picture),
        given=given or draft.drafted(station, name) or before,
        reward_minor=_reward(task),
        left_here=sum(batch.here for batch in hand.batches),
        expectations=task.terms.expectations if task.terms else (),
        saved=saved,
        done_today=hand.done,
        revision=_revision(task),
        leave_url=url_for("earnings.show" if task.outcome else "work.show"),
        draft=name,
        draft_url=url_for("draft.keep"),
    )


def _card(station: Agent, terms: HitTerms, here: int, *, begun: bool = False) -> BatchCard:
    return BatchCard(
        id=terms.hit_type,
        title=terms.title,
        requester=terms.requester,
        reward_minor=terms.reward_minor,
        here=here,
        seconds_each=terms.seconds_estimate,
        hourly_minor=hourly_minor(
            reward_minor=terms.reward_minor,
            seconds_estimate=terms.seconds_estimate,
            station_per_hour_minor=seat_per_hour(station),
        ),
        rejected_percent=terms.rejected_percent,
        days_to_pay=terms.days_to_pay,
        needs=needs_of(station, terms.qualification),
        begun=begun,
        expectations=terms.expectations,
        missing_s=0 if begun else max(0, terms.seconds_estimate - station.seconds_left),
    )


def _again(station: Agent) -> Again | None:
    """The first skill to practise again whose module is here."""
    record = station.sitting.record
    here = {module.slug for module in editions.modules(station)}
    for one in record.practise_again if record else ():
        if one.slug in here:
            url = url_for("learn.go_on", slug=one.slug)
            return Again(one.title, one.wrong, one.of, url)
    return None


def needs_of(station: Agent, qualification: str) -> Needs | None:
    """What the visitor must learn first; None where nothing is asked for or it is there."""
    record = station.sitting.record
    if not qualification or (record and qualification in record.qualifications):
        return None
    for module in editions.modules(station):
        if module.qualification == qualification:
            return Needs(module.title, url_for("learn.go_on", slug=module.slug))
    return Needs(qualification, url_for("learn.show"))


def _reward(task: Task) -> int:
    if task.terms is not None:
        return task.terms.reward_minor
    return task.outcome.reward_minor if task.outcome else 0


def _revision(task: Task) -> Revision | None:
    if task.outcome is None:
        return None
    return Revision(why(task.outcome), Instant(task.outcome.due))


def _picture_url(picture: str | None) -> str:
    name = blob_name(picture)
    return url_for("media.of_task", sha256=name) if name else ""


def _saved(station: Agent) -> str:
    """What is true of the answer before: it goes at once, or when the link is back."""
    return "kept" if frames.no_internet(station) else "sent"
