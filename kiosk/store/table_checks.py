"""Looking at a database by its tables: at both ends of each, which is quick, or at all of one.

SQLite checks one table with its indexes in one read, so that no reader holds the log for as long
as a whole file takes. What only a look at the whole file sees, such as a page that belongs to two
tables, every backup sees: its copy is checked whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.store import ledger_checks

SCHEMA = "sqlite_schema"
"""Checked by this name: the list of tables, and the pages that nobody uses."""
LEDGER = "the ledger"
"""The last part of a deep check; no table has a space in its name."""
WELL = "ok"


@dataclass(frozen=True, slots=True)
class _Index:
    name: str
    table: str
    where: str


def names(db: Db) -> tuple[str, ...]:
    """The schema itself, and every table."""
    rows = db.execute(
        """
        SELECT name
        FROM sqlite_schema
        WHERE type = 'table'
        ORDER BY rowid
        """
    )
    return (SCHEMA, *(str(row["name"]) for row in rows))


def parts(db: Db, *, deep: bool) -> tuple[str, ...]:
    """All that a check looks at."""
    return (*names(db), LEDGER) if deep else names(db)


def look_at(db: Db, part: str, *, deep: bool) -> str:
    """Read all of one part: `ok`, or what is wrong with it. `db` is in no transaction."""
    if part == LEDGER:
        return _ledger(db)
    if not deep:
        return _first(db, "SELECT quick_check AS said FROM pragma_quick_check(:part)", part)
    found = _first(db, "SELECT integrity_check AS said FROM pragma_integrity_check(:part)", part)
    if found != WELL or part == SCHEMA:
        return found
    broken = db.execute("SELECT 1 FROM pragma_foreign_key_check(:part)", {"part": part}).fetchone()
    return WELL if broken is None else f"foreign key of {part}"


def _first(db: Db, sql: str, part: str) -> str:
    return str(db.execute(sql, {"part": part}).fetchone()["said"])


def _ledger(db: Db) -> str:
    """The sums of the transfers that there are now; a short transaction each ten thousand."""
    db.execute("BEGIN")
    begun = ledger_checks.beginning(db)
    db.execute("COMMIT")
    problems = ledger_checks.ledger_from(db, begun).problems
    return problems[0] if problems else WELL


def ends(db: Db) -> Iterator[str]:
    """Read the first and the last row of each table and index; yields its name after each.

    Raises:
        sqlite3.DatabaseError: a page on the way cannot be read.
    """
    for table in _with_rowid(db):
        for order in ("rowid ASC", "rowid DESC"):
            db.execute(f'SELECT * FROM "{table}" ORDER BY {order} LIMIT 1').fetchone()
        yield table
    for index in _indexes(db):
        yield from _index_ends(db, index)


def _with_rowid(db: Db) -> Iterator[str]:
    """A table without one lies in the order of its key: there the index is the table."""
    rows = db.execute(
        """
        SELECT name
        FROM sqlite_schema
        WHERE type = 'table'
          AND upper(sql) NOT LIKE '%WITHOUT ROWID%'
        ORDER BY rowid
        """
    )
    yield from [str(row["name"]) for row in rows]


def _indexes(db: Db) -> tuple[_Index, ...]:
    rows = db.execute(
        """
        SELECT name, tbl_name, coalesce(sql, '') AS made
        FROM sqlite_schema
        WHERE type = 'index'
        ORDER BY rowid
        """
    )
    return tuple(
        _Index(row["name"], row["tbl_name"], row["made"].partition("WHERE")[2]) for row in rows
    )


def _index_ends(db: Db, index: _Index) -> Iterator[str]:
    columns = db.execute(
        """
        SELECT name, "desc" AS downwards
        FROM pragma_index_xinfo(:index)
        WHERE key
        ORDER BY seqno
        """,
        {"index": index.name},
    ).fetchall()
    if any(column["name"] is None for column in columns):
        return  # an index on what is worked out: there are few, of few rows
    what = ", ".join(f'"{column["name"]}"' for column in columns)
    where = f"WHERE {index.where}" if index.where else ""
    by = "" if index.name.startswith("sqlite_autoindex_") else f'INDEXED BY "{index.name}"'
    for last in (0, 1):
        order = ", ".join(
            f'"{column["name"]}" {("ASC", "DESC")[column["downwards"] ^ last]}'
            for column in columns
        )
        sql = f'SELECT {what} FROM "{index.table}" {by} {where} ORDER BY {order} LIMIT 1'
        db.execute(sql).fetchone()
    yield index.name
