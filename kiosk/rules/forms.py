"""A form: the questions of an item or of a HIT, the same thing in training and in work."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.rules.patterns import PATTERN_TEXT_LIMIT, matches, read_pattern
from kiosk.rules.refusals import Refusal

FIELDS_LIMIT = 30
OPTIONS_LIMIT = 200
TEXT_LIMIT = 10_000
"""Characters of any one text: a prompt, a label, a typed answer."""
FORM_LIMIT_BYTES = 64 * 1024
"""A form as JSON in UTF-8."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_.-]{0,39})\}")
NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?")

Answer = dict[str, str | list[str]]
"""What a visitor answered: field name to value (choice, text, number) or values (multi)."""


class FieldKind(StrEnum):
    """How a field is answered."""

    CHOICE = "choice"
    MULTI = "multi"
    TEXT = "text"
    NUMBER = "number"


PICKED = frozenset({FieldKind.CHOICE, FieldKind.MULTI})


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick; `key` is the key on the keyboard that picks it, or empty."""

    value: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `max_length` counts characters; `pattern` is of `rules/patterns.py`."""

    name: str
    kind: FieldKind
    label: str
    options: tuple[Option, ...]
    required: bool
    max_length: int
    pattern: str | None


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked, about which picture. Texts may hold `${variables}` until it is filled."""

    prompt: str
    picture: str | None
    picture_alt: str
    fields: tuple[Field, ...]
    help: str


def read_form(raw: object) -> Form:
    """Read a form from decoded JSON: what `as_json` makes.

    Raises:
        Refusal: `form_wrong` with `where` (as `fields[2].options`) and `problem`.
    """
    known = ("prompt", "picture", "picture_alt", "fields", "help")
    form = _mapping(raw, where="form", known=known)
    fields = _list(form.get("fields"), where="fields", most=FIELDS_LIMIT)
    made = Form(
        prompt=_text(form, "prompt", where="prompt"),
        picture=_text(form, "picture", where="picture") if form.get("picture") else None,
        picture_alt=_text(form, "picture_alt", where="picture_alt", default=""),
        fields=tuple(_field(one, where=f"fields[{n}]") for n, one in enumerate(fields)),
        help=_text(form, "help", where="help", default=""),
    )
    _unlike([field.name for field in made.fields], where="fields")
    if len(json.dumps(as_json(made), ensure_ascii=False).encode()) > FORM_LIMIT_BYTES:
        raise _wrong("form", "too_large")
    return made


def as_json(form: Form) -> dict[str, object]:
    """The form as plain values for JSON; `read_form` reads it back to an equal form."""
    return {
        "prompt": form.prompt,
        "picture": form.picture,
        "picture_alt": form.picture_alt,
        "fields": [_field_as_json(field) for field in form.fields],
        "help": form.help,
    }


def variables(form: Form) -> frozenset[str]:
    """The names of all `${variables}` in the form's texts."""
    return frozenset(name for text in texts(form) for name in VARIABLE.findall(text))


def texts(form: Form) -> Iterator[str]:
    """Every text of the form that a person may read, the picture's name too."""
    yield from (form.prompt, form.picture or "", form.picture_alt, form.help)
    for field in form.fields:
        yield field.label
        for option in field.options:
            yield from (option.value, option.label)


def fill(form: Form, row: Mapping[str, str]) -> Form:
    """Put a row's values in the place of the form's variables; values are not filled again.

    Raises:
        Refusal: `form_wrong` with `where=${name}` for a variable that the row lacks, or what
            `read_form` refuses of the filled form.
    """
    for name in sorted(variables(form)):
        if name not in row:
            raise _wrong(f"${{{name}}}", "variable_missing")
    return read_form(_filled(as_json(form), row))


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


def is_clean(text: str) -> bool:
    """Can it be kept and shown: no half characters, no control but tab and line end?"""
    return not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in text)


def _value(field: Field, value: object) -> str | list[str]:
    if field.kind is FieldKind.MULTI:
        return _picks(field, [] if value is None else value)
    if field.kind is FieldKind.NUMBER and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise _no(field.name, "wrong_type")
    if not value.strip():
        return _left_out(field)
    if field.kind is FieldKind.CHOICE:
        return _picks(field, [value])[0]
    return _typed(field, value)


def _left_out(field: Field) -> str:
    if field.required:
        raise _no(field.name, "missing")
    return ""


