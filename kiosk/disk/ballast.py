"""A file that is only there to be deleted: on a full disk what is open can still be closed.

With a full disk nothing can be written, not even that a session is over. The ballast goes then, the
same act is done again, and there is room until somebody makes more. Source: DESIGN.md §8.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from kiosk.disk.open import make_private

FILE = "ballast"
ROOM_TIMES = 2
"""It is made again only where its size is free this many times: else it would fill the disk."""


class Ballast:
    """The file in one data folder; `size` 0: none is kept."""

    def __init__(self, folder: Path, size: int) -> None:
        self._path = folder / FILE
        self._size = size

    def hold(self) -> bool:
        """See to it that the file is there, if there is room for it; whether it is."""
        if not self._size:
            return False
        with suppress(OSError):
            if self._path.exists() and self._path.stat().st_size == self._size:
                return True
            self._path.unlink(missing_ok=True)
            if shutil.disk_usage(self._path.parent).free < ROOM_TIMES * self._size:
                return False
            self._make()
            return True
        return False

    def release(self) -> bool:
        """Give the room back; whether there was any. The same is worth one more try then."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def _make(self) -> None:
        """Real blocks, not a hole; nothing half of it stays."""
        try:
            make_private(self._path)
            with self._path.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, self._size)
        except OSError:
            self._path.unlink(missing_ok=True)
            raise
