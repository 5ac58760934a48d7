"""A module with one practice question of each kind, and an exam of three, for a station's tests."""

import csv
import io
import json

from looks.player_samples import BEST, FORMS, PICTURES

from kiosk.rules.forms import as_json
from kiosk.rules.module_files import SUMS_FILE, read_module, sums

COLUMNS = ("id", "pool", "type", "form", "gold", "feedback_wrong", "hint1", "hint2", "why")
EXAM = ("order", "spot", "judge")


def files(**changes):
    """The module's files; `changes` go over `module.json`."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for pool, kinds in (("practice", FORMS), ("exam", EXAM)):
        for kind in kinds:
            told = ("Look again.", "Go slowly.", "It is told below.", "So it is.")
            gold = "|".join(BEST[kind])
            asked = FORMS[kind].fields[0].kind.value
            rows.writerow((f"{pool[0]}-{kind}", pool, asked, kind, gold, *told))
    head = {
        "schema": 2, "slug": "kinds", "edition": 1, "title": "All kinds", "lang": "en",
        "minutes": 5, "licence": "CC0", "qualification": "kinds", "forms": {}, "steps": [
            {"id": "try", "kind": "practice", "title": "Try"},
            {"id": "exam", "kind": "exam", "title": "Exam"},
        ],
    }  # fmt: skip
    for kind, form in FORMS.items():
        raw = as_json(form)
        head["forms"][kind] = {**raw, "picture": f"media/{form.picture}" if form.picture else None}
    made = {
        "module.json": json.dumps({**head, **changes}).encode(),
        "items.csv": out.getvalue().encode(),
    }
    made |= {f"media/{name}": drawn.encode() for name, drawn in PICTURES.items()}
    return {**made, SUMS_FILE: sums(made)}


def module():
    """The module, read."""
    return read_module(files())
