"""A disk that went bad under a database: pages that nobody looks at first."""

import sqlite3
from contextlib import closing

from kiosk.hub_folder import DATABASE

ROWS = 3_000
MARK = b"worn-page-%06d"


def fill(folder, rows=ROWS):
    """Give the audit log so many lines that it has pages in its middle; nothing waits in a log."""
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as db:
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO audit (at, by, act, about, reason) VALUES (?, 'x', 'x', ?, '')",
            [(n, f"{(MARK % n).decode()} {'.' * 100}") for n in range(rows)],
        )
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def wear(folder, row=ROWS // 2, with_=b"\xff" * 64):
    """The page of one line cannot be read any more: its head is gone."""
    raw = (folder / DATABASE).read_bytes()
    size = int.from_bytes(raw[16:18])
    at = raw.index(MARK % row) // size * size
    with (folder / DATABASE).open("r+b") as file:
        file.seek(at)
        file.write(with_)
