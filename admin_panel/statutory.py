"""Who sat where and when, for the law: a page and files, each reading of which is itself kept."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.guards import current_staff, hub, may
from admin_panel.report_files import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from admin_panel.reports import (
    Files,
    SaidOf,
    asked_days,
    file_of,
    page_of,
    period_asked,
    period_or_week,
    picker,
    sheet_of,
)
from kiosk.acts import statutory_log as acts
from kiosk.queries import statutory_log as query
from kiosk.queries.asking import Ask
from kiosk.rules.periods import Period
from kiosk.rules.reports import Report
from kiosk.texts import N_, _, n_

TITLE = N_("Statutory log")
OFF = N_(
    "Nothing is kept beyond what the café needs. Where a law asks for it, say under Settings, "
    "Site, for how many days it is kept; India's rules for cyber cafés ask for a year, 366 days."
)

statutory = Blueprint("statutory", __name__, template_folder="templates")


@statutory.get("/reports/statutory-log")
@may("see_statutory_log")
def show() -> ResponseReturnValue:
    """The log for a period, or how to switch it on."""
    form = Form(dict(request.args))
    period = period_or_week(form)
    days = hub().settings.statutory_log_days
    said = _kept_for(days) if days else _(OFF)
    return page_of(
        _read(period, "page"),
        SaidOf(_(TITLE), said, off="" if days else _("The log is off")),
        files=Files(
            url_for("statutory.as_csv_file", **asked_days(period)),
            url_for("statutory.as_xlsx_file", **asked_days(period)),
        ),
        picker=picker(period, "statutory.show"),
        form=form,
    )


@statutory.get("/reports/statutory-log.csv")
@may("see_statutory_log")
def as_csv_file() -> ResponseReturnValue:
    """The same as CSV."""
    period = period_asked(request.args)
    sheet = sheet_of(_read(period, "csv"), _(TITLE))
    return file_of(as_csv(sheet), f"statutory-log-{period.first}-{period.last}.csv", CSV_TYPE)


@statutory.get("/reports/statutory-log.xlsx")
@may("see_statutory_log")
def as_xlsx_file() -> ResponseReturnValue:
    """The same as a workbook."""
    period = period_asked(request.args)
    sheet = sheet_of(_read(period, "xlsx"), _(TITLE))
    return file_of(as_xlsx(sheet), f"statutory-log-{period.first}-{period.last}.xlsx", XLSX_TYPE)


def _kept_for(days: int) -> str:
    return n_(
        "Who sat where and when is kept for {n} day and then removed. Only who may see this page "
        "reads it, and each reading stands in the audit log.",
        "Who sat where and when is kept for {n} days and then removed. Only who may see this page "
        "reads it, and each reading stands in the audit log.",
        days,
    )


def _read(period: Period, how: str) -> Report:
    """The log of a period; that it was read is kept before it is shown."""
    what = f"{period.first} {period.last} {how}"
    hub().write(acts.note_read, by=current_staff(), what=what)
    with hub().read() as db:
        return query.log(db, Ask(period, hub().now(), hub().settings))
