"""A learner's own record, handed to them at their wish: as a PDF to print, or as a signed file."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from admin_panel.drawing import drawn
from admin_panel.forms import Form
from admin_panel.frame import page
from admin_panel.guards import current_staff, hub, may
from admin_panel.learner_record_paper import PaperRecord, pdf_of
from admin_panel.visitor_pins import agreed_by
from kiosk.acts import awards as acts
from kiosk.looks import figures
from kiosk.protocol.awards import key_print
from kiosk.protocol.learner_records import LearnerRecord, write_record
from kiosk.queries.learner_records import record_of
from kiosk.rules.awards import NAME_LIMIT
from kiosk.store import visitors
from kiosk.store.visitors import Visitor
from kiosk.texts import _, direction, format_money, spoken

PDF, FILE = "pdf", "json"

learner_records = Blueprint("learner_records", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """See people/record.html."""

    who: Visitor
    record: LearnerRecord
    earned: str
    rows: list[tuple[str, str]]


@learner_records.get("/people/<visitor>/record")
@may("give_certificate")
def show(visitor: str) -> ResponseReturnValue:
    """What the record says, and the form to hand it out."""
    return _page(Form({}), visitor)


@learner_records.post("/people/<visitor>/record")
@may("give_certificate")
def hand_out(visitor: str) -> ResponseReturnValue:
    """The record as a file; the learner wishes it by PIN, and says whether earnings stand on it."""
    form = Form.read()
    name = form.text("name", _("Type the name as it shall stand there."), limit=NAME_LIMIT)
    kind = form.choice("as", (PDF, FILE), _("Choose PDF or signed file."))
    if form.errors or not agreed_by(form, visitor):
        return _page(form, visitor)
    record = _record(visitor, name=name, earnings=form.typed.get("earnings") == "1")
    form.write(acts.note_record, at="name", visitor=visitor, by=current_staff(), name=name)
    if form.errors:
        return _page(form, visitor)
    made = write_record(hub().keys.signing, record) if kind == FILE else _paper(record)
    answer = Response(made, mimetype="application/json" if kind == FILE else "application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="record.{kind}"'
    return answer


def _record(visitor: str, *, name: str, earnings: bool) -> LearnerRecord:
    here, now = hub().settings, hub().now()
    with hub().read() as db:
        told = {"visitor": visitor, "name": name}
        return record_of(db, now, **told, settings=here, earnings=earnings)


def _paper(record: LearnerRecord) -> bytes:
    rows = _rows(record)
    if record.earned_minor is not None:
        rows.append((_("Earned by tasks"), format_money(record.earned_minor, hub().settings)))
    paper = PaperRecord(
        site=record.centre,
        title=_("Record of learning and work"),
        name=record.name,
        day=_("As of {day}", day=_day(record.made)),
        rows=rows,
        skills_title=_("Qualifications"),
        skills=[f"{one.name} · {_until(one.until)}" for one in record.skills],
        papers_title=_("Certificates"),
        papers=[f"{one.number} · {one.title} · {_until(one.until)}" for one in record.certificates],
        small=_("Key of the centre: {mark}", mark=key_print(hub().keys.public_signing)),
    )
    return drawn(pdf_of, paper, rtl=direction(spoken()) == "rtl")


def _rows(record: LearnerRecord) -> list[tuple[str, str]]:
    right = "—"
    if record.asked:
        percent = record.right_at_once * 100 // record.asked
        told = {"right": record.right_at_once, "asked": record.asked, "percent": percent}
        right = _("{right} of {asked} answers right ({percent} %)", **told)
    return [
        (_("Practised"), figures.minutes(record.practised_s)),
        (_("Right at once"), right),
        (_("Tasks done"), str(record.tasks_done)),
        (_("Tasks approved"), str(record.tasks_approved)),
    ]


def _until(day: str) -> str:
    return _("Good until {day}.", day=_day(day)) if day else _("for ever")


def _day(day: str) -> str:
    return figures.day(date.fromisoformat(day))


def _page(form: Form, visitor: str) -> ResponseReturnValue:
    with hub().read() as db:
        who = visitors.registered(db, visitor)
    record = _record(visitor, name=who.name, earnings=True)
    earned = format_money(record.earned_minor or 0, hub().settings)
    shown = ShownRecord(who, record, earned, _rows(record))
    return page("people/record.html", here="people", form=form, shown=shown)
