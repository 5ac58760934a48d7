"""An answer to a form, in its one true spelling. What comes from a page or a wire is hostile."""

import re
import unicodedata
from collections.abc import Mapping

from kiosk.rules.forms import (
    DRAWN,
    NUMBER,
    PAIR,
    PAIRED,
    SINGLE,
    VERDICTS,
    Answer,
    Field,
    FieldKind,
    Form,
    is_clean,
)
from kiosk.rules.patterns import matches
from kiosk.rules.places import Marked, read_marked_area, read_marked_point
from kiosk.rules.refusals import Refusal

DECIMAL_COMMA = re.compile(r"^(-?\d+),(\d{1,2})$")
PLACES_LIMIT = 50
"""Boxes or points in one answer."""
PLACE_TEXT_LIMIT = 300
"""Characters of one box or point with its label."""


def check_answer(form: Form, answer: Mapping[str, object]) -> Answer:
    """The answer in its one true spelling: each field there, picks in the options' order.

    Raises:
        Refusal: `answer_wrong_shape` with `field` and `problem`.
    """
    names = {field.name for field in form.fields}
    for name in answer:
        if name not in names:
            raise _no(str(name)[:60], "unknown_field")
    return {field.name: _value(field, answer.get(field.name)) for field in form.fields}


def read_place(field: Field, text: str) -> Marked | None:
    """A box or a point from its text; None for what is none or leaves the picture."""
    return read_marked_area(text) if field.kind is FieldKind.BOX else read_marked_point(text)


def pairs(field: Field) -> tuple[str, ...]:
    """Each option with each target, as `dog=animal`."""
    return tuple(
        f"{option.value}{PAIR}{target.value}"
        for option in field.options
        for target in field.targets
    )


def left_of(pair: str) -> str:
    """The option of a pair."""
    return pair.partition(PAIR)[0]


def _value(field: Field, value: object) -> str | list[str]:
    if field.kind not in SINGLE:
        return _values(field, [] if value is None else value)
    if field.kind is FieldKind.NUMBER and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise _no(field.name, "wrong_type")
    if not value.strip():
        return _left_out(field)
    if field.kind is FieldKind.CHOICE:
        return _picks(field, [value], offered=_offered(field))[0]
    return _typed(field, value)


def _values(field: Field, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _no(field.name, "wrong_type")
    if field.required and not value:
        raise _no(field.name, "missing")
    if field.kind in DRAWN:
        return _places(field, value)
    if field.kind is FieldKind.ORDER:
        return _order(field, value)
    if field.kind in PAIRED:
        return _paired(field, value)
    if field.kind is FieldKind.VERDICT:
        return _verdict(field, value)
    return _picks(field, value, offered=_offered(field))


def _left_out(field: Field) -> str:
    if field.required:
        raise _no(field.name, "missing")
    return ""


def _offered(field: Field) -> tuple[str, ...]:
    return tuple(option.value for option in field.options)


def _picks(field: Field, value: list[str], *, offered: tuple[str, ...]) -> list[str]:
    picked = set(value)
    if not picked <= set(offered) or len(picked) < len(value):
        raise _no(field.name, "not_an_option")
    return [one for one in offered if one in picked]


def _places(field: Field, value: list[str]) -> list[str]:
    """In the order of their labels and places: the order in which they were drawn says nothing."""
    if len(value) > min(PLACES_LIMIT, field.max_length):
        raise _no(field.name, "too_many")
    labels = _offered(field) or ("",)
    placed: list[Marked] = []
    for text in value:
        place = read_place(field, text) if len(text) <= PLACE_TEXT_LIMIT else None
        if place is None:
            raise _no(field.name, "not_on_the_picture")
        if place.label not in labels:
            raise _no(field.name, "label_missing" if not place.label else "not_an_option")
        placed.append(place)
    texts = {one.text: one for one in placed}
    if len(texts) < len(placed):
        raise _no(field.name, "twice")
    return sorted(texts, key=lambda text: (labels.index(texts[text].label), _numbers(text)))


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split()[:4] if number.isdigit()]


def _order(field: Field, value: list[str]) -> list[str]:
    if not value:
        return []
    if len(set(value)) < len(value):
        raise _no(field.name, "twice")
    if set(value) != set(_offered(field)):
        raise _no(field.name, "not_an_option")
    return value


def _paired(field: Field, value: list[str]) -> list[str]:
    """One target an option; all of them where the field is required."""
    picked = _picks(field, [one for one in value if one], offered=pairs(field))
    if len({left_of(pair) for pair in picked}) < len(picked):
        raise _no(field.name, "twice")
    if field.required and len(picked) < len(field.options):
        raise _no(field.name, "missing")
    return picked


def _verdict(field: Field, value: list[str]) -> list[str]:
    """The verdict, then its reasons."""
    picked = _picks(field, value, offered=(*VERDICTS, *_offered(field)))
    told = sum(one in VERDICTS for one in picked)
    if picked and told != 1:
        raise _no(field.name, "missing" if not told else "twice")
    return picked


def _typed(field: Field, value: str) -> str:
    text = _plain_number(value) if field.kind is FieldKind.NUMBER else value
    if len(text) > field.max_length:
        raise _no(field.name, "too_long")
    if not is_clean(text):
        raise _no(field.name, "not_text")
    if field.kind is FieldKind.NUMBER and not NUMBER.fullmatch(text):
        raise _no(field.name, "not_a_number")
    if field.pattern is not None and not matches(field.pattern, text):
        raise _no(field.name, "wrong_format")
    return text


def _plain_number(typed: str) -> str:
    """ASCII digits for digits of any script, so that ٤٢ is 42, and a point for a decimal mark.

    Half the world types 8,50. A comma before three digits is left alone: it may part thousands.
    """
    point = DECIMAL_COMMA.sub(r"\1.\2", typed.strip().replace("\u066b", "."))
    return "".join(str(unicodedata.decimal(c, c)) for c in point)


def _no(field: str, problem: str) -> Refusal:
    return Refusal("answer_wrong_shape", field=field, problem=problem)
