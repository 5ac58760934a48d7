"""What the right answers are: the tour may look them up, a visitor may not."""

import csv
import hashlib
import io
import zipfile

from kiosk.cli.demo import shipped
from kiosk.rules.module_files import read_module
from kiosk.tour.cafe import MODULE

TASKS = "digits_tasks"


def of_items() -> dict[str, str]:
    """The digit of each practice and exam item of the module."""
    module = read_module(shipped(MODULE))
    return {item.id: item.gold["digit"] for item in module.items.values() if item.gold}


def of_pictures() -> dict[str, str]:
    """The digit of each picture of the shipped tasks, by the SHA-256 of its bytes."""
    files = shipped(TASKS)
    rows = csv.DictReader(io.StringIO(files["gold.csv"].decode("utf-8")))
    digits = {row["image"]: row["digit"] for row in rows}
    with zipfile.ZipFile(io.BytesIO(files["pictures.zip"])) as pictures:
        return {
            hashlib.sha256(pictures.read(name)).hexdigest(): digits[name.rpartition("/")[2]]
            for name in pictures.namelist()
            if name.rpartition("/")[2] in digits
        }


def another(digit: str) -> str:
    """A digit that is not this one."""
    return str((int(digit) + 1) % 10)
