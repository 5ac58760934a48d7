"""Visitors: registered ones with a code and a PIN, and guests known by a voucher only."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.rules.names import WORDS_MOST, fold, sought_code, sought_words
from kiosk.rules.refusals import Refusal

FOLDED_AT_ONCE = 1000


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
    pin_kind: str = "digits"
    note: str = ""
    merged_into: str | None = None
    erased_at: Instant | None = None

    @property
    def is_guest(self) -> bool:
        """Known by a voucher only."""
        return self.code is None


def add(db: Db, now: Instant, visitor: Visitor) -> None:
    """Add a person."""
    db.execute(
        """
        INSERT INTO visitor (id, code, name, folded, language, price_group, pin_hash, pin_kind,
                             worker, made_at)
        VALUES (:id, :code, :name, :folded, :language, :group, :pin_hash, :pin_kind,
                :worker, :now)
        """,
        {
            "id": visitor.id,
            "code": visitor.code,
            "name": visitor.name,
            "folded": fold(visitor.name),
            "language": visitor.language,
            "group": visitor.group,
            "pin_hash": visitor.pin_hash,
            "pin_kind": visitor.pin_kind,
            "worker": visitor.worker,
            "now": now,
        },
    )


def by_id(db: Db, visitor: str) -> Visitor | None:
    """The visitor of this id."""
    return _one(db, "id", visitor)


def registered(db: Db, visitor: str) -> Visitor:
    """The visitor of this id, who has a card.

    Raises:
        Refusal: `not_found`, also for a guest.
    """
    who = by_id(db, visitor)
    if who is None or who.is_guest:
        raise Refusal("not_found", what="visitor")
    return who


def by_code(db: Db, code: str) -> Visitor | None:
    """The registered visitor with this code."""
    return _one(db, "code", code)


def of_name(db: Db, name: str, *, limit: int) -> tuple[Visitor, ...]:
    """Registered visitors of just this name, however it is written."""
    rows = db.execute(
        """
        SELECT id, code, name, language, price_group, pin_hash, worker, pin_kind, note,
               merged_into, erased_at
        FROM visitor
        WHERE folded = :folded
          AND code IS NOT NULL
        ORDER BY id
        LIMIT :limit
        """,
        {"folded": fold(name), "limit": limit},
    )
    return tuple(_visitor(row) for row in rows)


def by_worker(db: Db, worker: str) -> Visitor | None:
    """The visitor whom the exchange knows by this pseudonym."""
    return _one(db, "worker", worker)


def _one(db: Db, column: str, value: str) -> Visitor | None:
    row = db.execute(
        f"""
        SELECT id, code, name, language, price_group, pin_hash, worker, pin_kind, note,
               merged_into, erased_at
        FROM visitor
        WHERE {column} = :value
        """,
        {"value": value},
    ).fetchone()
    return None if row is None else _visitor(row)


def set_group(db: Db, *, visitor: str, group: str) -> None:
    """Another price group from now on."""
    db.execute(
        "UPDATE visitor SET price_group = :group WHERE id = :id", {"id": visitor, "group": group}
    )


def count(db: Db) -> int:
    """How many visitors are registered."""
    row = db.execute("SELECT count(*) AS n FROM visitor WHERE code IS NOT NULL").fetchone()
    return int(row["n"])


def _visitor(row: Row) -> Visitor:
    return Visitor(
        row["id"],
        row["code"],
        row["name"],
        row["language"],
        row["price_group"],
        row["pin_hash"],
        row["worker"],
        row["pin_kind"],
        row["note"],
        row["merged_into"],
        None if row["erased_at"] is None else Instant(row["erased_at"]),
    )


def page(db: Db, *, words: str, limit: int, offset: int) -> tuple[Visitor, ...]:
    """Registered visitors by name: all, or those whose name holds all words, or code the digits."""
    rows = db.execute(
        f"""
        SELECT id, code, name, language, price_group, pin_hash, worker, pin_kind, note,
               merged_into, erased_at
        FROM visitor
        WHERE code IS NOT NULL
          AND {_FOUND}
        ORDER BY folded, id
        LIMIT :limit OFFSET :offset
        """,
        {**_sought(words), "limit": limit, "offset": offset},
    )
    return tuple(_visitor(row) for row in rows)


def made_at(db: Db, visitor: str) -> Instant | None:
    """Since when a visitor is known here."""
    row = db.execute("SELECT made_at FROM visitor WHERE id = :id", {"id": visitor}).fetchone()
    return None if row is None else Instant(row["made_at"])


def known_since(db: Db, visitor: str) -> Instant | None:
    """Since when a visitor is known here, by this record or one that was merged into it."""
    row = db.execute(
        """
        SELECT min(made_at) AS at
        FROM visitor
        WHERE id = :id
           OR merged_into = :id
        """,
        {"id": visitor},
    ).fetchone()
    return None if row["at"] is None else Instant(row["at"])


RECORDS_LIMIT = 50
"""So many records of one person are looked at."""


def records_of(db: Db, visitor: str) -> tuple[str, ...]:
    """A visitor's own id, then those of records that were merged into it."""
    rows = db.execute(
        """
        SELECT id
        FROM visitor
        WHERE id = :id
           OR merged_into = :id
        ORDER BY id <> :id, id
        LIMIT :limit
        """,
        {"id": visitor, "limit": RECORDS_LIMIT},
    )
    return tuple(row["id"] for row in rows)


