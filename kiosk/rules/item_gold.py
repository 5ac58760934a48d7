"""Whether a gold answer of `items.csv` can be given at all, and be told from a careless one."""

from dataclasses import replace
from fractions import Fraction

from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import BAR, SINGLE, Field, FieldKind, Form
from kiosk.rules.grading_kinds import gold_values
from kiosk.rules.refusals import Refusal


def gold_problem(field: Field, gold: str) -> str | None:
    """What is wrong with a gold answer, or None."""
    if field.kind is FieldKind.TEXT:
        return next((wrong for one in gold.split(BAR) if (wrong := _problem(field, one))), None)
    values = gold_values(gold)
    if field.kind in SINGLE:
        options = {option.value for option in field.options}
        two = gold not in options and len(values) > 1 and options.issuperset(values)
        return "two_golds" if two else _problem(field, gold)
    if field.kind is FieldKind.ORDER and values == tuple(one.value for one in field.options):
        return "order_as_shown"
    # an opinion may have a gold for attention alone
    rated = replace(field, required=False) if field.kind is FieldKind.RATE else field
    return _problem(rated, list(values))


def tolerance_problem(field: Field | None, tolerance: Fraction) -> bool:
    """Is it an overlap that no box can have, or that every box has?"""
    return field is not None and field.kind is FieldKind.BOX and not 0 < tolerance <= 1


def _problem(field: Field, value: str | list[str]) -> str | None:
    try:
        check_answer(Form("", None, "", (field,), ""), {field.name: value})
    except Refusal as refused:
        return str(refused.details["problem"])
    return None
