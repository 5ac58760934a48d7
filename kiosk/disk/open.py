"""Opening a SQLite file so that a power cut loses nothing that was confirmed.

WAL with synchronous=FULL lost no acknowledged commit in 10,000 simulated cuts; Python's own
default mode and WAL/NORMAL both did. Source: DESIGN.md §4.
"""

import errno
import os
import shutil
import sqlite3
from pathlib import Path

from kiosk.disk.read_only import is_read_only
from kiosk.rules.refusals import Refusal

BUSY_TIMEOUT_S = 10
THREAD_CACHE_KIB = 512
"""Pages that each reading thread keeps: a hub has seventeen, and the system keeps the file too."""
SYNCHRONOUS_FULL = 2
PRIMARY_CODE_MASK = 0xFF
NO_ROOM_LOOKS_LIKE = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
NOT_OURS = frozenset({errno.EACCES, errno.EPERM})
NOT_OURS_SQLITE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)
OF_THE_FILE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
OF_THE_DISK = (
    sqlite3.SQLITE_IOERR_READ,
    sqlite3.SQLITE_IOERR_SHORT_READ,
    sqlite3.SQLITE_IOERR_CORRUPTFS,
)
"""What SQLite says of a file that cannot be read; all else is want of memory, room or a turn."""
EMPTY = "it is empty"
ROOM_TO_OPEN_BYTES = 256 * 1024
"""Opening makes a log and its index; with less than this an error is taken for want of room."""
WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = ON",  # what is erased is overwritten, not only forgotten
    "PRAGMA wal_autocheckpoint = 0",  # the writer's own thread checkpoints
)


def make_private(path: Path) -> None:
    """Make an empty file that its owner alone may read, where there is none.

    SQLite gives its log the same rights: hashes of PINs can be tried by whoever reads them.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def open_for_writing(path: Path) -> sqlite3.Connection:
    """The one connection that writes, with its modes read back.

    Raises:
        Refusal: `database_damaged` when SQLite will not take a mode or cannot read the file;
            `no_room_to_start` when nothing is wrong with it but that the disk is full;
            `data_folder_wrong` when it may not be written, `disk_read_only` where the disk is so.
    """
    try:
        make_private(path)
        connection = sqlite3.connect(
            path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
    except (OSError, sqlite3.DatabaseError) as error:
        raise _why_not(error, path) from error
    try:
        _set_modes(connection, path)
    except BaseException:
        connection.close()
        raise
    connection.row_factory = sqlite3.Row
    return connection


def _set_modes(connection: sqlite3.Connection, path: Path) -> None:
    try:
        for pragma in WRITER_PRAGMAS:
            connection.execute(pragma)
        _check_modes(connection, path)
    except sqlite3.DatabaseError as error:
        raise _why_not(error, path) from error


def _why_not(error: Exception, path: Path) -> Refusal:
    """Want of room or of rights is no damage: nobody must restore for that.

    SQLite calls a disk without room for its log an I/O error.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_IOERR) & PRIMARY_CODE_MASK
    full = code == sqlite3.SQLITE_FULL
    if full or (code in NO_ROOM_LOOKS_LIKE and _is_tight(path.parent)):
        return Refusal("no_room_to_start", path=str(path))
    if getattr(error, "errno", 0) == errno.EROFS or is_read_only(path.parent):
        return Refusal("disk_read_only", path=str(path.parent))
    if getattr(error, "errno", 0) in NOT_OURS or code in NOT_OURS_SQLITE:
        return Refusal("data_folder_wrong", path=str(path), reason=str(error))
    return Refusal("database_damaged", path=str(path), reason=str(error))


def is_damage(error: BaseException) -> bool:
    """Whether SQLite says that the file itself cannot be read, and not that there was no room."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code in OF_THE_DISK or code & PRIMARY_CODE_MASK in OF_THE_FILE


def _check_modes(connection: sqlite3.Connection, path: Path) -> None:
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    foreign_keys = connection.execute("PRAGMA foreign_keys").fetchone()[0]
    if (journal, synchronous, foreign_keys) != ("wal", SYNCHRONOUS_FULL, 1):
        raise Refusal(
            "database_damaged",
            path=str(path),
            reason=f"journal_mode={journal} synchronous={synchronous} foreign_keys={foreign_keys}",
        )


def _is_tight(folder: Path) -> bool:
    return folder.is_dir() and shutil.disk_usage(folder).free < ROOM_TO_OPEN_BYTES


def refuse_emptied(path: Path) -> None:
    """Refuse a file of no bytes where a database was: SQLite would take it for a new one.

    File systems leave such files after a power cut, disks that were full leave them too.

    Raises:
        Refusal: `database_damaged`.
    """
    if path.exists() and path.stat().st_size == 0:
        raise Refusal("database_damaged", path=str(path), reason=EMPTY)


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write; made for one thread, or for a command on a copy."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
    )
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.row_factory = sqlite3.Row
    return connection


def open_for_a_thread(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, of which a process has many: it keeps few pages."""
    connection = open_for_reading(path)
    connection.execute(f"PRAGMA cache_size = -{THREAD_CACHE_KIB}")
    return connection
