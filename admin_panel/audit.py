"""The audit log: who did what to whom and why. Staff with the right read it; nobody changes it."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.audit_things import ShownThing, thing, thing_in_words
from admin_panel.audit_words import ACTS
from admin_panel.frame import ROLES, page
from admin_panel.guards import hub, may
from admin_panel.right_words import MEANINGS
from kiosk.queries import site as query
from kiosk.queries.site import AuditEntry
from kiosk.rules.amounts import read_whole
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import harmless
from kiosk.rules.spans import day_bounds, day_named
from kiosk.store.audit import Wanted
from kiosk.texts import _

CSV_TYPE = "text/csv; charset=utf-8"
CSV_COLUMNS = ("when", "who", "act", "about", "name", "detail", "reason")
CSV_PAGE_ROWS, CSV_PAGES = 500, 20
"""Ten thousand lines in all."""
MS_PER_S = 1000
ASKED = ("by", "act", "about", "day")
ASKED_LIMIT = 120

audit = Blueprint("audit", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A line of the log in words."""

    kept: AuditEntry
    words: str
    thing: ShownThing
    detail: str


@audit.get("/audit")
@may("see_audit")
def show() -> ResponseReturnValue:
    """The last lines that are asked for; `before` asks for those before a number."""
    asked = _asked()
    with hub().read() as db:
        shown = query.audit_page(db, before=_before(), wanted=_wanted(asked))
    older = _place("show", {**asked, "before": str(shown.older_than)}) if shown.older_than else ""
    return page(
        "audit/show.html",
        here="settings",
        entries=[_shown(entry) for entry in shown.entries],
        older_url=older,
        people=shown.people,
        acts=sorted(((act, _(said)) for act, said in ACTS.items()), key=lambda one: one[1]),
        asked=asked,
        csv_url=_place("as_csv_file", asked),
    )


def _shown(entry: AuditEntry) -> ShownEntry:
    return ShownEntry(entry, told(entry.act), thing(entry), _detail(entry))


def _detail(entry: AuditEntry) -> str:
    """Rights and roles are kept by their ids; people read them in words."""
    if entry.act in ("give_right", "take_right") and entry.detail in MEANINGS:
        return _(MEANINGS[entry.detail])
    if entry.act == "add_staff" and entry.detail in ROLES:
        return _(ROLES[entry.detail])
    return entry.detail


@audit.get("/audit.csv")
@may("see_audit")
def as_csv_file() -> ResponseReturnValue:
    """The lines that are asked for as CSV, the last first."""
    content = io.BytesIO()
    text = io.TextIOWrapper(content, "utf-8-sig", newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(CSV_COLUMNS)
    timezone = ZoneInfo(hub().settings.timezone)
    for line in _lines(_wanted(_asked())):
        cells = (line.by, line.act, line.about, thing_in_words(line), line.detail, line.reason)
        rows.writerow((_moment(line.at, timezone), *(harmless(cell) for cell in cells)))
    text.flush()
    answer = make_response(content.getvalue())
    answer.headers["Content-Type"] = CSV_TYPE
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _lines(wanted: Wanted) -> Iterator[AuditEntry]:
    """As many as a file has, a page of them in memory at a time."""
    before: int | None = None
    for _page in range(CSV_PAGES):
        with hub().read() as db:
            found = query.audit_page(db, before=before, wanted=wanted, rows=CSV_PAGE_ROWS)
        yield from found.entries
        before = found.older_than
        if before is None:
            return


def _asked() -> dict[str, str]:
    """What the reader looks for, as it stands in the address."""
    given = {name: request.args.get(name, "").strip()[:ASKED_LIMIT] for name in ASKED}
    return {name: value for name, value in given.items() if value}


def _place(view: str, asked: Mapping[str, str]) -> str:
    query_string = urlencode(asked)
    return url_for(f"audit.{view}") + (f"?{query_string}" if query_string else "")


def _wanted(asked: Mapping[str, str]) -> Wanted:
    """What is looked for; a day that is none is any day."""
    since, until = _day(asked.get("day", ""))
    return Wanted(
        by=asked.get("by", ""),
        act=asked.get("act", ""),
        about=asked.get("about", ""),
        since=since,
        until=until,
    )


def _day(text: str) -> tuple[Instant | None, Instant | None]:
    try:
        return day_bounds(day_named(text), ZoneInfo(hub().settings.timezone))
    except ValueError:
        return None, None


def _moment(at: Instant, timezone: ZoneInfo) -> str:
    local = datetime.fromtimestamp(at // MS_PER_S, timezone)
    return f"{local:%Y-%m-%d %H:%M:%S}"


def told(act: str) -> str:
    """An act in words; one that has none yet shows its name."""
    return _(ACTS[act]) if act in ACTS else act.replace("_", " ")


def _before() -> int | None:
    try:
        return read_whole(request.args.get("before", ""), least=1)
    except Refusal:
        return None
