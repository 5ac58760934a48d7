"""The parts of a draft as its pages show them: outline, lines of a question, what to mend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from admin_panel import draft_words
from admin_panel.module_words import shown
from kiosk.rules.draft_files import Files, whole
from kiosk.rules.draft_parts import HEAD, ITEM, STEP, sheets_of, steps_of
from kiosk.rules.draft_places import Place, placed
from kiosk.rules.draft_sheets import Asked, Choice, Sheet
from kiosk.rules.draft_typing import EXTRAS_MOST, FIELDS_MOST, OPTIONS_MOST, SAID_MOST, TOLD_MOST
from kiosk.rules.forms import VERDICTS
from kiosk.rules.module_files import problems
from kiosk.rules.module_lints import lints

SPARE = 2
"""Empty lines after those that are written."""
PROBLEMS_SHOWN = 30
TITLE_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Part:
    """A step or a question in the outline; `bad`: something of it must be mended."""

    part: str
    id: str
    title: str
    kind: str
    pool: str
    url: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Something to mend or to think about: in words, where it stands, and the way there."""

    words: str
    where: str
    url: str
    part: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a question's page: an answer, a pair, a row. `n` is its place."""

    n: int
    value: str = ""
    label: str = ""
    right: bool = False
    said: str = ""
    pair: str = ""
    wrong: str = ""


def outline(draft: str, files: Files, bad: frozenset[str] = frozenset()) -> tuple[Part, ...]:
    """Steps first, then questions, each in its order."""
    found = [
        Part(
            f"{STEP}{one.get('id')}",
            str(one.get("id")),
            str(one.get("title", ""))[:TITLE_SHOWN],
            draft_words.step_name(str(one.get("kind"))),
            "",
            url_for("drafts.step", draft=draft, step_id=str(one.get("id"))),
            f"{STEP}{one.get('id')}" in bad,
        )
        for one in steps_of(files)
    ]
    found += [
        Part(
            ITEM + one.id,
            one.id,
            one.prompt[:TITLE_SHOWN],
            draft_words.item_name(one.type),
            draft_words.pool_name(one.pool),
            url_for("drafts.item", draft=draft, item_id=one.id),
            ITEM + one.id in bad,
        )
        for one in sheets_of(files)
    ]
    return tuple(found)


def to_mend(draft: str, files: Files) -> tuple[Told, ...]:
    """All that keeps the draft from being published, by the very check of every module."""
    made = whole(files)
    found = placed(files, problems(made))
    return tuple(
        Told(shown(one).words, where(files, place), url_of(draft, place), place.part)
        for one, place in found[:PROBLEMS_SHOWN]
    )


def advice(draft: str, files: Files) -> tuple[Told, ...]:
    """What may be better, and keeps nothing from being published."""
    return tuple(
        Told(
            draft_words.advice(one),
            where(files, one.place),
            url_of(draft, one.place),
            one.place.part,
        )
        for one in lints(files)[:PROBLEMS_SHOWN]
    )


def url_of(draft: str, place: Place) -> str:
    """The field of a page where something stands."""
    if place.part.startswith(STEP):
        name = place.part.removeprefix(STEP)
        return url_for("drafts.step", draft=draft, step_id=name, _anchor=place.field or None)
    if place.part.startswith(ITEM):
        name = place.part.removeprefix(ITEM)
        return url_for("drafts.item", draft=draft, item_id=name, _anchor=place.field or None)
    return url_for("drafts.show", draft=draft, _anchor=place.field or None)


def where(files: Files, place: Place) -> str:
    """What a part is called."""
    if place.part.startswith(STEP):
        steps = {f"{STEP}{one.get('id')}": one for one in steps_of(files)}
        one = steps.get(place.part, {})
        return str(one.get("title") or draft_words.step_name(str(one.get("kind", ""))))
    if place.part.startswith(ITEM):
        named = {ITEM + one.id: one for one in sheets_of(files)}
        sheet = named.get(place.part)
        return sheet.prompt[:TITLE_SHOWN] or sheet.id if sheet else ""
    return ""


