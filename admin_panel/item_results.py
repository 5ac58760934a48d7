"""The questions of a class's modules: which are hard, and which gold answers may be wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.booking_words import today
from admin_panel.class_frame import ID_LIMIT, class_page
from admin_panel.gradebook import about, percent_words, time_words
from admin_panel.guards import hub, may
from admin_panel.people import Choice
from admin_panel.report_files import CSV_TYPE, XLSX_TYPE, Sheet, as_csv, as_xlsx
from admin_panel.reports import file_of
from kiosk.acts import classes as acts
from kiosk.disk.db import Db
from kiosk.queries import gradebook as query
from kiosk.queries.gradebook import Answered, Planned
from kiosk.rules.item_statistics import (
    ENOUGH_ANSWERS,
    ENOUGH_TO_PART,
    MILLE,
    ItemResult,
    Said,
    in_words,
    results,
)
from kiosk.rules.modules import Module, Pool
from kiosk.rules.refusals import Refusal
from kiosk.rules.remarking import earlier
from kiosk.rules.reports import Cell, Column, Kind, Table, Word
from kiosk.store import training
from kiosk.texts import _

PARTS_WELL = 300
"""Per mille: from here on a question tells who knows the rest from who does not."""
DOT = 16
LEAST_WIDTH = 8

item_results = Blueprint("item_results", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Bar:
    """The interval and the share on a bar of a thousand."""

    least: int
    width: int
    dot: int


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A question; see classes/items.html. `parts` is well, little, against or "" for not known."""

    result: ItemResult
    step: str
    item: str
    question: str
    gold: str
    counted: str
    between: str
    bar: Bar
    wrong: str
    parts: str
    time: str
    suspect: str
    url: str


@item_results.get("/classes/<class_id>/gradebook/questions")
@may("see_classes")
def show(class_id: str) -> ResponseReturnValue:
    """The questions of one module of the plan, what needs a look first."""
    here = hub()
    with here.read() as db:
        planned = query.plan(db, here.module_of, class_id)
        chosen = _chosen(planned)
        found = () if chosen is None else _results(db, chosen, class_id)
        anew = "" if chosen is None else _marks_anew(db, chosen.row.edition)
    module = None if chosen is None else chosen.module
    rows = [] if module is None else [_shown(module, one) for one in found]
    return class_page(
        "classes/items.html",
        class_id,
        tab="gradebook",
        modules=[Choice(one.row.edition, one.row.title) for one in planned],
        edition="" if chosen is None else chosen.row.edition,
        here_now=module is not None,
        rows=rows,
        suspects=[one for one in rows if one.suspect],
        answers=sum(one.answers for one in found),
        enough=ENOUGH_ANSWERS,
        enough_to_part=ENOUGH_TO_PART,
        anew_url=url_for("remark.show", edition=anew) if anew else "",
    )


@item_results.get("/classes/<class_id>/gradebook/answers.csv")
@may("see_classes")
def as_csv_file(class_id: str) -> ResponseReturnValue:
    """All first answers of one module as CSV."""
    sheet, edition = _sheet(class_id)
    return file_of(as_csv(sheet), f"answers-{edition}-{today()}.csv", CSV_TYPE)


@item_results.get("/classes/<class_id>/gradebook/answers.xlsx")
@may("see_classes")
def as_xlsx_file(class_id: str) -> ResponseReturnValue:
    """The same as a workbook."""
    sheet, edition = _sheet(class_id)
    return file_of(as_xlsx(sheet), f"answers-{edition}-{today()}.xlsx", XLSX_TYPE)


def _chosen(planned: Sequence[Planned]) -> Planned | None:
    """The module that is asked for, or the first of the plan."""
    edition = request.args.get("module", "")[:ID_LIMIT]
    return next((one for one in planned if one.row.edition == edition), next(iter(planned), None))


def _results(db: Db, chosen: Planned, class_id: str) -> tuple[ItemResult, ...]:
    if chosen.module is None:
        return ()
    visitors = [one.visitor for one in query.learners(db, class_id)]
    order = query.questions(chosen.module)
    return results(query.firsts(db, chosen, visitors), order=order)


def _marks_anew(db: Db, edition: str) -> str:
    """The newest later edition that would mark exams of this one anew, "" for none."""
    others = {row.edition: row.minor_of for row in training.editions(db)}
    later = [name for name in others if edition in earlier(name, others)]
    return later[-1] if later else ""


def _shown(module: Module, one: ItemResult) -> ShownItem:
    step, _slash, item = one.item.partition("/")
    known = item in module.items
    gold = module.items[item].gold if known else None
    labels = query.labels(module, item)
    words = in_words(dict(gold), labels) if gold else ""
    span = one.interval
    least, most = percent_words(span.least), percent_words(span.most)
    return ShownItem(
        result=one,
        step=next((each.title for each in module.steps if each.id == step), step),
        item=item,
        question=query.question(module, item),
        gold=words,
        counted=_("{some} of {all}", some=one.right, all=one.answers),
        between=_("between {least} and {most}", least=least, most=most),
        bar=_bar(one),
        wrong=_said(one.wrong),
        parts=_parts(one),
        time="" if one.median_s is None else time_words(one.median_s),
        suspect=_said(one.suspect),
        url=_shown_at(module, step, item),
    )


def _shown_at(module: Module, step: str, item: str) -> str:
    """Where a practice question is seen as its learners saw it; "" for one of an exam."""
    if item not in module.items or module.items[item].pool is not Pool.PRACTICE:
        return ""
    return url_for("screen.show", edition=module.edition, step=step, item=item)


def _bar(one: ItemResult) -> Bar:
    width = max(one.interval.most - one.interval.least, LEAST_WIDTH)
    dot = min(max(one.share - DOT // 2, 0), MILLE - DOT)
    return Bar(one.interval.least, width, dot)


def _said(said: Said | None) -> str:
    if said is None:
        return ""
    told = {"words": said.words, "n": said.times, "all": said.of}
    return _("“{words}”, said by {n} of {all}", **told)


def _parts(one: ItemResult) -> str:
    if one.parts is None:
        return ""
    if one.parts < 0:
        return "against"
    return "well" if one.parts >= PARTS_WELL else "little"


def _sheet(class_id: str) -> tuple[Sheet, str]:
    here = hub()
    with here.read() as db:
        made = acts.known(db, class_id)
        chosen = _chosen(query.plan(db, here.module_of, class_id))
        if chosen is None:
            raise Refusal("not_found", what="module")
        rows = [
            row
            for one in query.learners(db, class_id)
            for row in _rows(one.name, one.code or "", query.answers(db, chosen, one.visitor))
        ]
    lines = [*about(made.title), (_("Module"), f"{chosen.row.title} ({chosen.row.edition})")]
    columns = (
        Column("learner"),
        Column("card_code"),
        Column("step"),
        Column("question"),
        Column("try", Kind.COUNT),
        Column("answer"),
        Column("answer_state"),
        Column("tries", Kind.COUNT),
        Column("hints", Kind.COUNT),
        Column("learning_time", Kind.DURATION),
        Column("when", Kind.MOMENT),
    )
    return Sheet(_("First answers"), Table(columns, tuple(rows)), lines), chosen.row.edition


def _rows(name: str, code: str, answers: Sequence[Answered]) -> list[tuple[Cell, ...]]:
    return [
        (
            name,
            code,
            one.step.id,
            one.item,
            one.try_number or None,
            one.said,
            None if one.right is None else Word("right" if one.right else "wrong"),
            one.tries,
            one.hints,
            one.took_s,
            one.at,
        )
        for one in answers
    ]
