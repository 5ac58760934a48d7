"""Whether an edition changes words only, or what it asks and how that is marked."""

from kiosk.rules.modules import Item, Module, Pool, Step, StepKind

MARKING = ("first_answers_percent", "tries", "qualification", "valid_days")


def more_than_words(before: Module, after: Module) -> str:
    """What else changed, by the name of its field, step or item; "" when it is words alone.

    Practice may gain items: what was practised stays practised.
    """
    for name in MARKING:
        if getattr(before, name) != getattr(after, name):
            return name
    for item in (*before.items.values(), *after.items.values()):
        if _is_marked_otherwise(before.items.get(item.id), after.items.get(item.id)):
            return item.id
    pages = [_page(step) for step in before.steps]
    return "" if pages == [_page(step) for step in after.steps] else "steps"


def _page(step: Step) -> tuple[object, ...]:
    drawn = (step.items, step.draw) if step.kind is StepKind.EXAM else ()
    return (step.id, step.kind, drawn)


def _is_marked_otherwise(before: Item | None, after: Item | None) -> bool:
    if before is None or after is None:
        known = before or after
        return before is not None or (known is not None and known.pool is not Pool.PRACTICE)
    told = (before.pool, before.type, before.gold, before.tolerance, _fields(before))
    return told != (after.pool, after.type, after.gold, after.tolerance, _fields(after))


def _fields(item: Item) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """What an answer may be: labels are words."""
    return tuple(
        (field.name, str(field.kind), tuple(option.value for option in field.options))
        for field in item.form.fields
    )
