"""The owner's first page of reports: the period at a glance, and the way to every report."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from admin_panel.forms import Form
from admin_panel.frame import page
from admin_panel.guards import hub, may
from admin_panel.report_list import REPORTS, SECTIONS, Listed
from admin_panel.report_until import ask_of
from admin_panel.report_words import shown
from admin_panel.reports import SaidOf, figure_of, period_or_week, picker, picture_of, table_of
from kiosk.looks import charts
from kiosk.queries import overview as query
from kiosk.queries.overview import Overview
from kiosk.rules.reports import Kind
from kiosk.texts import n_

overview = Blueprint("overview", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Section:
    """Reports of one kind: rows .name, .title, .help."""

    title: str
    reports: Sequence[Listed]


@dataclass(frozen=True, slots=True)
class Difference:
    """What drawers lacked or had too much; `words` say in how many shifts."""

    value: Markup
    words: str
    is_wrong: bool


@overview.get("/reports")
@may("see_reports")
def show() -> ResponseReturnValue:
    """The period at a glance."""
    form = Form(dict(request.args))
    period = period_or_week(form)
    ask = ask_of(period)
    with hub().read() as db:
        found = query.overview(db, ask)
    return page(
        "reports/overview.html",
        here="reports",
        form=form,
        picker=picker(period, "overview.show"),
        figures=[figure_of(one) for one in found.report.figures],
        difference=_difference(found),
        exchange=shown(found.exchange_minor, Kind.MONEY) if found.exchange_minor else None,
        pictures=[picture_of(one, width=charts.NARROW) for one in found.report.pictures],
        shifts=table_of(found.report.table, SaidOf("", "")),
        sections=sections(),
    )


def sections() -> list[Section]:
    """Every report, by what it is about."""
    found = [Section(each, [one for one in REPORTS if one.section == each]) for each in SECTIONS]
    return [one for one in found if one.reports]


def _difference(found: Overview) -> Difference | None:
    if not found.shifts:
        return None
    words = (
        n_("{off} of {n} shift", "{off} of {n} shifts", found.shifts, off=found.shifts_off)
        if found.shifts_off
        else n_("{n} shift, all right", "{n} shifts, all right", found.shifts)
    )
    return Difference(shown(found.difference_minor, Kind.MONEY), words, bool(found.shifts_off))
