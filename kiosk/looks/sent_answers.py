"""The answer to a form as a page sent it, with or without its scripts."""

from flask import request

from kiosk.rules.forms import DRAWN, SINGLE, FieldKind, Form

PREFIX = "answer_"
ROW = "."
"""Parts a field's name from that of one of its rows."""
BOX_PARTS = ("left", "top", "width", "height")
POINT_PARTS = ("left", "top")


def answer(form: Form) -> dict[str, object]:
    """The answer to a form as it was sent; `check_answer` says whether it fits."""
    return {field.name: _value(field.name, field.kind) for field in form.fields}


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
