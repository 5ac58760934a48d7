"""What a page sent, read within limits."""

from collections.abc import Mapping

from flask import request

from kiosk.rules.forms import DRAWN, SINGLE, FieldKind, Form
from kiosk.rules.pins import picture_pin
from kiosk.rules.refusals import Refusal

REQUEST_ID_LIMIT = 64
TEXT_LIMIT = 200
PIN_LIMIT = 20
WHOLE_DIGITS = 12
PREFIX = "answer_"
ROW = "."
"""Parts a field's name from that of one of its rows."""
BOX_PARTS = ("left", "top", "width", "height")
POINT_PARTS = ("left", "top")
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


def answer(form: Form) -> dict[str, object]:
    """The answer to a form as it was sent; `check_answer` says whether it fits."""
    return {field.name: _value(field.name, field.kind) for field in form.fields}


def field_of(refusal: Refusal | None, form: Form) -> str:
    """Where the form shows a refusal: at the field it is about, else at the first."""
    if refusal is None:
        return ""
    return f"{PREFIX}{refusal.details.get('field') or form.fields[0].name}"


def typed(answers: Mapping[str, object]) -> dict[str, object]:
    """What to show again of an answer, also of one that does not fit."""
    return {name: value for name, value in answers.items() if value not in ("", [])}


def _value(name: str, kind: FieldKind) -> object:
    if kind in SINGLE:
        return request.form.get(PREFIX + name, "")
    if kind in DRAWN:
        return request.form.getlist(PREFIX + name) + _numbers(PREFIX + name, kind)
    return [one for key in request.form if _is_of(key, name) for one in request.form.getlist(key)]


def _is_of(key: str, name: str) -> bool:
    """Is it the field itself or one of its rows: `answer_name`, `answer_name.3`?"""
    return key.partition(ROW)[0] == PREFIX + name


def _numbers(name: str, kind: FieldKind) -> list[str]:
    """Boxes and points as they are typed where no script runs; rows without a number are none."""
    parts = BOX_PARTS if kind is FieldKind.BOX else POINT_PARTS
    columns = [request.form.getlist(f"{name}{ROW}{part}") for part in parts]
    labels = request.form.getlist(f"{name}{ROW}label") or [""] * len(columns[0])
    rows = zip(*columns, labels, strict=False)
    return [" ".join(row).strip() for row in rows if any(row[:-1])]
