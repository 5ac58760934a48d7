"""A module as files: read with all its mistakes named, and the edition that a station may hold.

A module is a folder, here a mapping of names to bytes: `module.json`, `items.csv`, `media/`,
`SHA256SUMS`, `signature` (optional). Source: DESIGN.md §9.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping

from kiosk.rules.exam_rules import (
    FLOOR_MOST_S,
    LIMIT_LEAST_S,
    LIMIT_MOST_S,
    RETRY_MOST_H,
    ExamTerms,
)
from kiosk.rules.forms import NAME, OF_SCHEMA_2, Form, read_form, variables
from kiosk.rules.instants import S_PER_HOUR
from kiosk.rules.module_head import MODULE_FILE, Head
from kiosk.rules.module_items import (
    ITEM_COLUMNS,
    ITEMS_FILE,
    Findings,
    Problem,
    form_of,
    is_answer_column,
    read_items,
)
from kiosk.rules.module_steps import RUBRIC_FIELD, read_steps
from kiosk.rules.module_translations import check_tables, cut_to, tables
from kiosk.rules.modules import PASS_PERCENT, Item, Module, Pool, Step
from kiosk.rules.names import is_plain
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import decode_table, read_table

SUMS_FILE = "SHA256SUMS"
SIGNATURE_FILE = "signature"
MODULE_LIMIT_BYTES = 256 * 1024
FORMS_LIMIT = 50
ITEMS_LIMIT = 2000
SCHEMAS = (1, 2)
"""The second has boxes, points, orders, pairs, ratings, spots and verdicts. A station that knows
the first alone refuses a module of the second as a whole, and says so."""
SLUG = re.compile(r"[a-z][a-z0-9-]{0,39}")
FIELDS_OF_WORK = re.compile(r"[RIASEC]{1,6}")
"""Letters of `rules/interests.py`; a module without any belongs to every field."""
SHA256 = re.compile(r"[0-9a-f]{64}")
STATION_FIELD = "of_sha256"
"""In a station edition: the sum of the edition it was made from."""
MINOR_FIELD = "minor_of"
"""The number of the edition that this one changes in words only; a station is told it beside."""
SUM_LINE = re.compile(r"([0-9a-f]{64})  (\S[^\r\n]*)")
MODULE_FIELDS = frozenset(
    {
        *("schema", "slug", "edition", "title", "summary", "lang", "minutes", "licence"),
        *("provenance", "first_answers_percent", "tries", "qualification", "valid_days"),
        *("interests", "forms", "steps", STATION_FIELD, MINOR_FIELD),
        *("time_limit_s", "fast_floor_s", "retry_after_h"),
    }
)


def read_module(files: Mapping[str, bytes]) -> Module:
    """Read a module, or a station edition of one.

    Raises:
        Refusal: `module_wrong` with the first problem's `file`, `row`, `field`, `problem` and
            the `count` of all.
    """
    findings = Findings()
    module = _read(files, findings)
    if module is None or findings.problems:
        first = findings.problems[0]
        raise Refusal(
            "module_wrong",
            file=first.file,
            row=first.row,
            field=first.field,
            problem=first.code,
            count=len(findings.problems),
        )
    return module


def problems(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Everything that is wrong with a module, for its author to mend in one go."""
    findings = Findings()
    _read(files, findings)
    return tuple(findings.problems)


def as_far_as_it_goes(files: Mapping[str, bytes]) -> Module | None:
    """A module that is not finished: what can be read of it; None where `module.json` cannot."""
    return _read(files, Findings())


def sums(files: Mapping[str, bytes]) -> bytes:
    """`SHA256SUMS` for these files, as `sha256sum` writes and checks it."""
    lines = [
        f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n"
        for name in sorted(files)
        if name not in (SUMS_FILE, SIGNATURE_FILE)
    ]
    return "".join(lines).encode()


