"""apsw as the sqlite3 that SQLAlchemy talks to, so that the exchange stands on the disk of `shim.py`.

`on(disk)`: every SQLite engine that the exchange makes in there reads and writes through that disk.
Rows are read at once; errors come out as those of sqlite3, by `apsw_db`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import apsw
import sqlalchemy
from fakes.apsw_db import as_sqlite3
from sqlalchemy.engine import make_url

from kiosk.exchange.store import engine as engines

CHECKPOINT_AFTER_PAGES = 60
"""Not 1,000, so that many cuts fall into a checkpoint."""


class Cursor:
    """What SQLAlchemy's dialect asks of a cursor."""

    arraysize = 1

    def __init__(self, connection) -> None:
        self.connection = connection
        self.description, self.rowcount, self.lastrowid = None, -1, None
        self._rows = []

    def execute(self, sql, parameters=()):
        raw = self.connection.raw
        self.description = None
        with as_sqlite3():
            before = raw.total_changes()
            cursor = raw.cursor()
            cursor.exec_trace = self._described
            self._rows = [tuple(row) for row in cursor.execute(sql, tuple(parameters))]
            changed = raw.total_changes() != before
            self.rowcount = raw.changes() if changed else 0
            self.lastrowid = raw.last_insert_rowid()
            cursor.close()
        return self

    def _described(self, cursor, _sql, _bound):
        said = cursor.get_description()
        self.description = [(name, *(None,) * 6) for name, *_ in said] or None
        return True

    def executemany(self, sql, many):
        changed = 0
        for parameters in many:
            self.execute(sql, parameters)
            changed += self.rowcount
        self.rowcount = changed
        return self

    def fetchone(self):
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size=1):
        taken, self._rows = self._rows[:size], self._rows[size:]
        return taken

    def fetchall(self):
        taken, self._rows = self._rows, []
        return taken

    def __iter__(self) -> Iterator[tuple]:
        return iter(self.fetchall())

    def close(self):
        self._rows = []


class Connection:
    """What SQLAlchemy's dialect, and the exchange's own engine, ask of a connection."""

    isolation_level = ""

    def __init__(self, path, vfs) -> None:
        with as_sqlite3():
            self.raw = apsw.Connection(str(path), vfs=vfs)
            self.raw.set_busy_timeout(10_000)
            self.raw.pragma("wal_autocheckpoint", CHECKPOINT_AFTER_PAGES)

    @property
    def in_transaction(self):
        return self.raw.in_transaction

    def cursor(self):
        return Cursor(self)

    def execute(self, sql, parameters=()):
        return self.cursor().execute(sql, parameters)

    def create_function(self, name, arguments, function, *, deterministic=False):
        self.raw.create_scalar_function(name, function, arguments, deterministic=deterministic)

    def commit(self):
        if self.in_transaction:
            self.execute("COMMIT")

    def rollback(self):
        if self.in_transaction:
            self.execute("ROLLBACK")

    def close(self):
        with as_sqlite3():
            self.raw.close()


@contextmanager
def on(disk):
    def create(url, **given):
        path = make_url(url).database
        given.pop("connect_args", None)
        return sqlalchemy.create_engine(url, creator=lambda: Connection(path, disk.name), **given)

    with mock.patch.object(engines, "create_engine", create):
        yield
