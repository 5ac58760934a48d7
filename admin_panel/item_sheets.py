"""A spreadsheet of questions into a draft: sent or pasted, looked at, taken over or dropped."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel import draft_words
from admin_panel.diff_words import short, what_words
from admin_panel.draft_frame import REVISIONS_MOST, draft_page, draft_row, sent_file
from admin_panel.forms import Form
from admin_panel.frame import say
from admin_panel.guards import current_staff, hub, may
from admin_panel.module_words import ShownProblem, shown
from admin_panel.report_files import CSV_TYPE
from admin_panel.reports import file_of
from kiosk.acts import item_sheets as acts
from kiosk.acts.workbooks import table_of
from kiosk.rules.draft_files import head_of
from kiosk.rules.instants import Instant
from kiosk.rules.item_sheets import ChangedItem, Outcome, Whole, pasted_table
from kiosk.rules.item_tables import items_out
from kiosk.rules.module_items import ITEMS_FILE, Findings, Problem
from kiosk.rules.plain_sheets import Labels
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import TABLE_LIMIT_BYTES
from kiosk.store import item_sheets as store
from kiosk.store import module_drafts
from kiosk.store.module_drafts import DraftRow
from kiosk.texts import _, n_

SHEET_LIMIT_BYTES = 2 * TABLE_LIMIT_BYTES
SHEET_FORM_LIMIT_BYTES = 2 * SHEET_LIMIT_BYTES
ROWS_SHOWN = 200
CELLS_SHOWN = 12
PROBLEMS_SHOWN = 50
COLUMNS = "id, pool (practice, exam, gold), type, form, gold, hint1, hint2, hint3, why"

item_sheets = Blueprint("item_sheets", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A question that a sheet brings, changes or removes; cells are (what, was, now)."""

    id: str
    kind: str
    row: int | None
    cells: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """What would come of the sheet that waits."""

    sent_at: Instant
    read_as: list[tuple[str, str]]
    is_all: bool
    new: int
    changed: int
    gone: int
    same: int
    rows: list[ShownChange]
    rows_left: int
    wrong: list[ShownProblem]
    wrong_left: int
    left: list[ShownProblem]


@item_sheets.get("/modules/drafts/<draft>/sheet")
@may("import_module")
def show(draft: str) -> ResponseReturnValue:
    """The sheet that waits and what would come of it; and the form for another one."""
    return _page(Form({}), draft_row(draft))


@item_sheets.get("/modules/drafts/<draft>/items.csv")
@may("import_module")
def as_file(draft: str) -> ResponseReturnValue:
    """The draft's questions for a spreadsheet."""
    row = draft_row(draft)
    with hub().read() as db:
        table = module_drafts.file(db, draft, ITEMS_FILE)
    if table is None:
        raise Refusal("not_found", what=ITEMS_FILE)
    return file_of(items_out(table), f"{row.slug}-items.csv", CSV_TYPE)


@item_sheets.post("/modules/drafts/<draft>/sheet")
@may("import_module")
def look(draft: str) -> ResponseReturnValue:
    """Keep a sheet beside the draft and show what would come of it; the draft stays as it is."""
    row, form = draft_row(draft), Form.read()
    pasted = request.form.get("pasted", "")
    kept = Form({**form.typed, "pasted": pasted}, form.errors, form.status)
    table, found = _table(kept, pasted)
    holds = kept.choice("holds", tuple(Whole), _("Choose what the sheet holds."))
    told = {
        "draft": draft,
        "table": table,
        "holds": holds,
        "by": current_staff(),
        "labels": _labels(),
    }
    if found or not kept.done(acts.hold_sheet, at="sheet", **told):
        return _page(kept, row, found)
    return redirect(url_for("item_sheets.show", draft=draft), HTTPStatus.SEE_OTHER)


@item_sheets.post("/modules/drafts/<draft>/sheet/take")
@may("import_module")
def take(draft: str) -> ResponseReturnValue:
    """Take the sheet over that waits."""
    row, form = draft_row(draft), Form.read()
    told = {
        "revision": form.whole("revision", least=1, most=REVISIONS_MOST),
        "sent_at": form.whole("sent_at", least=1, most=10**15),
        "by": current_staff(),
        "labels": _labels(),
    }
    count = None
    if not form.errors:
        count = form.write(acts.take_over, at="take", draft=draft, **told)
    if count is None:
        return _page(form, row)
    say(n_("{n} question is as in the sheet.", "{n} questions are as in the sheet.", count))
    return redirect(url_for("item_sheets.show", draft=draft), HTTPStatus.SEE_OTHER)


