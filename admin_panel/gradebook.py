"""The gradebook of a class: learners by modules, filtered, and as CSV and XLSX."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.booking_words import today
from admin_panel.class_frame import ID_LIMIT, class_page
from admin_panel.frame import clock_words, day_words
from admin_panel.guards import hub, may
from admin_panel.people import Choice
from admin_panel.report_files import CSV_TYPE, XLSX_TYPE, Sheet, as_csv, as_xlsx
from admin_panel.reports import file_of
from kiosk.acts import classes as acts
from kiosk.queries import gradebook as query
from kiosk.queries.gradebook import LearnerLine, Planned
from kiosk.rules.amounts import read_whole
from kiosk.rules.gradebook import MILLE, ModuleLine
from kiosk.rules.names import fold
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import Cell, Column, Kind, Table, Word
from kiosk.texts import N_, _, n_

LEARNERS_SHOWN = 50
MODULES_SHOWN = 4
"""So many columns find room beside the names; the plan is leafed through."""
PAGES_MOST = 1_000
Q_LIMIT = 80
S_PER_MIN = 60
WHO = {
    "": N_("All learners"),
    "missing": N_("Work is missing"),
    "exam": N_("Exam not passed"),
    "mark": N_("A reflection waits for a mark"),
    "written": N_("A written reflection waits"),
    "hand": N_("Marked by a mentor"),
}

gradebook = Blueprint("gradebook", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A learner in a module. `state`: passed, failed, begun, new; `percent` "" before the first."""

    state: str
    mark: str
    percent: str
    done: str
    time: str
    tries: int
    passed_at: int | None
    by_hand: bool
    missing: str
    attempt: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A learner's row; `url` leads to what they answered."""

    name: str
    url: str
    left: bool
    cells: Sequence[ShownCell]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the book is asked for: a module's edition, "" for all; which learners; a name."""

    module: str
    who: str
    q: str

    @classmethod
    def read(cls) -> "Asked":
        """Of this request; what is nonsense asks for nothing."""
        who = request.args.get("who", "")
        module, q = request.args.get("module", ""), request.args.get("q", "")
        return cls(module[:ID_LIMIT], who if who in WHO else "", q.strip()[:Q_LIMIT])

    def wants(self, line: LearnerLine) -> bool:
        """Whether this learner is among them."""
        fits = {
            "missing": line.missing,
            "exam": line.exam_missing,
            "mark": line.to_mark,
            "written": line.waiting,
            "hand": line.by_hand,
        }
        return fits.get(self.who, True) and (not self.q or fold(self.q) in fold(line.member.name))


