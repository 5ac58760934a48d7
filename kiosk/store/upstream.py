"""The one exchange of this hub, pinned at enrolment."""

from kiosk.disk.db import Db
from kiosk.link.enrol import Upstream
from kiosk.rules.instants import Instant


def save(db: Db, now: Instant, *, url: str, upstream: Upstream) -> None:
    """Pin the exchange; joining another replaces it."""
    db.execute(
        """
        INSERT INTO upstream (id, url, name, public_signing, public_sealing, enrolled_at)
        VALUES (1, :url, :name, :public_signing, :public_sealing, :now)
        ON CONFLICT (id) DO UPDATE SET
            url = excluded.url,
            name = excluded.name,
            public_signing = excluded.public_signing,
            public_sealing = excluded.public_sealing,
            enrolled_at = excluded.enrolled_at
        """,
        {
            "url": url,
            "name": upstream.name,
            "public_signing": upstream.public_signing,
            "public_sealing": upstream.public_sealing,
            "now": now,
        },
    )


def load(db: Db) -> tuple[str, Upstream] | None:
    """The exchange's address and keys; None before the hub has joined one."""
    row = db.execute(
        "SELECT url, name, public_signing, public_sealing FROM upstream WHERE id = 1"
    ).fetchone()
    if row is None:
        return None
    keys = Upstream(row["name"], bytes(row["public_signing"]), bytes(row["public_sealing"]))
    return row["url"], keys
