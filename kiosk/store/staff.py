"""Staff: who may sign in at the panel, and what the owner gave them or took from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.disk.db import Db
from kiosk.rules import roles
from kiosk.rules.roles import Person, Role

STAFF_LIMIT = 500
"""A site has a dozen; the page of staff shows no more than these."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works here. `sign_ins_ended`: cookies with a lower number are over."""

    id: str
    sign_in: str
    name: str
    role: Role
    password_hash: str
    active: bool = True
    pin_hash: str = ""
    sign_ins_ended: int = 0
    given: frozenset[str] = field(default_factory=frozenset)
    taken: frozenset[str] = field(default_factory=frozenset)

    @property
    def person(self) -> Person:
        """As far as rights go."""
        return Person(self.id, self.role, self.active, self.given, self.taken)

    def may(self, right: str) -> bool:
        """Whether this person may do it today."""
        return self.person.may(right)

    def check_may(self, right: str) -> None:
        """Refuse what this person may not do.

        Raises:
            Refusal: `not_allowed`.
        """
        roles.check_may(self.role, right, given=self.given, taken=self.taken)


COLUMNS = "id, sign_in, name, role, password_hash, active, pin_hash, sign_ins_ended"


def add(db: Db, staff: Staff) -> None:
    """Add a person; the sign-in name is theirs alone."""
    db.execute(
        """
        INSERT INTO staff (id, sign_in, name, role, password_hash)
        VALUES (:id, :sign_in, :name, :role, :password_hash)
        """,
        {
            "id": staff.id,
            "sign_in": staff.sign_in,
            "name": staff.name,
            "role": staff.role.value,
            "password_hash": staff.password_hash,
        },
    )


def by_sign_in(db: Db, sign_in: str) -> Staff | None:
    """The active person with this sign-in name."""
    found = _where(db, "sign_in = :value AND active = 1", sign_in)
    return found[0] if found else None


def by_id(db: Db, staff: str) -> Staff | None:
    """The active person of this id."""
    found = _where(db, "id = :value AND active = 1", staff)
    return found[0] if found else None


def known(db: Db, staff: str) -> Staff | None:
    """The person of this id, also one who was switched off."""
    found = _where(db, "id = :value", staff)
    return found[0] if found else None


def is_taken(db: Db, sign_in: str) -> bool:
    """Whether a sign-in name was ever given to somebody."""
    return bool(_where(db, "sign_in = :value", sign_in))


def everybody(db: Db) -> tuple[Staff, ...]:
    """All who work or worked here: those who do first, by name."""
    return _where(db, "1 = 1")


def owners(db: Db) -> tuple[Staff, ...]:
    """The owners who may sign in."""
    return _where(db, "role = :value AND active = 1", Role.OWNER.value)


def _where(db: Db, condition: str, value: str = "") -> tuple[Staff, ...]:
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM staff
        WHERE {condition}
        ORDER BY active DESC, name COLLATE NOCASE, id
        LIMIT {STAFF_LIMIT}
        """,
        {"value": value} if ":value" in condition else {},
    ).fetchall()
    return tuple(_staff(db, row) for row in rows)


def _staff(db: Db, row: Mapping[str, Any]) -> Staff:
    marked = _marks(db, row["id"])
    return Staff(
        row["id"],
        row["sign_in"],
        row["name"],
        Role(row["role"]),
        row["password_hash"],
        active=bool(row["active"]),
        pin_hash=row["pin_hash"],
        sign_ins_ended=row["sign_ins_ended"],
        given=frozenset(name for name, mark in marked if mark == "given"),
        taken=frozenset(name for name, mark in marked if mark == "taken"),
    )


def _marks(db: Db, staff: str) -> list[tuple[str, str]]:
    """Rights given or taken; one that this version does not know is no right."""
    rows = db.execute(
        "SELECT right_name, mark FROM staff_right WHERE staff = :staff", {"staff": staff}
    )
    return [(row["right_name"], row["mark"]) for row in rows if row["right_name"] in roles.RIGHTS]


def set_marks(db: Db, staff: str, *, given: Iterable[str], taken: Iterable[str]) -> None:
    """Let a person have these rights beside the role's, and not those."""
    db.execute("DELETE FROM staff_right WHERE staff = :staff", {"staff": staff})
    marked = [(name, "given") for name in given] + [(name, "taken") for name in taken]
    db.executemany(
        """
        INSERT INTO staff_right (staff, right_name, mark)
        VALUES (:staff, :right_name, :mark)
        """,
        [{"staff": staff, "right_name": name, "mark": mark} for name, mark in sorted(marked)],
    )


def set_role(db: Db, staff: str, *, name: str, role: Role) -> None:
    """Another name or role."""
    db.execute(
        "UPDATE staff SET name = :name, role = :role WHERE id = :staff",
        {"staff": staff, "name": name, "role": role.value},
    )


def set_password(db: Db, staff: str, *, password_hash: str) -> None:
    """Another password; every cookie from before is over."""
    db.execute(
        """
        UPDATE staff
        SET password_hash = :password_hash,
            sign_ins_ended = sign_ins_ended + 1
        WHERE id = :staff
        """,
        {"staff": staff, "password_hash": password_hash},
    )


def set_pin(db: Db, staff: str, *, pin_hash: str) -> None:
    """The PIN to agree with; "" for none."""
    db.execute(
        "UPDATE staff SET pin_hash = :pin_hash WHERE id = :staff",
        {"staff": staff, "pin_hash": pin_hash},
    )


def set_active(db: Db, staff: str, *, active: bool) -> None:
    """Let a person sign in, or no longer; every cookie from before is over."""
    db.execute(
        """
        UPDATE staff
        SET active = :active,
            sign_ins_ended = sign_ins_ended + 1
        WHERE id = :staff
        """,
        {"staff": staff, "active": int(active)},
    )


def names(db: Db) -> dict[str, str]:
    """Everybody's name by id, also of those who left: old lines still name them."""
    return {row["id"]: row["name"] for row in db.execute("SELECT id, name FROM staff")}
