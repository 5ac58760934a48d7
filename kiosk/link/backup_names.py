"""Whether what somebody names is a backup at all: a stick's own folder is none."""

import re
from pathlib import Path

from kiosk.rules.refusals import Refusal

PLAIN, SEALED = "manifest.json", "sealed.json"
"""One of these says what a backup is; see `kiosk/backups/manifests.py`, `sealed_fronts.py`."""
OF_SQLITE = b"SQLite format 3\x00"
EXAMPLE = 1_795_301_485_077


def refuse_none(path: Path, *, kind: str) -> None:
    """Refuse what does not even look like a backup. `kind`: `hub` or `exchange`.

    One that is called like a backup is read, and damaged where it is none.

    Raises:
        Refusal: `no_backup`, naming the newest one that lies in this folder, or how one is called.
    """
    if _is_called_so(path.absolute(), kind) or _looks_so(path):
        return
    inside = [one.name for one in path.glob(f"{kind}-*") if _is_called_so(one, kind)]
    name = max(inside, default=f"{kind}-{EXAMPLE}")
    raise Refusal("no_backup", path=str(path), name=name)


def _is_called_so(path: Path, kind: str) -> bool:
    return re.fullmatch(rf"{kind}-[0-9]+(\.db)?", path.name) is not None


def _looks_so(path: Path) -> bool:
    if path.is_dir():
        return any((path / name).is_file() for name in (PLAIN, SEALED))
    try:
        with path.open("rb") as file:
            return file.read(len(OF_SQLITE)) == OF_SQLITE
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(path)) from error
