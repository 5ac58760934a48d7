"""Copies of a database file, and the one change that is made to a copy."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk.disk.db import Db
from kiosk.disk.open import make_private, open_for_reading, open_for_writing
from kiosk.rules.refusals import Refusal

PIECE_BYTES = 1024 * 1024
STEP_PAGES = 4096
STEP_BYTES = 16 * 1024 * 1024
"""So much is put on the disk at a time, so that nobody's commit waits for gigabytes: the kernel
holds up all who write while a slow stick has much before it."""

Tell = Callable[[float], None]
"""Told which part is done, 0 to 1."""


def silent(_part: float) -> None:
    """Nobody watches."""


def copy_database(source: Path, target: Path, tell: Tell = silent) -> None:
    """Copy a database into a new file, also while it is written; the copy is one file and on disk.

    Raises:
        sqlite3.Error: the source cannot be read, or the target has no room.
    """
    with closing(open_for_reading(source)) as reading:
        copy_open(reading, target, tell)


def copy_open(reading: sqlite3.Connection, target: Path, tell: Tell = silent) -> None:
    """Copy what an open connection sees, also inside its transaction, into a new file.

    It is put on the disk step by step, and then forgotten: who checks the copy reads the disk.

    Raises:
        sqlite3.Error: the source cannot be read, or the target has no room.
    """

    def step(_status: int, left: int, pages: int) -> None:
        sync(target)
        tell(1.0 - left / pages if pages else 1.0)

    for suffix in ("", "-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    make_private(target)
    with closing(sqlite3.connect(target)) as writing:
        reading.backup(writing, pages=STEP_PAGES, progress=step)
        writing.execute("PRAGMA journal_mode = DELETE")  # no second file that might be left behind
    with target.open("rb") as file:
        forget_cached(file.fileno())


def change_alone(database: Path, change: Callable[[Db], object]) -> None:
    """Make one change to a database that nobody else has open, and put all of it into the file.

    Raises:
        Refusal: `database_damaged`.
    """
    with closing(open_for_writing(database)) as db:
        db.execute("BEGIN IMMEDIATE")
        change(db)
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def room_needed() -> Iterator[None]:
    """Around writing a file: a disk that takes no more is a refusal, not a fault of ours.

    Raises:
        Refusal: `disk_full`.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Refusal("disk_full") from error


def sync(path: Path) -> None:
    """See to it that a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def pieces_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time.

    Raises:
        OSError: while it is read.
    """
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def write_file(target: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that is whole or not there, for its owner alone, and on disk.

    The next reading of it comes from the disk and not from our own memory of what was written.

    Raises:
        OSError: the place takes no more; the old file is there as it was.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.{os.getpid()}.part")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            unsynced = 0
            for piece in pieces:
                file.write(piece)
                unsynced += len(piece)
                if unsynced >= STEP_BYTES:
                    file.flush()
                    os.fsync(file.fileno())
                    unsynced = 0
            file.flush()
            forget_cached(file.fileno())
        aside.rename(target)
        sync(target.parent)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def forget_cached(descriptor: int) -> None:
    """See to it that the next reading comes from the disk and not from our own memory."""
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
