"""Classes: their mentor and code, who is in them, which editions of modules they take."""

from dataclasses import dataclass, replace

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.store.blocks import Pays

CLASSES_LIMIT = 200
MEMBERS_LIMIT = 200
PLAN_LIMIT = 60
OF_VISITOR_LIMIT = 50

COLUMNS = """id, title, mentor, made_at, made_by, note, pays, sponsorship, goes_on_free,
             shares_seats, join_code, join_until, ended_at, reason"""


@dataclass(frozen=True, slots=True)
class Class:
    """A cohort with a mentor. `pays`, `sponsorship`, `goes_on_free`: at its meetings' seats."""

    id: str
    title: str
    mentor: str
    made_at: Instant
    made_by: str
    note: str = ""
    pays: Pays = "free"
    sponsorship: str | None = None
    goes_on_free: bool = False
    shares_seats: bool = False
    join_code: str | None = None
    join_until: Instant | None = None
    ended_at: Instant | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in a class; `how`: by staff, from a pasted list, or by the class's code."""

    class_id: str
    visitor: str
    name: str
    code: str | None
    joined_at: Instant
    how: str
    left_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A module's edition that a class takes from an instant on."""

    edition: str
    slug: str
    number: int
    title: str
    starts: Instant


def add(db: Db, made: Class) -> None:
    """Keep a class."""
    db.execute(
        """
        INSERT INTO class (id, title, mentor, note, pays, sponsorship, goes_on_free, shares_seats,
                           made_at, made_by)
        VALUES (:id, :title, :mentor, :note, :pays, :sponsorship, :goes_on_free, :shares_seats,
                :made_at, :made_by)
        """,
        {**_told(made), "made_at": made.made_at, "made_by": made.made_by},
    )


def change(db: Db, changed: Class) -> None:
    """Its title, mentor, note, and who pays at the meetings to come."""
    db.execute(
        """
        UPDATE class
        SET title = :title, mentor = :mentor, note = :note, pays = :pays,
            sponsorship = :sponsorship, goes_on_free = :goes_on_free, shares_seats = :shares_seats
        WHERE id = :id
        """,
        _told(changed),
    )


def end(db: Db, now: Instant, *, class_id: str, reason: str) -> None:
    """It meets no more; its code opens nothing."""
    db.execute(
        """
        UPDATE class
        SET ended_at = :now, reason = :reason, join_code = NULL, join_until = NULL
        WHERE id = :id
        """,
        {"id": class_id, "now": now, "reason": reason},
    )


def set_code(db: Db, *, class_id: str, code: str | None, until: Instant | None) -> None:
    """The code by which people join until then; None: nobody joins by one."""
    db.execute(
        "UPDATE class SET join_code = :code, join_until = :until WHERE id = :id",
        {"id": class_id, "code": code, "until": until},
    )


def by_id(db: Db, class_id: str) -> Class | None:
    """One class."""
    return _one(db, "id", class_id)


def by_code(db: Db, code: str) -> Class | None:
    """The class whose sheet has this code; its time may be over."""
    return _one(db, "join_code", code)


def running(db: Db, *, limit: int = CLASSES_LIMIT) -> tuple[Class, ...]:
    """Classes that have not ended, by title."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM class
        WHERE ended_at IS NULL
        ORDER BY title COLLATE NOCASE, id
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(_read(row) for row in rows)


def ended(db: Db, *, limit: int = CLASSES_LIMIT) -> tuple[Class, ...]:
    """Classes that have ended, the last first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM class
        WHERE ended_at IS NOT NULL
        ORDER BY ended_at DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(_read(row) for row in rows)


def put_member(db: Db, now: Instant, *, class_id: str, visitor: str, how: str, by: str) -> bool:
    """Somebody is in the class, perhaps again; returns whether they were not."""
    changed = db.execute(
        """
        INSERT INTO class_member (class, visitor, joined_at, how, by)
        VALUES (:class_id, :visitor, :now, :how, :by)
        ON CONFLICT (class, visitor) DO UPDATE
        SET joined_at = :now, how = :how, by = :by, left_at = NULL
        WHERE left_at IS NOT NULL
        """,
        {"class_id": class_id, "visitor": visitor, "now": now, "how": how, "by": by},
    )
    return changed.rowcount > 0


def take_off(db: Db, now: Instant, *, class_id: str, visitor: str) -> bool:
    """Somebody is in the class no more; returns whether they were."""
    changed = db.execute(
        """
        UPDATE class_member
        SET left_at = :now
        WHERE class = :class_id
          AND visitor = :visitor
          AND left_at IS NULL
        """,
        {"class_id": class_id, "visitor": visitor, "now": now},
    )
    return changed.rowcount > 0


