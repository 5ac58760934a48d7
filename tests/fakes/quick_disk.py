"""Folders in memory, where there is room for them: a real disk syncs each commit for real."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108  a folder of our own is made in it


@contextmanager
def folder():
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        yield Path(made)
