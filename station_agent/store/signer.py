"""Whose signature the facts of this file bear: under new keys their numbers begin anew.

A fact is named after its maker's key. What was signed before keeps its name and still goes.
"""

from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.protocol.codec import decode
from kiosk.protocol.facts import Fact
from kiosk.rules.instants import Instant


def is_known(db: Db, origin: str) -> bool:
    """A look first, so that a start writes nothing."""
    row = db.execute("SELECT origin FROM signer").fetchone()
    return row is not None and bool(row["origin"] == origin)


def note_signer(db: Db, now: Instant, *, origin: str) -> None:
    """From here on facts are signed by this key."""
    del now
    if _before(db) not in ("", origin):
        sqlite_outbox.start_new_epochs(db)
    db.execute(
        """
        INSERT INTO signer (id, origin)
        VALUES (1, :origin)
        ON CONFLICT (id) DO UPDATE SET origin = excluded.origin
        """,
        {"origin": origin},
    )


def _before(db: Db) -> str:
    """Who signed last; "" where nothing was. A file of before this table tells by its facts."""
    row = db.execute("SELECT origin FROM signer").fetchone()
    if row is not None:
        return str(row["origin"])
    row = db.execute("SELECT raw FROM outbox ORDER BY n DESC LIMIT 1").fetchone()
    return "" if row is None else decode(bytes(row["raw"]), Fact).origin
