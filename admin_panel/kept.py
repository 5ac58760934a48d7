"""All that is kept about one person: handed out, merged with another record, or erased."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.export import zipped
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import merging as acts
from kiosk.queries import kept as query
from kiosk.queries import people
from kiosk.queries.kept import Standing
from kiosk.rules.amounts import ascii_digits
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import SCAN_LIMIT, read_scan
from kiosk.store import keeping
from kiosk.texts import _

REASON_LIMIT = 200

kept = Blueprint("kept", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownKept:
    """See people/kept.html. `other` is the record to merge, once it was found."""

    this: Standing
    other: Standing | None
    sought: str


@kept.get("/people/<visitor>/kept")
@may("erase_visitor")
def show(visitor: str) -> ResponseReturnValue:
    """What may be done with all of it; `other` names a record to merge."""
    return _page(Form({}), visitor)


@kept.post("/people/<visitor>/export")
@may("erase_visitor")
def export(visitor: str) -> ResponseReturnValue:
    """Everything as a zip: a page to read, and JSON for a machine."""
    Form.read()
    hub().write(acts.note_export, visitor=visitor, by=current_staff())
    with hub().read() as db:
        everything = keeping.everything(db, query.standing(db, visitor).visitor.id)
    answer = Response(zipped(everything), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="person-{visitor[:12]}.zip"'
    return answer


@kept.post("/people/<visitor>/merge")
@may("merge_visitors")
def merge(visitor: str) -> ResponseReturnValue:
    """Make another record part of this one; it cannot be taken back."""
    form = Form.read()
    other = form.typed.get("other_id", "")
    reason = form.text("merge_reason", _("Say why, in a few words."), limit=REASON_LIMIT)
    _must_agree(form, "merge_sure")
    if not form.errors:
        people_by = {"keep": visitor, "drop": other, "by": current_staff()}
        form.write(acts.merge_visitors, at="merge_sure", **people_by, reason=reason)
    if form.errors:
        return _page(form, visitor, other=other)
    say(_("The two records are one now."))
    return redirect(url_for("people.person", visitor=visitor), HTTPStatus.SEE_OTHER)


@kept.post("/people/<visitor>/erase")
@may("erase_visitor")
def erase(visitor: str) -> ResponseReturnValue:
    """Forget who this person was; it cannot be taken back."""
    form = Form.read()
    reason = form.text("erase_reason", _("Say why, in a few words."), limit=REASON_LIMIT)
    given_up = form.text("given_up", limit=REASON_LIMIT)
    _must_agree(form, "erase_sure")
    if not form.errors:
        about = {"visitor": visitor, "by": current_staff(), "given_up": given_up}
        form.write(acts.erase_visitor, at="erase_sure", **about, reason=reason)
    if form.errors:
        return _page(form, visitor)
    say(_("The person is erased. Money lines stay, without the name."))
    return redirect(url_for("people.show"), HTTPStatus.SEE_OTHER)


def _must_agree(form: Form, name: str) -> None:
    if form.typed.get(name) != "yes":
        form.wrong(name, _("Please tick that you are sure: this cannot be taken back."))


def _page(form: Form, visitor: str, *, other: str = "") -> ResponseReturnValue:
    sought = ascii_digits(read_scan(request.args.get("other", "")[:SCAN_LIMIT].strip()))
    with hub().read() as db:
        this = query.standing(db, visitor)
        found = query.standing(db, other) if other else None
        if sought and found is None:
            try:
                found = query.standing(db, people.named(db, sought).id)
            except Refusal:
                form.wrong("other", _("Nobody is found, or several are. Type the code."))
    if found is not None and found.visitor.id == visitor:
        form.wrong("other", _("This is the same person. Please choose another."))
        found = None
    shown = ShownKept(this, found, sought)
    return page("people/kept.html", here="people", form=form, kept=shown)
