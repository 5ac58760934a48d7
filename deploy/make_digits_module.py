"""Makes `kiosk/shipped/digits` and `kiosk/shipped/digits_tasks` from `digits_source`.

Run it from the project's folder after a change of the source, look at the pictures, commit:
`python deploy/make_digits_module.py`. Needs Pillow, which nothing else in the project does.
"""

import csv
import io
import json
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digit_pictures import as_png, draw_digit, draw_page, read_digits  # noqa: E402

from kiosk.protocol.tmod import pack_module  # noqa: E402
from kiosk.rules.module_files import SUMS_FILE, problems, sums  # noqa: E402

SHIPPED = ROOT / "kiosk" / "shipped"
SOURCE = SHIPPED / "digits_source"
TASKS = 200
SEED = 1998
ALT = "A handwritten digit"
COLUMNS = (
    *("id", "pool", "type", "form", "picture", "gold", "tolerance", "feedback_right"),
    *("feedback_wrong", "hint1", "hint2", "hint3", "why"),
    *(f"feedback_for:{digit}" for digit in range(10)),
)
WRONG = "Not yet. Look at the whole shape once more."
PAGES = {
    "work": ([425, 229, 1531, 1548, 1431, 844], "", ()),
    "demo-example": ([347], "3", ()),
    "demo-four-or-nine": (
        [840, 496, 685],
        "449",
        ((0, 3.9, 1.6, 2.6, 2.3), (1, 4.2, 2.2, 2.6, 2.2), (2, 4.4, 1.9, 2.8, 2.4)),
    ),
    "demo-one-two-or-seven": (
        [1631, 958, 1469, 1422],
        "1127",
        (
            (1, 4.2, 7.3, 3.2, 1.2),
            (2, 3.6, 1.2, 2.6, 1.6),
            (2, 4.2, 7.3, 3.2, 1.2),
            (3, 4.2, 0.9, 2.8, 1.5),
            (3, 4.4, 4.3, 2.8, 1.2),
        ),
    ),
    "demo-faint-or-full": (
        [1463, 104, 40],
        "068",
        ((0, 5.8, 4.0, 1.4, 2.0), (1, 4.4, 5.6, 2.2, 2.0), (2, 4.0, 1.8, 2.2, 1.9)),
    ),
}
"""Pages that explain: rows of the data, keys under them, circles as `draw_page` takes them.

None of their rows is in a pool, or the page would tell an exam's answer.
"""


def main() -> None:
    """Make both folders and say how large they are."""
    digits = read_digits(SOURCE / "digits.csv.gz")
    used = make_module(digits)
    make_tasks(digits, used=used)


def make_module(digits: list) -> set[int]:
    """Write the module's folder and give back the rows that it shows."""
    practice = _rows("practice.csv")
    others = _rows("pools.csv")
    shown = {row for rows, _, _ in PAGES.values() for row in rows}
    if shown & {int(row["row"]) for row in others}:
        raise SystemExit("a page shows an item of a pool")
    files = {
        "module.json": _module_json(),
        "items.csv": _items(digits, practice, others),
        "PROVENANCE.md": (SOURCE / "PROVENANCE.md").read_bytes(),
    }
    used = {int(row["row"]) for row in practice + others}
    for row in practice + others:
        files[f"media/{row['id']}.png"] = as_png(draw_digit(digits[int(row["row"])][0]))
    for name, (rows, answers, marks) in PAGES.items():
        page = draw_page([digits[row][0] for row in rows], answers=answers, marks=marks)
        files[f"media/{name}.png"] = as_png(page, colours=48)
    files[SUMS_FILE] = sums(files)
    found = problems(files)
    if found:
        raise SystemExit("\n".join(map(str, found)))
    _write(SHIPPED / "digits", files)
    return used | shown


def make_tasks(digits: list, *, used: set[int]) -> None:
    """Write a batch of tasks about digits that the module does not show, and their gold."""
    free = [row for row in range(len(digits)) if row not in used]
    rows = random.Random(SEED).sample(free, TASKS)  # noqa: S311  a sample, not a secret
    names = [f"digit-{n:03}.png" for n in range(1, TASKS + 1)]
    pictures = {
        name: as_png(draw_digit(digits[row][0])) for name, row in zip(names, rows, strict=True)
    }
    gold = [(name, digits[row][1]) for name, row in zip(names, rows, strict=True)]
    files = {
        "batch.csv": _csv(("image", "row"), zip(names, rows, strict=True)),
        "gold.csv": _csv(("image", "digit"), gold),
        "pictures.zip": pack_module(pictures),
        "template.json": _template(),
    }
    _write(SHIPPED / "digits_tasks", files)


def _module_json() -> bytes:
    module = json.loads((SOURCE / "module.json").read_text(encoding="utf-8"))
    return (json.dumps(module, ensure_ascii=False, indent=1) + "\n").encode()


def _template() -> bytes:
    """The same form as the module's: training is the work."""
    form = json.loads((SOURCE / "module.json").read_text(encoding="utf-8"))["forms"]["digit"]
    template = {
        "title": "Read one handwritten digit",
        "description": "Look at the picture and say which digit it shows, 0 to 9.",
        "form": {**form, "picture": "${image}"},
        "reward_minor": 25,
        "seconds_estimate": 6,
        "qualification": "digits",
        "expectations": ["The answer is the digit that the picture shows."],
        "keywords": ["digits", "picture", "handwriting"],
        "expires_in_s": 14 * 86_400,
    }
    return (json.dumps(template, ensure_ascii=False, indent=1) + "\n").encode()


def _items(digits: list, practice: list, others: list) -> bytes:
    lines = []
    for row in practice:
        gold = digits[int(row["row"])][1]
        told = {name: row.get(name, "") for name in COLUMNS}
        right = f"Right. It is {'an' if gold == 8 else 'a'} {gold}."
        lines.append(
            {
                **told,
                **_common(row["id"], "practice", gold),
                "feedback_right": right,
                "feedback_wrong": WRONG,
            }
        )
    lines += [_common(row["id"], row["pool"], digits[int(row["row"])][1]) for row in others]
    return _csv(COLUMNS, ([line.get(name, "") for name in COLUMNS] for line in lines))


def _common(item: str, pool: str, gold: int) -> dict[str, object]:
    return {
        "id": item,
        "pool": pool,
        "type": "choice",
        "form": "digit",
        "picture": f"media/{item}.png",
        "gold": gold,
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (SOURCE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _csv(columns: tuple, rows: object) -> bytes:
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(columns)
    lines.writerows(rows)
    return out.getvalue().encode()


def _write(folder: Path, files: dict[str, bytes]) -> None:
    (folder / "media").mkdir(parents=True, exist_ok=True)
    for old in folder.rglob("*"):
        if old.is_file() and str(old.relative_to(folder)) not in files:
            old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    if not any((folder / "media").iterdir()):
        (folder / "media").rmdir()
    print(f"{folder.relative_to(ROOT)}: {len(files)} files, {sum(map(len, files.values()))} bytes")


if __name__ == "__main__":
    main()
