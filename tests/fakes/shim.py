"""A disk between SQLite and its files: it notes what is written, and may refuse to write.

Everything is passed on to a real file (in memory, see `quick_disk`), so that connections share it as
ever. `ops` is what a power cut is made of: every write, truncation, sync and deletion, in order.
"""

import itertools
from pathlib import Path
from typing import NamedTuple

import apsw

NAMES = itertools.count(1)
WRITE, TRUNCATE, SYNC, DELETE = "write", "truncate", "sync", "delete"


class Op(NamedTuple):
    """`where`: offset of a write, new size of a truncation."""

    kind: str
    file: str
    where: int = 0
    content: bytes = b""


class Disk(apsw.VFS):
    """A VFS of SQLite by the name `name`. `refuse(op)` may raise what the disk says."""

    def __init__(self) -> None:
        self.name = f"shim-{next(NAMES)}"
        self.ops = []
        self.before = {}
        self.refuse = None
        super().__init__(self.name, "")

    def xOpen(self, name, flags):  # noqa: N802  apsw's word
        self._look_before(name)
        return File(self, name, flags)

    def xDelete(self, name, sync_folder):  # noqa: N802  apsw's word
        self.note(Op(DELETE, Path(name).name))
        super().xDelete(name, sync_folder)

    def note(self, op):
        if self.refuse is not None:
            self.refuse(op)
        self.ops.append(op)

    def _look_before(self, name):
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        if path.name not in self.before:
            self.before[path.name] = path.read_bytes() if path.exists() else None


class File(apsw.VFSFile):
    """One open file of it."""

    def __init__(self, disk, name, flags) -> None:
        self.disk = disk
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.file = Path(path).name
        super().__init__("", name, flags)

    def xWrite(self, content, offset):  # noqa: N802  apsw's word
        self.disk.note(Op(WRITE, self.file, offset, bytes(content)))
        super().xWrite(content, offset)

    def xTruncate(self, size):  # noqa: N802  apsw's word
        self.disk.note(Op(TRUNCATE, self.file, size))
        super().xTruncate(size)

    def xSync(self, flags):  # noqa: N802  apsw's word
        self.disk.note(Op(SYNC, self.file))
        super().xSync(flags)
