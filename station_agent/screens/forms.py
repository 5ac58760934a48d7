"""What a page sent, read within limits."""

from collections.abc import Mapping

from flask import request

from kiosk.looks.sent_answers import PREFIX
from kiosk.rules.forms import Form
from kiosk.rules.pins import picture_pin
from kiosk.rules.refusals import Refusal

REQUEST_ID_LIMIT = 64
TEXT_LIMIT = 200
PIN_LIMIT = 20
WHOLE_DIGITS = 12
STAYS = frozenset({"answer_wrong_shape", "disk_full", "exam_too_fast"})
"""Refusals of an answer after which the same form stands there as it was filled in."""


def text(name: str, *, most: int = TEXT_LIMIT) -> str:
    """One field, without the spaces around it.

    Raises:
        Refusal: `field_missing`, `too_large`.
    """
    value = request.form.get(name)
    if value is None:
        raise Refusal("field_missing", field=name)
    if len(value) > most:
        raise Refusal("too_large", field=name)
    return value.strip()


def whole(name: str) -> int:
    """A whole number of the page that was read.

    Raises:
        Refusal: `field_missing`, `too_large`, `malformed`.
    """
    digits = text(name, most=WHOLE_DIGITS)
    if not (digits.isascii() and digits.isdigit()):
        raise Refusal("malformed", field=name)
    return int(digits)


def request_id() -> str:
    """The form's own name, made when its page was.

    Raises:
        Refusal: `field_missing`, `too_large`.
    """
    return text("request_id", most=REQUEST_ID_LIMIT)


def pin(way: str) -> str:
    """The PIN typed, or what stands for three pictures in order.

    Raises:
        Refusal: `field_missing`, `too_large`; `wrong_pin` for pictures that can be nobody's.
    """
    if way == "pin":
        return text("pin", most=PIN_LIMIT)
    try:
        return picture_pin(text("pictures").split())
    except Refusal as refusal:
        raise Refusal("wrong_pin") from refusal


def field_of(refusal: Refusal | None, form: Form) -> str:
    """Where the form shows a refusal: at the field it is about, else at the first."""
    if refusal is None:
        return ""
    return f"{PREFIX}{refusal.details.get('field') or form.fields[0].name}"


def typed(answers: Mapping[str, object]) -> dict[str, object]:
    """What to show again of an answer, also of one that does not fit."""
    return {name: value for name, value in answers.items() if value not in ("", [])}
