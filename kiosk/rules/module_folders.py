"""A module's files as people zip them: the folder itself, and what lies beside them."""

from collections.abc import Mapping

from kiosk.rules.module_head import MODULE_FILE
from kiosk.rules.module_items import ITEMS_FILE
from kiosk.rules.module_translations import TABLE

BESIDE = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""Files that Macs and Windows leave in every folder that was looked at."""
MAC_FOLDER = "__MACOSX"
OWN = frozenset({MODULE_FILE, ITEMS_FILE, "SHA256SUMS", "signature"})
MEDIA_ENDINGS = frozenset(
    {*("png", "jpg", "jpeg", "gif", "webp", "svg"), *("mp3", "ogg", "wav", "webm")}
)
NOTE_ENDINGS = frozenset({"md", "txt"})
"""What an author writes for other mentors; no station gets it."""
PAPERS = frozenset({"LICENSE", "LICENCE", "COPYING", "AUTHORS"})


def is_stray(name: str) -> bool:
    """Whether a file is no part of a module: neither its own, nor a picture, sound or note."""
    if name in OWN or name in PAPERS or TABLE.fullmatch(name):
        return False
    return name.rpartition(".")[2].lower() not in MEDIA_ENDINGS | NOTE_ENDINGS


def inner_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files by their names inside the module's folder, without those of the computer."""
    own = {name: content for name, content in files.items() if not _is_of_computer(name)}
    tops = {name.partition("/")[0] for name in own}
    if len(tops) != 1 or MODULE_FILE in own:
        return own
    (top,) = tops
    if f"{top}/{MODULE_FILE}" not in own:
        return own
    return {name.removeprefix(f"{top}/"): content for name, content in own.items()}


def _is_of_computer(name: str) -> bool:
    first, last = name.partition("/")[0], name.rpartition("/")[2]
    return first == MAC_FOLDER or last.lower() in BESIDE