def station_edition(module: Module) -> dict[str, bytes]:
    """The files of the edition that a station may hold.

    Answers, feedback, hints and whys of exam items are gone, and so are gold items whole: whoever
    knew them would know them among paid tasks. So is every file and column that the module does
    not show: an author's notes may hold answers too.
    """
    whole = json.loads(module.files[MODULE_FILE], parse_float=str)
    whole.pop(MINOR_FIELD, None)  # a station of before would not know the field
    for step in whole["steps"]:
        step.pop(RUBRIC_FIELD, None)
    files = {MODULE_FILE: _json({**whole, STATION_FIELD: module.sha256})}
    items = [one for one in module.items.values() if one.pool is not Pool.GOLD]
    if items:
        files[ITEMS_FILE] = _items_without_answers(module)
    shown = {name for name, _ in _shown(module.steps, items)}
    for name in sorted(shown | {module.provenance or MODULE_FILE} - {MODULE_FILE}):
        files[name] = module.files[name]
    if found := tables(module.files):
        files |= cut_to(read_module({**files, SUMS_FILE: sums(files)}), found)
    return {**files, SUMS_FILE: sums(files)}


def _read(files: Mapping[str, bytes], findings: Findings) -> Module | None:
    _check_sums(files, findings)
    raw = _module_json(files.get(MODULE_FILE), findings)
    if raw is None:
        return None
    forms = _forms(raw.get("forms", {}), findings)
    _check_schema(raw.get("schema"), forms, findings)
    items = _items(files, forms, for_station=STATION_FIELD in raw, findings=findings)
    steps = read_steps(raw.get("steps"), items, findings)
    module = _made(Head(raw, findings), files, steps=steps, items=items)
    _check_shown(module, findings)
    check_tables(files, findings)
    return module


def _items(
    files: Mapping[str, bytes], forms: Mapping[str, Form], *, for_station: bool, findings: Findings
) -> Mapping[str, Item]:
    table = files.get(ITEMS_FILE)
    if table is None:  # a module that is only read has none
        return {}
    items = read_items(table, forms=forms, for_station=for_station, findings=findings)
    if len(items) > ITEMS_LIMIT:
        findings.add(ITEMS_FILE, "too_many")
    return items


def _made(
    head: Head,
    files: Mapping[str, bytes],
    *,
    steps: tuple[Step, ...],
    items: Mapping[str, Item],
) -> Module:
    for_station = STATION_FIELD in head.raw
    number = head.number("edition", least=1, most=10_000)
    minor = head.number_or_none(MINOR_FIELD, most=max(1, number - 1))
    return Module(
        slug=head.matching("slug", SLUG),
        number=number,
        title=_title(head),
        summary=head.text("summary", default=""),
        lang=head.text("lang"),
        minutes=head.number("minutes", least=1, most=10_000),
        licence=head.text("licence"),
        provenance=head.text("provenance", default="") or None,
        steps=steps,
        items=items,
        first_answers_percent=head.number(
            "first_answers_percent", least=1, most=100, default=PASS_PERCENT
        ),
        tries=head.number_or_none("tries", most=1000),
        qualification=head.matching_or_none("qualification", SLUG),
        valid_days=head.number_or_none("valid_days", most=36_500),
        interests=head.matching_or_none("interests", FIELDS_OF_WORK) or "",
        exam=_exam_terms(head),
        sha256=head.matching(STATION_FIELD, SHA256) if for_station else _sha256(files),
        for_station=for_station,
        files=files,
        minor_of=None if minor is None else f"{head.raw.get('slug')}-e{minor}",
    )


def _title(head: Head) -> str:
    """A name that stands in lists: one line, and nothing in it that cannot be seen."""
    title = head.text("title")
    if not is_plain(title):
        head.add("name_wrong", "title")
    return title


def _exam_terms(head: Head) -> ExamTerms:
    limit_s = head.number_or_none("time_limit_s", least=LIMIT_LEAST_S, most=LIMIT_MOST_S)
    floor_s = head.number("fast_floor_s", least=0, most=FLOOR_MOST_S, default=0)
    hours = head.number("retry_after_h", least=0, most=RETRY_MOST_H, default=0)
    return ExamTerms(limit_s, floor_s, hours * S_PER_HOUR)


def _sha256(files: Mapping[str, bytes]) -> str:
    return hashlib.sha256(files.get(SUMS_FILE, b"")).hexdigest()


