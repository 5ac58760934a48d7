"""One item of a draft as its author sees it, read from a row and its form, and written as both.

A form that is written here holds no words: each text stands in the row, under a column of its own.
So many items share one form, and a table of them can be written in a spreadsheet.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from kiosk.rules.forms import VARIABLE
from kiosk.rules.module_items import FEEDBACK_FOR, HINTS, ITEM_COLUMNS, is_answer_column

NO_WORDS: Mapping[str, str] = MappingProxyType({})
PICTURE_COLUMNS = ("picture", "alt")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to pick, in words; `area` is where it lies on the picture, or ""."""

    value: str
    label: str
    key: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of an item with its right answer, both as they stand in the files."""

    kind: str
    name: str = "answer"
    label: str = ""
    options: tuple[Choice, ...] = ()
    targets: tuple[Choice, ...] = ()
    required: bool = True
    max_length: int | None = None
    pattern: str = ""
    gold: str = ""
    tolerance: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One item: what is asked, and what is said of each answer.

    `said` is what is told of a certain wrong answer, by its value; `notes` are the cells of other
    columns, which an author keeps for themselves.
    """

    id: str
    pool: str
    type: str
    prompt: str
    asked: tuple[Asked, ...]
    help: str = ""
    picture: str = ""
    alt: str = ""
    right: str = ""
    wrong: str = ""
    said: Mapping[str, str] = field(default_factory=lambda: NO_WORDS)
    hints: tuple[str, ...] = ()
    why: str = ""
    audio: str = ""
    notes: Mapping[str, str] = field(default_factory=lambda: NO_WORDS)

    @property
    def first(self) -> Asked:
        """The question of an item that has one."""
        return self.asked[0]


def form_name(raw: Mapping[str, object], row: Mapping[str, str]) -> str:
    """The form that a row means: the one it names, the only one where it names none."""
    forms = mapping(raw.get("forms"))
    named = row.get("form", "")
    return next(iter(forms)) if not named and len(forms) == 1 else named


def sheet_of(raw: Mapping[str, object], row: Mapping[str, str]) -> Sheet:
    """An item as it stands in `module.json` and its row; what is missing is empty."""
    form = mapping(mapping(raw.get("forms")).get(form_name(raw, row)))
    used = set(VARIABLE.findall(json.dumps(form)))
    filled = mapping(_filled(form, row))
    golds, tolerances = (_by_field(row.get(name, "")) for name in ("gold", "tolerance"))
    several = row.get("type") == "form"
    asked = tuple(
        _asked(
            mapping(one),
            gold=golds.get(_word(mapping(one), "name"), "") if several else row.get("gold", ""),
            tolerance=tolerances.get(_word(mapping(one), "name"), "")
            if several
            else row.get("tolerance", ""),
        )
        for one in sequence(filled.get("fields"))
    )
    return Sheet(
        id=row.get("id", ""),
        pool=row.get("pool", ""),
        type=row.get("type", ""),
        prompt=_word(filled, "prompt"),
        help=_word(filled, "help"),
        picture=_word(filled, "picture"),
        alt=_word(filled, "picture_alt"),
        asked=asked or (Asked(kind=row.get("type", "")),),
        right=row.get("feedback_right", ""),
        wrong=row.get("feedback_wrong", ""),
        said={
            name.removeprefix(FEEDBACK_FOR): cell
            for name, cell in row.items()
            if name.startswith(FEEDBACK_FOR) and cell
        },
        hints=tuple(row.get(name, "") for name in HINTS),
        why=row.get("why", ""),
        audio=row.get("audio", ""),
        notes={
            name: cell
            for name, cell in row.items()
            if cell and name not in ITEM_COLUMNS and name not in used and not is_answer_column(name)
        },
    )


def form_of_sheet(sheet: Sheet) -> dict[str, object]:
    """The form that the item has, without its words."""
    form: dict[str, object] = {"prompt": "${prompt}"}
    if sheet.picture:
        form |= {"picture": "${picture}", "picture_alt": "${alt}"}
    fields = [_field(one, _prefix(sheet, n)) for n, one in enumerate(sheet.asked, start=1)]
    return {**form, "fields": fields, "help": "${help}" if sheet.help else ""}


