"""What this station knows of vouchers and cards by itself: uses here, and codes that are void."""

from collections.abc import Iterable

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, later

REMEMBERED_S = 400 * 86_400
"""Longer than this nobody keeps a voucher for the rest of its time; the hub knows it anyway."""


def note_used(db: Db, now: Instant, *, guest: str, seconds: int) -> None:
    """A guest used so many seconds more here."""
    db.execute(
        """
        INSERT INTO voucher_seen (guest, used_s, at)
        VALUES (:guest, :seconds, :now)
        ON CONFLICT (guest) DO UPDATE SET used_s = used_s + excluded.used_s, at = excluded.at
        """,
        {"guest": guest, "seconds": seconds, "now": now},
    )
    before = later(now, seconds=-REMEMBERED_S)
    db.execute("DELETE FROM voucher_seen WHERE at < :before", {"before": before})


def used_s(db: Db, guest: str) -> int:
    """What a guest has used, as far as this station knows."""
    row = db.execute(
        "SELECT used_s FROM voucher_seen WHERE guest = :guest", {"guest": guest}
    ).fetchone()
    return 0 if row is None else int(row["used_s"])


def used_at(db: Db, guest: str) -> Instant | None:
    """When a guest's last session here ended, by this station's own clock."""
    row = db.execute(
        "SELECT at FROM voucher_seen WHERE guest = :guest", {"guest": guest}
    ).fetchone()
    return None if row is None else Instant(row["at"])


def keep_void(db: Db, codes: Iterable[str]) -> None:
    """These codes open nothing any more."""
    db.executemany(
        "INSERT INTO voucher_void (code) VALUES (:code) ON CONFLICT (code) DO NOTHING",
        [{"code": code} for code in codes],
    )


def is_void(db: Db, code: str) -> bool:
    """Whether the hub has cancelled a code."""
    row = db.execute("SELECT 1 FROM voucher_void WHERE code = :code", {"code": code}).fetchone()
    return row is not None
