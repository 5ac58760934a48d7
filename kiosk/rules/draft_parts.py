"""What a mentor changes of a draft, one part at a time: its head, a step, an item.

Two mentors may write on one draft: a change says what it saw of its part, and is refused only where
that part is another one by now.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kiosk.rules.draft_files import (
    Changed,
    Files,
    head_file,
    head_of,
    items_file,
    items_of,
    name_for,
)
from kiosk.rules.draft_goals import with_goal, with_rubric
from kiosk.rules.draft_sheets import (
    Sheet,
    form_name,
    form_of_sheet,
    mapping,
    row_of_sheet,
    sequence,
    sheet_of,
)
from kiosk.rules.draft_typing import Typed, fresh_sheet, number_or_text, one, typed_sheet
from kiosk.rules.forms import OF_SCHEMA_2, VARIABLE
from kiosk.rules.module_files import ITEMS_LIMIT
from kiosk.rules.module_items import TYPES
from kiosk.rules.module_steps import STEPS_LIMIT
from kiosk.rules.modules import ANSWERED, Pool, StepKind
from kiosk.rules.names import is_plain
from kiosk.rules.refusals import Refusal

R = TypeVar("R")

HEAD = "head"
STEP, ITEM = "step:", "item:"
TEXTS = ("title", "summary", "lang", "licence", "slug", "qualification", "interests")
NUMBERS = (
    "minor_of",
    "minutes",
    "first_answers_percent",
    "tries",
    "valid_days",
    "fast_floor_s",
    "retry_after_h",
)
LIMIT_MINUTES = "time_limit_min"
NEEDED = frozenset({"title", "summary", "lang", "licence", "slug", "minutes"})
S_PER_MINUTE = 60
STEMS = {Pool.PRACTICE: "p", Pool.EXAM: "e", Pool.GOLD: "g"}


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to which part, with the fields of the page.

    `seen` is what the page knew of the part, "" where it does not matter.

    `do`: set, add_step, add_item, copy, move, remove, picture.
    """

    do: str
    part: str
    typed: Typed
    seen: str = ""


def seen_of(files: Files, part: str) -> str:
    """A name for how a part stands now; "" for one that is not there."""
    raw = head_of(files)
    if part == HEAD:
        held: object = {name: raw[name] for name in raw if name not in ("forms", "steps")}
    elif part.startswith(STEP):
        held = next((step for step in _steps(raw) if STEP + str(step.get("id")) == part), None)
    else:
        row = next((row for row in items_of(files).rows if ITEM + row.get("id", "") == part), None)
        held = row and [row, mapping(raw.get("forms")).get(form_name(raw, row))]
    if held is None:
        return ""
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:16]


def changed(files: Files, change: Change) -> Changed:
    """The files that a change makes others, none where all is so already.

    Raises:
        Refusal: `draft_changed` where the part is not as it was seen; `not_found`, `item_unknown`,
            `malformed`, `too_many`, `too_large`, `csv_wrong`.
    """
    if change.do not in _DOES:
        raise Refusal("malformed", field="do")
    made = _DOES[change.do](files, change)
    after = {**files, **{name: new for name, new in made.items() if new is not None}}
    if change.seen and change.do == "set":
        now = seen_of(files, change.part)
        if now not in (change.seen, seen_of(after, change.part)):
            raise Refusal("draft_changed")
    return {name: new for name, new in made.items() if files.get(name) != new}


def steps_of(files: Files) -> tuple[Mapping[str, object], ...]:
    """The steps as they stand in `module.json`."""
    return tuple(_steps(head_of(files)))


def step_of(files: Files, step_id: str) -> Mapping[str, object]:
    """One of them.

    Raises:
        Refusal: `not_found`.
    """
    steps = _steps(head_of(files))
    return steps[_at(steps, step_id)]


def sheet_in(files: Files, item_id: str) -> Sheet:
    """One item as its author sees it.

    Raises:
        Refusal: `item_unknown`, `csv_wrong`.
    """
    table = items_of(files)
    return sheet_of(head_of(files), table.rows[table.at(item_id)])


def sheets_of(files: Files) -> tuple[Sheet, ...]:
    """All items as their authors see them."""
    raw = head_of(files)
    return tuple(sheet_of(raw, row) for row in items_of(files).rows)


def with_sheet(files: Files, sheet: Sheet) -> Changed:
    """The files with an item as it is now, in the place of the one of its id or at the end.

    Raises:
        Refusal: `too_many`, `too_large`, `csv_wrong`.
    """
    return with_sheets(files, (sheet,))


