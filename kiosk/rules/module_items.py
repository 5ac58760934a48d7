"""`items.csv` of a module: one question a row, every mistake in it found and named."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from kiosk.rules.feedback import feedback_words, told_of
from kiosk.rules.forms import NUMBER, Field, FieldKind, Form, fill, variables
from kiosk.rules.grading import Gold, Tolerance, is_opinion
from kiosk.rules.item_gold import gold_problem, tolerance_problem
from kiosk.rules.modules import Item, Pool
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import Row, decode_table, read_table

ITEMS_FILE = "items.csv"
TYPES = frozenset({"form", *FieldKind} - {FieldKind.NUMBER})
"""A lone number is an item of type `form`."""
FEEDBACK_FOR = "feedback_for:"
HINTS = ("hint1", "hint2", "hint3")
ANSWER_COLUMNS = frozenset({"gold", "tolerance", "feedback_right", "feedback_wrong", "why", *HINTS})
"""Columns that give an answer away; so do those that begin with `feedback_for:`."""
ITEM_COLUMNS = frozenset({"id", "pool", "type", "form", "audio"})
"""Columns that say what an item is. Any other column fills the form's variables."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a module: where it stands and a code for what it is."""

    file: str
    row: int | None
    field: str | None
    code: str


@dataclass(slots=True)
class Findings:
    """Collects the problems of a module while it is read, so that an author sees all at once."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, file: str, code: str, *, row: int | None = None, at: str | None = None) -> None:
        """Note one problem."""
        self.problems.append(Problem(file, row, at, code))

    def refused(self, file: str, refusal: Refusal, *, row: int | None = None) -> None:
        """Note what a rule refused."""
        details = refusal.details
        at = details.get("where") or details.get("field")
        at_row = details.get("row", row)
        self.add(
            file,
            str(details.get("problem", refusal.code)),
            row=at_row if isinstance(at_row, int) else None,
            at=None if at is None else str(at),
        )


def is_answer_column(name: str) -> bool:
    """Would this column give an answer away?"""
    return name in ANSWER_COLUMNS or name.startswith(FEEDBACK_FOR)


def read_items(
    data: bytes, *, forms: Mapping[str, Form], for_station: bool, findings: Findings
) -> dict[str, Item]:
    """The items by id, in the table's order; rows with mistakes are left out and noted."""
    try:
        table = read_table(decode_table(data))
    except Refusal as refused:
        findings.refused(ITEMS_FILE, refused)
        return {}
    items: dict[str, Item] = {}
    for row in table.rows:
        before = len(findings.problems)
        item = _item(row, forms=forms, for_station=for_station, findings=findings)
        if item is not None and item.id in items:
            findings.add(ITEMS_FILE, "twice", row=row.number, at="id")
        if item is not None and len(findings.problems) == before:
            items[item.id] = item
    return items


