"""Numbered migrations: each in one transaction, never edited once released."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.disk.open import open_for_writing
from kiosk.rules.refusals import Refusal

FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema."""

    number: int
    name: str
    sql: str


Tell = Callable[[int, int, str], object]


def silent(_step: int, _steps: int, _name: str) -> None:
    """Nobody wants to know."""


def read_migrations(folder: Path) -> tuple[Migration, ...]:
    """The migrations of a folder in order, numbered 1, 2, 3 … without a gap.

    Raises:
        ValueError: a number is missing or there twice, or a file is called otherwise.
    """
    names = [path.name for path in sorted(folder.glob("*.sql"))]
    numbers = [int(match[1]) for name in names if (match := FILE_NAME.fullmatch(name))]
    if numbers != list(range(1, len(names) + 1)):
        raise ValueError(names)
    return tuple(
        Migration(number, name, (folder / name).read_text("utf-8"))
        for number, name in zip(numbers, names, strict=True)
    )


def migrate(path: Path, migrations: tuple[Migration, ...], tell: Tell = silent) -> int:
    """Bring the file to the newest schema; returns how many steps were done.

    Each is told before it begins: its place among those to do, how many they are, its name.

    Raises:
        Refusal: `database_newer` when a newer program wrote the file; `database_damaged` when it
            cannot be read; `no_room_to_start`, and the step that had no room was not begun.
    """
    connection = open_for_writing(path)
    try:
        have = connection.execute("PRAGMA user_version").fetchone()[0]
        if have > len(migrations):
            raise Refusal("database_newer", path=str(path), reason=f"schema {have} is newer")
        for step, migration in enumerate(migrations[have:], 1):
            tell(step, len(migrations) - have, migration.name)
            _apply(connection, migration)
        return len(migrations) - int(have)
    finally:
        connection.close()


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements(migration.sql):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {migration.number:d}")
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise Refusal("no_room_to_start") from error
        raise


def statements(sql: str) -> Iterator[str]:
    """Split a script where SQLite itself sees a statement end (triggers hold semicolons)."""
    gathered = ""
    for line in sql.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""
    if gathered.strip():
        yield gathered
