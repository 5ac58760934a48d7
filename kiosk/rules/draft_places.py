"""Where a mistake of a draft stands, as the author's pages have it: which part, which field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.rules.draft_files import Files, head_of, items_of
from kiosk.rules.draft_parts import HEAD, ITEM, STEP, steps_of
from kiosk.rules.draft_sheets import form_name, mapping
from kiosk.rules.module_head import MODULE_FILE
from kiosk.rules.module_items import FEEDBACK_FOR, ITEMS_FILE, Problem
from kiosk.rules.tables import decode_table, read_table

STEP_FIELD = re.compile(r"steps\[([0-9]+)\](?:\.(.*))?")
FORM_FIELD = re.compile(r"forms\.([^.]+)(?:\.(.*))?")
SEVERAL = re.compile(r"q([0-9]+)_(label|option|target|area)[0-9]*")
PART = re.compile(r"(options|targets)\[([0-9]+)\]")
GOLD_AT: Mapping[str, str] = {
    **dict.fromkeys(("choice", "multi", "spot", "order", "match"), "option1"),
    "text": "spellings",
    "form": "field1_gold",
    "verdict": "verdict",
    "rate": "check1",
    **dict.fromkeys(("box", "point"), "places"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a draft and the field of its page, "" for none; `part` "" is the whole."""

    part: str
    field: str


def placed(files: Files, found: Iterable[Problem]) -> tuple[tuple[Problem, Place], ...]:
    """Each mistake with its place; what only follows from another one is left out."""
    listed = list(found)
    raw, rows = head_of(files), _rows(files)
    wrong_forms = {
        hit[1]
        for one in listed
        if one.file == MODULE_FILE and (hit := FORM_FIELD.fullmatch(one.field or ""))
    }
    known = mapping(raw.get("forms"))
    return tuple(
        (one, _place(files, one, rows))
        for one in listed
        if not (
            one.code == "form_unknown"
            and form_name(raw, rows.get(one.row or 0, {})) in known
            and wrong_forms
        )
    )


def _rows(files: Files) -> dict[int, dict[str, str]]:
    """The rows of items by their number, as a spreadsheet shows it."""
    if ITEMS_FILE not in files:
        return {}
    table = read_table(decode_table(files[ITEMS_FILE]))
    return {
        row.number: {name: cell.strip() for name, cell in row.cells.items()} for row in table.rows
    }


def _place(files: Files, one: Problem, rows: Mapping[int, Mapping[str, str]]) -> Place:
    at = one.field or ""
    if one.file == MODULE_FILE:
        return _in_head(files, at)
    row = rows.get(one.row or 0)
    if one.file == ITEMS_FILE and row is not None:
        return Place(ITEM + row.get("id", ""), _input(row, at))
    ids = {row.get("id", "") for row in rows.values()}
    if at in ids:
        return Place(ITEM + at, "alt" if one.code == "alt_missing" else "picture")
    steps = {str(step.get("id")): step for step in steps_of(files)}
    if at in steps:
        return Place(STEP + at, "picture")
    return _of_media(files, one.file, steps.values())


def _in_head(files: Files, at: str) -> Place:
    if step := STEP_FIELD.fullmatch(at):
        steps = steps_of(files)
        number = int(step[1])
        if number < len(steps):
            return Place(f"{STEP}{steps[number].get('id')}", (step[2] or "").partition(".")[0])
    if form := FORM_FIELD.fullmatch(at):
        raw = head_of(files)
        for row in items_of(files).rows:
            if form_name(raw, row) == form[1]:
                part = PART.search(form[2] or "")
                said = f"{part[1][:-1]}{int(part[2]) + 1}" if part else ""
                return Place(ITEM + row.get("id", ""), said or "prompt")
    return Place(HEAD, "" if "[" in at or "." in at else at)


def _input(row: Mapping[str, str], at: str) -> str:
    """The field of the item's page that writes a column."""
    if several := SEVERAL.fullmatch(at):
        return f"field{several[1]}_{'options' if several[2] == 'option' else 'label'}"
    if at == "gold" or at.startswith(("gold.", FEEDBACK_FOR)):
        return GOLD_AT.get(row.get("type", ""), "prompt")
    return at


def _of_media(files: Files, name: str, steps: Iterable[Mapping[str, object]]) -> Place:
    for step in steps:
        if name in (step.get("picture"), step.get("media")):
            return Place(f"{STEP}{step.get('id')}", "picture")
    for row in items_of(files).rows:
        if name in row.values():
            return Place(
                ITEM + row.get("id", ""), "audio" if row.get("audio") == name else "picture"
            )
    return Place("", "")
