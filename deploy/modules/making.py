"""Makes a module's folder from items, forms and pictures: what several makers here share."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kiosk.rules.module_files import SUMS_FILE, problems, sums  # noqa: E402

SHIPPED = ROOT / "kiosk" / "shipped"
WORDS = Path(__file__).parent / "words"
FIRST = ("id", "pool", "type", "form", "ask", "picture", "alt")
TAUGHT = ("feedback_right", "feedback_wrong", "hint1", "hint2", "hint3", "why")
LETTERS, TARGETS = "abcdef", "xyz"
EXAM_TEXT = (
    "Ten new questions. There are no hints now. Your first answer counts. "
    "With 8 right answers you pass."
)


@dataclass(frozen=True)
class Asked:
    """One item. `gold` is by field where the form asks for several; `told` by wrong answer."""

    id: str
    form: str
    ask: str
    gold: str | Mapping[str, str]
    picture: str = ""
    alt: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    tolerance: str | Mapping[str, str] = ""
    right: str = ""
    wrong: str = ""
    hints: tuple[str, str, str] | None = None
    why: str = ""
    told: Mapping[str, str] = field(default_factory=dict)


def letters(*labels: str) -> dict[str, str]:
    """The words of the options a, b, c, in this order."""
    return dict(zip(LETTERS, labels, strict=False))


def form(
    fields: Sequence[Mapping[str, Any]], *, seen: bool = False, help_: str = ""
) -> dict[str, Any]:
    """The form of these questions, about a picture where one is `seen`."""
    made: dict[str, Any] = {"prompt": "${ask}", "help": help_, "fields": list(fields)}
    return {**made, "picture": "${picture}", "picture_alt": "${alt}"} if seen else made


def options(count: int, *, keys: bool = False) -> list[dict[str, str]]:
    """So many options, each a column of the table."""
    made = [{"value": one, "label": f"${{{one}}}"} for one in LETTERS[:count]]
    return [{**one, "key": str(n)} for n, one in enumerate(made, start=1)] if keys else made


def targets(count: int) -> list[dict[str, str]]:
    """So many right-hand sides, each a column of the table."""
    return [{"value": one, "label": f"${{{one}}}"} for one in TARGETS[:count]]


def write_module(
    head: Mapping[str, Any],
    *,
    forms: Mapping[str, Mapping[str, Any]],
    practice: Iterable[Asked],
    exam: Iterable[Asked],
    pictures: Mapping[str, Callable[[], bytes]],
) -> None:
    """Write the folder of the module that `head` names, and say how large it is."""
    slug = head["slug"]
    rows = [_row(asked, "practice", forms) for asked in practice]
    rows += [_row(asked, "exam", forms) for asked in exam]
    module = {**head, "forms": forms}
    files = {
        "module.json": (json.dumps(module, ensure_ascii=False, indent=1) + "\n").encode(),
        "items.csv": _csv(rows),
        **{f"media/{name}": draw() for name, draw in pictures.items()},
    }
    for name in ("PROVENANCE.md", "guide.md"):
        files[name] = (WORDS / f"{slug.replace('-', '_')}_{name}").read_bytes()
    files[SUMS_FILE] = sums(files)
    found = problems(files)
    if found:
        raise SystemExit("\n".join(map(str, found)))
    _write(SHIPPED / slug, files)


def _row(asked: Asked, pool: str, forms: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    fields = forms[asked.form]["fields"]
    alone = len(fields) == 1 and fields[0]["kind"] != "number"
    row = {"id": asked.id, "pool": pool, "type": fields[0]["kind"] if alone else "form"}
    row |= {"form": asked.form, "ask": asked.ask, **asked.values}
    if asked.picture:
        row |= {"picture": f"media/{asked.picture}", "alt": asked.alt}
    row |= {"gold": _cell(asked.gold, fields, alone=alone)}
    row |= {"tolerance": _cell(asked.tolerance, fields, alone=alone)}
    if pool == "exam":
        return row
    row |= {"feedback_right": asked.right, "feedback_wrong": asked.wrong, "why": asked.why}
    row |= {f"hint{n}": hint for n, hint in enumerate(asked.hints or (), start=1)}
    return row | {f"feedback_for:{value}": told for value, told in asked.told.items()}


def _cell(
    value: str | Mapping[str, str], fields: Sequence[Mapping[str, Any]], *, alone: bool
) -> str:
    if isinstance(value, str):
        return value if alone or not value else json.dumps({fields[0]["name"]: value})
    return json.dumps(dict(value), ensure_ascii=False)


def _csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    last = ("gold", "tolerance", *TAUGHT)
    told = sorted({name for row in rows for name in row if name.startswith("feedback_for:")})
    shown = sorted({name for row in rows for name in row} - {*FIRST, *last, *told})
    out = io.StringIO(newline="")
    lines = csv.DictWriter(out, (*FIRST, *shown, *last, *told), restval="", lineterminator="\n")
    lines.writeheader()
    lines.writerows(rows)
    return out.getvalue().encode()


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    (folder / "media").mkdir(parents=True, exist_ok=True)
    for old in folder.rglob("*"):
        if old.is_file() and old.relative_to(folder).as_posix() not in files:
            old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    print(f"{folder.relative_to(ROOT)}: {len(files)} files, {sum(map(len, files.values()))} bytes")
