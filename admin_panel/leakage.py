"""The lines behind the figures of one shift in the report on leakage, as page, CSV and XLSX."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from admin_panel.guards import hub, may
from admin_panel.report_files import CSV_TYPE, XLSX_TYPE, Sheet, as_csv, as_xlsx
from admin_panel.report_words import plain
from admin_panel.reports import Files, SaidOf, file_of, page_of, sheet_of
from kiosk.queries.leakage_lines import ShiftLines, of_shift
from kiosk.rules.reports import Kind
from kiosk.texts import _

leakage = Blueprint("leakage", __name__, template_folder="templates")


@leakage.get("/reports/leakage/<key>")
@may("see_reports")
def show(key: str) -> ResponseReturnValue:
    """All lines of a shift."""
    found = _lines(key)
    about = SaidOf(
        _("Leakage of a shift"),
        _("Each session settled in this shift, and each thing that was given up in it."),
        _words(found),
        back_url=url_for("reports.show", name="leakage"),
    )
    files = Files(url_for("leakage.as_csv_file", key=key), url_for("leakage.as_xlsx_file", key=key))
    return page_of(found.report, about, files=files)


@leakage.get("/reports/leakage/<key>.csv")
@may("see_reports")
def as_csv_file(key: str) -> ResponseReturnValue:
    """The same as CSV."""
    found = _lines(key)
    return file_of(as_csv(_sheet(found)), f"leakage-{key[:8]}.csv", CSV_TYPE)


@leakage.get("/reports/leakage/<key>.xlsx")
@may("see_reports")
def as_xlsx_file(key: str) -> ResponseReturnValue:
    """The same as a workbook."""
    found = _lines(key)
    return file_of(as_xlsx(_sheet(found)), f"leakage-{key[:8]}.xlsx", XLSX_TYPE)


def _lines(key: str) -> ShiftLines:
    with hub().read() as db:
        return of_shift(db, hub().now(), key)


def _sheet(found: ShiftLines) -> Sheet:
    return sheet_of(found.report, _("Leakage of a shift"), [(_("Shift"), _words(found))])


def _words(found: ShiftLines) -> str:
    """`Amina W., Mon 16 Nov 2026, 08:00 to 14:00`."""
    opened = plain(found.opened_at, Kind.MOMENT)
    if found.closed_at is None:
        return _("{name}, since {opened}", name=found.operator, opened=opened)
    closed = plain(found.closed_at, Kind.MOMENT)
    return _("{name}, {opened} to {closed}", name=found.operator, opened=opened, closed=closed)
