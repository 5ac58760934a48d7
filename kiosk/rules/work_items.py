"""A question of a module made out of a real task that was done and approved.

Only of requesters who allow it; what a visitor is called never comes along.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.rules.draft_files import (
    Changed,
    Files,
    head_file,
    head_of,
    items_file,
    items_of,
    name_for,
    whole,
)
from kiosk.rules.forms import BAR, OF_SCHEMA_2, FieldKind, Form, as_json
from kiosk.rules.module_files import problems
from kiosk.rules.module_items import ITEMS_FILE, Problem
from kiosk.rules.modules import Pool
from kiosk.rules.refusals import Refusal

ITEM, FORM = "task", "task"
SOURCE_COLUMN = "source"


@dataclass(frozen=True, slots=True)
class NewItem:
    """What a mentor made of a task: `gold` as `gold_of` gives it; `media` is its picture."""

    form: Form
    gold: Mapping[str, str]
    hint: str
    why: str
    source: str
    media: str = ""
    alt: str = ""


def allows(requester: str, allowed: Sequence[str]) -> bool:
    """Whether tasks of this requester may become questions; names are compared as they are read."""
    return requester.strip().casefold() in {name.strip().casefold() for name in allowed}


def item_type(form: Form) -> str:
    """The type of item that asks what a task asked: of one field its kind, else a form."""
    kinds = [field.kind for field in form.fields]
    lone = len(kinds) == 1 and kinds[0] is not FieldKind.NUMBER
    return kinds[0].value if lone else "form"


def gold_of(form: Form, answer: Mapping[str, object]) -> dict[str, str]:
    """An answer as gold, by field; a field that was left empty has none."""
    return {
        field.name: _cell(answer[field.name])
        for field in form.fields
        if answer.get(field.name) not in (None, "")
    }


def with_item(files: Files, new: NewItem) -> Changed:
    """The draft with one more question to practise.

    Raises:
        Refusal: `module_wrong` with the first thing that is wrong with it, such as a gold that
            nobody can give; `csv_wrong`, `too_large`.
    """
    raw, items = head_of(files), items_of(files)
    forms = raw.get("forms")
    forms = dict(forms) if isinstance(forms, dict) else {}
    form_name = name_for(FORM, taken=forms)
    item_id = name_for(ITEM, taken={row.get("id", "") for row in items.rows})
    form = replace(new.form, picture=new.media or None, picture_alt=new.alt if new.media else "")
    forms[form_name] = as_json(form)
    raw["forms"] = forms
    if any(field.kind in OF_SCHEMA_2 for field in form.fields):
        raw["schema"] = 2
    row = _row(new, item_id, form_name)
    changed = {**head_file(raw), **items_file([*items.rows, row], items.columns)}
    for problem in _problems(files, changed, len(items.rows) + 2, item_id, form_name):
        raise Refusal(
            "module_wrong",
            file=problem.file,
            row=problem.row,
            field=problem.field,
            problem=problem.code,
        )
    return changed


def _row(new: NewItem, item_id: str, form_name: str) -> dict[str, str]:
    kind = item_type(new.form)
    lone = next(iter(new.gold.values()), "")
    gold = json.dumps(dict(new.gold), ensure_ascii=False) if kind == "form" else lone
    return {
        "id": item_id,
        "pool": Pool.PRACTICE.value,
        "type": kind,
        "form": form_name,
        "gold": gold if new.gold else "",
        "hint1": new.hint,
        "why": new.why,
        SOURCE_COLUMN: new.source,
    }


def _problems(
    files: Files, changed: Changed, row: int, item_id: str, form_name: str
) -> tuple[Problem, ...]:
    """What is wrong with the new question alone: the draft itself may be unfinished."""
    after = {**files, **changed}
    found = problems(whole({name: data for name, data in after.items() if data is not None}))
    return tuple(
        one
        for one in found
        if (one.file == ITEMS_FILE and one.row == row)
        or one.field == item_id
        or (one.field or "").startswith(f"forms.{form_name}")
    )


def _cell(value: object) -> str:
    if isinstance(value, list):
        return BAR.join(map(str, value)) or BAR
    return str(value)
