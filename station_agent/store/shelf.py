"""What the hub put on this station: editions, what anyone may look at, blobs to fetch."""

from collections.abc import Iterable

from msgspec import UNSET

from kiosk.disk.db import Db, Row
from kiosk.protocol.bodies import Edition, Window
from kiosk.protocol.codec import decode, encode
from kiosk.rules.instants import Instant


def keep_edition(db: Db, edition: Edition) -> None:
    """Keep a station edition; editions are immutable, so a second telling changes nothing."""
    db.execute(
        """
        INSERT INTO edition (edition, slug, title, sha256, minor_of)
        VALUES (:edition, :slug, :title, :sha256, :minor_of)
        ON CONFLICT (edition) DO NOTHING
        """,
        {
            "edition": edition.edition,
            "slug": edition.slug,
            "title": edition.title,
            "sha256": edition.sha256,
            "minor_of": None if edition.minor_of is UNSET else edition.minor_of,
        },
    )


def editions(db: Db) -> tuple[Edition, ...]:
    """All editions, the last to come first."""
    rows = db.execute(
        """
        SELECT edition, slug, title, sha256, minor_of
        FROM edition
        ORDER BY n DESC
        """
    )
    return tuple(_edition(row) for row in rows)


def _edition(row: Row) -> Edition:
    told = {name: value for name, value in dict(row).items() if value is not None}
    return Edition(**told)


def used(db: Db) -> dict[str, Instant]:
    """When each edition was last used here; 0 for one of which nothing was noted yet."""
    rows = db.execute("SELECT edition, used_at FROM edition")
    return {row["edition"]: Instant(row["used_at"]) for row in rows}


def note_used(db: Db, names: Iterable[str], *, at: Instant) -> None:
    """These were used; of those that came since the last time it counts from now on."""
    db.execute("UPDATE edition SET used_at = :at WHERE used_at = 0", {"at": at})
    db.executemany(
        "UPDATE edition SET used_at = :at WHERE edition = :name",
        [{"name": name, "at": at} for name in names],
    )


def keep_window(db: Db, window: Window) -> None:
    """The newest window replaces the one before."""
    db.execute(
        "INSERT OR REPLACE INTO site_window (one, body) VALUES (1, :body)",
        {"body": encode(window).decode("utf-8")},
    )


def window(db: Db) -> Window | None:
    """What anyone may look at; None before the hub has told."""
    row = db.execute("SELECT body FROM site_window").fetchone()
    return None if row is None else decode(row["body"].encode(), Window)


def want(db: Db, names: Iterable[str]) -> None:
    """Remember blobs to fetch."""
    db.executemany(
        "INSERT INTO blob_wanted (sha256) VALUES (:sha256) ON CONFLICT (sha256) DO NOTHING",
        [{"sha256": name} for name in names],
    )


def wanted(db: Db) -> tuple[str, ...]:
    """Blobs that are not here yet."""
    return tuple(row["sha256"] for row in db.execute("SELECT sha256 FROM blob_wanted"))


def unwant(db: Db, names: Iterable[str]) -> None:
    """These blobs have come."""
    db.executemany(
        "DELETE FROM blob_wanted WHERE sha256 = :sha256", [{"sha256": name} for name in names]
    )
