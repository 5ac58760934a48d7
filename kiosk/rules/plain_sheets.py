"""Somebody's own table of questions: question, answer, wrong answers, hint, why.

Each row is made a question to choose in, or one to type where it has no wrong answers. Who wrote it
needs to know nothing of how a module is written down.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.rules.draft_files import name_for
from kiosk.rules.draft_sheets import Sheet
from kiosk.rules.draft_typing import OPTIONS_MOST, Typed, fresh_sheet, shuffled_words, typed_sheet
from kiosk.rules.forms import BAR
from kiosk.rules.module_items import ITEMS_FILE, Problem
from kiosk.rules.modules import Pool
from kiosk.rules.plain_columns import Role, roles_of
from kiosk.rules.tables import Table, decode_table, read_table

STEMS = {Pool.PRACTICE: "p", Pool.EXAM: "e"}
LETTERS = "abcdefghij"
MADE = frozenset({"choice", "text"})


@dataclass(frozen=True, slots=True)
class Labels:
    """The words above the answers of questions that are made here, in the reader's language."""

    choice: str = ""
    text: str = ""


NO_LABELS = Labels()


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row of the table: its number as the spreadsheet shows it, and what it holds."""

    number: int
    question: str
    answer: str
    options: tuple[str, ...]
    hint: str
    why: str
    pool: str


@dataclass(frozen=True, slots=True)
class Made:
    """The questions that a table makes, each with its row; rows that make none are in `wrong`."""

    sheets: tuple[tuple[int, Sheet], ...]
    wrong: tuple[Problem, ...]


def is_plain(columns: Sequence[str]) -> bool:
    """Whether a table is somebody's own: one of ours names each question by its id."""
    return "id" not in columns


def read_as(table: bytes) -> tuple[tuple[Role, str], ...]:
    """What the columns of a table are taken for, with their names; those left out are not told."""
    columns = read_table(decode_table(table)).columns
    found = zip(roles_of(columns), columns, strict=True)
    return tuple((role, name) for role, name in found if role is not None)


def plain_items(table: bytes, there: Sequence[Sheet], *, labels: Labels) -> Made:
    """The questions of a table. One whose words stand in the draft already is that one.

    Raises:
        Refusal: `csv_wrong`, `too_large`.
    """
    read = read_table(decode_table(table))
    names = {role: name for name, role in zip(read.columns, roles_of(read.columns), strict=True)}
    missing = [role for role in (Role.QUESTION, Role.ANSWER) if role not in names]
    if missing:
        return Made((), tuple(Problem(ITEMS_FILE, 1, role, "column_missing") for role in missing))
    known = {(one.pool, _same(one.prompt)): one for one in there if one.type in MADE}
    taken = {one.id for one in there}
    made: dict[tuple[str, str], tuple[int, Sheet]] = {}
    wrong: list[Problem] = []
    for row in _rows(read):
        key = (row.pool, _same(row.question))
        found = [*_problems(row, names)]
        if row.question and key in made:
            found.append(Problem(ITEMS_FILE, row.number, names[Role.QUESTION], "twice"))
        if found:
            wrong += found
            continue
        made[key] = (row.number, _sheet(row, known.get(key), taken, labels))
        taken.add(made[key][1].id)
    return Made(tuple(made.values()), tuple(wrong))


def _rows(read: Table) -> Iterator[PlainRow]:
    roles = roles_of(read.columns)
    for row in read.rows:
        cells = [
            (role, row.cells[name].strip()) for role, name in zip(roles, read.columns, strict=True)
        ]
        held = {role: cell for role, cell in cells if role is not Role.OPTION}
        answer = held.get(Role.ANSWER, "")
        options = tuple(cell for role, cell in cells if role is Role.OPTION and cell)
        yield PlainRow(
            number=row.number,
            question=held.get(Role.QUESTION, ""),
            answer=_by_letter(answer, options),
            options=options,
            hint=held.get(Role.HINT, ""),
            why=held.get(Role.WHY, ""),
            pool=held.get(Role.POOL, "").lower() or Pool.PRACTICE,
        )


def _by_letter(answer: str, options: Sequence[str]) -> str:
    """Tables of quizzes often name the right one by its letter; a letter may be an answer too."""
    place = LETTERS.find(answer.lower()) if len(answer) == 1 else -1
    of_words = all(len(one) > 1 for one in options)
    return options[place] if 0 <= place < len(options) and of_words else answer


def _problems(row: PlainRow, names: Mapping[Role | None, str]) -> Iterator[Problem]:
    for role, cell in ((Role.QUESTION, row.question), (Role.ANSWER, row.answer)):
        if not cell:
            yield Problem(ITEMS_FILE, row.number, names[role], "empty_cell")
    same = [_same(one) for one in row.options]
    if len(set(same)) < len(same):
        yield Problem(ITEMS_FILE, row.number, names.get(Role.OPTION), "twice")
    if same == [_same(row.answer)]:
        yield Problem(ITEMS_FILE, row.number, names.get(Role.OPTION), "only_right")
    if len(_offered(row)) > OPTIONS_MOST:
        yield Problem(ITEMS_FILE, row.number, names.get(Role.OPTION), "too_many")
    if row.pool not in STEMS:
        yield Problem(ITEMS_FILE, row.number, names[Role.POOL], "pool_unknown")


def _offered(row: PlainRow) -> tuple[str, ...]:
    """All that can be picked: the right one among the others, as they were written."""
    same = [_same(one) for one in row.options]
    if not row.options or _same(row.answer) in same:
        return row.options
    return shuffled_words(row.question, (row.answer, *row.options))


def _sheet(row: PlainRow, before: Sheet | None, taken: set[str], labels: Labels) -> Sheet:
    kind = "choice" if row.options else "text"
    if before is None or before.type != kind:
        item_id = before.id if before else name_for(STEMS[Pool(row.pool)], taken=taken)
        label = labels.choice if row.options else labels.text
        before = fresh_sheet(item_id, kind=kind, pool=row.pool, label=label)
    offered, options = _offered(row), before.first.options
    if {one.label for one in options} == set(offered):
        offered = tuple(one.label for one in options)
    said = before.said if offered == tuple(one.label for one in options) else {}
    typed: Typed = {
        **{name: (words,) for name, words in _kept(before).items()},
        "prompt": (row.question,),
        "hint1": (row.hint,),
        "why": (row.why,),
        "spellings": (row.answer.replace(BAR, "\n"),),
        "gold": tuple(
            str(n) for n, one in enumerate(offered, start=1) if _same(one) == _same(row.answer)
        ),
        **{f"option{n}": (one,) for n, one in enumerate(offered, start=1)},
        **{f"value{n}": (one.value,) for n, one in enumerate(options, start=1) if said},
    }
    return replace(typed_sheet(before, typed), said=said)


def _kept(before: Sheet) -> Mapping[str, str]:
    """What a table says nothing of."""
    asked, length = before.first, before.first.max_length
    hints = {f"hint{n}": words for n, words in enumerate(before.hints, start=1)}
    return {
        **hints,
        "help": before.help,
        "alt": before.alt,
        "right": before.right,
        "wrong": before.wrong,
        "label": asked.label,
        "tolerance": asked.tolerance,
        "max_length": "" if length is None else str(length),
    }


def _same(text: str) -> str:
    """Two texts that differ in capitals and spaces only are one question, one answer."""
    return " ".join(text.casefold().split())