def leave_all(db: Db, now: Instant, *, visitor: str) -> None:
    """Somebody is in no class any more."""
    db.execute(
        "UPDATE class_member SET left_at = :now WHERE visitor = :visitor AND left_at IS NULL",
        {"visitor": visitor, "now": now},
    )


def members(db: Db, class_id: str) -> tuple[MemberRow, ...]:
    """Who is in a class, by name."""
    return tuple(row for row in all_members(db, class_id) if row.left_at is None)


def all_members(db: Db, class_id: str) -> tuple[MemberRow, ...]:
    """Who is or was in a class, by name."""
    rows = db.execute(
        """
        SELECT class_member.class, class_member.visitor, visitor.name, visitor.code,
               class_member.joined_at, class_member.how, class_member.left_at
        FROM class_member
        JOIN visitor ON visitor.id = class_member.visitor
        WHERE class_member.class = :class_id
        ORDER BY visitor.name COLLATE NOCASE, class_member.visitor
        LIMIT :limit
        """,
        {"class_id": class_id, "limit": MEMBERS_LIMIT * 2},
    )
    return tuple(MemberRow(*tuple(row)) for row in rows)


def count_members(db: Db, class_id: str) -> int:
    """How many are in a class."""
    row = db.execute(
        "SELECT count(*) AS n FROM class_member WHERE class = :class_id AND left_at IS NULL",
        {"class_id": class_id},
    ).fetchone()
    return int(row["n"])


def has_member(db: Db, *, class_id: str, visitor: str) -> bool:
    """Whether somebody is in a class."""
    row = db.execute(
        """
        SELECT 1
        FROM class_member
        WHERE class = :class_id
          AND visitor = :visitor
          AND left_at IS NULL
        """,
        {"class_id": class_id, "visitor": visitor},
    ).fetchone()
    return row is not None


def of_visitor(db: Db, visitor: str) -> tuple[Class, ...]:
    """The running classes that somebody is in, by title."""
    columns = ", ".join(f"class.{name.strip()}" for name in COLUMNS.split(","))
    rows = db.execute(
        f"""
        SELECT {columns}
        FROM class_member
        JOIN class ON class.id = class_member.class
        WHERE class_member.visitor = :visitor
          AND class_member.left_at IS NULL
          AND class.ended_at IS NULL
        ORDER BY class.title COLLATE NOCASE, class.id
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": OF_VISITOR_LIMIT},
    )
    return tuple(_read(row) for row in rows)


def put_plan(db: Db, *, class_id: str, edition: str, starts: Instant, by: str) -> None:
    """The class takes this edition from then on."""
    db.execute(
        """
        INSERT INTO class_plan (class, edition, starts, by)
        VALUES (:class_id, :edition, :starts, :by)
        ON CONFLICT (class, edition) DO UPDATE SET starts = :starts, by = :by
        """,
        {"class_id": class_id, "edition": edition, "starts": starts, "by": by},
    )


def drop_plan(db: Db, *, class_id: str, edition: str) -> bool:
    """The class does not take this edition; returns whether it did."""
    changed = db.execute(
        "DELETE FROM class_plan WHERE class = :class_id AND edition = :edition",
        {"class_id": class_id, "edition": edition},
    )
    return changed.rowcount > 0


def planned(db: Db, class_id: str) -> tuple[PlanRow, ...]:
    """What a class takes, by date."""
    rows = db.execute(
        """
        SELECT module_edition.edition, module_edition.slug, module_edition.number,
               module_edition.title, class_plan.starts
        FROM class_plan
        JOIN module_edition ON module_edition.edition = class_plan.edition
        WHERE class_plan.class = :class_id
        ORDER BY class_plan.starts, class_plan.edition
        LIMIT :limit
        """,
        {"class_id": class_id, "limit": PLAN_LIMIT},
    )
    return tuple(PlanRow(*tuple(row)) for row in rows)


def _told(made: Class) -> dict[str, object]:
    return {
        "id": made.id,
        "title": made.title,
        "mentor": made.mentor,
        "note": made.note,
        "pays": made.pays,
        "sponsorship": made.sponsorship,
        "goes_on_free": int(made.goes_on_free),
        "shares_seats": int(made.shares_seats),
    }


def _one(db: Db, column: str, value: str) -> Class | None:
    row = db.execute(f"SELECT {COLUMNS} FROM class WHERE {column} = :value", {"value": value})
    found = row.fetchone()
    return None if found is None else _read(found)


def _read(row: Row) -> Class:
    return replace(
        Class(*tuple(row)),
        goes_on_free=row["goes_on_free"] == 1,
        shares_seats=row["shares_seats"] == 1,
    )
