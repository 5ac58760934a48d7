"""Openings and courses that the centre keeps."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.rules.interests import code_of, fields_of
from kiosk.rules.openings import Opening
from kiosk.rules.spans import LocalDay

OPEN_MOST = 300
CLOSED_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """An opening as it is kept; `closed_at` is None until it was closed by hand."""

    id: str
    opening: Opening
    made_at: Instant
    closed_at: Instant | None

    def is_open(self, today: LocalDay) -> bool:
        """Whether somebody may still apply: neither closed by hand nor by its last day."""
        return self.closed_at is None and not self.opening.is_over(today)


COLUMNS = """id, kind, title, who, place, pay, contact, wanted, interests, language, note, closes,
             made_at, closed_at"""


def add(db: Db, now: Instant, *, opening_id: str, opening: Opening, by: str) -> None:
    """Keep a new one."""
    db.execute(
        """
        INSERT INTO opening (id, kind, title, who, place, pay, contact, wanted, interests, language,
                             note, closes, made_at, made_by)
        VALUES (:id, :kind, :title, :who, :place, :pay, :contact, :wanted, :interests, :language,
                :note, :closes, :now, :by)
        """,
        {**_told(opening), "id": opening_id, "now": now, "by": by},
    )


def change(db: Db, *, opening_id: str, opening: Opening) -> None:
    """Its words and what it wants."""
    db.execute(
        """
        UPDATE opening
        SET kind = :kind, title = :title, who = :who, place = :place, pay = :pay,
            contact = :contact, wanted = :wanted, interests = :interests,
            language = :language, note = :note,
            closes = :closes
        WHERE id = :id
        """,
        {**_told(opening), "id": opening_id},
    )


def close(db: Db, now: Instant, opening_id: str) -> None:
    """Nobody is referred to it any more."""
    db.execute(
        "UPDATE opening SET closed_at = :now WHERE id = :id AND closed_at IS NULL",
        {"id": opening_id, "now": now},
    )


def by_id(db: Db, opening_id: str) -> Kept | None:
    """One of them."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM opening WHERE id = :id",
        {"id": opening_id},
    ).fetchone()
    return None if row is None else _kept(row)


def not_closed(db: Db) -> tuple[Kept, ...]:
    """All that nobody closed by hand, the newest first; the last day of some may be past."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM opening
        WHERE closed_at IS NULL
        ORDER BY made_at DESC, id
        LIMIT :limit
        """,
        {"limit": OPEN_MOST},
    )
    return tuple(_kept(row) for row in rows)


def open_on(db: Db, today: LocalDay) -> tuple[Kept, ...]:
    """All that somebody may still apply to, the newest first."""
    return tuple(one for one in not_closed(db) if one.is_open(today))


def closed(db: Db, today: LocalDay) -> tuple[Kept, ...]:
    """Those that were closed last, by hand or by their last day."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM opening
        WHERE closed_at IS NOT NULL
        ORDER BY closed_at DESC, id
        LIMIT :limit
        """,
        {"limit": CLOSED_SHOWN},
    )
    over = tuple(one for one in not_closed(db) if not one.is_open(today))
    return (*over, *(_kept(row) for row in rows))


def count_open(db: Db) -> int:
    """How many nobody closed."""
    row = db.execute("SELECT count(*) AS n FROM opening WHERE closed_at IS NULL").fetchone()
    return int(row["n"])


def _told(opening: Opening) -> dict[str, object]:
    return {
        "kind": opening.kind,
        "title": opening.title,
        "who": opening.who,
        "place": opening.place,
        "pay": opening.pay,
        "contact": opening.contact,
        "wanted": " ".join(opening.wanted),
        "interests": code_of(opening.interests),
        "language": opening.language,
        "note": opening.note,
        "closes": opening.closes,
    }


def _kept(row: Row) -> Kept:
    opening = Opening(
        kind=row["kind"],
        title=row["title"],
        who=row["who"],
        place=row["place"],
        pay=row["pay"],
        contact=row["contact"],
        wanted=tuple(row["wanted"].split()),
        interests=fields_of(row["interests"]),
        closes=row["closes"],
        language=row["language"],
        note=row["note"],
    )
    return Kept(row["id"], opening, row["made_at"], row["closed_at"])
