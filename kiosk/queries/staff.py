"""Staff as the owner's pages show them."""

from kiosk.disk.db import Db
from kiosk.rules.refusals import Refusal
from kiosk.store import staff
from kiosk.store.staff import Staff


def everybody(db: Db) -> tuple[Staff, ...]:
    """All who work or worked here: those who do first, by name."""
    return staff.everybody(db)


def one(db: Db, person: str) -> Staff:
    """One of them, also one who was switched off.

    Raises:
        Refusal: `not_found`.
    """
    found = staff.known(db, person)
    if found is None:
        raise Refusal("not_found", what="staff")
    return found