@gradebook.get("/classes/<class_id>/gradebook")
@may("see_classes")
def show(class_id: str) -> ResponseReturnValue:
    """Learners by modules."""
    asked, here = Asked.read(), hub()
    with here.read() as db:
        planned = query.plan(db, here.module_of, class_id)
        chosen = [one for one in planned if asked.module in ("", one.row.edition)] or planned
        everybody = query.lines(db, chosen, query.learners(db, class_id))
    lines = [one for one in everybody if asked.wants(one)]
    at, last = _number("page"), max(1, -(-len(lines) // LEARNERS_SHOWN))
    page_lines = lines[(min(at, last) - 1) * LEARNERS_SHOWN :][:LEARNERS_SHOWN]
    first = min(_number("from"), max(1, len(chosen) - MODULES_SHOWN + 1)) - 1
    columns = chosen[first : first + MODULES_SHOWN]
    told = {"class_id": class_id, "who": asked.who, "q": asked.q, "module": asked.module}
    there = {"page": min(at, last), "from": first + 1}
    return class_page(
        "classes/gradebook.html",
        class_id,
        tab="gradebook",
        asked=asked,
        who=[Choice(key, _(words)) for key, words in WHO.items()],
        modules=[Choice(one.row.edition, one.row.title) for one in planned],
        columns=[one.row for one in columns],
        one=asked.module != "" and len(columns) == 1,
        rows=[_line(one, class_id, columns) for one in page_lines],
        learners=len(everybody),
        count_words=n_("{n} learner", "{n} learners", len(lines)),
        pages={
            "back": _leaf(told, {**there, "page": at - 1}, wanted=1 < at <= last),
            "next": _leaf(told, {**there, "page": at + 1}, wanted=at < last),
            "earlier": _leaf(told, {**there, "from": first - MODULES_SHOWN + 1}, wanted=first > 0),
            "later": _leaf(
                told,
                {**there, "from": first + MODULES_SHOWN + 1},
                wanted=first + MODULES_SHOWN < len(chosen),
            ),
        },
    )


@gradebook.get("/classes/<class_id>/gradebook.csv")
@may("see_classes")
def as_csv_file(class_id: str) -> ResponseReturnValue:
    """All of it as CSV: a line for each learner and module."""
    return file_of(as_csv(_sheet(class_id)), f"gradebook-{today()}.csv", CSV_TYPE)


@gradebook.get("/classes/<class_id>/gradebook.xlsx")
@may("see_classes")
def as_xlsx_file(class_id: str) -> ResponseReturnValue:
    """The same as a workbook."""
    return file_of(as_xlsx(_sheet(class_id)), f"gradebook-{today()}.xlsx", XLSX_TYPE)


def percent_words(mille: int | None) -> str:
    """A share in whole percent, rounded half up; "" for none."""
    return "" if mille is None else f"{(mille + 5) // 10}%"


def time_words(took_s: int) -> str:
    """How long something took, in minutes; in seconds below one."""
    if took_s < S_PER_MIN:
        return _("{seconds} s", seconds=took_s)
    return _("{n} min", n=(took_s + S_PER_MIN // 2) // S_PER_MIN)


def _leaf(told: dict[str, str], there: dict[str, int], *, wanted: bool) -> str:
    """The address of another leaf of the book; "" where there is none."""
    if not wanted:
        return ""
    asked: dict[str, Any] = {name: value for name, value in told.items() if value}
    asked |= {name: max(1, number) for name, number in there.items()}
    return url_for("gradebook.show", **asked)


def _number(name: str) -> int:
    try:
        return read_whole(request.args.get(name, "1"), least=1, most=PAGES_MOST)
    except Refusal:
        return 1


def _line(line: LearnerLine, class_id: str, columns: Sequence[Planned]) -> ShownLine:
    there: dict[str, Any] = {"class_id": class_id, "visitor": line.member.visitor}
    return ShownLine(
        line.member.name,
        url_for("learner_work.show", **there),
        line.member.left_at is not None,
        [shown_cell(line.modules[one.row.edition]) for one in columns],
    )


def shown_cell(line: ModuleLine) -> ShownCell:
    """A learner in a module, in words."""
    best, work = line.best, line.work
    mark = "" if best is None else _("{right} of {asked}", right=best.right, asked=best.asked)
    state = "begun" if line.begun else "new"
    if best is not None:
        state = "passed" if best.passed else "failed"
    answered = max(work.items, line.practice.answered)
    return ShownCell(
        state=state,
        mark=mark,
        percent=percent_words(line.share),
        done=_("{some} of {all}", some=line.practice.answered, all=answered),
        time=time_words(line.took_s) if line.begun else "",
        tries=len(line.tries),
        passed_at=line.passed_at,
        by_hand=line.by_hand,
        missing=missing_words(line),
        attempt="" if best is None else best.attempt,
    )


def missing_words(line: ModuleLine) -> str:
    """What a learner has to do yet, "" for nothing."""
    words = []
    if line.items_missing:
        words.append(n_("{n} question", "{n} questions", line.items_missing))
    if line.exam_missing:
        words.append(_("the exam"))
    return ", ".join(words)


def _sheet(class_id: str) -> Sheet:
    here = hub()
    with here.read() as db:
        made = acts.known(db, class_id)
        planned = query.plan(db, here.module_of, class_id)
        lines = query.lines(db, planned, query.learners(db, class_id))
    return Sheet(_("Gradebook"), _table(planned, lines), about(made.title))


def about(title: str) -> list[tuple[str, str]]:
    """What a file of a class is about."""
    now = hub().now()
    return [
        (_("Class"), title),
        (_("Site"), hub().settings.site_name),
        (_("Made"), f"{day_words(now)}, {clock_words(now)}"),
    ]


def _table(planned: Sequence[Planned], lines: Sequence[LearnerLine]) -> Table:
    rows = [_cells(line, one, line.modules[one.row.edition]) for line in lines for one in planned]
    columns = (
        Column("learner"),
        Column("card_code"),
        Column("module"),
        Column("edition"),
        Column("questions_answered", Kind.COUNT),
        Column("questions_all", Kind.COUNT),
        Column("right_first", Kind.SHARE),
        Column("exam_right", Kind.COUNT),
        Column("exam_asked", Kind.COUNT),
        Column("exam_state"),
        Column("tries", Kind.COUNT),
        Column("passed_on", Kind.MOMENT),
        Column("learning_time", Kind.DURATION),
        Column("questions_missing", Kind.COUNT),
        Column("marked_by"),
    )
    return Table(columns, tuple(rows))


def _cells(line: LearnerLine, planned: Planned, one: ModuleLine) -> tuple[Cell, ...]:
    best = one.best
    held = None if best is None else Word("mentor" if best.by_hand else "machine")
    state = None if best is None else Word("passed" if best.passed else "not_passed")
    share = one.share
    return (
        line.member.name,
        line.member.code or "",
        planned.row.title,
        planned.row.edition,
        one.practice.answered,
        one.work.items,
        None if share is None else share * 10_000 // MILLE,
        None if best is None else best.right,
        None if best is None else best.asked,
        state,
        len(one.tries),
        one.passed_at,
        one.took_s,
        one.items_missing,
        held,
    )