def count_found(db: Db, words: str) -> int:
    """How many registered visitors `page` would show in all."""
    row = db.execute(
        f"""
        SELECT count(*) AS n
        FROM visitor
        WHERE code IS NOT NULL
          AND {_FOUND}
        """,
        _sought(words),
    ).fetchone()
    return int(row["n"])


_FOUND = """(instr(code, :digits) > 0
               OR (:named AND instr(folded, :word0) > 0 AND instr(folded, :word1) > 0
                   AND instr(folded, :word2) > 0 AND instr(folded, :word3) > 0))"""
"""Read off the index `visitor_folded` alone; what is not sought for is NULL or found everywhere."""


def _sought(typed: str) -> dict[str, object]:
    words = sought_words(typed)
    places = (*words, *[""] * (WORDS_MOST - len(words)))
    return {
        "digits": sought_code(typed) or None,
        "named": bool(words) or not typed,
        **{f"word{n}": word for n, word in enumerate(places)},
    }


def fold_names(db: Db) -> int:
    """Fold names that came before they were folded; returns how many, some at a time."""
    rows = db.execute(
        """
        SELECT id, name
        FROM visitor
        WHERE folded IS NULL AND code IS NOT NULL
        LIMIT :limit
        """,
        {"limit": FOLDED_AT_ONCE},
    ).fetchall()
    db.executemany(
        "UPDATE visitor SET folded = :folded WHERE id = :id",
        [{"id": row["id"], "folded": fold(row["name"])} for row in rows],
    )
    return len(rows)


def set_person(db: Db, *, visitor: str, name: str, language: str) -> None:
    """Another name or language from now on."""
    db.execute(
        "UPDATE visitor SET name = :name, folded = :folded, language = :language WHERE id = :id",
        {"id": visitor, "name": name, "folded": fold(name), "language": language},
    )


def set_note(db: Db, *, visitor: str, note: str) -> None:
    """What staff see beside the name."""
    db.execute("UPDATE visitor SET note = :note WHERE id = :id", {"id": visitor, "note": note})


def set_pin(db: Db, *, visitor: str, pin_hash: str, pin_kind: str) -> None:
    """Another PIN from now on."""
    db.execute(
        "UPDATE visitor SET pin_hash = :pin_hash, pin_kind = :pin_kind WHERE id = :id",
        {"id": visitor, "pin_hash": pin_hash, "pin_kind": pin_kind},
    )


def set_code(db: Db, *, visitor: str, code: str) -> None:
    """The code of another card."""
    db.execute("UPDATE visitor SET code = :code WHERE id = :id", {"id": visitor, "code": code})
