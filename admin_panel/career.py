"""One visitor's career record: opened by their yes; goals, notes, next steps, openings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel import visitor_pins
from admin_panel.career_words import fit_words, interest_words, skills, today
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import career_notes as notes_acts
from kiosk.acts import careers as acts
from kiosk.looks.career_words import STATES, kind_name, state_shown
from kiosk.queries import careers as query
from kiosk.queries.careers import Matched, Record
from kiosk.rules.spans import LocalDay, day_named
from kiosk.store.career_notes import Note, Step
from kiosk.store.careers import Referral
from kiosk.texts import _

ID_LIMIT = 40
KINDS = ("goal", "step")

career = Blueprint("career", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownFit:
    """An opening that fits; `words`: how."""

    kept: Matched
    kind: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShownReferral:
    """How far somebody is with an opening; `mark`: tone, icon, word."""

    kept: Referral
    mark: tuple[str, str, str]


@career.get("/people/<visitor>/career")
@may("advise_careers")
def show(visitor: str) -> ResponseReturnValue:
    """The record, or how it is opened."""
    return shown_page(Form({}), visitor, changing=request.args.get("change", "")[:ID_LIMIT])


@career.post("/people/<visitor>/career/agree")
@may("advise_careers")
def agree(visitor: str) -> ResponseReturnValue:
    """The visitor says yes by PIN."""
    form = Form.read()
    if visitor_pins.agreed_by(form, visitor):
        form.done(acts.agree_at_desk, at="pin", visitor=visitor, by=current_staff())
    return _after(form, visitor, _("The career record is open."))


@career.post("/people/<visitor>/career/close")
@may("advise_careers")
def close(visitor: str) -> ResponseReturnValue:
    """The visitor takes the yes back."""
    form = Form.read()
    form.done(acts.withdraw_at_desk, at="close", visitor=visitor, by=current_staff())
    return _after(form, visitor, _("The career record is closed to mentors."))


@career.post("/people/<visitor>/career/note")
@may("advise_careers")
def note(visitor: str) -> ResponseReturnValue:
    """A note of a meeting."""
    form = Form.read()
    words = form.text("words", _("Type what you talked about."), limit=notes_acts.WORDS_LIMIT)
    told = {"words": words, "next_on": day_typed(form, "next_on")}
    _write(
        form,
        notes_acts.add_note,
        visitor,
        at="words",
        for_mentors=form.typed.get("for_mentors") == "1",
        **told,
    )
    return _after(form, visitor, _("The note is kept."))


@career.post("/people/<visitor>/career/step")
@may("advise_careers")
def step(visitor: str) -> ResponseReturnValue:
    """A goal or a next step."""
    form = Form.read()
    words = form.text("step", _("Type what it is."), limit=notes_acts.STEP_LIMIT)
    kind = form.choice("kind", KINDS, _("Choose a goal or a step."))
    due_on = day_typed(form, "due_on")
    _write(form, notes_acts.add_step, visitor, at="step", kind=kind, words=words, due_on=due_on)
    return _after(form, visitor, _("Kept. It is on their screen too."))


@career.post("/people/<visitor>/career/tick")
@may("advise_careers")
def tick(visitor: str) -> ResponseReturnValue:
    """A goal or step is done, or not yet after all."""
    form = Form.read()
    chosen = form.typed.get("id", "")[:ID_LIMIT]
    done = form.typed.get("done") == "1"
    _write(form, notes_acts.tick_step, visitor, at="tick", step=chosen, done=done)
    return _after(form, visitor, _("Done.") if done else _("Open again."))


@career.post("/people/<visitor>/career/refer")
@may("advise_careers")
def refer(visitor: str) -> ResponseReturnValue:
    """Suggest an opening, or note how far they came with it."""
    form = Form.read()
    opening = form.typed.get("opening", "")[:ID_LIMIT]
    state = form.choice("state", tuple(STATES), _("Choose how far they are."))
    _write(form, acts.refer, visitor, at="state", opening=opening, state=state)
    said = _("Suggested. It is on their screen.") if state == acts.SUGGESTED else _("Kept.")
    return _after(form, visitor, said)


def _write(
    form: Form, act: Callable[..., object], visitor: str, *, at: str, **told: object
) -> None:
    form.done(act, at=at, visitor=visitor, by=current_staff(), **told)


def day_typed(form: Form, name: str) -> LocalDay | None:
    """A day, or None for none; an error at its field where it is no day."""
    typed = form.typed.get(name, "").strip()
    if not typed:
        return None
    try:
        return day_named(typed)
    except ValueError:
        form.wrong(name, _("Type a day, such as {example}.", example="2026-12-24"))
        return None


def _after(form: Form, visitor: str, said: str) -> ResponseReturnValue:
    if form.errors:
        return shown_page(form, visitor)
    say(said)
    return redirect(url_for("career.show", visitor=visitor), HTTPStatus.SEE_OTHER)


def shown_page(form: Form, visitor: str, *, changing: str = "") -> ResponseReturnValue:
    """The page; `changing` is the id of a note or step whose words are typed anew."""
    known, day = skills(), today()
    with hub().read() as db:
        found = query.career(db, hub().now(), visitor=visitor, today=day)
    record = found.record
    changed = _changed(record, changing)
    if changed is not None and not form.errors:
        form = Form(_typed(changed))
    fitting = () if record is None else record.fitting
    referrals = () if record is None else record.referrals
    return page(
        "people/career.html",
        here="people",
        form=form,
        career=found,
        today=day,
        changing=changed,
        is_note=isinstance(changed, Note),
        interests=interest_words(record.interests) if record and record.interests else (),
        skills=known,
        states=[(name, state_shown(name)[2]) for name in STATES],
        fitting=[
            ShownFit(one, kind_name(one.kept.opening.kind), fit_words(one.fit, known))
            for one in fitting
        ],
        referrals=[ShownReferral(one, state_shown(one.state)) for one in referrals],
    )


def _changed(record: Record | None, changing: str) -> Note | Step | None:
    both: list[Note | Step] = [] if record is None else [*record.notes, *record.steps]
    return next((one for one in both if one.id == changing), None)


def _typed(one: Note | Step) -> dict[str, str]:
    if isinstance(one, Note):
        told = {"for_mentors": "1"} if one.for_mentors else {}
        return {"words": one.words, "next_on": one.next_on or "", **told}
    return {"step": one.words, "due_on": one.due_on or "", "kind": one.kind}