def row_of_sheet(sheet: Sheet) -> dict[str, str]:
    """The item's row, but for the name of its form."""
    row = {"id": sheet.id, "pool": sheet.pool, "type": sheet.type, "prompt": sheet.prompt}
    row |= {"picture": sheet.picture, "alt": sheet.alt if sheet.picture else ""}
    row["help"] = sheet.help
    for n, one in enumerate(sheet.asked, start=1):
        row |= _cells(one, _prefix(sheet, n))
    for column, values in (
        ("gold", {one.name: one.gold for one in sheet.asked if one.gold}),
        ("tolerance", {one.name: one.tolerance for one in sheet.asked if one.tolerance}),
    ):
        row[column] = _cell_of(values, several=sheet.type == "form")
    row |= {"feedback_right": sheet.right, "feedback_wrong": sheet.wrong}
    row |= dict(zip(HINTS, sheet.hints, strict=False))
    row |= {"why": sheet.why, "audio": sheet.audio}
    row |= {FEEDBACK_FOR + value: words for value, words in sheet.said.items()}
    return {**{name: cell for name, cell in sheet.notes.items() if name not in row}, **row}


def mapping(raw: object) -> Mapping[str, object]:
    """An object of JSON; an empty one in the place of anything else."""
    return raw if isinstance(raw, dict) else {}


def sequence(raw: object) -> Sequence[object]:
    """A list of JSON; an empty one in the place of anything else."""
    return raw if isinstance(raw, list) else []


def _asked(raw: Mapping[str, object], *, gold: str, tolerance: str) -> Asked:
    length = raw.get("max_length")
    return Asked(
        kind=_word(raw, "kind"),
        name=_word(raw, "name") or "answer",
        label=_word(raw, "label"),
        options=tuple(_choice(mapping(one)) for one in sequence(raw.get("options"))),
        targets=tuple(_choice(mapping(one)) for one in sequence(raw.get("targets"))),
        required=raw.get("required") is not False,
        max_length=length if isinstance(length, int) else None,
        pattern=_word(raw, "pattern"),
        gold=gold,
        tolerance=tolerance,
    )


def _choice(raw: Mapping[str, object]) -> Choice:
    value = _word(raw, "value")
    label = _word(raw, "label") if "label" in raw else value
    return Choice(value, label, _word(raw, "key"), _word(raw, "area"))


def _word(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""


def _filled(value: object, row: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return VARIABLE.sub(lambda found: row.get(found[1], ""), value)
    if isinstance(value, dict):
        return {name: _filled(one, row) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, row) for one in value]
    return value


def _by_field(cell: str) -> dict[str, str]:
    try:
        raw = json.loads(cell, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return {}
    return {name: str(value) for name, value in mapping(raw).items()}


def _cell_of(values: Mapping[str, str], *, several: bool) -> str:
    if several:
        return json.dumps(values, ensure_ascii=False) if values else ""
    return next(iter(values.values()), "")


def _prefix(sheet: Sheet, n: int) -> str:
    """Columns of an item that asks several things have their question's number in front."""
    return f"q{n}_" if len(sheet.asked) > 1 else ""


def _field(one: Asked, prefix: str) -> dict[str, object]:
    told: dict[str, object] = {"name": one.name, "kind": one.kind}
    told["label"] = f"${{{prefix}label}}" if one.label else ""
    told["required"] = one.required
    with_area = any(choice.area for choice in one.options)
    if one.options:
        told["options"] = [
            {
                "value": choice.value,
                "label": f"${{{prefix}option{n}}}",
                "key": choice.key,
                **({"area": f"${{{prefix}area{n}}}"} if with_area else {}),
            }
            for n, choice in enumerate(one.options, start=1)
        ]
    if one.targets:
        told["targets"] = [
            {"value": choice.value, "label": f"${{{prefix}target{n}}}"}
            for n, choice in enumerate(one.targets, start=1)
        ]
    if one.max_length is not None:
        told["max_length"] = one.max_length
    if one.pattern:
        told["pattern"] = one.pattern
    return told


def _cells(one: Asked, prefix: str) -> dict[str, str]:
    cells = {f"{prefix}label": one.label}
    for n, choice in enumerate(one.options, start=1):
        cells |= {f"{prefix}option{n}": choice.label, f"{prefix}area{n}": choice.area}
    for n, choice in enumerate(one.targets, start=1):
        cells[f"{prefix}target{n}"] = choice.label
    return cells
