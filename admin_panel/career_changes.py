"""Of a career record: notes, goals and steps are changed, taken back and put back."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.career import ID_LIMIT, day_typed, shown_page
from admin_panel.forms import Form
from admin_panel.frame import say
from admin_panel.guards import current_staff, may
from kiosk.acts import career_notes as acts
from kiosk.texts import _

WHAT = ("note", "step")

career_changes = Blueprint("career_changes", __name__, template_folder="templates")


@career_changes.post("/people/<visitor>/career/note/change")
@may("advise_careers")
def change_note(visitor: str) -> ResponseReturnValue:
    """Other words in a note."""
    form = Form.read()
    words = form.text("words", _("Type what you talked about."), limit=acts.WORDS_LIMIT)
    told = {
        "note": _id(form),
        "words": words,
        "next_on": day_typed(form, "next_on"),
        "for_mentors": form.typed.get("for_mentors") == "1",
    }
    form.done(acts.change_note, at="words", visitor=visitor, by=current_staff(), **told)
    return _after(form, visitor, _("Changed. What it said before is kept."))


@career_changes.post("/people/<visitor>/career/step/change")
@may("advise_careers")
def change_step(visitor: str) -> ResponseReturnValue:
    """Other words or another day of a goal or step."""
    form = Form.read()
    words = form.text("step", _("Type what it is."), limit=acts.STEP_LIMIT)
    told = {"step": _id(form), "words": words, "due_on": day_typed(form, "due_on")}
    form.done(acts.change_step, at="step", visitor=visitor, by=current_staff(), **told)
    return _after(form, visitor, _("Changed. What it said before is kept."))


@career_changes.post("/people/<visitor>/career/take-back")
@may("advise_careers")
def take_back(visitor: str) -> ResponseReturnValue:
    """A note, goal or step leaves the lists, or is put back."""
    form = Form.read()
    what = form.choice("what", WHAT, _("There is nothing here."))
    taken_back = form.typed.get("back") == "1"
    told = {"visitor": visitor, "taken_back": taken_back, "by": current_staff()}
    if what == "note":
        form.done(acts.take_back_note, at="back", note=_id(form), **told)
    else:
        form.done(acts.take_back_step, at="back", step=_id(form), **told)
    said = _("Taken back. It is below, under “Taken back”.") if taken_back else _("Put back.")
    return _after(form, visitor, said)


def _id(form: Form) -> str:
    return form.typed.get("id", "")[:ID_LIMIT]


def _after(form: Form, visitor: str, said: str) -> ResponseReturnValue:
    if form.errors:
        return shown_page(form, visitor, changing=_id(form))
    say(said)
    return redirect(url_for("career.show", visitor=visitor), HTTPStatus.SEE_OTHER)
