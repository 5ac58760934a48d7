"""Who was at which meeting of a class: by the seats, put right by a mentor; as CSV and XLSX."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.booking_words import today
from admin_panel.class_frame import called, class_page, staff_names
from admin_panel.forms import Form
from admin_panel.frame import clock_words, day_words, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.report_files import CSV_TYPE, XLSX_TYPE, Sheet, as_csv, as_xlsx
from admin_panel.reports import file_of
from kiosk.acts import classes as acts
from kiosk.acts import meetings as meeting_acts
from kiosk.queries import class_pages as query
from kiosk.queries.class_pages import Grid
from kiosk.rules.classes import length_min
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import Cell, Column, Kind, Table
from kiosk.store import classes, meetings
from kiosk.texts import N_, _

SHOWN_MEETINGS = 8
"""So many of the newest stand in the grid; all are in the files."""
WORDS = (
    N_("Shared a seat"),
    N_("Sat at another seat"),
    N_("Came late"),
    N_("Left early"),
    N_("Learned on paper"),
)
"""Usual reasons, to be chosen or typed over."""

attendance = Blueprint("attendance", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownWord:
    """What was said of one learner at one meeting, the newest first."""

    minutes: int
    by_seat: bool
    reason: str
    at: Instant
    by: str


@attendance.get("/classes/<class_id>/attendance")
@may("see_classes")
def show(class_id: str) -> ResponseReturnValue:
    """The grid: learners by meetings."""
    with hub().read() as db:
        found = query.grid(db, hub().now(), class_id)
    first = max(0, len(found.meetings) - SHOWN_MEETINGS)
    return class_page(
        "classes/attendance.html",
        class_id,
        tab="attendance",
        grid=found,
        first=first,
        names={one.member.visitor: called(one.member.name) for one in found.learners},
    )


@attendance.get("/classes/<class_id>/attendance/<meeting>/<visitor>")
@may("see_classes")
def one(class_id: str, meeting: str, visitor: str) -> ResponseReturnValue:
    """One learner at one meeting: what was said, and the form to put it right."""
    return _one(Form({}), class_id, meeting, visitor)


@attendance.post("/classes/<class_id>/attendance/<meeting>/<visitor>")
@may("lead_class")
def say_attended(class_id: str, meeting: str, visitor: str) -> ResponseReturnValue:
    """A mentor puts it right, with a reason."""
    form = Form.read()
    with hub().read() as db:
        row = meeting_acts.known(db, meeting)
    most = length_min(starts=row.starts, ends=row.ends)
    minutes = form.whole("minutes", least=0, most=most)
    told = {
        "meeting": meeting,
        "visitor": visitor,
        "minutes": minutes,
        "reason": form.reason(limit=meeting_acts.REASON_LIMIT),
        "by": current_staff(),
    }
    if not form.done(meeting_acts.say_attended, at="minutes", **told):
        return _one(form, class_id, meeting, visitor)
    say(_("Put right. What was there before stays in the history."))
    return redirect(url_for("attendance.show", class_id=class_id), HTTPStatus.SEE_OTHER)


@attendance.get("/classes/<class_id>/attendance.csv")
@may("see_classes")
def as_csv_file(class_id: str) -> ResponseReturnValue:
    """All of it as CSV."""
    return file_of(as_csv(_sheet(class_id)), f"attendance-{_stem()}.csv", CSV_TYPE)


@attendance.get("/classes/<class_id>/attendance.xlsx")
@may("see_classes")
def as_xlsx_file(class_id: str) -> ResponseReturnValue:
    """The same as a workbook."""
    return file_of(as_xlsx(_sheet(class_id)), f"attendance-{_stem()}.xlsx", XLSX_TYPE)


def _stem() -> str:
    return today()


def _one(form: Form, class_id: str, meeting: str, visitor: str) -> ResponseReturnValue:
    names = staff_names()
    with hub().read() as db:
        row = meeting_acts.known(db, meeting)
        member = next(
            (each for each in classes.all_members(db, class_id) if each.visitor == visitor), None
        )
        said = meetings.history(db, meeting=meeting, visitor=visitor)
    if member is None or row.class_id != class_id:
        raise Refusal("not_found", what="member")
    newest = said[-1].minutes if said else 0
    words: Sequence[ShownWord] = [
        ShownWord(each.minutes, each.how == "seat", each.reason, each.at, names.get(each.by, ""))
        for each in reversed(said)
    ]
    return class_page(
        "classes/attended.html",
        class_id,
        tab="attendance",
        form=Form({"minutes": str(newest), **form.typed}, form.errors, form.status),
        meeting=row,
        visitor=visitor,
        name=called(member.name),
        length=length_min(starts=row.starts, ends=row.ends),
        said=words,
        reasons=[_(word) for word in WORDS],
        begun=row.starts <= hub().now(),
    )


def _sheet(class_id: str) -> Sheet:
    with hub().read() as db:
        made = acts.known(db, class_id)
        found = query.grid(db, hub().now(), class_id)
    about = [
        (_("Class"), made.title),
        (_("Site"), hub().settings.site_name),
        (_("Made"), f"{day_words(hub().now())}, {clock_words(hub().now())}"),
    ]
    return Sheet(_("Attendance"), _table(found), about)


def _table(found: Grid) -> Table:
    """One line for each learner and meeting, so that a spreadsheet can add as it likes."""
    names = staff_names()
    rows: list[tuple[Cell, ...]] = []
    for learner in found.learners:
        for cell in learner.cells:
            said = cell.said
            rows.append(
                (
                    called(learner.member.name),
                    learner.member.code or "",
                    cell.meeting.starts,
                    length_min(starts=cell.meeting.starts, ends=cell.meeting.ends),
                    cell.minutes,
                    "" if said is None else names.get(said.by, ""),
                    "" if said is None else said.reason,
                )
            )
    columns = (
        Column("learner"),
        Column("card_code"),
        Column("meeting", Kind.MOMENT),
        Column("meeting_min", Kind.COUNT),
        Column("there_min", Kind.COUNT),
        Column("said_by"),
        Column("reason"),
    )
    return Table(columns, tuple(rows))
