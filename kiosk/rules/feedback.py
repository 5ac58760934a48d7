"""What was wrong with an answer, in the words that an author gives feedback for."""

from collections.abc import Iterator
from fractions import Fraction

from kiosk.rules.form_answers import pairs, read_place
from kiosk.rules.forms import DRAWN, PAIRED, SINGLE, VERDICTS, Field, FieldKind, Form
from kiosk.rules.grading_kinds import gold_values, mark_values
from kiosk.rules.places import Area

MISSING = "missing"
"""Something of the gold was not found."""
EXTRA = "extra"
"""Something was drawn where nothing is."""
LOOSE = "loose"
"""A box touches its thing and does not fit it."""


def feedback_words(field: Field) -> frozenset[str]:
    """The words after `feedback_for:` that can ever be told; none where any text may be."""
    values = frozenset(option.value for option in field.options)
    if field.kind is FieldKind.BOX:
        return frozenset({MISSING, EXTRA, LOOSE})
    if field.kind is FieldKind.POINT:
        return frozenset({MISSING, EXTRA})
    if field.kind in PAIRED:
        return frozenset(pairs(field))
    if field.kind is FieldKind.VERDICT:
        return values | {*VERDICTS, MISSING}
    return values if field.kind in SINGLE | {FieldKind.ORDER} else values | {MISSING}


def told_of(form: Form, key: str) -> tuple[Field, str]:
    """The field and the word of a `VALUE` or `FIELD.VALUE`; the first field where none is named."""
    name, dot, word = key.partition(".")
    for field in form.fields:
        if dot and field.name == name:
            return field, word
    return form.fields[0], key


def mistakes(
    field: Field, value: str | list[str], *, gold: str, tolerance: Fraction | None
) -> Iterator[str]:
    """The words for what is wrong with a checked answer: what was given first, then what lacks."""
    if isinstance(value, str):
        yield value
        return
    wanted = gold_values(gold)
    right = mark_values(field, value, wanted, tolerance).right
    for one in value:
        if one not in right:
            yield _drawn(field, one, wanted) if field.kind in DRAWN else one
    if len(right) < len(wanted):
        yield MISSING


def _drawn(field: Field, text: str, gold: tuple[str, ...]) -> str:
    drawn = read_place(field, text)
    for one in gold:
        wanted = read_place(field, one)
        if drawn is None or wanted is None or drawn.label != wanted.label:
            continue
        box, other = drawn.place, wanted.place
        if isinstance(box, Area) and isinstance(other, Area) and box.shared(other):
            return LOOSE
    return EXTRA
