"""Readers: a connection for each thread that can only read."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.disk.db import Db
from kiosk.disk.open import open_for_a_thread


class Readers:
    """Hands each thread its own read-only connection to one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = threading.local()  # a thread that ends takes its connection with it

    @contextmanager
    def read(self) -> Iterator[Db]:
        """One read transaction: all queries inside see the same state.

        End it before `Writer.run`, read afresh after it: an open read would show the past.
        """
        connection = self._connection()
        outer = connection.in_transaction  # a read inside a read sees the same state
        if not outer:
            connection.execute("BEGIN")
        try:
            yield connection
        finally:
            if not outer and connection.in_transaction:
                connection.execute("ROLLBACK")

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = open_for_a_thread(self._path)
            self._mine.connection = connection
        return connection

    def close(self) -> None:
        """Forget this thread's connection; the others close with their threads."""
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is not None:
            connection.close()
            self._mine.connection = None
