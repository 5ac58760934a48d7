"""What an act sees of a database: small enough for stdlib sqlite3 and for an apsw adapter.

Power-cut tests run the very same acts on apsw with a disk that loses writes. Source: DESIGN.md §4.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

Row = Any
"""A row: `row["name"]`, and `tuple(row)` in the order of the columns (sqlite3.Row, or alike)."""


class Cursor(Protocol):
    """What comes back from a statement."""

    @property
    def rowcount(self) -> int:
        """Rows changed by the statement."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """All rows left."""

    def __iter__(self) -> Iterator[Any]:
        """Rows one by one."""


class Db(Protocol):
    """A connection inside a transaction that somebody else begins and ends."""

    @property
    def in_transaction(self) -> bool:
        """False once SQLite itself has ended the transaction (full disk, interrupt)."""

    def execute(self, sql: str, parameters: Mapping[str, Any] = ..., /) -> Cursor:
        """Run one statement with named parameters."""

    def executemany(self, sql: str, parameters: Iterable[Mapping[str, Any]], /) -> Cursor:
        """Run one statement once for each set of named parameters."""