def _picks(field: Field, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _no(field.name, "wrong_type")
    offered = [option.value for option in field.options]
    if any(one not in offered for one in value) or len(set(value)) < len(value):
        raise _no(field.name, "not_an_option")
    if field.required and not value:
        raise _no(field.name, "missing")
    return [one for one in offered if one in value]


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
    """ASCII digits for digits of any script, so that ٤٢ is 42, and a point for a decimal mark."""
    point = typed.strip().replace("\u066b", ".")
    return "".join(str(unicodedata.decimal(c, c)) for c in point)


def _field(raw: object, *, where: str) -> Field:
    known = ("name", "kind", "label", "options", "required", "max_length", "pattern")
    field = _mapping(raw, where=where, known=known)
    name = _text(field, "name", where=f"{where}.name")
    kind = _text(field, "kind", where=f"{where}.kind")
    if not NAME.fullmatch(name):
        raise _wrong(f"{where}.name", "name_wrong")
    if kind not in tuple(FieldKind):
        raise _wrong(f"{where}.kind", "kind_unknown")
    options = _options(field.get("options", []), kind=FieldKind(kind), where=f"{where}.options")
    required = field.get("required", True)
    if not isinstance(required, bool):
        raise _wrong(f"{where}.required", "wrong_type")
    pattern = _pattern(field, kind=FieldKind(kind), where=f"{where}.pattern")
    return Field(
        name=name,
        kind=FieldKind(kind),
        label=_text(field, "label", where=f"{where}.label", default=""),
        options=options,
        required=required,
        max_length=_max_length(field, pattern=pattern, where=f"{where}.max_length"),
        pattern=pattern,
    )


def _options(raw: object, *, kind: FieldKind, where: str) -> tuple[Option, ...]:
    if kind not in PICKED:
        if raw:
            raise _wrong(where, "not_for_this_kind")
        return ()
    options = tuple(
        _option(one, where=f"{where}[{n}]")
        for n, one in enumerate(_list(raw, where=where, most=OPTIONS_LIMIT))
    )
    _unlike([option.value for option in options], where=where)
    _unlike([option.key.casefold() for option in options if option.key], where=where)
    return options


def _option(raw: object, *, where: str) -> Option:
    option = _mapping(raw, where=where, known=("value", "label", "key"))
    value = _text(option, "value", where=f"{where}.value")
    key = _text(option, "key", where=f"{where}.key", default="")
    if len(key) > 1:
        raise _wrong(f"{where}.key", "one_key_only")
    return Option(value, _text(option, "label", where=f"{where}.label", default=value), key)


def _pattern(field: Mapping[str, object], *, kind: FieldKind, where: str) -> str | None:
    if not field.get("pattern"):
        return None
    if kind is not FieldKind.TEXT:
        raise _wrong(where, "not_for_this_kind")
    pattern = _text(field, "pattern", where=where)
    try:
        read_pattern(pattern)
    except Refusal as wrong:
        raise _wrong(where, "pattern_wrong") from wrong
    return pattern


def _max_length(field: Mapping[str, object], *, pattern: str | None, where: str) -> int:
    most = TEXT_LIMIT if pattern is None else PATTERN_TEXT_LIMIT
    length = field.get("max_length", most)
    if not isinstance(length, int) or isinstance(length, bool):
        raise _wrong(where, "wrong_type")
    if not 1 <= length <= TEXT_LIMIT:
        raise _wrong(where, "out_of_range")
    return min(length, most)


def _mapping(raw: object, *, where: str, known: tuple[str, ...]) -> Mapping[str, object]:
    if not isinstance(raw, Mapping):
        raise _wrong(where, "wrong_type")
    for name in raw:
        if name not in known:
            raise _wrong(f"{where}.{str(name)[:60]}", "unknown_field")
    return raw


def _list(raw: object, *, where: str, most: int) -> list[object] | tuple[object, ...]:
    if not isinstance(raw, list | tuple):
        raise _wrong(where, "wrong_type")
    if not raw:
        raise _wrong(where, "missing")
    if len(raw) > most:
        raise _wrong(where, "too_many")
    return raw


def _text(raw: Mapping[str, object], name: str, *, where: str, default: str | None = None) -> str:
    text = raw.get(name, default)
    if not isinstance(text, str):
        raise _wrong(where, "missing" if text is None else "wrong_type")
    if len(text) > TEXT_LIMIT:
        raise _wrong(where, "too_long")
    if not is_clean(text):
        raise _wrong(where, "not_text")
    if default is None and not text.strip():
        raise _wrong(where, "missing")
    return text


def _unlike(values: list[str], *, where: str) -> None:
    if len(set(values)) < len(values):
        raise _wrong(where, "twice")


def _filled(value: object, row: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return VARIABLE.sub(lambda found: row[found[1]], value)
    if isinstance(value, dict):
        return {name: _filled(one, row) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, row) for one in value]
    return value


def _field_as_json(field: Field) -> dict[str, object]:
    return {
        "name": field.name,
        "kind": field.kind.value,
        "label": field.label,
        "options": [
            {"value": one.value, "label": one.label, "key": one.key} for one in field.options
        ],
        "required": field.required,
        "max_length": field.max_length,
        "pattern": field.pattern,
    }


def _wrong(where: str, problem: str) -> Refusal:
    return Refusal("form_wrong", where=where, problem=problem)


def _no(field: str, problem: str) -> Refusal:
    return Refusal("answer_wrong_shape", field=field, problem=problem)
