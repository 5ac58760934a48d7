"""Classes: the list of them, a new one, and what one is called, who leads it, who pays."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.class_frame import ID_LIMIT, class_page, staff_names
from admin_panel.forms import Form
from admin_panel.frame import initials, page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.people import Choice
from admin_panel.sponsored_classes import funder_words
from kiosk.acts import classes as acts
from kiosk.acts.classes import ClassDraft
from kiosk.queries import class_pages as query
from kiosk.queries.class_pages import Listed
from kiosk.store import sponsorships, staff
from kiosk.store.classes import Class
from kiosk.texts import _

PAYS = ("free", "sponsor", "own")

classes = Blueprint("classes", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownClass:
    """A line of the list; see classes/list.html."""

    kept: Listed
    mentor: str
    initials: str
    is_on: bool


@classes.get("/classes")
@may("see_classes")
def listed() -> ResponseReturnValue:
    """The running classes, or with `ended` those that are over."""
    ended, now = request.args.get("ended") == "1", hub().now()
    with hub().read() as db:
        rows = query.listed(db, now, ended=ended)
    names = staff_names()
    shown = [
        ShownClass(
            row,
            names.get(row.made.mentor, ""),
            initials(row.made.title),
            row.next_meeting is not None and row.next_meeting.starts <= now,
        )
        for row in rows
    ]
    return page("classes/list.html", here="classes", rows=shown, ended=ended)


@classes.get("/classes/new")
@may("lead_class")
def new() -> ResponseReturnValue:
    """The form for a new class."""
    return _form(Form({"mentor": current_staff(), "pays": "free"}), None)


@classes.post("/classes")
@may("lead_class")
def make() -> ResponseReturnValue:
    """Make a class."""
    form = Form.read()
    draft = _draft(form)
    made = None
    if not form.errors:
        made = form.write(acts.make_class, at="title", draft=draft, by=current_staff())
    if made is None:
        return _form(form, None)
    say(_("The class is made. Now put people into it."))
    return redirect(url_for("class_people.show", class_id=made), HTTPStatus.SEE_OTHER)


@classes.get("/classes/<class_id>")
@may("see_classes")
def show(class_id: str) -> ResponseReturnValue:
    """One class begins with its people."""
    return redirect(url_for("class_people.show", class_id=class_id), HTTPStatus.SEE_OTHER)


@classes.get("/classes/<class_id>/change")
@may("lead_class")
def edit(class_id: str) -> ResponseReturnValue:
    """What may be changed of a class."""
    with hub().read() as db:
        made = acts.known(db, class_id)
    return _form(Form(_typed(made)), class_id)


@classes.post("/classes/<class_id>/change")
@may("lead_class")
def change(class_id: str) -> ResponseReturnValue:
    """Change a class."""
    form = Form.read()
    draft = _draft(form)
    told = {"class_id": class_id, "draft": draft, "by": current_staff()}
    if not form.done(acts.change_class, at="title", **told):
        return _form(form, class_id)
    say(_("The class is changed. Who pays holds for meetings planned from now on."))
    return redirect(url_for("class_people.show", class_id=class_id), HTTPStatus.SEE_OTHER)


@classes.post("/classes/<class_id>/end")
@may("lead_class")
def end(class_id: str) -> ResponseReturnValue:
    """The class is over."""
    form = Form.read()
    reason = form.reason(limit=acts.REASON_LIMIT)
    told = {"class_id": class_id, "reason": reason, "by": current_staff()}
    if not form.done(acts.end_class, at="reason", **told):
        with hub().read() as db:
            made = acts.known(db, class_id)
        return _form(Form({**_typed(made), **form.typed}, form.errors, form.status), class_id)
    say(_("The class has ended. Its meetings to come are cancelled."))
    return redirect(url_for("classes.listed"), HTTPStatus.SEE_OTHER)


def _draft(form: Form) -> ClassDraft:
    title = form.text("title", _("Type what the class is called."), limit=acts.TITLE_LIMIT)
    pays = form.choice("pays", PAYS, _("Choose who pays."))
    sponsored = pays == "sponsor"
    if sponsored and not form.typed.get("sponsorship"):
        form.wrong("sponsorship", _("Choose who pays."))
    return ClassDraft(
        title,
        form.typed.get("mentor", "")[:ID_LIMIT],
        form.text("note", limit=acts.NOTE_LIMIT),
        "own" if pays == "own" else "free",
        form.typed.get("sponsorship", "")[:ID_LIMIT] if sponsored else "",
        goes_on_free=sponsored and "goes_on_free" in form.typed,
        shares_seats="shares_seats" in form.typed,
    )


def _typed(made: Class) -> dict[str, str]:
    pays = "sponsor" if made.sponsorship else made.pays
    ticked = {"goes_on_free": made.goes_on_free, "shares_seats": made.shares_seats}
    return {
        "title": made.title,
        "mentor": made.mentor,
        "note": made.note,
        "pays": pays,
        "sponsorship": made.sponsorship or "",
        **{name: "1" for name, on in ticked.items() if on},
    }


def _form(form: Form, class_id: str | None) -> ResponseReturnValue:
    here = hub()
    with here.read() as db:
        running = sponsorships.running(db, here.now())
    handed: dict[str, Any] = {
        "mentors": _mentors(form.typed.get("mentor", "")),
        "funders": [Choice(one.id, funder_words(one)) for one in running],
    }
    if class_id is None:
        return page("classes/new.html", here="classes", form=form, **handed)
    return class_page("classes/change.html", class_id, tab="change", form=form, **handed)


def _mentors(now: str) -> Sequence[Choice]:
    """Who may lead a class, and who leads it now."""
    with hub().read() as db:
        people = staff.everybody(db)
    return [Choice(one.id, one.name) for one in people if one.may(acts.LEADS) or one.id == now]
