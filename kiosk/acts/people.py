"""People: registering visitors, adding staff. PINs and passwords come hashed. DESIGN.md §11."""

from dataclasses import dataclass

from kiosk.acts.cards import check_blank, free_codes
from kiosk.acts.selling import new_id, new_worker
from kiosk.acts.site import Site
from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, later
from kiosk.rules.names import named
from kiosk.rules.refusals import Refusal
from kiosk.rules.roles import Role
from kiosk.store import audit, cards, lock_outs, staff, visitors
from kiosk.store.staff import Staff
from kiosk.store.visitors import Visitor

NAME_LIMIT = 80
CODE_DIGITS = 6
GROUPS = ("visitor", "student", "job-seeker", "retiree")


def register_visitor(  # noqa: PLR0913  a person has that many parts
    db: Db,
    now: Instant,
    *,
    name: str,
    language: str,
    group: str,
    pin_hash: str,
    code: str,
    by: str,
    site: Site,
    pin_kind: str = "digits",
) -> str:
    """Register a visitor; returns the id.

    Args:
        db: the transaction.
        now: when.
        name: as the visitor says it.
        language: one of the site's.
        group: price group.
        pin_hash: argon2id of the PIN, sealed under the hub's key.
        code: six digits, drawn outside.
        by: staff.
        site: settings.
        pin_kind: digits or pictures.

    Raises:
        Refusal: `field_missing`, `field_wrong`, `conflict` (the code is taken: draw again).
    """
    name = named(name, field="name", limit=NAME_LIMIT)
    if not name:
        raise Refusal("field_missing", field="name")
    if language not in site.settings.languages:
        raise Refusal("field_wrong", field="language")
    if group not in GROUPS:
        raise Refusal("field_wrong", field="group")
    if visitors.by_code(db, code) is not None:
        raise Refusal("conflict", what="code")
    visitor = new_id()
    visitors.add(
        db, now, Visitor(visitor, code, name, language, group, pin_hash, new_worker(), pin_kind)
    )
    audit.record(db, now, by=by, act="register_visitor", about=f"visitor:{visitor}")
    return visitor


def change_group(db: Db, now: Instant, *, visitor: str, group: str, by: str, reason: str) -> None:
    """Put a registered visitor into another price group; sessions priced before stay as they are.

    Raises:
        Refusal: `not_found` (also a guest), `field_wrong`, `reason_missing`, in that order.
    """
    who = visitors.by_id(db, visitor)
    if who is None or who.is_guest:
        raise Refusal("not_found", what="visitor")
    if group not in GROUPS:
        raise Refusal("field_wrong", field="group")
    if not reason.strip():
        raise Refusal("reason_missing")
    visitors.set_group(db, visitor=visitor, group=group)
    audit.record(
        db, now, by=by, act="change_group", about=f"visitor:{visitor}", reason=reason.strip()
    )


@dataclass(frozen=True, slots=True)
class Card(Tool):
    """What was drawn outside for a new visitor: the PIN's hash, and codes to choose from.

    The same form sent again draws others, so they are no part of what is asked.
    """

    pin_hash: str
    codes: tuple[str, ...]
    pin_kind: str = "digits"


def register_at_desk(  # noqa: PLR0913  a person has that many parts
    db: Db,
    now: Instant,
    *,
    name: str,
    language: str,
    group: str,
    card: Card,
    by: str,
    site: Site,
    blank: str = "",
) -> str:
    """Register a visitor under the first code that is free, or under a `blank` card's; the id.

    Raises:
        Refusal: what `check_blank` refuses, `busy` when all codes of the card are taken, then as
            `register_visitor`.
    """
    if blank:
        check_blank(db, blank)
    code = blank or next(free_codes(db, card.codes), None)
    if code is None:
        raise Refusal("busy")
    visitor = register_visitor(
        db,
        now,
        name=name,
        language=language,
        group=group,
        pin_hash=card.pin_hash,
        code=code,
        by=by,
        site=site,
        pin_kind=card.pin_kind,
    )
    if blank:
        cards.bind(db, now, code=blank, visitor=visitor)
    return visitor


def add_staff(
    db: Db, now: Instant, *, sign_in: str, name: str, role: str, password_hash: str, by: str
) -> str:
    """Add a person who works here; returns the id.

    Raises:
        Refusal: `field_missing`, `field_wrong`, `name_taken`.
    """
    sign_in = named(sign_in, field="sign_in", limit=NAME_LIMIT)
    name = named(name, field="name", limit=NAME_LIMIT)
    if not sign_in or not name:
        raise Refusal("field_missing", field="name" if sign_in else "sign_in")
    if role not in (Role.OPERATOR, Role.MENTOR, Role.OWNER):
        raise Refusal("field_wrong", field="role")
    if staff.is_taken(db, sign_in):  # also by somebody who left: old lines still name them
        raise Refusal("name_taken", name=sign_in)
    person = Staff(new_id(), sign_in, name, Role(role), password_hash)
    staff.add(db, person)
    audit.record(db, now, by=by, act="add_staff", about=f"staff:{person.id}", detail=role)
    return person.id


def sign_in_subject(sign_in: str) -> str:
    """What stands for one sign-in among those that are locked out."""
    return f"sign-in:{sign_in}"


def end_sign_in(db: Db, now: Instant, *, sign_in: str, lasts_s: int) -> None:
    """Somebody signed out: a copy of the cookie opens nothing, for as long as it would have."""
    lock_outs.lock_until(
        db, now, subject=sign_in_subject(sign_in), until=later(now, seconds=lasts_s)
    )
