"""One learner of a class: what they answered, their reflections marked by hand, mentors' notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.class_frame import ID_LIMIT, class_page, staff_names
from admin_panel.forms import Form
from admin_panel.frame import say
from admin_panel.gradebook import ShownCell, shown_cell, time_words
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import learner_work as acts
from kiosk.acts.learner_work import WORDS_LIMIT, Reflection
from kiosk.queries import gradebook as query
from kiosk.queries.gradebook import Answered, Planned
from kiosk.rules.modules import Step, StepKind
from kiosk.rules.reflections import waits
from kiosk.rules.refusals import Refusal
from kiosk.rules.rubrics import most
from kiosk.store import reflections, written_reflections
from kiosk.store.reflections import ReflectionMark
from kiosk.store.written_reflections import Written
from kiosk.texts import _

N_MOST = 2**53

learner_work = Blueprint("learner_work", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A row of what was answered; see classes/book_parts.html."""

    item: str
    question: str
    said: str
    right: bool | None
    tries: int
    hints: int
    time: str
    try_number: int
    attempt: str


@dataclass(frozen=True, slots=True)
class ShownModule:
    """A module of the plan: how the learner stands in it."""

    edition: str
    title: str
    cell: ShownCell
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A line of a rubric; `name` is its field, `points` what may be given, `now` what holds, ""."""

    name: str
    text: str
    points: Sequence[int]
    now: str


@dataclass(frozen=True, slots=True)
class ShownReflection:
    """A reflection with its rubric, and the marks it got, the newest that counts first.

    `written`: what the learner sent from a seat; `waits`: nobody has marked it since.
    """

    step: str
    title: str
    text: str
    most: int
    parts: Sequence[ShownPart]
    mark: ReflectionMark | None
    marked_by: str
    history: Sequence[tuple[ReflectionMark, str]]
    written: Written | None = None
    waits: bool = False


@learner_work.get("/classes/<class_id>/gradebook/learner/<visitor>")
@may("see_classes")
def show(class_id: str, visitor: str) -> ResponseReturnValue:
    """What a learner answered in one module, and what mentors say of it."""
    return _page(Form({}), class_id, visitor)


@learner_work.post("/classes/<class_id>/gradebook/learner/<visitor>/points")
@may("lead_class")
def give_points(class_id: str, visitor: str) -> ResponseReturnValue:
    """Points for a reflection, line by line of its rubric."""
    form = Form.read()
    edition, step = (form.typed.get(name, "")[:ID_LIMIT] for name in ("edition", "step"))
    reflection = _reflection(class_id, edition, step)
    points = tuple(
        form.whole(_field(step, n), least=0, most=one.points)
        for n, one in enumerate(reflection.rubric)
    )
    words = form.text(f"words-{step}", limit=WORDS_LIMIT)
    told = {"class_id": class_id, "visitor": visitor, "reflection": reflection}
    at = _field(step, 0)
    if not form.done(
        acts.mark_reflection, at=at, points=points, words=words, by=current_staff(), **told
    ):
        return _page(form, class_id, visitor, edition)
    say(_("The reflection is marked."))
    return _back(class_id, visitor, edition)


@learner_work.post("/classes/<class_id>/gradebook/learner/<visitor>/points/back")
@may("lead_class")
def take_back_points(class_id: str, visitor: str) -> ResponseReturnValue:
    """Points that were given count no more."""
    form = Form.read()
    told = {"class_id": class_id, "visitor": visitor, "by": current_staff()}
    n = form.whole("n", least=1, most=N_MOST)
    if not form.done(acts.take_back_points, at="points", n=n, **told):
        return _page(form, class_id, visitor)
    say(_("Taken back. What was given before holds again."))
    return _back(class_id, visitor, form.typed.get("edition", "")[:ID_LIMIT])


@learner_work.post("/classes/<class_id>/gradebook/learner/<visitor>/notes")
@may("lead_class")
def note(class_id: str, visitor: str) -> ResponseReturnValue:
    """Write something down for other mentors, or for the learner too."""
    form = Form.read()
    words = form.text("note", _("Type what you want to note."), limit=WORDS_LIMIT)
    told: dict[str, Any] = {"class_id": class_id, "visitor": visitor, "words": words}
    told |= {"for_learner": form.typed.get("for_learner") == "1", "by": current_staff()}
    if not form.done(acts.write_note, at="note", **told):
        return _page(form, class_id, visitor)
    say(_("The note is kept."))
    return _back(class_id, visitor, form.typed.get("edition", "")[:ID_LIMIT])


@learner_work.post("/classes/<class_id>/gradebook/learner/<visitor>/notes/off")
@may("lead_class")
def take_off_note(class_id: str, visitor: str) -> ResponseReturnValue:
    """A note is gone for good."""
    form = Form.read()
    n = form.whole("n", least=1, most=N_MOST)
    told = {"class_id": class_id, "visitor": visitor, "n": n, "by": current_staff()}
    if not form.done(acts.take_off_note, at="note", **told):
        return _page(form, class_id, visitor)
    say(_("The note is gone."))
    return _back(class_id, visitor, form.typed.get("edition", "")[:ID_LIMIT])


def shown_answer(one: Answered) -> ShownAnswer:
    """An answer as a row shows it."""
    time = "" if one.took_s is None else time_words(one.took_s)
    counted = (one.tries, one.hints, time, one.try_number, one.attempt)
    return ShownAnswer(one.item, one.question, one.said, one.right, *counted)


def _back(class_id: str, visitor: str, edition: str) -> ResponseReturnValue:
    there = url_for("learner_work.show", class_id=class_id, visitor=visitor, module=edition or None)
    return redirect(there, HTTPStatus.SEE_OTHER)


def _field(step: str, n: int) -> str:
    return f"points-{step}-{n}"


def _reflection(class_id: str, edition: str, step: str) -> Reflection:
    """The reflection of a module of this class's plan, with its rubric."""
    here = hub()
    with here.read() as db:
        planned = query.plan(db, here.module_of, class_id)
    for one in planned:
        if one.row.edition == edition and one.module is not None:
            found = one.module.step(step)
            if found.kind is StepKind.REFLECT:
                return Reflection(edition, step, found.marked_by)
    raise Refusal("not_found", what="step")


