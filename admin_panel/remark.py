"""A later edition marks failed exams anew: first who would pass, then a button that does it."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import remark_preview, remarking
from kiosk.acts.remark_preview import NowPasses, Preview
from kiosk.rules.instants import Instant
from kiosk.store.remarks import FAILED_LIMIT
from kiosk.texts import _, n_

LEARNERS_SHOWN = 100

remark = Blueprint("remark", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownLearner:
    """Somebody who would pass; `lapsed`: the qualification is over by now."""

    name: str
    url: str
    sat_at: Instant
    edition: str
    was: str
    now: str
    valid_until: Instant | None
    lapsed: bool


@remark.get("/modules/<edition>/remark")
@may("import_module")
def show(edition: str) -> ResponseReturnValue:
    """Who would pass by this edition's answers."""
    return _page(Form({}), _preview(edition))


@remark.post("/modules/<edition>/remark")
@may("import_module")
def give(edition: str) -> ResponseReturnValue:
    """Give these passes."""
    form = Form.read()
    found = _preview(edition)
    given = form.write(remarking.remark, at="remark", found=found, by=current_staff())
    if given is None:
        return _page(form, found)
    say(n_("{n} learner passes now.", "{n} learners pass now.", given))
    return redirect(url_for("remark.show", edition=edition), HTTPStatus.SEE_OTHER)


def _preview(edition: str) -> Preview:
    with hub().read() as db:
        return remark_preview.preview(db, hub().module_of, edition=edition)


def _page(form: Form, found: Preview) -> ResponseReturnValue:
    count = len(found.passes)
    return page(
        "modules/remark.html",
        here="modules",
        form=form,
        preview=found,
        earlier=", ".join(found.earlier),
        head=n_("{n} learner would now pass", "{n} learners would now pass", count),
        cut_at=FAILED_LIMIT if found.cut else 0,
        looked_at=n_("{n} failed exam", "{n} failed exams", found.looked_at),
        button_words=n_("Give {n} pass", "Give {n} passes", count),
        learners=[_shown(one) for one in found.passes[:LEARNERS_SHOWN]],
        learners_left=max(0, count - LEARNERS_SHOWN),
    )


def _shown(one: NowPasses) -> ShownLearner:
    until = one.valid_until
    return ShownLearner(
        name=one.sat.name or _("Guest"),
        url=url_for("people.person", visitor=one.sat.visitor),
        sat_at=one.sat.sat_at,
        edition=one.sat.edition,
        was=_("{right} of {all}", right=one.sat.right, all=one.sat.asked),
        now=_("{right} of {all}", right=one.result.right, all=one.result.asked),
        valid_until=until,
        lapsed=until is not None and until <= hub().now(),
    )
