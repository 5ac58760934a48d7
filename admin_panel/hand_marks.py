"""One try at an exam: the machine's mark, and a mentor's over it, with what hangs on the pass."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.class_frame import class_page, staff_names
from admin_panel.forms import Form
from admin_panel.frame import say
from admin_panel.guards import current_staff, hub, may
from admin_panel.learner_work import N_MOST, ShownAnswer, shown_answer
from kiosk.acts import hand_marks as acts
from kiosk.acts import learner_work
from kiosk.acts.hand_marks import REASON_LIMIT, ExamTerms, Wish
from kiosk.disk.db import Db
from kiosk.queries import gradebook as query
from kiosk.rules.awards import grouped
from kiosk.rules.gradebook import least_right
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.modules import Module
from kiosk.rules.refusals import Refusal
from kiosk.store import awards, exam_marks
from kiosk.store.exam_marks import ExamMarks
from kiosk.texts import _

hand_marks = Blueprint("hand_marks", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Hangs:
    """What hangs on the pass: the qualification, until when it would hold, the certificate."""

    least: int
    qualification: str
    until: Instant | None
    lapsed: bool
    certificate: str


@hand_marks.get("/classes/<class_id>/gradebook/exam/<attempt>")
@may("see_classes")
def show(class_id: str, attempt: str) -> ResponseReturnValue:
    """The answers of a try, its marks, and the form for a mark by hand."""
    return _page(Form({}), class_id, attempt)


@hand_marks.post("/classes/<class_id>/gradebook/exam/<attempt>")
@may("lead_class")
def give(class_id: str, attempt: str) -> ResponseReturnValue:
    """A mentor's mark; it decides whether the exam is passed."""
    form = Form.read()
    exam = _known(class_id, attempt)
    right = form.whole("right", least=0, most=exam.machine.asked)
    wish = Wish(attempt, right, form.reason(limit=REASON_LIMIT))
    told = {"class_id": class_id, "wish": wish, "terms": _terms(exam), "by": current_staff()}
    passed = None
    if not form.errors:
        passed = form.write(acts.mark_by_hand, at="right", **told)
    if passed is None:
        return _page(form, class_id, attempt)
    say(_("Marked: the exam is passed.") if passed else _("Marked: the exam is not passed."))
    return _back(class_id, attempt)


@hand_marks.post("/classes/<class_id>/gradebook/exam/<attempt>/back")
@may("lead_class")
def take_back(class_id: str, attempt: str) -> ResponseReturnValue:
    """The newest mark by hand counts no more."""
    form = Form.read()
    exam = _known(class_id, attempt)
    n = form.whole("n", least=1, most=N_MOST)
    told = {"class_id": class_id, "attempt": attempt, "n": n, "by": current_staff()}
    if not form.done(acts.take_back, at="right", terms=_terms(exam), **told):
        return _page(form, class_id, attempt)
    say(_("Taken back. The mark of before holds again."))
    return _back(class_id, attempt)


def _back(class_id: str, attempt: str) -> ResponseReturnValue:
    there = url_for("hand_marks.show", class_id=class_id, attempt=attempt)
    return redirect(there, HTTPStatus.SEE_OTHER)


def _known(class_id: str, attempt: str) -> ExamMarks:
    with hub().read() as db:
        return acts.known(db, class_id=class_id, attempt=attempt)


def _terms(exam: ExamMarks) -> ExamTerms:
    """What the module asks and grants.

    Raises:
        Refusal: `module_unknown`.
    """
    module = hub().module_of(exam.edition)
    return ExamTerms(module.first_answers_percent, module.qualification, module.valid_days)


def _module(edition: str) -> Module | None:
    try:
        return hub().module_of(edition)
    except Refusal:  # its bytes are not back from a backup yet
        return None


def _page(form: Form, class_id: str, attempt: str) -> ResponseReturnValue:
    with hub().read() as db:
        exam = acts.known(db, class_id=class_id, attempt=attempt)
        who = learner_work.learner(db, class_id=class_id, visitor=exam.visitor)
        module = _module(exam.edition)
        rows = [] if module is None else _answers(db, module, exam)
        hangs = None if module is None else _hangs(db, module, exam)
        history = exam_marks.history(db, attempt)
    names = staff_names()
    newest = next((one.n for one in history if one.taken_back_at is None), 0)
    typed = {"right": str(exam.holds.right), **form.typed}
    return class_page(
        "classes/exam_marks.html",
        class_id,
        tab="gradebook",
        form=Form(typed, form.errors, form.status),
        exam=exam,
        name=who.name,
        title=exam.edition if module is None else module.title,
        rows=rows,
        hangs=hangs,
        newest=newest,
        history=[(one, names.get(one.by, ""), names.get(one.taken_back_by, "")) for one in history],
        back_url=url_for("learner_work.show", class_id=class_id, visitor=exam.visitor),
        attempt=attempt,
    )


def _answers(db: Db, module: Module, exam: ExamMarks) -> list[ShownAnswer]:
    found = query.exam_answers(db, module, exam.attempt, visitor=exam.visitor)
    return [shown_answer(one) for one in found]


def _hangs(db: Db, module: Module, exam: ExamMarks) -> Hangs:
    until = None
    if module.qualification is not None and module.valid_days is not None:
        until = later(exam.at, seconds=module.valid_days * S_PER_DAY)
    passed = awards.passed_exam(db, exam.attempt)
    return Hangs(
        least=least_right(asked=exam.machine.asked, percent=module.first_answers_percent),
        qualification=module.qualification or "",
        until=until,
        lapsed=until is not None and until <= hub().now(),
        certificate=grouped(passed.number) if passed is not None and passed.number else "",
    )
