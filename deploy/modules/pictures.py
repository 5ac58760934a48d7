"""Makes `kiosk/shipped/pictures` from the drawings and photographs beside this file.

Run it from the project's folder after a change, look at the pictures, commit:
`python deploy/modules/pictures.py`. Needs Pillow.
"""

import csv
import io
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from picture_asked import Asked, Photo  # noqa: E402
from picture_items import CHECK, EXAM, OPPOSITE, PRACTICE  # noqa: E402
from picture_pages import pages  # noqa: E402
from picture_scenes import Box, draw_scene, middle  # noqa: E402
from picture_shown import as_jpeg, as_png, blurred, photograph  # noqa: E402
from picture_words import FORMS, HEAD  # noqa: E402
from PIL import Image  # noqa: E402

from kiosk.rules.module_files import SUMS_FILE, problems, sums  # noqa: E402

FOLDER = ROOT / "kiosk" / "shipped" / "pictures"
WORDS = Path(__file__).parent / "words"
COLUMNS = (
    *("id", "pool", "type", "form", "ask", "picture", "alt", "o1", "o2", "o3", "o4", "o5"),
    *("gold", "tolerance", "feedback_right", "feedback_wrong", "hint1", "hint2", "hint3", "why"),
)
DRAWN = {"box": "0.6", "labels": "0.6", "count": "60"}
"""The tolerance of boxes and points in drawn scenes."""
RIGHT = {
    "tags": "Right. You found all of them.",
    "box": "Right. Each box fits.",
    "labels": "Right. Each box fits and has the right name.",
    "count": "Right. You found each one, and each only once.",
    "clear": "Right. You looked at the thin lines.",
    "place": "Right. You looked all around.",
}
WRONG = {
    "tags": "Not yet. Go through the words one by one.",
    "box": "Not yet. Look at each box again.",
    "labels": "Not yet. Look at each box and each name.",
    "count": "Not yet. Go through the picture row by row.",
    "clear": "Not yet. Look at the thin lines.",
    "place": "Not yet. Look all around the picture.",
}
FOUND = {
    "tags": {"missing": "You missed one. Look in the corners too."},
    "box": {
        "missing": "One thing has no good box yet.",
        "extra": "One box is around something else.",
        "loose": "One box does not fit. Touch all four sides.",
    },
    "labels": {
        "missing": "One thing has no good box yet.",
        "extra": "One box has a wrong name or place.",
        "loose": "One box does not fit. Touch all four sides.",
    },
    "count": {
        "missing": "One has no point yet. Look near the edges.",
        "extra": "One point is too much. Tap each only once.",
    },
    "clear": {
        "Clear": "Look closer. No line is sharp.",
        "Blurred": "Look closer. Lines are sharp.",
    },
    "place": {"Inside": "Look for sky and ground.", "Outside": "Look for walls and a floor."},
}


def main() -> None:
    """Write the folder and say how large it is."""
    files: dict[str, bytes] = {}
    rows = [_row(asked, "practice", files) for asked in (*CHECK, *PRACTICE)]
    rows += [_row(asked, "exam", files) for asked in EXAM]
    files |= pages()
    files["items.csv"] = _csv(rows)
    files["module.json"] = _module_json()
    for name in ("PROVENANCE.md", "guide.md"):
        files[name] = (WORDS / f"pictures_{name}").read_bytes()
    files[SUMS_FILE] = sums(files)
    found = problems(files)
    if found:
        raise SystemExit("\n".join(map(str, found)))
    _write(files)


def _row(asked: Asked, pool: str, files: dict[str, bytes]) -> dict[str, str]:
    picture, boxes = _picture(asked)
    is_photo = isinstance(asked.picture, Photo)
    has_shades = is_photo or asked.picture.blur > 0
    name = f"media/{asked.id}.{'jpg' if has_shades else 'png'}"
    files[name] = as_jpeg(picture) if has_shades else as_png(picture)
    kind = FORMS[asked.form]["fields"][0]["kind"]
    row = {
        "id": asked.id,
        "pool": pool,
        "type": kind,
        "form": asked.form,
        "ask": asked.ask,
        "picture": name,
        "alt": "A photograph" if is_photo else "A drawn picture",
        "gold": asked.gold or _gold(asked, boxes),
        "tolerance": asked.tolerance or DRAWN.get(asked.form, ""),
    }
    if asked.form in ("tags", "labels"):
        row |= {f"o{n}": one for n, one in enumerate(asked.of, start=1)}
    return row if pool == "exam" else {**row, **_taught(asked, row["gold"])}


def _picture(asked: Asked) -> tuple[Image.Image, list[tuple[str, Box]]]:
    shown = asked.picture
    if isinstance(shown, Photo):
        return photograph(shown.name, shown.crop, larger=shown.larger, blur=shown.blur), []
    picture, boxes = draw_scene(shown.ground, shown.things)
    return blurred(picture, shown.blur), boxes


def _gold(asked: Asked, boxes: list[tuple[str, Box]]) -> str:
    """The answer that the drawing itself gives."""
    here = [(name, box) for name, box in boxes if name in {one.lower() for one in asked.of}]
    if asked.form == "tags":
        names = {name for name, _ in here}
        return "|".join(one for one in asked.of if one.lower() in names)
    if asked.form == "count":
        return "|".join("{} {}".format(*middle(box)) for _, box in here)
    named = asked.form == "labels"
    return "|".join(
        " ".join(map(str, box)) + (f" {name.capitalize()}" if named else "") for name, box in here
    )


def _taught(asked: Asked, gold: str) -> dict[str, str]:
    if asked.hints is None:
        raise ValueError(asked.id)
    told = dict(FOUND[asked.form])
    if asked.form == "tags":
        wrong = [one for one in asked.of if one not in gold.split("|")]
        told |= {one: f"Look again. There is no {one.lower()} here." for one in wrong}
    if asked.form in ("clear", "place"):
        told = {OPPOSITE[gold]: told[OPPOSITE[gold]]}
    return {
        "feedback_right": RIGHT[asked.form],
        "feedback_wrong": WRONG[asked.form],
        **{f"hint{n}": hint for n, hint in enumerate(asked.hints, start=1)},
        "why": asked.why,
        **{f"feedback_for:{word}": words for word, words in {**told, **asked.told}.items()},
    }


def _csv(rows: list[dict[str, str]]) -> bytes:
    told = sorted({name for row in rows for name in row} - set(COLUMNS))
    out = io.StringIO(newline="")
    lines = csv.DictWriter(out, (*COLUMNS, *told), restval="", lineterminator="\n")
    lines.writeheader()
    lines.writerows(rows)
    return out.getvalue().encode()


def _module_json() -> bytes:
    asked = {"check": CHECK, "practice": PRACTICE}
    steps = [
        {**step, "items": [one.id for one in asked[step["kind"]]]}
        if step["kind"] in asked
        else step
        for step in HEAD["steps"]
    ]
    module = {**HEAD, "forms": FORMS, "steps": steps}
    return (json.dumps(module, ensure_ascii=False, indent=1) + "\n").encode()


def _write(files: dict[str, bytes]) -> None:
    (FOLDER / "media").mkdir(parents=True, exist_ok=True)
    for old in FOLDER.rglob("*"):
        if old.is_file() and old.relative_to(FOLDER).as_posix() not in files:
            old.unlink()
    for name, data in files.items():
        (FOLDER / name).write_bytes(data)
    print(f"{FOLDER.relative_to(ROOT)}: {len(files)} files, {sum(map(len, files.values()))} bytes")


if __name__ == "__main__":
    main()
