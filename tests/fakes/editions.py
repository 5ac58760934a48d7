"""A second edition of a shipped module, for tests of stations that have both."""

import json

from fakes.seat import shipped

from kiosk.rules.module_files import SUMS_FILE, read_module, sums

OLD, NEW = "digits-e1", "digits-e2"


def next_edition(number=2, **changes):
    """The shipped module with another number, and with other steps and exam questions."""
    files = dict(shipped("digits").files)
    told = json.loads(files["module.json"])
    told |= {"edition": number, "title": "Digits, anew", **changes}
    told["steps"] = [
        {**step, "id": "start"} if step["id"] == "work" else step for step in told["steps"]
    ]
    files["module.json"] = json.dumps(told).encode()
    files["items.csv"] = files["items.csv"].replace(b"\ne", b"\nnew-e")
    del files[SUMS_FILE]
    return read_module({**files, SUMS_FILE: sums(files)})