@item_sheets.post("/modules/drafts/<draft>/sheet/drop")
@may("import_module")
def drop(draft: str) -> ResponseReturnValue:
    """Drop the sheet that waits."""
    row, form = draft_row(draft), Form.read()
    if not form.done(acts.drop_sheet, at="take", draft=draft, by=current_staff()):
        return _page(form, row)
    say(_("The sheet is dropped. The draft is as it was."))
    return redirect(url_for("item_sheets.show", draft=draft), HTTPStatus.SEE_OTHER)


@item_sheets.post("/modules/drafts/<draft>/undo")
@may("import_module")
def undo(draft: str) -> ResponseReturnValue:
    """Undo the last change of a draft that can be undone."""
    row, form = draft_row(draft), Form.read()
    told = {"revision": form.whole("revision", least=1, most=REVISIONS_MOST)}
    if not form.done(acts.undo, at="take", draft=draft, by=current_staff(), **told):
        return _page(form, row)
    say(_("Undone. The draft is as it was before."))
    return redirect(url_for("item_sheets.show", draft=draft), HTTPStatus.SEE_OTHER)


def _table(form: Form, pasted: str) -> tuple[bytes, tuple[Problem, ...]]:
    """The table that was pasted, else that of the file; what is wrong with it, by row."""
    at = "pasted" if pasted.strip() else "sheet"
    table, findings = b"", Findings()
    with form.refusals_at(at):
        try:
            table = pasted_table(pasted) if at == "pasted" else _of_file(form)
        except Refusal as refusal:
            if refusal.code != "csv_wrong":
                raise
            form.wrong(at, _("The sheet cannot be read. What is wrong stands below."))
            findings.refused(ITEMS_FILE, refusal)
    return table, tuple(findings.problems)


def _of_file(form: Form) -> bytes:
    missing = _("Choose a spreadsheet, or paste its cells.")
    content = sent_file(form, "sheet", limit_bytes=SHEET_LIMIT_BYTES, missing=missing)
    return b"" if form.errors else table_of(content)


def _page(form: Form, row: DraftRow, found: tuple[Problem, ...] = ()) -> ResponseReturnValue:
    with hub().read() as db:
        waiting = store.waiting(db, row.id)
        texts = module_drafts.texts(db, row.id)
        come = None
        if waiting is not None:
            table, holds = waiting.content, waiting.holds
            come = acts.come_of(db, draft=row.id, table=table, holds=holds, labels=_labels())
    forms = head_of(texts).get("forms", {})
    return draft_page(
        "modules/sheet.html",
        row,
        tab="sheet",
        form=form,
        sheet=None if waiting is None or come is None else _shown(come, waiting),
        problems=[shown(one) for one in found],
        columns=COLUMNS,
        forms=sorted(forms) if isinstance(forms, dict) else [],
        has_items=ITEMS_FILE in texts,
        pasted=form.typed.get("pasted", ""),
    )


def _labels() -> Labels:
    return Labels(draft_words.label_for("choice"), draft_words.label_for("text"))


def _read_as(come: Outcome) -> list[tuple[str, str]]:
    """What the columns of somebody's own table were taken for: what, and its column's names."""
    names: dict[str, list[str]] = {}
    for role, name in come.read_as:
        names.setdefault(draft_words.role_name(role), []).append(name)
    return [(what, ", ".join(columns)) for what, columns in names.items()]


def _shown(come: Outcome, waiting: store.SheetRow) -> ShownSheet:
    kinds = [one.kind for one in come.changed]
    return ShownSheet(
        sent_at=waiting.sent_at,
        read_as=_read_as(come),
        is_all=waiting.holds == Whole.ALL,
        new=kinds.count("new"),
        changed=kinds.count("changed"),
        gone=kinds.count("gone"),
        same=come.same,
        rows=[_change(one) for one in come.changed[:ROWS_SHOWN]],
        rows_left=max(0, len(come.changed) - ROWS_SHOWN),
        wrong=[shown(one) for one in come.wrong[:PROBLEMS_SHOWN]],
        wrong_left=max(0, len(come.wrong) - PROBLEMS_SHOWN),
        left=[shown(one) for one in come.left[:PROBLEMS_SHOWN]],
    )


def _change(one: ChangedItem) -> ShownChange:
    """Of a new question what it holds, of another one what differs."""
    cells = [(what_words(cell.column), short(cell.was), short(cell.now)) for cell in one.cells]
    return ShownChange(one.id, one.kind, one.row, cells[:CELLS_SHOWN])
