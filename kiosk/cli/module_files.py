"""The files of a module on disk: a folder and a .tmod are the same."""

from pathlib import Path

from kiosk.protocol.tmod import unpack_module
from kiosk.rules.module_folders import inner_files
from kiosk.rules.refusals import Refusal

FILES_LIMIT = 2000


def files_at(path: Path) -> dict[str, bytes]:
    """All files of a folder by name, links left out; or what a .tmod holds.

    Raises:
        Refusal: `module_wrong`, as `unpack_module`.
    """
    if path.is_file():
        return inner_files(unpack_module(path.read_bytes()))
    found = [one for one in sorted(path.rglob("*")) if one.is_file() and not one.is_symlink()]
    if len(found) > FILES_LIMIT:
        raise Refusal("module_wrong", file=str(path), problem="too_many_files", count=len(found))
    return inner_files({one.relative_to(path).as_posix(): one.read_bytes() for one in found})
