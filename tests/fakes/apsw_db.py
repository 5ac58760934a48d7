"""A connection of apsw that looks like one of sqlite3, so that the very same acts run on both.

apsw lets a test stand between SQLite and its disk; see `fakes/shim.py`. Errors come out as those of
sqlite3, with their codes, since acts and the writer know these.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from kiosk.disk.open import WRITER_PRAGMAS

DAMAGED = (apsw.CorruptError, apsw.NotADBError)
INTEGRITY = (apsw.ConstraintError, apsw.MismatchError)


class Row:
    """As `sqlite3.Row`: by name, by place, in order."""

    __slots__ = ("_places", "_values")

    def __init__(self, places, values) -> None:
        self._places, self._values = places, values

    def keys(self):
        return list(self._places)

    def __getitem__(self, key) -> object:
        return self._values[self._places[key] if isinstance(key, str) else key]

    def __iter__(self) -> Iterator[object]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class Rows:
    """What a statement answers. `rowcount` is -1 for what changes nothing, as in sqlite3."""

    def __init__(self, cursor, rowcount) -> None:
        self._cursor, self.rowcount = cursor, rowcount

    def fetchone(self):
        with as_sqlite3():
            return self._cursor.fetchone()

    def fetchall(self):
        with as_sqlite3():
            return self._cursor.fetchall()

    def __iter__(self) -> Iterator[Row]:
        with as_sqlite3():
            yield from self._cursor


class ApswDb:
    """The `Db` of the acts, on apsw."""

    def __init__(self, path, vfs) -> None:
        self._names = {}
        with as_sqlite3():
            self._db = apsw.Connection(str(path), vfs=vfs)
            self._db.set_busy_timeout(10_000)
            self._db.row_trace = self._row

    @property
    def in_transaction(self):
        return self._db.in_transaction

    def execute(self, sql, parameters=None, /):
        with as_sqlite3():
            before = self._db.total_changes()
            cursor = self._db.execute(sql, parameters)
            changed = self._db.total_changes() != before
            return Rows(cursor, self._db.changes() if changed else _nothing(sql))

    def executemany(self, sql, parameters, /):
        with as_sqlite3():
            before = self._db.total_changes()
            cursor = self._db.executemany(sql, parameters)
            return Rows(cursor, self._db.total_changes() - before)

    def interrupt(self):
        self._db.interrupt()

    def close(self):
        with as_sqlite3():
            self._db.close()

    def _row(self, cursor, values):
        names = tuple(told[0] for told in cursor.description)
        if names not in self._names:
            self._names[names] = {name: n for n, name in enumerate(names)}
        return Row(self._names[names], values)


def _nothing(sql):
    return 0 if sql.split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE", "REPLACE") else -1


def open_for_writing(path, vfs):
    """With the modes that the hub's own writer sets."""
    db = ApswDb(path, vfs)
    for pragma in WRITER_PRAGMAS:
        db.execute(pragma).fetchall()
    return db


def open_for_reading(path, vfs):
    db = ApswDb(path, vfs)
    db.execute("PRAGMA query_only = ON")
    return db


@contextmanager
def as_sqlite3():
    try:
        yield
    except apsw.Error as error:
        raise _like_sqlite3(error) from error


def _like_sqlite3(error):
    if isinstance(error, INTEGRITY):
        kind = sqlite3.IntegrityError
    elif isinstance(error, DAMAGED):
        kind = sqlite3.DatabaseError
    else:
        kind = sqlite3.OperationalError
    made = kind(str(error))
    made.sqlite_errorcode = error.extendedresult or error.result
    return made
