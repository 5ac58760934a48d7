"""The files of a module on disk: a folder and a .tmod are the same."""

import os
from collections.abc import Iterator
from pathlib import Path

from kiosk.protocol.tmod import (
    DEPTH_LIMIT,
    FILES_LIMIT,
    ZIP_LIMIT_BYTES,
    pack_module,
    unpack_module,
)
from kiosk.rules.module_folders import inner_files
from kiosk.rules.module_items import Problem
from kiosk.rules.refusals import Refusal

ENTRIES_LIMIT = 2 * FILES_LIMIT
"""Of files, folders and what is left out."""


def files_at(path: Path) -> dict[str, bytes]:
    """All files of a folder by name, links left out; or what a .tmod holds.

    Somebody may name the wrong folder: what is no module by its number of files, their size or
    depth is refused before it is read.

    Raises:
        Refusal: `module_wrong`, as `unpack_module`.
    """
    if path.is_file():
        return inner_files(unpack_module(_read(path, left=ZIP_LIMIT_BYTES)))
    files: dict[str, bytes] = {}
    left = ZIP_LIMIT_BYTES
    for one in _found(path):
        if len(files) >= FILES_LIMIT:
            raise _wrong(path, "too_many_files")
        content = _read(one, left=left)
        files[one.relative_to(path).as_posix()] = content
        left -= len(content)
    return inner_files(files)


def unpackable(files: dict[str, bytes]) -> tuple[Problem, ...]:
    """What keeps files out of a .tmod: a name that some machine does not know, or knows twice."""
    try:
        pack_module(files)
    except Refusal as refusal:
        if refusal.code != "module_wrong":
            raise
        return (Problem(str(refusal.details["file"]), None, None, str(refusal.details["problem"])),)
    return ()


def _found(top: Path) -> Iterator[Path]:
    """Its files, folder by folder: a wrong one may hold millions, of which few are looked at."""
    seen, waiting = 0, [top]
    while waiting:
        here = waiting.pop()
        entries: list[os.DirEntry[str]] = []
        with os.scandir(here) as found:
            for one in found:
                seen += 1
                if seen > ENTRIES_LIMIT:
                    raise _wrong(here, "too_many_files")
                entries.append(one)
        entries.sort(key=lambda one: one.name)
        folders = [Path(one.path) for one in entries if one.is_dir(follow_symlinks=False)]
        if folders and len(here.relative_to(top).parts) > DEPTH_LIMIT:
            raise _wrong(here, "too_deep")
        waiting += reversed(folders)
        yield from (Path(one.path) for one in entries if one.is_file(follow_symlinks=False))


def _read(path: Path, *, left: int) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(left + 1)
    except OSError as error:
        raise _wrong(path, "not_readable") from error
    if len(content) > left:
        raise _wrong(path, "module_too_large")
    return content


def _wrong(path: Path, problem: str) -> Refusal:
    return Refusal("module_wrong", file=str(path), problem=problem)
