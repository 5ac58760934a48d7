"""Staff: who may sign in at the panel."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.roles import Role


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works here."""

    id: str
    sign_in: str
    name: str
    role: Role
    password_hash: str


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
    return _one(db, "sign_in", sign_in)


def by_id(db: Db, staff: str) -> Staff | None:
    """The active person of this id."""
    return _one(db, "id", staff)


def _one(db: Db, column: str, value: str) -> Staff | None:
    row = db.execute(
        f"""
        SELECT id, sign_in, name, role, password_hash
        FROM staff
        WHERE {column} = :value
          AND active = 1
        """,
        {"value": value},
    ).fetchone()
    if row is None:
        return None
    return Staff(row["id"], row["sign_in"], row["name"], Role(row["role"]), row["password_hash"])


def names(db: Db) -> dict[str, str]:
    """Everybody's name by id, also of those who left: old lines still name them."""
    return {row["id"]: row["name"] for row in db.execute("SELECT id, name FROM staff")}
