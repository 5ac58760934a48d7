"""`kiosk verify` for a hub: reads its database, believes nothing, adds everything up again."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.disk.open import PRIMARY_CODE_MASK, open_for_reading
from kiosk.disk.read_only import is_read_only
from kiosk.store import checks, kept_checks, ledger_checks, roll_up_checks, schema, till_checks

PROBLEMS_LIMIT = 100


Tell = Callable[[str, float], None]
"""Told what is being checked, and which part of it is done, 0 to 1."""
PARTS = ("database", "ledger", "sessions", "work", "facts")


def silent(_what: str, _part: float) -> None:
    """Nobody watches."""


def verify_hub(database: Path, tell: Tell = silent) -> dict[str, Any]:
    """Everything that `kiosk verify --json` prints of a hub; linear in what is kept there."""
    try:
        db = open_for_reading(database)
    except sqlite3.Error as error:
        return _unreadable(_why_not(error, database))
    try:
        db.execute("BEGIN")
        other = _other_version(have=schema.version_of(db), want=len(schema.migrations()))
        return _unreadable(other) if other else _verified(db, tell)
    except sqlite3.DatabaseError as error:
        return _unreadable(_why_not(error, database))
    finally:
        db.close()


def _why_not(error: sqlite3.Error, database: Path) -> str:
    """What SQLite says; of a disk that takes no writing it only says that it cannot open it."""
    code = getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE_MASK
    if code == sqlite3.SQLITE_CANTOPEN and is_read_only(database.parent):
        return "its disk takes no writing: check that disk, or verify a copy of this folder"
    return str(error)


def _other_version(*, have: int, want: int) -> str:
    """What to do where the database was written by another version of this program, else nothing.

    The checks know the tables of one schema only: on another one they would say "no such table".
    """
    said = f"this program knows schema {want} and the database has schema {have}"
    if have > want:
        return f"{said}: verify it with the newer version that wrote it"
    if 0 < have < want:
        return f"{said}: start the hub once with this version, then verify again"
    return ""


def _verified(db: sqlite3.Connection, tell: Tell) -> dict[str, Any]:
    tell("database", 0)
    integrity = checks.integrity(db)
    ledger = ledger_checks.ledger(db, lambda part: tell("ledger", part))
    problems = [
        *([] if integrity == "ok" else [f"database: {integrity}"]),
        *ledger.problems,
    ]
    for what, look in (
        ("sessions", checks.session_problems),
        ("till", till_checks.till_problems),
        ("kept", kept_checks.kept_problems),
        ("work", checks.work_problems),
        ("days", roll_up_checks.roll_up_problems),
        ("shifts", roll_up_checks.spell_problems),
        ("facts", checks.fact_problems),
    ):
        tell(what, 0)
        problems += look(db)
    tell("facts", 1)
    return {
        "ok": not problems,
        "integrity": integrity,
        "ledger": {
            "transfers": ledger.transfers,
            "balanced": ledger.balanced,
            "chain": ledger.chain,
        },
        "facts": checks.fact_counts(db),
        "problems": problems[:PROBLEMS_LIMIT],
    }


def _unreadable(reason: str) -> dict[str, Any]:
    return {
        "ok": False,
        "integrity": reason,
        "ledger": {"transfers": 0, "balanced": False, "chain": False},
        "facts": {},
        "problems": [f"database: {reason}"],
    }
