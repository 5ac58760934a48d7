"""The one open session of a station, its record, and how far the hub's commands are done."""

from dataclasses import asdict, dataclass
from typing import Literal

from kiosk.disk.db import Db
from station_agent.store import unanswered

PausedWhy = Literal["", "desk", "suspended", "rebooted"]
REQUESTS_KEPT_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Kept:
    """The session as it stands on disk; `boot_ns` and `awake_ns` are those of `used_ms`.

    `away_ms` is how much of it the hub did not answer.
    """

    session: str
    visitor: str
    language: str
    state: Literal["open", "paused", "ending"]
    why: PausedWhy
    lease_raw: bytes
    lease_signature: bytes
    resume_hash: str
    used_ms: int
    renewed_used_s: int
    boot_id: str
    boot_ns: int
    awake_ns: int
    paused_boot_ns: int
    away_ms: int = 0


def read(db: Db) -> Kept | None:
    """The open session, or None."""
    row = db.execute(
        """
        SELECT session, visitor, language, state, why, lease_raw, lease_signature, resume_hash,
               used_ms, renewed_used_s, boot_id, boot_ns, awake_ns, paused_boot_ns,
               away_ms
        FROM session
        """
    ).fetchone()
    return None if row is None else Kept(**dict(row))


def keep(db: Db, kept: Kept) -> None:
    """Write the session anew, or over what was there."""
    db.execute(
        """
        INSERT OR REPLACE INTO session
            (one, session, visitor, language, state, why, lease_raw, lease_signature, resume_hash,
             used_ms, renewed_used_s, boot_id, boot_ns, awake_ns, paused_boot_ns,
             away_ms)
        VALUES
            (1, :session, :visitor, :language, :state, :why, :lease_raw, :lease_signature,
             :resume_hash, :used_ms, :renewed_used_s, :boot_id, :boot_ns, :awake_ns,
             :paused_boot_ns, :away_ms)
        """,
        asdict(kept),
    )


def forget(db: Db, now: int) -> None:
    """The session is over: nothing of it stays but its facts."""
    db.execute("DELETE FROM session")
    db.execute("DELETE FROM record")
    db.execute("DELETE FROM house_rules_accepted")
    unanswered.forget(db)
    db.execute("DELETE FROM request_done WHERE at < :before", {"before": now - REQUESTS_KEPT_MS})


def keep_record(db: Db, *, revision: int, locked: bytes) -> None:
    """Replace the visitor's record; `locked` is under the session's key."""
    db.execute(
        """
        INSERT OR REPLACE INTO record (one, revision, locked)
        VALUES (1, :revision, :locked)
        """,
        {"revision": revision, "locked": locked},
    )


def record(db: Db) -> bytes | None:
    """The visitor's record under the session's key, or None."""
    row = db.execute("SELECT locked FROM record").fetchone()
    return None if row is None else bytes(row["locked"])


def command_done(db: Db) -> int:
    """The number of the last command that was carried out; 0 at first."""
    row = db.execute("SELECT n FROM command_done").fetchone()
    return 0 if row is None else int(row["n"])


def keep_command_done(db: Db, n: int) -> None:
    """Remember that a command was carried out."""
    db.execute("INSERT OR REPLACE INTO command_done (one, n) VALUES (1, :n)", {"n": n})