def lines_of(sheet: Sheet) -> list[Line]:
    """The lines of a question's page, with a few empty ones."""
    asked = sheet.first
    gold = [one.strip() for one in asked.gold.split("|") if one.strip()]
    if sheet.type == "order":
        rows = sorted(asked.options, key=lambda row: _rank(gold, row.value))
        lines = [_line(n, row, sheet, gold=()) for n, row in enumerate(rows, start=1)]
    else:
        pairs = dict(pair.split("=", 1) for pair in gold if "=" in pair)
        partner = {row.value: row.label for row in asked.targets}
        place = {row.value: str(n) for n, row in enumerate(asked.targets, start=1)}
        shown_as = place if sheet.type == "rate" else partner
        lines = [
            _line(n, row, sheet, gold=gold, pair=shown_as.get(pairs.get(row.value, ""), ""))
            for n, row in enumerate(asked.options, start=1)
        ]
    last = min(len(lines) + SPARE, max(OPTIONS_MOST, len(lines)))
    return [*lines, *(Line(n) for n in range(len(lines) + 1, last + 1))]


def _rank(gold: Sequence[str], value: str) -> int:
    return gold.index(value) if value in gold else len(gold)


def _line(n: int, row: Choice, sheet: Sheet, *, gold: Sequence[str], pair: str = "") -> Line:
    return Line(n, row.value, row.label, row.value in gold, sheet.said.get(row.value, ""), pair)


def extras_of(sheet: Sheet) -> list[Line]:
    """Partners that fit nothing."""
    pairs = (pair.partition("=")[2] for pair in sheet.first.gold.split("|"))
    used = {one.strip() for one in pairs}
    left = [row.label for row in sheet.first.targets if row.value not in used]
    most = max(EXTRAS_MOST, len(left))
    return [Line(n, label=left[n - 1] if n <= len(left) else "") for n in range(1, most + 1)]


def scale_of(sheet: Sheet) -> list[Line]:
    """The scale of a rating, with a few empty places."""
    labels = [row.label for row in sheet.first.targets]
    return [
        Line(n, label=labels[n - 1] if n <= len(labels) else "")
        for n in range(1, max(5, len(labels) + 1) + 1)
    ]


def wrongs_of(sheet: Sheet) -> list[Line]:
    """Typed answers that are foreseen, with what is said of each."""
    known = [*sheet.said.items()]
    rows = [Line(n, wrong=wrong, said=words) for n, (wrong, words) in enumerate(known, start=1)]
    return [*rows, *(Line(n) for n in range(len(rows) + 1, SAID_MOST + 1))][:SAID_MOST]


def told_of(sheet: Sheet) -> list[Line]:
    """Wrong pairs that are foreseen, by their values, with what is said of each."""
    pairs = [(*name.partition("=")[::2], words) for name, words in sheet.said.items()]
    rows = [
        Line(n, wrong=left, pair=right, said=words)
        for n, (left, right, words) in enumerate(pairs[:TOLD_MOST], start=1)
    ]
    last = min(len(rows) + SPARE, TOLD_MOST)
    return [*rows, *(Line(n) for n in range(len(rows) + 1, last + 1))]


def fields_of(sheet: Sheet) -> list[tuple[int, Asked, str, str]]:
    """The fields of a form with their place, their answers line by line and what is right."""
    rows = []
    for n, asked in enumerate(sheet.asked, start=1):
        label_of = {row.value: row.label for row in asked.options}
        gold = label_of.get(asked.gold, asked.gold.replace("|", "\n"))
        rows.append((n, asked, "\n".join(row.label for row in asked.options), gold))
    more = min(FIELDS_MOST, len(rows) + 1)
    spare = [(n, Asked(kind="text"), "", "") for n in range(len(rows) + 1, more + 1)]
    return [*rows, *spare]


def said_words(sheet: Sheet) -> Mapping[str, str]:
    """What is said of answers that are no line: verdicts, what was missed, what is too much."""
    names = (*VERDICTS, "missing", "extra", "loose")
    return {name: sheet.said.get(name, "") for name in names}


def part_name(part: str) -> str:
    """The id behind a part's name; "" for the head."""
    return "" if part == HEAD else part.partition(":")[2]
