"""A module in other languages: tables of its sentences, looked at, and put in their place.

`translations/es.json` says each sentence of the module in Spanish, by the sentence itself. What an
answer is, and which one is right, stays as it is: a table changes only what is read.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from kiosk.rules.forms import Field, Form, Option, is_clean
from kiosk.rules.module_items import Findings, Problem
from kiosk.rules.modules import Item, Module, Step

FOLDER = "translations/"
TABLE = re.compile(r"translations/([a-z]{2,3})\.json")
TABLE_LIMIT_BYTES = 512 * 1024
TABLES_LIMIT = 20
FIELDS = frozenset({"read_by", "words"})
READER_LIMIT = 200

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Table:
    """A module's sentences in one language. `read_by` is a native speaker, "" for nobody yet."""

    lang: str
    read_by: str
    words: Mapping[str, str]


def sentences(module: Module) -> tuple[str, ...]:
    """What a visitor may read of a module, each sentence once; a number alone is none."""
    found = [module.title, module.summary]
    for step in module.steps:
        found += [step.title, step.text, step.alt, *(part.text for part in step.rubric)]
    for item in module.items.values():
        found += _of_form(item.form)
        found += [*item.hints, item.why, item.feedback_right, item.feedback_wrong]
        found += item.feedback_for.values()
    return tuple(dict.fromkeys(one for one in found if any(map(str.isalpha, one))))


def tables(files: Mapping[str, bytes]) -> dict[str, Table]:
    """The tables of a module that was read, by language."""
    found = (_table(name, files[name], Findings()) for name in _names(files))
    return {table.lang: table for table in found if table is not None}


def check_tables(files: Mapping[str, bytes], findings: Findings) -> None:
    """Note every table that cannot be read, and what lies in the folder and is none."""
    names = _names(files)
    for name in (one for one in files if one.startswith(FOLDER) and one not in names):
        findings.add(name[:200], "name_wrong")
    if len(names) > TABLES_LIMIT:
        findings.add(FOLDER, "too_many")
    for name in names:
        _table(name, files[name], findings)


def lints(module: Module) -> tuple[Problem, ...]:
    """Sentences that a table lacks, and those it has that the module no longer says.

    They break nothing: what is missing is read in the module's own language.
    """
    said = dict.fromkeys(sentences(module))
    found: list[Problem] = []
    for lang, table in tables(module.files).items():
        name = f"{FOLDER}{lang}.json"
        found += [
            Problem(name, None, one, "translation_missing")
            for one in said
            if not table.words.get(one, "").strip()
        ]
        found += [
            Problem(name, None, one, "translation_stale") for one in table.words if one not in said
        ]
    return tuple(found)


def cut_to(module: Module, found: Mapping[str, Table]) -> dict[str, bytes]:
    """Tables as files, cut down to what an edition says.

    A station's edition holds no feedback of an exam, and its tables must not tell it either.
    """
    said = sentences(module)
    return {
        f"{FOLDER}{lang}.json": _json(
            {
                "read_by": table.read_by,
                "words": {one: table.words[one] for one in said if one in table.words},
            }
        )
        for lang, table in found.items()
    }


def in_language(module: Module, table: Table) -> Module:
    """The module as it is read in that language; a sentence that the table lacks stays."""

    def say(text: str) -> str:
        return table.words.get(text, "") or text

    return replace(
        module,
        title=say(module.title),
        summary=say(module.summary),
        lang=table.lang,
        steps=tuple(_step(step, say) for step in module.steps),
        items={name: _item(item, say) for name, item in module.items.items()},
    )


def _names(files: Iterable[str]) -> list[str]:
    return sorted(name for name in files if TABLE.fullmatch(name))


def _table(name: str, data: bytes, findings: Findings) -> Table | None:
    if len(data) > TABLE_LIMIT_BYTES:
        findings.add(name, "too_large")
        return None
    try:
        raw = json.loads(data, parse_float=str)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        findings.add(name, "not_json")
        return None
    unknown = sorted(set(raw) - FIELDS)
    for field in unknown:
        findings.add(name, "unknown_field", at=field[:60])
    words, read_by = raw.get("words"), raw.get("read_by", "")
    if not isinstance(words, dict) or not all(_is_text(one) for one in words.values()):
        findings.add(name, "wrong_type", at="words")
        return None
    if not _is_text(read_by) or len(read_by) > READER_LIMIT:
        findings.add(name, "wrong_type", at="read_by")
        return None
    return Table(name.removeprefix(FOLDER).removesuffix(".json"), read_by.strip(), words)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and is_clean(value)


def _of_form(form: Form) -> list[str]:
    found = [form.prompt, form.help, form.picture_alt]
    for field in form.fields:
        found += [field.label, *(one.label for one in (*field.options, *field.targets))]
    return found


def _step(step: Step, say: Say) -> Step:
    rubric = tuple(replace(part, text=say(part.text)) for part in step.rubric)
    title, text, alt = say(step.title), say(step.text), say(step.alt)
    return replace(step, title=title, text=text, alt=alt, rubric=rubric)


def _item(item: Item, say: Say) -> Item:
    return replace(
        item,
        form=_form(item.form, say),
        feedback_right=say(item.feedback_right),
        feedback_wrong=say(item.feedback_wrong),
        feedback_for={value: say(text) for value, text in item.feedback_for.items()},
        hints=tuple(map(say, item.hints)),
        why=say(item.why),
    )


def _form(form: Form, say: Say) -> Form:
    return replace(
        form,
        prompt=say(form.prompt),
        help=say(form.help),
        picture_alt=say(form.picture_alt),
        fields=tuple(_field(field, say) for field in form.fields),
    )


def _field(field: Field, say: Say) -> Field:
    return replace(
        field,
        label=say(field.label),
        options=_options(field.options, say),
        targets=_options(field.targets, say),
    )


def _options(options: tuple[Option, ...], say: Say) -> tuple[Option, ...]:
    return tuple(replace(one, label=say(one.label)) for one in options)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
