"""Asked twice, done once: the result of a request is kept beside what it changed.

A double click and a lost reply are ordinary. Source: DESIGN.md §4.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

REQUEST_ID_LEAST, REQUEST_ID_LIMIT = 8, 128
"""Characters of a request id; a shorter or longer one is no id of ours."""

SCHEMA = """
CREATE TABLE request_done (
    request_id TEXT PRIMARY KEY CHECK (length(request_id) BETWEEN 8 AND 128),
    act TEXT NOT NULL,
    arguments_sha256 BLOB NOT NULL CHECK (length(arguments_sha256) = 32),
    result BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT
"""


def digest(act: str, arguments: Mapping[str, Any]) -> bytes:
    """SHA-256 over the act's name and its arguments (32 bytes)."""
    return hashlib.sha256(msgspec.json.encode([act, dict(arguments)], order="sorted")).digest()


def check_request_id(request_id: str) -> None:
    """Whether an id can be one of ours.

    SQLite counts the characters before the first NUL only and PostgreSQL keeps no NUL at all, so a
    length alone would let through what the table then refuses.

    Raises:
        Refusal: `malformed` for an id of the wrong length or with a sign that cannot be printed.
    """
    long_enough = REQUEST_ID_LEAST <= len(request_id) <= REQUEST_ID_LIMIT
    if not long_enough or not request_id.isprintable():
        raise Refusal("malformed", field="request_id")


def earlier_result(db: Db, request_id: str, arguments_sha256: bytes) -> bytes | None:
    """The kept result of this request, encoded; None when it is new.

    Raises:
        Refusal: `malformed` for what is no id, `conflict` when the same id comes with other
            arguments.
    """
    check_request_id(request_id)
    row = db.execute(
        """
        SELECT arguments_sha256, result
        FROM request_done
        WHERE request_id = :request_id
        """,
        {"request_id": request_id},
    ).fetchone()
    if row is None:
        return None
    if row["arguments_sha256"] != arguments_sha256:
        raise Refusal("conflict", request_id=request_id)
    return bytes(row["result"])


def eldest_at(db: Db) -> Instant | None:
    """When the eldest result that is kept was given."""
    row = db.execute("SELECT at FROM request_done ORDER BY rowid LIMIT 1").fetchone()
    return None if row is None else Instant(row["at"])


def forget(db: Db, *, before: Instant, limit: int) -> int:
    """Delete the eldest results, if they are from before an instant; returns how many."""
    return db.execute(
        """
        DELETE FROM request_done
        WHERE rowid IN (SELECT rowid FROM request_done ORDER BY rowid LIMIT :limit)
          AND at < :before
        """,
        {"before": before, "limit": limit},
    ).rowcount


def keep_result(
    db: Db, now: Instant, *, request_id: str, act: str, arguments_sha256: bytes, result: bytes
) -> None:
    """Keep what the act answered, in the act's own savepoint."""
    db.execute(
        """
        INSERT INTO request_done (request_id, act, arguments_sha256, result, at)
        VALUES (:request_id, :act, :arguments_sha256, :result, :at)
        """,
        {
            "request_id": request_id,
            "act": act,
            "arguments_sha256": arguments_sha256,
            "result": result,
            "at": now,
        },
    )