def with_sheets(files: Files, sheets: Iterable[Sheet]) -> Changed:
    """The same for many at once.

    Raises:
        Refusal: `too_many`, `too_large`, `csv_wrong`.
    """
    raw, table = head_of(files), items_of(files)
    rows: list[dict[str, str]] = [dict(row, form=form_name(raw, row)) for row in table.rows]
    places = {row.get("id", ""): n for n, row in enumerate(rows)}
    forms = dict(mapping(raw.get("forms")))
    for sheet in sheets:
        row = {**row_of_sheet(sheet), "form": _form_for(sheet, forms)}
        if sheet.id in places:
            rows[places[sheet.id]] = row
        else:
            places[sheet.id] = len(rows)
            rows.append(row)
    if len(rows) > ITEMS_LIMIT:
        raise Refusal("too_many", limit=ITEMS_LIMIT)
    return _written(raw, forms, rows, table.columns)


def _form_for(sheet: Sheet, forms: dict[str, object]) -> str:
    """The name of the form that the item has; a new one is added to the others."""
    form = form_of_sheet(sheet)
    name = next((name for name, known in forms.items() if known == form), "")
    if not name:
        name = name_for(f"{sheet.type or 'form'}_", taken=forms)
        forms[name] = form
    return name


def _written(
    raw: Mapping[str, object],
    forms: Mapping[str, object],
    rows: Sequence[Mapping[str, str]],
    columns: Sequence[str],
) -> Changed:
    """Forms that no item has any more are gone."""
    used = {row.get("form", "") for row in rows}
    left = {name: form for name, form in forms.items() if name in used}
    head = {**raw, "forms": left}
    kinds = {str(mapping(one).get("kind")) for form in left.values() for one in _fields(form)}
    if kinds & OF_SCHEMA_2:
        head["schema"] = 2
    return {**head_file(head), **items_file(rows, columns, needed=_places(left))}


def _places(forms: object) -> frozenset[str]:
    """The columns for which forms have a place."""
    return frozenset(VARIABLE.findall(json.dumps(forms)))


def _set(files: Files, change: Change) -> Changed:
    if change.part == HEAD:
        return head_file(_typed_head(head_of(files), change.typed))
    if change.part.startswith(STEP):
        return _with_step(files, change)
    sheet = sheet_in(files, change.part.removeprefix(ITEM))
    return with_sheet(files, typed_sheet(sheet, change.typed))


def _typed_head(raw: Mapping[str, object], typed: Typed) -> dict[str, object]:
    """What is not on the page stays; a number that is none stays as it was typed, to be told."""
    told: dict[str, object] = {}
    for name in (*TEXTS, *NUMBERS):
        if name in typed:
            text = one(typed, name)
            told[name] = number_or_text(text) if name in NUMBERS and text else text
    if "interests" in told:  # letters
        told["interests"] = str(told["interests"]).upper()
    if not is_plain(one(typed, "title")):
        raise Refusal("field_wrong", field="title")
    if LIMIT_MINUTES in typed:
        minutes = number_or_text(one(typed, LIMIT_MINUTES))
        told["time_limit_s"] = minutes * S_PER_MINUTE if isinstance(minutes, int) else minutes
    made = {**raw, **told}
    return {name: value for name, value in made.items() if value != "" or name in NEEDED}


def _with_step(files: Files, change: Change) -> Changed:
    raw, typed = head_of(files), change.typed
    steps = _steps(raw)
    place = _at(steps, change.part.removeprefix(STEP))
    step = {**steps[place], "title": one(typed, "title"), "text": one(typed, "text")}
    if "alt" in typed:
        step["alt"] = one(typed, "alt")
    if step.get("kind") in ANSWERED:
        named = list(typed.get("items", ()))
        step = {name: step[name] for name in step if name not in ("items", "draw")}
        if one(typed, "which") == "these" and named:
            step["items"] = named
        if one(typed, "draw"):
            step["draw"] = number_or_text(one(typed, "draw"))
    step = with_rubric(with_goal(step, typed), typed)
    steps[place] = {name: value for name, value in step.items() if value != "" or name == "title"}
    return head_file({**raw, "steps": steps})


def _add_step(files: Files, change: Change) -> Changed:
    raw, kind = head_of(files), one(change.typed, "kind")
    steps = _steps(raw)
    if kind not in tuple(StepKind):
        raise Refusal("malformed", field="kind")
    if len(steps) >= STEPS_LIMIT:
        raise Refusal("too_many", limit=STEPS_LIMIT)
    name = name_for(kind, taken={str(step.get("id")) for step in steps})
    return head_file({**raw, "steps": [*steps, {"id": name, "kind": kind, "title": ""}]})


