"""Visitors: registered ones with a code and a PIN, and guests known by a voucher only."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who uses a station. A guest has neither code nor PIN."""

    id: str
    code: str | None
    name: str
    language: str
    group: str
    pin_hash: str | None
    worker: str

    @property
    def is_guest(self) -> bool:
        """Known by a voucher only."""
        return self.code is None


def add(db: Db, now: Instant, visitor: Visitor) -> None:
    """Add a person."""
    db.execute(
        """
        INSERT INTO visitor (id, code, name, language, price_group, pin_hash, worker, made_at)
        VALUES (:id, :code, :name, :language, :group, :pin_hash, :worker, :now)
        """,
        {
            "id": visitor.id,
            "code": visitor.code,
            "name": visitor.name,
            "language": visitor.language,
            "group": visitor.group,
            "pin_hash": visitor.pin_hash,
            "worker": visitor.worker,
            "now": now,
        },
    )


def by_id(db: Db, visitor: str) -> Visitor | None:
    """The visitor of this id."""
    return _one(db, "id", visitor)


def by_code(db: Db, code: str) -> Visitor | None:
    """The registered visitor with this code."""
    return _one(db, "code", code)


def by_worker(db: Db, worker: str) -> Visitor | None:
    """The visitor whom the exchange knows by this pseudonym."""
    return _one(db, "worker", worker)


def _one(db: Db, column: str, value: str) -> Visitor | None:
    row = db.execute(
        f"""
        SELECT id, code, name, language, price_group, pin_hash, worker
        FROM visitor
        WHERE {column} = :value
        """,
        {"value": value},
    ).fetchone()
    return None if row is None else _visitor(row)


def find(db: Db, *, words: str, limit: int) -> tuple[Visitor, ...]:
    """Registered visitors whose name begins with the words, or whose code is the words."""
    rows = db.execute(
        """
        SELECT id, code, name, language, price_group, pin_hash, worker
        FROM visitor
        WHERE code IS NOT NULL
          AND (name LIKE :start ESCAPE '!' OR code = :words)
        ORDER BY name COLLATE NOCASE
        LIMIT :limit
        """,
        {"start": _escaped(words) + "%", "words": words, "limit": limit},
    )
    return tuple(_visitor(row) for row in rows)


def set_group(db: Db, *, visitor: str, group: str) -> None:
    """Another price group from now on."""
    db.execute(
        "UPDATE visitor SET price_group = :group WHERE id = :id", {"id": visitor, "group": group}
    )


def count(db: Db) -> int:
    """How many visitors are registered."""
    row = db.execute("SELECT count(*) AS n FROM visitor WHERE code IS NOT NULL").fetchone()
    return int(row["n"])


def _escaped(words: str) -> str:
    return words.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _visitor(row: Row) -> Visitor:
    return Visitor(
        row["id"],
        row["code"],
        row["name"],
        row["language"],
        row["price_group"],
        row["pin_hash"],
        row["worker"],
    )


def page(db: Db, *, words: str, limit: int, offset: int) -> tuple[Visitor, ...]:
    """Registered visitors by name: all, or those of whose names one begins with the words."""
    rows = db.execute(
        """
        SELECT id, code, name, language, price_group, pin_hash, worker
        FROM visitor
        WHERE code IS NOT NULL
          AND (name LIKE :start ESCAPE '!' OR name LIKE :inside ESCAPE '!' OR code = :words)
        ORDER BY name COLLATE NOCASE, id
        LIMIT :limit OFFSET :offset
        """,
        {**_sought(words), "limit": limit, "offset": offset},
    )
    return tuple(_visitor(row) for row in rows)


def made_at(db: Db, visitor: str) -> Instant | None:
    """Since when a visitor is known here."""
    row = db.execute("SELECT made_at FROM visitor WHERE id = :id", {"id": visitor}).fetchone()
    return None if row is None else Instant(row["made_at"])


def count_found(db: Db, words: str) -> int:
    """How many registered visitors `page` would show in all."""
    row = db.execute(
        """
        SELECT count(*) AS n
        FROM visitor
        WHERE code IS NOT NULL
          AND (name LIKE :start ESCAPE '!' OR name LIKE :inside ESCAPE '!' OR code = :words)
        """,
        _sought(words),
    ).fetchone()
    return int(row["n"])


def _sought(words: str) -> dict[str, str]:
    escaped = _escaped(words)
    return {"start": f"{escaped}%", "inside": f"% {escaped}%", "words": words}
