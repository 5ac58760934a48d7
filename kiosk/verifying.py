"""`kiosk verify` for a hub: reads its database, believes nothing, adds everything up again."""

import sqlite3
from pathlib import Path
from typing import Any

from kiosk.disk.open import open_for_reading
from kiosk.store import checks

PROBLEMS_LIMIT = 100


def verify_hub(database: Path) -> dict[str, Any]:
    """Everything that `kiosk verify --json` prints of a hub."""
    try:
        db = open_for_reading(database)
    except sqlite3.Error as error:
        return _unreadable(str(error))
    try:
        db.execute("BEGIN")
        return _verified(db)
    except sqlite3.DatabaseError as error:
        return _unreadable(str(error))
    finally:
        db.close()


def _verified(db: sqlite3.Connection) -> dict[str, Any]:
    integrity = checks.integrity(db)
    ledger = checks.ledger(db)
    problems = [
        *([] if integrity == "ok" else [f"database: {integrity}"]),
        *ledger.problems,
        *checks.session_problems(db),
        *checks.work_problems(db),
        *checks.fact_problems(db),
    ]
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
