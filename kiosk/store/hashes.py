"""Hashes of PINs and passwords that stand in the database as they are: those from before."""

from collections.abc import Callable

from kiosk.disk.db import Db

EVERY = (
    (
        "SELECT id, pin_hash AS hash FROM visitor WHERE substr(pin_hash, 1, 1) = '$'",
        "UPDATE visitor SET pin_hash = :hash WHERE id = :id",
    ),
    (
        "SELECT id, pin_hash AS hash FROM staff WHERE substr(pin_hash, 1, 1) = '$'",
        "UPDATE staff SET pin_hash = :hash WHERE id = :id",
    ),
    (
        "SELECT id, password_hash AS hash FROM staff WHERE substr(password_hash, 1, 1) = '$'",
        "UPDATE staff SET password_hash = :hash WHERE id = :id",
    ),
)
"""Visitors that a hub knows are tens of thousands; of staff there are some tens."""


def any_plain(db: Db) -> bool:
    """Whether a hash stands there as it is; an index holds those of visitors alone."""
    return any(db.execute(f"{found} LIMIT 1").fetchone() for found, _ in EVERY)


def change_plain(db: Db, change: Callable[[str], str]) -> int:
    """Keep something else in the place of each; returns how many there were."""
    changed = 0
    for found, update in EVERY:
        rows = db.execute(found).fetchall()
        db.executemany(update, [{"id": row["id"], "hash": change(row["hash"])} for row in rows])
        changed += len(rows)
    return changed
