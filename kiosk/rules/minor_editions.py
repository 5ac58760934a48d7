"""Whether an edition changes words only, or what it asks and how that is marked."""

from collections.abc import Iterable

from kiosk.rules.forms import Field, Option
from kiosk.rules.instants import S_PER_HOUR
from kiosk.rules.modules import Item, Module, Pool, Step, StepKind

MARKING = ("first_answers_percent", "tries", "qualification", "valid_days")


def more_than_words(before: Module, after: Module) -> str:
    """What else changed, by the name of its field, step or item; "" when it is words alone.

    Practice may gain items: what was practised stays practised.
    """
    for name in MARKING:
        if getattr(before, name) != getattr(after, name):
            return name
    terms = exam_terms(after)
    for name, was in exam_terms(before).items():
        if was != terms[name]:
            return name
    for item in (*before.items.values(), *after.items.values()):
        if _is_marked_otherwise(before.items.get(item.id), after.items.get(item.id)):
            return item.id
    pages = [_page(step) for step in before.steps]
    return "" if pages == [_page(step) for step in after.steps] else "steps"


def exam_terms(module: Module) -> dict[str, int | None]:
    """The terms of a module's exam, named and counted as its file does."""
    return {
        "time_limit_s": module.exam.limit_s,
        "fast_floor_s": module.exam.floor_s,
        "retry_after_h": module.exam.retry_after_s // S_PER_HOUR,
    }


def _page(step: Step) -> tuple[object, ...]:
    drawn = (step.items, step.draw) if step.kind is StepKind.EXAM else ()
    return (step.id, step.kind, drawn)


def _is_marked_otherwise(before: Item | None, after: Item | None) -> bool:
    if before is None or after is None:
        known = before or after
        return before is not None or (known is not None and known.pool is not Pool.PRACTICE)
    told = (before.pool, before.type, before.gold, before.tolerance)
    if told != (after.pool, after.type, after.gold, after.tolerance):
        return True
    fields, later = before.form.fields, after.form.fields
    if [_shape(one) for one in fields] != [_shape(one) for one in later]:
        return True
    pairs = zip(fields, later, strict=True)
    return any(
        _are_swapped(one.options, other.options) or _are_swapped(one.targets, other.targets)
        for one, other in pairs
    )


def _shape(field: Field) -> tuple[object, ...]:
    """What an answer may be, and where a tap counts: labels are words."""
    return (
        field.name,
        field.kind,
        (field.required, field.max_length, field.pattern),
        tuple((option.value, option.area) for option in field.options),
        tuple(target.value for target in field.targets),
    )


def _are_swapped(before: Iterable[Option], after: Iterable[Option]) -> bool:
    """Whether a label stands at another option than before: so another answer is right."""
    stood = {(option.label, option.value) for option in before}
    known = {label for label, _value in stood}
    return any(
        option.label in known and (option.label, option.value) not in stood for option in after
    )
