"""What one edition of a module says otherwise than another, step by step and item by item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.rules.forms import Field, Form, Option
from kiosk.rules.minor_editions import exam_terms
from kiosk.rules.modules import Item, Module, Step

HEAD = (
    *("title", "summary", "lang", "minutes", "licence", "first_answers_percent", "tries"),
    *("qualification", "valid_days", "interests"),
)
"""What an edition says of itself, besides its number."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    `kind` is module, step, item or file; `name` which one, "" for the module; `what` the field, or
    `new`, `gone`, `order` or `bytes`; `was` and `now` are how it reads.
    """

    kind: str
    name: str
    what: str
    was: str = ""
    now: str = ""


def differences(before: Module, after: Module) -> tuple[Difference, ...]:
    """All that differs: the module itself, its steps, its items, and the files that are shown."""
    return (
        *_changed("module", "", _head(before), _head(after)),
        *_of_kind("step", _steps(before), _steps(after)),
        *_of_kind("item", _items(before), _items(after)),
        *_files(before.files, after.files),
    )


Fields = Mapping[str, str]


def _head(module: Module) -> Fields:
    told = {name: getattr(module, name) for name in HEAD} | exam_terms(module)
    return {name: _text(value) for name, value in told.items()}


def _of_kind(
    kind: str, before: Mapping[str, Fields], after: Mapping[str, Fields]
) -> Iterable[Difference]:
    for name in before:
        if name not in after:
            yield Difference(kind, name, "gone")
        else:
            yield from _changed(kind, name, before[name], after[name])
    yield from (Difference(kind, name, "new") for name in after if name not in before)
    kept = [name for name in before if name in after]
    order = [name for name in after if name in before]
    if kept != order:
        yield Difference(kind, "", "order", ", ".join(kept), ", ".join(order))


def _changed(kind: str, name: str, before: Fields, after: Fields) -> Iterable[Difference]:
    for what in dict.fromkeys((*before, *after)):
        was, now = before.get(what, ""), after.get(what, "")
        if was != now:
            yield Difference(kind, name, what, was, now)


def _files(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterable[Difference]:
    for name in sorted({*before, *after}):
        if name.startswith("media/") and before.get(name) != after.get(name):
            gone, new = name not in after, name not in before
            yield Difference("file", name, "gone" if gone else "new" if new else "bytes")


def _steps(module: Module) -> dict[str, Fields]:
    return {step.id: _step(step) for step in module.steps}


def _step(step: Step) -> Fields:
    return {
        "kind": step.kind.value,
        "title": step.title,
        "text": step.text,
        "picture": step.picture or "",
        "alt": step.alt,
        "media": step.media or "",
        "items": ", ".join(step.items),
        "draw": str(step.draw),
        "mastery": step.goal.written(),
        "rubric": " | ".join(f"{one.text} ({one.points})" for one in step.rubric),
    }


def _items(module: Module) -> dict[str, Fields]:
    return {item.id: _item(item) for item in module.items.values()}


def _item(item: Item) -> Fields:
    told = {
        "pool": item.pool.value,
        "type": item.type,
        **_form(item.form),
        "gold": _pairs(item.gold or {}),
        "tolerance": _pairs({name: str(one) for name, one in item.tolerance.items()}),
        "feedback_right": item.feedback_right,
        "feedback_wrong": item.feedback_wrong,
        "why": item.why,
        "audio": item.audio or "",
    }
    hints = {f"hint{n}": hint for n, hint in enumerate(item.hints, start=1)}
    return {**told, **{f"feedback_for:{k}": v for k, v in item.feedback_for.items()}, **hints}


def _form(form: Form) -> Fields:
    return {
        "prompt": form.prompt,
        "picture": form.picture or "",
        "picture_alt": form.picture_alt,
        "help": form.help,
        **{f"field {one.name}": _field(one) for one in form.fields},
    }


def _field(one: Field) -> str:
    told = (one.kind.value, one.label, "must" if one.required else "may", str(one.max_length))
    shown = (*told, one.pattern or "", _options(one.options), _options(one.targets))
    return "; ".join(part for part in shown if part)


def _options(options: Iterable[Option]) -> str:
    return ", ".join(
        f"{one.value} ({' '.join(filter(None, (one.label, one.key, one.area)))})" for one in options
    )


def _pairs(values: Mapping[str, str]) -> str:
    """A lone value reads as itself."""
    if len(values) == 1:
        return next(iter(values.values()))
    return ", ".join(f"{name}: {value}" for name, value in values.items())


def _text(value: object) -> str:
    return "" if value is None else str(value)
