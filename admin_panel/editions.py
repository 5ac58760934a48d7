"""One edition of a module: what it is made of, its files to take away, and how it differs."""

from dataclasses import dataclass

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from admin_panel.diff_words import ShownDifference, shown_difference
from admin_panel.frame import clock_words, day_words, page
from admin_panel.guards import hub, may
from admin_panel.report_files import CSV_TYPE, XLSX_TYPE, Sheet, as_csv, as_xlsx
from admin_panel.reports import file_of
from kiosk.queries.module_results import Line, is_cut, lines
from kiosk.rules.item_tables import items_out
from kiosk.rules.module_diffs import differences
from kiosk.rules.module_items import ITEMS_FILE
from kiosk.rules.module_translations import tables
from kiosk.rules.modules import Module, Pool
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import ROWS_LIMIT, Cell, Column, Kind, Table
from kiosk.store import training
from kiosk.store.training import EditionRow
from kiosk.texts import _

TMOD_TYPE = "application/zip"
DIFFERENCES_SHOWN = 200
COLUMNS = (
    *(Column("learner"), Column("learner_id"), Column("step"), Column("item")),
    *(Column("exam_try", Kind.COUNT), Column("first_answer"), Column("answered_right")),
    *(Column("answer_tries", Kind.COUNT), Column("hints_seen", Kind.COUNT)),
    *(Column("answer_seconds", Kind.COUNT), Column("when", Kind.MOMENT)),
)

editions = Blueprint("editions", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownModule:
    """What an edition is made of, counted."""

    steps: int
    practice: int
    exam: int
    gold: int
    languages: tuple[str, ...]
    has_items: bool


@editions.get("/modules/<edition>")
@may("import_module")
def show(edition: str) -> ResponseReturnValue:
    """The edition's page; how it differs from the one before, or with `?than=` from another."""
    module = hub().module_of(edition)
    asked = request.args.get("than")
    with hub().read() as db:
        every = training.editions(db)
        cut = is_cut(db, module)
    row = next(one for one in every if one.edition == edition)
    before = _before(every, row)
    than = before if asked is None else asked[:60]
    found = _differences(than, module) if than else ()
    return page(
        "modules/edition.html",
        here="modules",
        row=row,
        module=_made_of(module),
        others=_others(every, row),
        than=than,
        is_first=not before,
        differences=found[:DIFFERENCES_SHOWN],
        differences_left=max(0, len(found) - DIFFERENCES_SHOWN),
        results_cut=cut,
        results_limit=ROWS_LIMIT,
    )


@editions.get("/modules/<edition>/file")
@may("import_module")
def as_file(edition: str) -> ResponseReturnValue:
    """The edition as it was taken in, with the answers of its exam."""
    with hub().read() as db:
        row = training.edition(db, edition)
    if row is None or not hub().modules.has(row.sha256):
        raise Refusal("module_unknown", edition=edition)
    return file_of(hub().modules.get(row.sha256), f"{edition}.tmod", TMOD_TYPE)


@editions.get("/modules/<edition>/items.csv")
@may("import_module")
def items_file(edition: str) -> ResponseReturnValue:
    """Its questions with their answers, for a spreadsheet; no cell is a formula there."""
    files = hub().module_of(edition).files
    if ITEMS_FILE not in files:
        raise Refusal("not_found", what=ITEMS_FILE)
    return file_of(items_out(files[ITEMS_FILE]), f"{edition}-items.csv", CSV_TYPE)


@editions.get("/modules/<edition>/results.csv")
@may("import_module")
def as_csv_file(edition: str) -> ResponseReturnValue:
    """What learners answered, as CSV."""
    return file_of(as_csv(_sheet(edition)), f"{edition}-results.csv", CSV_TYPE)


@editions.get("/modules/<edition>/results.xlsx")
@may("import_module")
def as_xlsx_file(edition: str) -> ResponseReturnValue:
    """The same as a workbook."""
    return file_of(as_xlsx(_sheet(edition)), f"{edition}-results.xlsx", XLSX_TYPE)


def _made_of(module: Module) -> ShownModule:
    pools = [item.pool for item in module.items.values()]
    return ShownModule(
        steps=len(module.steps),
        practice=pools.count(Pool.PRACTICE),
        exam=pools.count(Pool.EXAM),
        gold=pools.count(Pool.GOLD),
        languages=(module.lang, *tables(module.files)),
        has_items=ITEMS_FILE in module.files,
    )


def _others(every: tuple[EditionRow, ...], row: EditionRow) -> list[EditionRow]:
    """What it may be held against: editions of the same module first, the newest first."""
    found = [one for one in reversed(every) if one.edition != row.edition]
    return sorted(found, key=lambda one: one.slug != row.slug)


def _before(every: tuple[EditionRow, ...], row: EditionRow) -> str:
    """The edition before of the same module, "" of its first one here."""
    earlier = [one for one in every if one.slug == row.slug and one.number < row.number]
    return max(earlier, key=lambda one: one.number).edition if earlier else ""


def _differences(than: str, module: Module) -> list[ShownDifference]:
    return [shown_difference(one) for one in differences(hub().module_of(than), module)]


def _sheet(edition: str) -> Sheet:
    with hub().read() as db:
        found = lines(db, hub().module_of, edition=edition)
    about = [
        (_("Edition"), edition),
        (_("Site"), hub().settings.site_name),
        (_("Made"), f"{day_words(hub().now())}, {clock_words(hub().now())}"),
    ]
    rows = tuple(map(_row, found))
    ending: tuple[Cell, ...] = ()
    if len(rows) > ROWS_LIMIT:
        words = _("The first {n} lines. There are more.", n=ROWS_LIMIT)
        ending = (words, *(None for _column in COLUMNS[1:]))
        about.append((_("Lines"), words))
    return Sheet(_("Results"), Table(COLUMNS, rows, ending), about)


def _row(one: Line) -> tuple[Cell, ...]:
    right = "" if one.right is None else _("yes") if one.right else _("no")
    told: tuple[Cell, ...] = (one.name, one.learner, one.step, one.item, one.try_number or None)
    return (*told, one.answer, right, one.tries, one.hints, one.seconds, one.at)
