"""The modules that come along with the software, ready to be taken in. Reading them is no act."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from kiosk.rules.module_files import SUMS_FILE
from kiosk.rules.module_head import MODULE_FILE
from kiosk.rules.refusals import Refusal

FOLDER = "shipped"
IN_ORDER = (
    *("welcome", "what-it-is", "first-task", "digits", "pictures", "data-entry", "transcription"),
    *("surveys", "safe-or-scam", "getting-paid", "employers", "next-step"),
)
"""The order in which they are best learned; others come after."""


@dataclass(frozen=True, slots=True)
class Along:
    """A module that comes along."""

    slug: str
    edition: str
    title: str


@cache
def along() -> tuple[Along, ...]:
    """All of them, in the order to learn them."""
    folders = (resources.files("kiosk") / FOLDER).iterdir()
    found = [_along(folder) for folder in folders if _is_module(folder)]
    return tuple(sorted(found, key=lambda one: (_place(one.slug), one.slug)))


def left_of(editions: Iterable[str]) -> tuple[Along, ...]:
    """Those whose edition is not among these names, as `digits-e1`."""
    here = frozenset(editions)
    return tuple(one for one in along() if one.edition not in here)


def files_along(slug: str) -> dict[str, bytes]:
    """The files of one of them.

    Raises:
        Refusal: `module_unknown`.
    """
    if slug not in {one.slug for one in along()}:
        raise Refusal("module_unknown")
    return files_of(slug)


def files_of(name: str) -> dict[str, bytes]:
    """The files of a folder that we ship, by their names in it."""
    return dict(_files(resources.files("kiosk") / FOLDER / name, ""))


def _is_module(folder: Traversable) -> bool:
    """What a module is made from has no checksums."""
    return (folder / MODULE_FILE).is_file() and (folder / SUMS_FILE).is_file()


def _along(folder: Traversable) -> Along:
    raw = json.loads((folder / MODULE_FILE).read_bytes())
    return Along(raw["slug"], f"{raw['slug']}-e{raw['edition']}", raw["title"])


def _place(slug: str) -> int:
    return IN_ORDER.index(slug) if slug in IN_ORDER else len(IN_ORDER)


def _files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _files(entry, f"{prefix}{entry.name}/")
        else:
            found.append((prefix + entry.name, entry.read_bytes()))
    return found
