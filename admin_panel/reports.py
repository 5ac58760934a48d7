"""The owner's reports: each one as page, CSV and XLSX on one path.

What a report says is asked in `kiosk/queries/report_list.py`; here it is only shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from admin_panel.doubt_words import doubted_in
from admin_panel.forms import Form
from admin_panel.frame import page
from admin_panel.guards import hub, may
from admin_panel.report_files import CSV_TYPE, XLSX_TYPE, Sheet, as_csv, as_xlsx
from admin_panel.report_list import Listed, report_named
from admin_panel.report_titles import said
from admin_panel.report_until import ask_of, is_blind
from admin_panel.report_words import SIDES, axis_unit, brief, local_moment, plain, shown
from kiosk.looks import charts
from kiosk.rules.periods import DAYS_LIMIT, Period, Preset, period_named
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import ROWS_LIMIT, Drawn, Figure, Kind, Picture, Report, Table
from kiosk.rules.spans import LocalDay, local_day
from kiosk.texts import N_, _, direction, n_, spoken

PAGE_ROWS_LIMIT = 400
"""Rows on a page; a file has them all."""
PRESETS = {
    Preset.TODAY: N_("Today"),
    Preset.WEEK: N_("This week"),
    Preset.MONTH: N_("This month"),
    Preset.LAST_MONTH: N_("Last month"),
    Preset.YEAR: N_("This year"),
}

reports = Blueprint("reports", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Choice:
    """A preset of the picker."""

    name: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Picker:
    """The period: presets and the two days; `words` say it, `so_far` that today is in it.

    `blind`: the reader's own drawer is not counted, so that the last days are not told.
    `doubted`: what stands at another time than it happened, see `doubt_words.py`.
    """

    presets: Sequence[Choice]
    action: str
    first: str
    last: str
    words: str
    own: bool
    so_far: bool
    blind: bool
    doubted: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A number above the table; `change` compares it with the period before, "" where it cannot."""

    title: str
    value: Markup
    change: str
    rises: bool
    note: str


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column's head, and the class of its cells."""

    title: str
    side: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table ready to be printed; `cut_at`: how many rows are shown of more, 0: all are."""

    columns: Sequence[ShownColumn]
    rows: Sequence[Sequence[Markup]]
    totals: Sequence[Markup]
    cut_at: int


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture: one of `chart` and `heat` is there."""

    title: str
    note: str
    chart: charts.Chart | None
    heat: charts.Heat | None


@dataclass(frozen=True, slots=True)
class SaidOf:
    """What a report says of itself; `words`: for which days, where it asks for none.

    `leads_to`: see `Listed`. `back_url` is the report that led here, "" where none did.
    `off` says that nothing is kept, "" where something is.
    """

    title: str
    help: str
    words: str = ""
    leads_to: str = ""
    leads_by: str = "key"
    back_url: str = ""
    off: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """Where a report's files are."""

    csv_url: str
    xlsx_url: str


@reports.get("/reports/<name>")
@may("see_reports")
def show(name: str) -> ResponseReturnValue:
    """One report for a period."""
    listed = report_named(name)
    form = Form(dict(request.args))
    period = period_or_week(form)
    return page_of(
        _ask(listed, period),
        said_of(listed),
        files=Files(
            url_for("reports.as_csv_file", name=name, **asked_days(period)),
            url_for("reports.as_xlsx_file", name=name, **asked_days(period)),
        ),
        picker=picker(period, "reports.show", name=name) if listed.asks_period else None,
        form=form,
    )


@reports.get("/reports/<name>.csv")
@may("see_reports")
def as_csv_file(name: str) -> ResponseReturnValue:
    """The same as CSV."""
    sheet, stem = _sheet(name)
    return file_of(as_csv(sheet), f"{stem}.csv", CSV_TYPE)


@reports.get("/reports/<name>.xlsx")
@may("see_reports")
def as_xlsx_file(name: str) -> ResponseReturnValue:
    """The same as a workbook."""
    sheet, stem = _sheet(name)
    return file_of(as_xlsx(sheet), f"{stem}.xlsx", XLSX_TYPE)


def page_of(
    found: Report,
    about: SaidOf,
    *,
    files: Files,
    picker: Picker | None = None,
    form: Form | None = None,
) -> ResponseReturnValue:
    """A report as a page."""
    return page(
        "reports/show.html",
        here="reports",
        form=form,
        about=about,
        picker=picker,
        figures=[figure_of(one) for one in found.figures],
        pictures=drawn(found) if found.table.rows else [],
        table=table_of(found.table, about),
        csv_url=files.csv_url,
        xlsx_url=files.xlsx_url,
    )


def said_of(listed: Listed) -> SaidOf:
    """What the list says of a report."""
    now = "" if listed.asks_period else plain(hub().now(), Kind.MOMENT)
    return SaidOf(_(listed.title), _(listed.help), now, listed.leads_to, listed.leads_by)


def picker(period: Period, endpoint: str, **path: Any) -> Picker:
    """The picker of a page that takes a period."""
    return Picker(
        presets=[
            Choice(_(words), url_for(endpoint, period=each.value, **path), each is period.preset)
            for each, words in PRESETS.items()
        ],
        action=url_for(endpoint, **path),
        first=period.first,
        last=period.last,
        words=period_words(period),
        own=period.preset is Preset.FROM_TO,
        so_far=period.last >= _today(),
        blind=is_blind(),
        doubted=doubted_in(*period.bounds(ZoneInfo(hub().settings.timezone))),
    )


