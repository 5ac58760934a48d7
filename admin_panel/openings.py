"""Openings and courses that the centre keeps: the list, one of them, and who fits it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.career_words import Skill, field_names, fit_words, skill_titles, skills, today
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import careers
from kiosk.acts import openings as acts
from kiosk.looks.career_words import FIELDS, field_name, kind_name, state_shown
from kiosk.queries import careers as query
from kiosk.queries.careers import Suitable
from kiosk.rules.interests import Field
from kiosk.rules.openings import KINDS, Opening, as_typed, read_opening
from kiosk.rules.refusals import Refusal
from kiosk.store import openings as store
from kiosk.store.openings import Kept
from kiosk.texts import N_, _

ID_LIMIT = 40
WRONG: Mapping[str, str] = {
    "title": N_("Type what it is called."),
    "who": N_("Type who offers it."),
    "contact": N_("Type a phone number, an address or a link."),
    "closes": N_("Type a day, such as 2026-12-24."),
    "wanted": N_("Choose at most six qualifications."),
    "interests": N_("Choose from the six fields."),
    "kind": N_("Choose a job or a course."),
}
TOO_LONG = N_("Please make this shorter.")

openings = Blueprint("openings", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownOpening:
    """A line of the list, and the head of one; `wanted`, `interests` in words."""

    kept: Kept
    kind: str
    wanted: str
    interests: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ShownSuitable:
    """Somebody who fits; `mark` of how far they came, or None."""

    kept: Suitable
    words: Sequence[str]
    mark: tuple[str, str, str] | None


@openings.get("/openings")
@may("advise_careers")
def listed() -> ResponseReturnValue:
    """What is open, or with `closed` what is not any more."""
    closed, day = request.args.get("closed") == "1", today()
    with hub().read() as db:
        rows = store.closed(db, day) if closed else store.open_on(db, day)
    known = skills()
    shown = [_shown(row, known) for row in rows]
    return page("openings/list.html", here="people", rows=shown, closed=closed)


@openings.get("/openings/new")
@may("advise_careers")
def new() -> ResponseReturnValue:
    """The form for a new one."""
    return _form(Form({"kind": "job"}), None)


@openings.post("/openings")
@may("advise_careers")
def make() -> ResponseReturnValue:
    """Keep a new one."""
    form = Form.read()
    opening, made = _opening(form), None
    if opening is not None:
        made = form.write(acts.add_opening, at="title", opening=opening, by=current_staff())
    if made is None:
        return _form(form, None)
    say(_("The opening is kept."))
    return redirect(url_for("openings.show", opening_id=made), HTTPStatus.SEE_OTHER)


@openings.get("/openings/<opening_id>")
@may("advise_careers")
def show(opening_id: str) -> ResponseReturnValue:
    """One of them, and who fits it."""
    return _one(Form({}), opening_id)


@openings.get("/openings/<opening_id>/change")
@may("advise_careers")
def edit(opening_id: str) -> ResponseReturnValue:
    """What may be changed of it."""
    with hub().read() as db:
        kept = acts.known(db, opening_id)
    return _form(Form(_typed(kept.opening)), kept)


@openings.post("/openings/<opening_id>/change")
@may("advise_careers")
def change(opening_id: str) -> ResponseReturnValue:
    """Change it."""
    form = Form.read()
    opening = _opening(form)
    told = {"opening_id": opening_id, "opening": opening, "by": current_staff()}
    if not form.done(acts.change_opening, at="title", **told):
        with hub().read() as db:
            return _form(form, acts.known(db, opening_id))
    say(_("The opening is changed."))
    return redirect(url_for("openings.show", opening_id=opening_id), HTTPStatus.SEE_OTHER)


@openings.post("/openings/<opening_id>/close")
@may("advise_careers")
def close(opening_id: str) -> ResponseReturnValue:
    """Nobody is sent there any more."""
    form = Form.read()
    if not form.done(acts.close_opening, at="close", opening_id=opening_id, by=current_staff()):
        return _one(form, opening_id)
    say(_("The opening is closed."))
    return redirect(url_for("openings.listed"), HTTPStatus.SEE_OTHER)


@openings.post("/openings/<opening_id>/suggest")
@may("advise_careers")
def suggest(opening_id: str) -> ResponseReturnValue:
    """It appears at the seat of a visitor who fits."""
    form = Form.read()
    told = {"visitor": form.typed.get("visitor", "")[:ID_LIMIT], "opening": opening_id}
    state = careers.SUGGESTED
    if not form.done(careers.refer, at="visitor", **told, state=state, by=current_staff()):
        return _one(form, opening_id)
    say(_("Suggested. It is on their screen."))
    return redirect(url_for("openings.show", opening_id=opening_id), HTTPStatus.SEE_OTHER)


def _shown(kept: Kept, known: Mapping[str, Skill]) -> ShownOpening:
    one = kept.opening
    return ShownOpening(
        kept,
        kind_name(one.kind),
        skill_titles(one.wanted, known),
        field_names(one.interests),
        kept.is_open(today()),
    )


def _one(form: Form, opening_id: str) -> ResponseReturnValue:
    with hub().read() as db:
        kept = acts.known(db, opening_id)
        found = query.suitable(db, hub().now(), kept)
    known = skills()
    rows = [
        ShownSuitable(one, fit_words(one.fit, known), state_shown(one.state) if one.state else None)
        for one in found
    ]
    return page(
        "openings/show.html", here="people", form=form, opening=_shown(kept, known), rows=rows
    )


def _form(form: Form, kept: Kept | None) -> ResponseReturnValue:
    known = skills()
    mine = () if kept is None else kept.opening.wanted
    wanted = {**{name: name for name in mine}, **{one.name: one.title for one in known.values()}}
    return page(
        "openings/form.html",
        here="people",
        form=form,
        opening_id=None if kept is None else kept.id,
        is_closed=kept is not None and kept.closed_at is not None,
        wanted=sorted(wanted.items(), key=lambda one: one[1]),
        fields=[(letter, field_name(letter)) for letter in FIELDS],
        kinds=[(kind, kind_name(kind)) for kind in KINDS],
    )


def _opening(form: Form) -> Opening | None:
    """What was typed; None and an error at its field where it is no opening."""
    ticked = {name.removeprefix("want_") for name in form.typed if name.startswith("want_")}
    liked = "".join(one for one in Field if f"likes_{one}" in form.typed)
    typed = {**form.typed, "wanted": " ".join(sorted(ticked)), "interests": liked}
    try:
        return read_opening(typed)
    except Refusal as refusal:
        name = str(refusal.details.get("field", "title"))
        too_long = refusal.code == "too_large"
        form.wrong(name, _(TOO_LONG if too_long else WRONG.get(name, TOO_LONG)))
        return None


def _typed(opening: Opening) -> dict[str, str]:
    ticks = [*(f"want_{name}" for name in opening.wanted)]
    ticks += [f"likes_{one}" for one in opening.interests]
    return {**as_typed(opening), **dict.fromkeys(ticks, "1")}
