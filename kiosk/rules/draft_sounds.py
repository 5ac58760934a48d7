"""What of a draft is heard: each step and question with its sound, or without any."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.rules.draft_files import Changed, Files, head_file, head_of, items_file, items_of, whole
from kiosk.rules.module_files import as_far_as_it_goes
from kiosk.rules.refusals import Refusal

STEP, ITEM = "step", "item"


@dataclass(frozen=True, slots=True)
class Heard:
    """A step or question: what it says, and its sound's file, "" for none."""

    kind: str
    id: str
    words: str
    sound: str


def heard(files: Files) -> tuple[Heard, ...]:
    """All steps and questions in their order.

    Raises:
        Refusal: `csv_wrong`, `too_large`.
    """
    module = as_far_as_it_goes(whole(files))
    prompts = {} if module is None else {i.id: i.form.prompt for i in module.items.values()}
    steps = tuple(
        Heard(STEP, str(one.get("id", "")), str(one.get("title", "")), str(one.get("media") or ""))
        for one in _steps(head_of(files))
    )
    items = tuple(
        Heard(ITEM, row.get("id", ""), prompts.get(row.get("id", ""), ""), row.get("audio", ""))
        for row in items_of(files).rows
    )
    return steps + items


def with_sound(files: Files, *, kind: str, part: str, sound: str) -> Changed:
    """The draft with another sound at a step or question, "" for none; one that nobody names goes.

    Raises:
        Refusal: `not_found`; `csv_wrong`, `too_large`.
    """
    raw, items = head_of(files), items_of(files)
    was = next((one.sound for one in heard(files) if (one.kind, one.id) == (kind, part)), None)
    if was is None:
        raise Refusal("not_found", what="part")
    if kind == STEP:
        steps = [_spoken(one, sound) if one.get("id") == part else one for one in _steps(raw)]
        changed = head_file({**raw, "steps": steps})
    else:
        rows = [{**row, "audio": sound} if row["id"] == part else row for row in items.rows]
        changed = items_file(rows, items.columns)
    left = {**files, **{name: data for name, data in changed.items() if data is not None}}
    named = was in {one.sound for one in heard(left)}
    return changed if not was or named or was not in files else {**changed, was: None}


def _spoken(step: Mapping[str, object], sound: str) -> dict[str, object]:
    without = {name: value for name, value in step.items() if name != "media"}
    return {**without, "media": sound} if sound else without


def _steps(raw: Mapping[str, object]) -> Iterable[Mapping[str, object]]:
    steps = raw.get("steps")
    return [one for one in steps if isinstance(one, dict)] if isinstance(steps, list) else []