def _add_item(files: Files, change: Change) -> Changed:
    kind, pool = one(change.typed, "kind"), one(change.typed, "pool")
    if kind not in TYPES:
        raise Refusal("malformed", field="kind")
    if pool not in tuple(Pool):
        raise Refusal("malformed", field="pool")
    taken = {row.get("id", "") for row in items_of(files).rows}
    item_id = name_for(STEMS[Pool(pool)], taken=taken)
    label = one(change.typed, "label")
    return with_sheet(files, fresh_sheet(item_id, kind=kind, pool=pool, label=label))


def _move(files: Files, change: Change) -> Changed:
    """To the place `to`, counted from 1; further up or down by `by`."""
    raw, table = head_of(files), items_of(files)
    if change.part.startswith(STEP):
        steps = _steps(raw)
        _moved(steps, _at(steps, change.part.removeprefix(STEP)), change.typed)
        return head_file({**raw, "steps": steps})
    rows = list(table.rows)
    _moved(rows, table.at(change.part.removeprefix(ITEM)), change.typed)
    return items_file(rows, table.columns, needed=_places(raw.get("forms")))


def _moved(rows: list[R], place: int, typed: Typed) -> None:
    by, to = one(typed, "by"), one(typed, "to")
    where = place + {"up": -1, "down": 1}.get(by, 0)
    if to:
        number = number_or_text(to)
        where = number - 1 if isinstance(number, int) else place
    rows.insert(min(max(where, 0), len(rows) - 1), rows.pop(place))


def _remove(files: Files, change: Change) -> Changed:
    raw, table = head_of(files), items_of(files)
    if change.part.startswith(STEP):
        steps = _steps(raw)
        del steps[_at(steps, change.part.removeprefix(STEP))]
        return head_file({**raw, "steps": steps})
    item_id = change.part.removeprefix(ITEM)
    table.at(item_id)
    return without_items(files, (item_id,))


def without_items(files: Files, gone: Collection[str]) -> Changed:
    """The files without some items."""
    raw, table, out = head_of(files), items_of(files), frozenset(gone)
    rows = [dict(row, form=form_name(raw, row)) for row in table.rows if row.get("id") not in out]
    steps = [_without(step, out) for step in _steps(raw)]
    return _written({**raw, "steps": steps}, mapping(raw.get("forms")), rows, table.columns)


def after_change(files: Files, made: Changed) -> dict[str, bytes]:
    """All files as they are after a change; those that it took away are gone."""
    return {name: data for name, data in {**files, **made}.items() if data is not None}


def _without(step: dict[str, object], gone: frozenset[str]) -> dict[str, object]:
    """A step names such items no more; one that names no other asks all of its pool."""
    named = sequence(step.get("items"))
    left = [one for one in named if one not in gone]
    if len(left) == len(named):
        return step
    return {
        **{name: step[name] for name in step if name != "items"},
        **({"items": left} if left else {}),
    }


def _picture(files: Files, change: Change) -> Changed:
    """Another picture, or none, for a step or an item; a step's sound by `audio`."""
    name, what = one(change.typed, "name"), one(change.typed, "what")
    if change.part.startswith(STEP):
        raw = head_of(files)
        steps = _steps(raw)
        place = _at(steps, change.part.removeprefix(STEP))
        key = "media" if what == "audio" else "picture"
        step = {**steps[place], key: name}
        steps[place] = {at: value for at, value in step.items() if value != ""}
        return head_file({**raw, "steps": steps})
    sheet = sheet_in(files, change.part.removeprefix(ITEM))
    return with_sheet(files, _pictured(sheet, what, name))


def _pictured(sheet: Sheet, what: str, name: str) -> Sheet:
    return replace(sheet, audio=name) if what == "audio" else replace(sheet, picture=name)


def _steps(raw: Mapping[str, object]) -> list[dict[str, object]]:
    return [dict(mapping(step)) for step in sequence(raw.get("steps"))]


def _at(steps: Sequence[Mapping[str, object]], step_id: str) -> int:
    for place, step in enumerate(steps):
        if step.get("id") == step_id:
            return place
    raise Refusal("not_found", step=step_id[:60])


def _fields(form: object) -> Sequence[object]:
    return sequence(mapping(form).get("fields"))


_DOES: Mapping[str, Callable[[Files, Change], Changed]] = {
    "set": _set,
    "add_step": _add_step,
    "add_item": _add_item,
    "move": _move,
    "remove": _remove,
    "picture": _picture,
}