def _check_sums(files: Mapping[str, bytes], findings: Findings) -> None:
    listed: dict[str, str] = {}
    lines = files.get(SUMS_FILE, b"").decode(errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        found = SUM_LINE.fullmatch(line)
        if found is None or found[2] in listed:
            findings.add(SUMS_FILE, "line_wrong", row=number)
        else:
            listed[found[2]] = found[1]
    for name in sorted({*files, *listed} - {SUMS_FILE, SIGNATURE_FILE}):
        if name not in files:
            findings.add(name, "file_missing")
        elif name not in listed:
            findings.add(name, "sum_missing")
        elif hashlib.sha256(files[name]).hexdigest() != listed[name]:
            findings.add(name, "sum_differs")


def _module_json(data: bytes | None, findings: Findings) -> dict[str, object] | None:
    if data is None:
        findings.add(MODULE_FILE, "file_missing")
        return None
    if len(data) > MODULE_LIMIT_BYTES:
        findings.add(MODULE_FILE, "too_large")
        return None
    try:
        raw = json.loads(data, parse_float=str)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        findings.add(MODULE_FILE, "not_json")
        return None
    for name in sorted(set(raw) - MODULE_FIELDS):
        findings.add(MODULE_FILE, "unknown_field", at=name[:60])
    if raw.get("schema") not in SCHEMAS:
        findings.add(MODULE_FILE, "schema_unknown", at="schema")
    return raw


def _forms(raw: object, findings: Findings) -> dict[str, Form]:
    if not isinstance(raw, dict) or len(raw) > FORMS_LIMIT:
        findings.add(MODULE_FILE, "wrong_type", at="forms")
        return {}
    forms: dict[str, Form] = {}
    for name, one in raw.items():
        if not NAME.fullmatch(name):
            findings.add(MODULE_FILE, "name_wrong", at=f"forms.{name[:60]}")
            continue
        try:
            forms[name] = read_form(one)
        except Refusal as refused:
            where, problem = refused.details["where"], refused.details["problem"]
            findings.add(MODULE_FILE, str(problem), at=f"forms.{name}.{where}")
    return forms


def _check_schema(schema: object, forms: Mapping[str, Form], findings: Findings) -> None:
    for name, form in forms.items():
        if schema == 1 and any(field.kind in OF_SCHEMA_2 for field in form.fields):
            findings.add(MODULE_FILE, "needs_schema_2", at=f"forms.{name}")


def _check_shown(module: Module, findings: Findings) -> None:
    for name, where in _shown(module.steps, module.items.values()):
        if name not in module.files or not name.startswith("media/"):
            findings.add(name[:200], "media_missing", at=where)
    for item in module.items.values():
        if item.form.picture is not None and not item.form.picture_alt.strip():
            findings.add(ITEMS_FILE, "alt_missing", at=item.id)
    if module.provenance is not None and module.provenance not in module.files:
        findings.add(module.provenance[:200], "file_missing", at="provenance")


def _shown(steps: Iterable[Step], items: Iterable[Item]) -> list[tuple[str, str]]:
    """Each file that a visitor is shown, and by which step or item."""
    by_steps = [(name, step.id) for step in steps for name in (step.picture, step.media) if name]
    by_items = [
        (name, item.id) for item in items for name in (item.form.picture, item.audio) if name
    ]
    return by_steps + by_items


def _items_without_answers(module: Module) -> bytes:
    raw = json.loads(module.files[MODULE_FILE], parse_float=str)
    forms = {name: read_form(form) for name, form in raw["forms"].items()}
    table = read_table(decode_table(module.files[ITEMS_FILE]))
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(table.columns)
    for row in table.rows:
        pool = row.cells["pool"].strip()
        if pool == Pool.GOLD:
            continue
        form = form_of(row.cells, forms)
        used = ITEM_COLUMNS | (variables(form) if form is not None else frozenset())
        practice = pool == Pool.PRACTICE
        lines.writerow(
            cell if name in used or (practice and is_answer_column(name)) else ""
            for name, cell in row.cells.items()
        )
    return out.getvalue().encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
