"""A number for each area of pages: a page asks "anything new?" before it is made."""

from kiosk.disk.db import Db

FLOOR = "floor"
ROOM = "room"
"""First answers that came: what a mentor's page of the room counts."""


def bump(db: Db, area: str) -> None:
    """Say that something in this area changed, in the same transaction."""
    db.execute(
        """
        INSERT INTO revision (area, n)
        VALUES (:area, 1)
        ON CONFLICT (area) DO UPDATE SET n = n + 1
        """,
        {"area": area},
    )


def current(db: Db, area: str) -> int:
    """The area's number; 0 before its first change."""
    row = db.execute("SELECT n FROM revision WHERE area = :area", {"area": area}).fetchone()
    return 0 if row is None else int(row["n"])


def record_of(visitor: str) -> str:
    """The area of what a station may show of its visitor."""
    return f"record:{visitor}"
