"""A module's files as people zip them: the folder itself, and what computers put beside them."""

from collections.abc import Mapping

from kiosk.rules.module_head import MODULE_FILE

BESIDE = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""Files that Macs and Windows leave in every folder that was looked at."""
MAC_FOLDER = "__MACOSX"


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