def row_values(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row that fill the form's variables."""
    return {
        name: cell
        for name, cell in cells.items()
        if name not in ITEM_COLUMNS and not is_answer_column(name)
    }


def form_of(cells: Mapping[str, str], forms: Mapping[str, Form]) -> Form | None:
    """The form that a row names; the only one where it names none."""
    name = cells.get("form", "").strip()
    if not name and len(forms) == 1:
        return next(iter(forms.values()))
    return forms.get(name)


def _item(
    row: Row, *, forms: Mapping[str, Form], for_station: bool, findings: Findings
) -> Item | None:
    cells = {name: cell.strip() for name, cell in row.cells.items()}
    form = _filled_form(cells, row.number, forms=forms, findings=findings)
    if not _kind_is_right(cells, row.number, form=form, findings=findings) or form is None:
        return None
    hidden = for_station and cells["pool"] != Pool.PRACTICE
    if hidden:
        _check_hidden(cells, row.number, findings=findings)
    answers = _Answers(cells, row.number, form, findings)
    return Item(
        id=cells["id"],
        pool=Pool(cells["pool"]),
        type=cells["type"],
        form=form,
        gold=None if hidden else answers.gold(),
        tolerance={} if hidden else answers.tolerance(),
        feedback_right=cells.get("feedback_right", ""),
        feedback_wrong=cells.get("feedback_wrong", ""),
        feedback_for=answers.feedback_for(),
        hints=tuple(cells[hint] for hint in HINTS if cells.get(hint)),
        why=cells.get("why", ""),
        audio=cells.get("audio") or None,
    )


def _filled_form(
    cells: Mapping[str, str], row: int, *, forms: Mapping[str, Form], findings: Findings
) -> Form | None:
    form = form_of(cells, forms)
    if form is None:
        findings.add(ITEMS_FILE, "form_unknown", row=row, at="form")
        return None
    values = row_values(cells)
    for name in sorted(variables(form)):
        if values.get(name) == "":
            findings.add(ITEMS_FILE, "empty_cell", row=row, at=name)
            return None
    try:
        return fill(form, values)
    except Refusal as refused:
        findings.refused(ITEMS_FILE, refused, row=row)
        return None


def _kind_is_right(
    cells: Mapping[str, str], row: int, *, form: Form | None, findings: Findings
) -> bool:
    before = len(findings.problems)
    kind = cells.get("type", "")
    if not cells.get("id"):
        findings.add(ITEMS_FILE, "missing", row=row, at="id")
    if cells.get("pool") not in tuple(Pool):
        findings.add(ITEMS_FILE, "pool_unknown", row=row, at="pool")
    if kind not in TYPES:
        findings.add(ITEMS_FILE, "type_unknown", row=row, at="type")
    elif form is not None and kind not in _types_of(form.fields):
        findings.add(ITEMS_FILE, "type_differs_from_form", row=row, at="type")
    return len(findings.problems) == before


def _types_of(fields: Iterable[Field]) -> frozenset[str]:
    kinds = [one.kind.value for one in fields]
    return frozenset({"form", *kinds}) if len(kinds) == 1 else frozenset({"form"})


def _check_hidden(cells: Mapping[str, str], row: int, *, findings: Findings) -> None:
    for name, cell in cells.items():
        if cell and is_answer_column(name):
            findings.add(ITEMS_FILE, "answer_on_a_station", row=row, at=name)


@dataclass(frozen=True, slots=True)
class _Answers:
    """The cells of a row that tell about right and wrong answers."""

    cells: Mapping[str, str]
    row: int
    form: Form
    findings: Findings

    def gold(self) -> Gold:
        gold = self._by_field("gold")
        if not gold and not is_opinion(self.form):
            self._add("gold_missing", "gold")
        for name, value in gold.items():
            self._check_gold(name, value)
        return gold

    def tolerance(self) -> Tolerance:
        tolerance: dict[str, Fraction] = {}
        for name, value in self._by_field("tolerance").items():
            if not NUMBER.fullmatch(value) or value.startswith("-"):
                self._add("not_a_number", "tolerance")
            elif tolerance_problem(self._asked(name), Fraction(value)):
                self._add("out_of_range", "tolerance")
            else:
                tolerance[name] = Fraction(value)
        return tolerance

    def feedback_for(self) -> Mapping[str, str]:
        told = {
            name.removeprefix(FEEDBACK_FOR): cell
            for name, cell in self.cells.items()
            if name.startswith(FEEDBACK_FOR) and cell
        }
        for value in told:
            field, word = told_of(self.form, value)
            words = feedback_words(field)
            if words and word not in words:
                self._add("not_an_option", FEEDBACK_FOR + value)
        return told

    def _by_field(self, column: str) -> dict[str, str]:
        """A cell's values by field: JSON for type `form`, else the cell is the only field's."""
        cell = self.cells.get(column, "")
        if not cell:
            return {}
        if self.cells["type"] != "form":
            return {self.form.fields[0].name: cell}
        try:
            values = json.loads(cell, parse_float=str, parse_int=str)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict) or not all(isinstance(v, str) for v in values.values()):
            self._add("not_json_by_field", column)
            return {}
        return values

    def _asked(self, name: str) -> Field | None:
        return next((one for one in self.form.fields if one.name == name), None)

    def _check_gold(self, name: str, value: str) -> None:
        asked = self._asked(name)
        if asked is None:
            self._add("unknown_field", f"gold.{name}")
            return
        problem = gold_problem(asked, value)
        if problem is not None:
            self._add(problem, "gold")

    def _add(self, code: str, at: str) -> None:
        self.findings.add(ITEMS_FILE, code, row=self.row, at=at)
