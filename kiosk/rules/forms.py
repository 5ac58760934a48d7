"""A form: the questions of an item or of a HIT, the same thing in training and in work.

How a form is answered is `rules/form_answers.py`; how an answer is marked `rules/grading.py`.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.rules.patterns import PATTERN_TEXT_LIMIT, read_pattern
from kiosk.rules.places import Area, read_area
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
"""What a visitor answered: field name to value (choice, text, number) or values (all others)."""


class FieldKind(StrEnum):
    """How a field is answered."""

    CHOICE = "choice"
    MULTI = "multi"
    TEXT = "text"
    NUMBER = "number"
    BOX = "box"
    POINT = "point"
    ORDER = "order"
    MATCH = "match"
    RATE = "rate"
    SPOT = "spot"
    VERDICT = "verdict"


SINGLE = frozenset({FieldKind.CHOICE, FieldKind.TEXT, FieldKind.NUMBER})
"""Kinds that are answered with one value; all others with a list."""
WITHOUT_OPTIONS = frozenset({FieldKind.TEXT, FieldKind.NUMBER})
DRAWN = frozenset({FieldKind.BOX, FieldKind.POINT})
"""Answered by drawing on the form's picture; options are the labels to give."""
PAIRED = frozenset({FieldKind.MATCH, FieldKind.RATE})
"""Each option is given one of the targets."""
FREE = DRAWN | {FieldKind.VERDICT}
"""Kinds that may have options or none."""
OF_SCHEMA_2 = DRAWN | PAIRED | {FieldKind.ORDER, FieldKind.SPOT, FieldKind.VERDICT}
"""Kinds that a station of the first schema cannot show."""
VERDICTS = ("safe", "scam", "ask")
"""What a verdict may be, in the order of the page."""
BAR = "|"
PAIR = "="
"""`BAR` parts values in a cell of a table, `PAIR` the two sides of a pair."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick; `key` is the key on the keyboard that picks it, or empty.

    `area` is where a spot lies on the picture: left, top, width, height in thousandths of it.
    """

    value: str
    label: str
    key: str
    area: str | None = None

    @property
    def place(self) -> Area | None:
        """The area as a box; None for no area, and until its variables are filled."""
        return None if self.area is None else read_area(self.area)


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `pattern` is of `rules/patterns.py`.

    `max_length` counts characters; of boxes and points it is how many may be drawn.
    `targets` is what each option is given where the two are paired: a scale, a right-hand side.
    """

    name: str
    kind: FieldKind
    label: str
    options: tuple[Option, ...]
    required: bool
    max_length: int
    pattern: str | None
    targets: tuple[Option, ...] = ()

    @property
    def on_picture(self) -> bool:
        """Is it answered on the form's picture itself?"""
        return self.kind in DRAWN or any(option.area for option in self.options)


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
    _check_picture(made)
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
        for option in (*field.options, *field.targets):
            yield from (option.value, option.label, option.area or "")


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


def is_clean(text: str) -> bool:
    """Can it be kept and shown: no half characters, no control but tab and line end?"""
    return not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in text)


def _field(raw: object, *, where: str) -> Field:
    plain = ("name", "kind", "label", "options", "required", "max_length", "pattern")
    field = _mapping(raw, where=where, known=(*plain, "targets"))
    name = _text(field, "name", where=f"{where}.name")
    kind = _text(field, "kind", where=f"{where}.kind")
    if not NAME.fullmatch(name):
        raise _wrong(f"{where}.name", "name_wrong")
    if kind not in tuple(FieldKind):
        raise _wrong(f"{where}.kind", "kind_unknown")
    options = _options(field.get("options", []), kind=FieldKind(kind), where=f"{where}.options")
    targets = _targets(field.get("targets", []), kind=FieldKind(kind), where=f"{where}.targets")
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
        targets=targets,
    )


def _options(raw: object, *, kind: FieldKind, where: str) -> tuple[Option, ...]:
    if kind in WITHOUT_OPTIONS:
        if raw:
            raise _wrong(where, "not_for_this_kind")
        return ()
    if kind in FREE and raw in ([], ()):
        return ()
    options = _read_options(raw, kind=kind, where=where)
    if kind is FieldKind.ORDER and len(options) < 2:
        raise _wrong(where, "too_few")
    if len({option.area is None for option in options}) > 1:
        raise _wrong(where, "area_missing")
    return options


def _targets(raw: object, *, kind: FieldKind, where: str) -> tuple[Option, ...]:
    if kind in PAIRED:
        return _read_options(raw, kind=kind, where=where)
    if raw:
        raise _wrong(where, "not_for_this_kind")
    return ()


def _read_options(raw: object, *, kind: FieldKind, where: str) -> tuple[Option, ...]:
    options = tuple(
        _option(one, kind=kind, where=f"{where}[{n}]")
        for n, one in enumerate(_list(raw, where=where, most=OPTIONS_LIMIT))
    )
    _unlike([option.value for option in options], where=where)
    _unlike([option.key.casefold() for option in options if option.key], where=where)
    return options


def _option(raw: object, *, kind: FieldKind, where: str) -> Option:
    option = _mapping(raw, where=where, known=("value", "label", "key", "area"))
    value = _text(option, "value", where=f"{where}.value")
    key = _text(option, "key", where=f"{where}.key", default="")
    if len(key) > 1:
        raise _wrong(f"{where}.key", "one_key_only")
    if kind in OF_SCHEMA_2 and not _is_plain(value, kind):
        raise _wrong(f"{where}.value", "value_wrong")
    return Option(
        value=value,
        label=_text(option, "label", where=f"{where}.label", default=value),
        key=key,
        area=_area(option.get("area"), kind=kind, where=f"{where}.area"),
    )


def _is_plain(value: str, kind: FieldKind) -> bool:
    """Can the value stand in a cell beside others, and be told from them?"""
    marks = BAR + PAIR if kind in PAIRED else BAR
    taken = VERDICTS if kind is FieldKind.VERDICT else ()
    return not any(mark in value for mark in marks) and value == value.strip() not in taken


def _area(raw: object, *, kind: FieldKind, where: str) -> str | None:
    if raw is None:
        return None
    if kind is not FieldKind.SPOT:
        raise _wrong(where, "not_for_this_kind")
    if not isinstance(raw, str) or not (VARIABLE.search(raw) or read_area(raw)):
        raise _wrong(where, "area_wrong")
    return raw


def _check_picture(form: Form) -> None:
    """A question about places on a picture needs one."""
    for n, field in enumerate(form.fields):
        if field.on_picture and form.picture is None:
            raise _wrong(f"fields[{n}]", "picture_missing")


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
    """Without what a field does not have: an older machine knows no name of the second schema."""
    told: dict[str, object] = {
        "name": field.name,
        "kind": field.kind.value,
        "label": field.label,
        "options": [_option_as_json(one) for one in field.options],
        "required": field.required,
        "max_length": field.max_length,
        "pattern": field.pattern,
    }
    if field.targets:
        told["targets"] = [_option_as_json(one) for one in field.targets]
    return told


def _option_as_json(option: Option) -> dict[str, object]:
    told: dict[str, object] = {"value": option.value, "label": option.label, "key": option.key}
    return told if option.area is None else {**told, "area": option.area}


def _wrong(where: str, problem: str) -> Refusal:
    return Refusal("form_wrong", where=where, problem=problem)
