"""Engines for the exchange: SQLite that a power cut cannot rob, or PostgreSQL, by its address.

Source: DESIGN.md §4 (modes, read back) and §12.
"""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event

from kiosk.rules.refusals import Refusal

SYNCHRONOUS_FULL = 2
BUSY_TIMEOUT_S = 10
READERS = 32
POSTGRES_CONNECTIONS = 20
WRITER_MODES = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
)
READER_MODES = ("PRAGMA query_only = ON", "PRAGMA wal_autocheckpoint = 0")


def is_sqlite(url: str) -> bool:
    """Is this the address of a SQLite file?"""
    return url.startswith("sqlite:")


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{path.absolute()}"


def sqlite_writer(url: str) -> Engine:
    """An engine with the one connection that writes; callers hold a lock around its use.

    Raises:
        Refusal: `database_damaged` when SQLite will not take a mode or cannot read the file.
    """
    engine = create_engine(
        url,
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_S},
    )
    event.listen(engine, "connect", _open_for_writing)
    event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def in_transaction(db: Connection) -> bool:
    """False once SQLite itself has ended the transaction (full disk, interrupt)."""
    held: Any = db.connection.dbapi_connection  # sqlite3's own
    return bool(held.in_transaction)


def sqlite_readers(url: str) -> Engine:
    """Connections that cannot write."""
    engine = create_engine(
        url,
        pool_size=READERS,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_S},
    )
    event.listen(engine, "connect", _open_for_reading)
    event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN"))
    return engine


def postgres(url: str) -> Engine:
    """Connections whose transactions are as if they ran one after another.

    A sequential scan locks its whole table against all writers, which makes neighbours fail for
    nothing while tables are small; PostgreSQL's manual (13.2.3) says to favour index scans.
    """
    return create_engine(
        url,
        isolation_level="SERIALIZABLE",
        connect_args={"options": "-c enable_seqscan=off"},
        pool_size=POSTGRES_CONNECTIONS,
        pool_pre_ping=True,
    )


def _open_for_writing(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # our own BEGIN IMMEDIATE, not Python's late BEGIN
    try:
        for mode in WRITER_MODES:
            connection.execute(mode)
        modes = tuple(
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        )
    except sqlite3.DatabaseError as error:
        raise Refusal("database_damaged", reason=str(error)) from error
    if modes != ("wal", SYNCHRONOUS_FULL, 1):
        raise Refusal("database_damaged", reason=f"modes {modes}")


def _open_for_reading(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for mode in READER_MODES:
        connection.execute(mode)