def period_words(period: Period) -> str:
    """`Mon 16 Nov 2026 – Sat 21 Nov 2026`, or the one day."""
    first, last = plain(period.first, Kind.DATE), plain(period.last, Kind.DATE)
    return first if first == last else _("{first} to {last}", first=first, last=last)


def _today() -> LocalDay:
    return local_day(hub().now(), ZoneInfo(hub().settings.timezone))


def period_asked(asked: Mapping[str, str]) -> Period:
    """The period that was asked for; this week where none was."""
    return period_named(
        asked.get("period", Preset.WEEK),
        today=_today(),
        first=asked.get("from", ""),
        last=asked.get("to", ""),
    )


def period_or_week(form: Form) -> Period:
    """What was asked for; this week, and what is wrong, where it cannot be."""
    try:
        return period_asked(form.typed)
    except Refusal as refusal:
        field = str(refusal.details.get("field", "to"))
        words = {
            "from": _("Choose the first day."),
            "to": _("Choose a last day that is not before the first."),
        }
        if refusal.code == "too_many":
            form.wrong("to", _("Choose no more than {n} days.", n=DAYS_LIMIT))
        else:
            form.wrong(field, words.get(field, _("Choose a period.")))
        return period_asked({})


def _ask(listed: Listed, period: Period) -> Report:
    ask = ask_of(period)
    with hub().read() as db:
        return listed.query(db, ask)


def asked_days(period: Period) -> dict[str, Any]:
    """A period as an address carries it."""
    return {"period": Preset.FROM_TO.value, "from": period.first, "to": period.last}


def _sheet(name: str) -> tuple[Sheet, str]:
    listed = report_named(name)
    period = period_asked(request.args)
    found = _ask(listed, period)
    if not listed.asks_period:
        return sheet_of(found, _(listed.title)), f"{listed.name}-{_today()}"
    days = [(_("First day"), str(period.first)), (_("Last day"), str(period.last))]
    stem = f"{listed.name}-{period.first}-{period.last}"
    return sheet_of(found, _(listed.title), days), stem


def sheet_of(found: Report, title: str, told: Sequence[tuple[str, str]] = ()) -> Sheet:
    """A report on its way into a file; `told` are lines of its own of what it is."""
    about = [
        (_("Site"), hub().settings.site_name),
        (_("Report"), title),
        *told,
        (_("Currency"), hub().settings.currency),
        (_("Made"), f"{local_moment(hub().now()):%Y-%m-%d %H:%M}"),
    ]
    if found.table.is_cut:
        about.append((_("Not all"), _("Only the first {n} rows.", n=ROWS_LIMIT)))
    return Sheet(title, found.table, about)


def file_of(content: bytes, name: str, kind: str) -> Response:
    """A download."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, content_type=kind)


def figure_of(one: Figure) -> ShownFigure:
    """A figure ready to be printed."""
    change, rises = "", False
    if one.before and isinstance(one.value, int):
        rises = one.value >= one.before
        change = _change(one.value - one.before, one.before, one.kind)
    value = Markup("–") if one.value is None else shown(one.value, one.kind)
    return ShownFigure(said(one.title), value, change, rises, said(one.note))


def _change(difference: int, before: int, kind: Kind) -> str:
    """By how much it changed: shares in points, all else in percent of what it was."""
    if kind is Kind.SHARE:
        points = abs(difference) // 100
        return n_("{n} point", "{n} points", points) if points else ""
    percent = abs(difference) * 100 // abs(before)
    return f"{percent}%" if percent else ""


def table_of(table: Table, about: SaidOf) -> ShownTable:
    """A table ready to be printed."""
    columns = table.columns
    rows = table.rows[:PAGE_ROWS_LIMIT]
    cells = [[shown(cell, at.kind) for cell, at in zip(row, columns, strict=True)] for row in rows]
    for row, key in zip(cells, table.keys, strict=False):
        row[0] = _link(row[0], about, key)
    return ShownTable(
        [ShownColumn(said(each.title), SIDES.get(each.kind, "")) for each in columns],
        cells,
        [shown(cell, at.kind) for cell, at in zip(table.totals, columns, strict=False)],
        len(rows) if len(rows) < len(table.rows) else 0,
    )


def _link(cell: Markup, about: SaidOf, key: str) -> Markup:
    """A cell that leads to what its row is about; as it is where the row is about nothing."""
    if not key or not about.leads_to:
        return cell
    named: dict[str, Any] = {about.leads_by: key}
    url = url_for(about.leads_to, **named)
    return Markup('<a href="{}">{}</a>').format(url, cell)


def drawn(found: Report) -> list[ShownPicture]:
    """A report's pictures; one alone has the whole width."""
    width = charts.WIDE if len(found.pictures) == 1 else charts.NARROW
    return [picture_of(one, width=width) for one in found.pictures]


def picture_of(one: Picture, *, width: int) -> ShownPicture:
    """A picture ready to be printed."""
    say = charts.Said(plain, brief, rtl=direction(spoken()) == "rtl")
    chart = heat = None
    match one.drawn:
        case Drawn.BARS:
            chart = charts.bars(one, say=say, unit=axis_unit(one.kind), width=width)
        case Drawn.LINES:
            chart = charts.lines(one, say=say, unit=axis_unit(one.kind), width=width)
        case Drawn.HEAT:
            heat = charts.heat(one, say=say)
    return ShownPicture(said(one.title), said(one.note), chart, heat)
