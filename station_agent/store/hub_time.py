"""When the hub was heard last, by its clock and by this machine's boot-time clock."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Heard:
    """The hub's time `at` that boot, so many milliseconds after its start."""

    boot_id: str
    boot_ms: int
    at: Instant


def keep(db: Db, heard: Heard) -> None:
    """The newest replaces the one before."""
    db.execute(
        """
        INSERT OR REPLACE INTO hub_heard (one, boot_id, boot_ms, at)
        VALUES (1, :boot_id, :boot_ms, :at)
        """,
        {"boot_id": heard.boot_id, "boot_ms": heard.boot_ms, "at": heard.at},
    )


def read(db: Db) -> Heard | None:
    """When the hub was heard last; None before it was."""
    row = db.execute("SELECT boot_id, boot_ms, at FROM hub_heard").fetchone()
    return None if row is None else Heard(row["boot_id"], row["boot_ms"], Instant(row["at"]))
