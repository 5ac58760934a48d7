"""Makes `kiosk/shipped/safe-or-scam` from the tables beside it.

Run `python deploy/modules/safe_or_scam.py` after a change of the tables, look at the pictures,
and commit. Needs Pillow.
"""

import csv
import io
import json
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

from safe_or_scam_pages import draw, said  # noqa: E402

from kiosk.rules.module_files import SUMS_FILE, problems, sums  # noqa: E402

TABLES = HERE / "safe_or_scam"
FOLDER = ROOT / "kiosk" / "shipped" / "safe-or-scam"
LETTERS = "abcdef"
DRAWING = ("look", "name", "url", "colour", "page")
TARGETS = [("safe", "Fair"), ("ask", "Ask first"), ("scam", "Leave it")]
HELP = {
    "choice": "Tap one answer.",
    "multi": "Tap all that are right.",
    "spot": "Tap a part. Tap it again to take it back.",
    "verdict": "Tap an answer. Then tap the one reason that is true.",
    "match": "Tap one on the left. Then tap where it belongs.",
    "order": "Put first what you do first.",
    "number": "Type the number.",
    "text": "Type what you see. Large or small letters are the same.",
}
LABEL = {"number": "Your number", "text": "Your answer"}
SPOKEN = {"safe": "Safe", "ask": "Ask", "scam": "Scam"}
VERDICT = "Safe, scam or ask?"


def make(tables: Path, folder: Path) -> None:
    """Make a module's folder from its tables and say how large it is."""
    rows = [
        {**item, "pool": pool}
        for pool in ("practice", "exam")
        for item in _table(tables / f"{pool}.toml")["item"]
    ]
    head, files = _table(tables / "module.toml"), {}
    head["tries"] = None
    for item in rows:
        if "page" in item:
            item["picture"] = f"media/{item['id']}.png"
            files[item["picture"]], item["spots"] = draw(item)
    spoken = head.pop("spoken", SPOKEN)
    for step in head["steps"]:
        if "page" in step:
            step["picture"], step["alt"] = (
                f"media/step-{step['id']}.png",
                _alt_of_step(step, spoken),
            )
            files[step["picture"]], _ = draw(step)
        for name in DRAWING:
            step.pop(name, None)
    head["forms"] = {_form_name(item): _form(item) for item in rows}
    files["module.json"] = (json.dumps(head, ensure_ascii=False, indent=1) + "\n").encode()
    files["items.csv"] = _items(rows)
    for name in ("PROVENANCE.md", "guide.md"):
        files[name] = (tables / name).read_bytes()
    files[SUMS_FILE] = sums(files)
    found = problems(files)
    if found:
        raise SystemExit("\n".join(map(str, found)))
    _write(files, folder)


def _table(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _alt_of_step(step: dict, spoken: dict[str, str]) -> str:
    """In words, with the verdict of each card said."""
    words = said(step)
    for verdict, word in spoken.items():
        words = words.replace(f"{verdict}: ", f"{word}: ")
    return words


def _parts(item: dict) -> list[str]:
    return [text for text, _ in item.get("spots", ())] or item.get("options", [])


def _form_name(item: dict) -> str:
    picture = "_seen" if "picture" in item else ""
    return f"{item['kind']}_{len(_parts(item))}{picture}"


def _form(item: dict) -> dict:
    """One form for all items that ask in the same way; their words are columns of the table."""
    kind = item["kind"]
    options = [
        {"value": letter, "label": f"${{{letter}}}"} for letter in LETTERS[: len(_parts(item))]
    ]
    if kind == "spot" and "picture" in item:
        options = [{**one, "area": f"${{area_{one['value']}}}"} for one in options]
    if kind in ("choice", "multi"):
        options = [{**one, "key": str(n)} for n, one in enumerate(options, start=1)]
    asked = {"name": "it", "kind": kind, "label": LABEL.get(kind, ""), "options": options}
    if kind == "match":
        asked["targets"] = [{"value": value, "label": label} for value, label in TARGETS]
    if kind == "text":
        asked["max_length"] = 60
    form = {"prompt": "${ask}", "help": HELP[kind], "fields": [asked]}
    if "picture" in item:
        form |= {"picture": "${picture}", "picture_alt": "${alt}"}
    return form


def _items(rows: list[dict]) -> bytes:
    lines = [_line(item) for item in rows]
    columns = list(dict.fromkeys(name for line in lines for name in line))
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(lines)
    return out.getvalue().encode()


def _line(item: dict) -> dict[str, str]:
    kind = item["kind"]
    gold = json.dumps({"it": item["gold"]}) if kind == "number" else item["gold"]
    line = {"id": item["id"], "pool": item["pool"], "type": "form" if kind == "number" else kind}
    line |= {"form": _form_name(item), "ask": item.get("ask", VERDICT)}
    if "picture" in item:
        line |= {"picture": item["picture"], "alt": said(item)}
    line |= dict(zip(LETTERS, _parts(item), strict=False))
    line |= {f"area_{LETTERS[n]}": area for n, (_, area) in enumerate(item.get("spots", ()))}
    line |= {"gold": gold, "feedback_right": item.get("right", "")}
    line |= {"feedback_wrong": item.get("wrong", "")}
    line |= {f"hint{n}": hint for n, hint in enumerate(item.get("hints", ()), start=1)}
    line |= {"why": item.get("why", "")}
    return line | {f"feedback_for:{value}": told for value, told in item.get("fb", {}).items()}


def _write(files: dict[str, bytes], folder: Path) -> None:
    (folder / "media").mkdir(parents=True, exist_ok=True)
    for old in folder.rglob("*"):
        if old.is_file() and old.relative_to(folder).as_posix() not in files:
            old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    print(f"{folder.relative_to(ROOT)}: {len(files)} files, {sum(map(len, files.values()))} bytes")


if __name__ == "__main__":
    make(TABLES, FOLDER)
