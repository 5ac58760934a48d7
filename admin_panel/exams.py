"""One learner's exams: their tries with what to look at, and the help a mentor sets."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import exam_help as acts
from kiosk.queries import exams as query
from kiosk.rules.exam_rules import Accommodation
from kiosk.texts import _

exams = Blueprint("exams", __name__, template_folder="templates")

EXTRA_PERCENT = (0, 25, 50, 100, 200)
LOOKS = ("looked", "again")


@exams.get("/people/<visitor>/exams")
@may("help_in_exams")
def show(visitor: str) -> ResponseReturnValue:
    """All tries, and what is set."""
    return _page(Form({}), visitor)


@exams.post("/people/<visitor>/exams")
@may("help_in_exams")
def help_in(visitor: str) -> ResponseReturnValue:
    """More time, no end, as fast as they like: for every exam of this learner, with a reason."""
    form = Form.read()
    offered = [str(one) for one in EXTRA_PERCENT]
    extra = form.choice("extra", offered, _("Choose how much more time."))
    reason = form.text("reason", _("Say why, in a few words."), limit=acts.REASON_LIMIT)
    done = None
    if not form.errors:
        accommodation = Accommodation(
            int(extra),
            no_limit=form.typed.get("no_limit") == "1",
            no_floor=form.typed.get("no_floor") == "1",
        )
        told = {"accommodation": accommodation, "reason": reason, "by": current_staff()}
        form.write(acts.set_accommodation, at="extra", visitor=visitor, **told)
        done = not form.errors
    if not done:
        return _page(form, visitor)
    say(_("The help is kept. It holds from now on."))
    return redirect(url_for("exams.show", visitor=visitor), HTTPStatus.SEE_OTHER)


@exams.post("/people/<visitor>/exams/look")
@may("help_in_exams")
def look(visitor: str) -> ResponseReturnValue:
    """A try was looked at, or is to be looked at again."""
    form = Form.read()
    deed = form.choice("do", LOOKS, _("Choose what to do."))
    told = {"visitor": visitor, "attempt": form.text("attempt"), "by": current_staff()}
    if not form.done(acts.look_at_exam if deed == "looked" else acts.look_again, at="do", **told):
        return _page(form, visitor)
    say(_("Looked at.") if deed == "looked" else _("It stands under “Needs you now” again."))
    return redirect(url_for("exams.show", visitor=visitor), HTTPStatus.SEE_OTHER)


def _page(form: Form, visitor: str) -> ResponseReturnValue:
    with hub().read() as db:
        found = query.exams(db, visitor=visitor)
    return page("people/exams.html", here="people", form=form, exams=found, extra=EXTRA_PERCENT)