def _page(form: Form, class_id: str, visitor: str, edition: str = "") -> ResponseReturnValue:
    here = hub()
    with here.read() as db:
        member = acts.learner(db, class_id=class_id, visitor=visitor)
        planned = query.plan(db, here.module_of, class_id)
        book = query.columns(db, planned, [visitor])
        chosen = _chosen(planned, edition)
        answers = () if chosen is None else query.answers(db, chosen, visitor)
        marks = reflections.of_learner(db, visitor)
        written = written_reflections.of_learner(db, visitor)
        notes = reflections.notes(db, visitor)
    names = staff_names()
    there: dict[str, Any] = {"class_id": class_id, "visitor": visitor}
    rows = [shown_answer(one) for one in answers]
    tries: dict[int, list[ShownAnswer]] = {}
    for row in rows:
        tries.setdefault(row.try_number, []).append(row)
    return class_page(
        "classes/learner.html",
        class_id,
        tab="gradebook",
        form=form,
        name=member.name,
        code=member.code,
        visitor=visitor,
        left=member.left_at is not None,
        edition="" if chosen is None else chosen.row.edition,
        modules=[
            ShownModule(
                one.row.edition,
                one.row.title,
                shown_cell(book[one.row.edition][visitor]),
                url_for("learner_work.show", **there, module=one.row.edition),
                one is chosen,
            )
            for one in planned
        ],
        practised=tries.pop(0, []),
        tries=tries,
        reflections=[] if chosen is None else _reflections(chosen, marks, written, names),
        notes=[(one, names.get(one.by, "")) for one in notes],
    )


def _chosen(planned: Sequence[Planned], edition: str) -> Planned | None:
    """The module that is asked for, or the first of the plan."""
    wanted = edition or request.args.get("module", "")[:ID_LIMIT]
    return next((one for one in planned if one.row.edition == wanted), next(iter(planned), None))


def _reflections(
    chosen: Planned,
    marks: Sequence[ReflectionMark],
    written: Sequence[Written],
    names: Mapping[str, str],
) -> list[ShownReflection]:
    steps = () if chosen.module is None else chosen.module.steps
    mine = [one for one in marks if one.edition in chosen.editions]
    theirs = [one for one in written if one.edition in chosen.editions]
    return [_shown(step, mine, theirs, names) for step in steps if step.kind is StepKind.REFLECT]


def _shown(
    step: Step,
    marks: Sequence[ReflectionMark],
    written: Sequence[Written],
    names: Mapping[str, str],
) -> ShownReflection:
    given = [one for one in marks if one.step == step.id]
    held = next((one for one in given if one.taken_back_at is None), None)
    newest = next((one for one in written if one.step == step.id), None)
    marked_at = None if held is None else held.at
    rubric = step.marked_by
    return ShownReflection(
        step=step.id,
        title=step.title,
        text=step.text,
        most=most(rubric),
        parts=[
            ShownPart(
                _field(step.id, n),
                one.text or _("The reflection"),
                range(one.points + 1),
                _now(held, n),
            )
            for n, one in enumerate(rubric)
        ],
        mark=held,
        marked_by="" if held is None else names.get(held.by, ""),
        history=[(one, names.get(one.by, "")) for one in given if one is not held],
        written=newest,
        waits=newest is not None and waits(came_at=newest.came_at, marked_at=marked_at),
    )


def _now(held: ReflectionMark | None, n: int) -> str:
    """The points that hold for a line; "" where none do, or the rubric was shorter then."""
    return str(held.points[n]) if held is not None and n < len(held.points) else ""
