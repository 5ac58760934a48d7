"""The newest lease of each session: one row, overwritten at each renewal."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store.sessions import LeaseRow


def save(db: Db, lease: LeaseRow) -> None:
    """Keep the newest lease of a session."""
    db.execute(
        """
        INSERT INTO lease (session, lease_id, boot_id, n, seconds, renewed_at)
        VALUES (:session, :lease_id, :boot_id, :n, :seconds, :renewed_at)
        ON CONFLICT (session) DO UPDATE SET
            lease_id = excluded.lease_id,
            boot_id = excluded.boot_id,
            n = excluded.n,
            seconds = excluded.seconds,
            renewed_at = excluded.renewed_at
        """,
        {
            "session": lease.session,
            "lease_id": lease.lease_id,
            "boot_id": lease.boot_id,
            "n": lease.n,
            "seconds": lease.seconds,
            "renewed_at": lease.renewed_at,
        },
    )


def of_session(db: Db, session: str) -> LeaseRow | None:
    """The newest lease of a session."""
    row = db.execute(
        """
        SELECT session, lease_id, boot_id, n, seconds, renewed_at
        FROM lease
        WHERE session = :session
        """,
        {"session": session},
    ).fetchone()
    if row is None:
        return None
    return LeaseRow(
        row["session"],
        row["lease_id"],
        row["boot_id"],
        row["n"],
        row["seconds"],
        Instant(row["renewed_at"]),
    )


@dataclass(frozen=True, slots=True)
class Running:
    """How many sessions spend time now, and when one of their leases was renewed last."""

    sessions: int
    renewed_at: Instant


def running(db: Db) -> Running:
    """Of the sessions that are open: paused ones tell nothing."""
    row = db.execute(
        """
        SELECT count(*) AS sessions, coalesce(max(lease.renewed_at), 0) AS renewed_at
        FROM session
        JOIN lease ON lease.session = session.id
        WHERE session.closed_at IS NULL
          AND session.state = 'open'
        """
    ).fetchone()
    return Running(row["sessions"], Instant(row["renewed_at"]))


def count_anew(db: Db, now: Instant) -> None:
    """Leases of open sessions that were given after `now`, as the clock showed: given now."""
    db.execute(
        """
        UPDATE lease
        SET renewed_at = :now
        WHERE renewed_at > :now
          AND session IN (SELECT id FROM session WHERE closed_at IS NULL)
        """,
        {"now": now},
    )
