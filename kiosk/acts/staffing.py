"""Staff: roles, single rights, passwords, PINs, the end of somebody's time here.

What changes here holds with the next request of whoever it concerns: doors read it each time.
"""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.acts.people import add_staff
from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.rules import roles
from kiosk.rules.instants import Instant
from kiosk.rules.names import named
from kiosk.rules.refusals import Refusal
from kiosk.rules.roles import Person, Role
from kiosk.store import audit, staff
from kiosk.store.staff import Staff

NAME_LIMIT = 80
COMMAND = "command"
"""Who works at the machine itself: its owner."""


class Secret(Tool):
    """A hash of a password or PIN, made outside; another one each time, so no part of a request."""

    def __init__(self, hashed: str) -> None:
        self.hashed = hashed


def set_rights(
    db: Db, now: Instant, *, person: str, rights: Sequence[str], by: str, reason: str
) -> tuple[str, ...]:
    """Let a person have just these rights; returns those that change, one line of audit each.

    Raises:
        Refusal: `not_found`, `field_wrong`, what `check_change` refuses, `reason_missing`.
    """
    who = _known(db, person)
    given, taken = roles.marks(who.role, rights)
    after = replace(who.person, given=given, taken=taken)
    changed = [name for name in roles.for_staff() if after.may(name) != who.person.may(name)]
    if not changed:
        return ()
    _check(db, by=by, before=who.person, after=after)
    said = _said(reason)
    staff.set_marks(db, person, given=given, taken=taken)
    for name in changed:
        act = "give_right" if after.may(name) else "take_right"
        audit.record(db, now, by=by, act=act, about=_about(who), reason=said, detail=name)
    return tuple(changed)


def change_person(
    db: Db, now: Instant, *, person: str, name: str, role: str, by: str, reason: str
) -> None:
    """Another name or role; of single rights those stay that the new role does not settle.

    Raises:
        Refusal: `not_found`, `field_missing`, `field_wrong`, what `check_change` refuses,
            `reason_missing`.
    """
    who, name = _known(db, person), name.strip()
    if not name:
        raise Refusal("field_missing", field="name")
    if role not in roles.AT_WORK:
        raise Refusal("field_wrong", field="role")
    name = named(name, field="name", limit=NAME_LIMIT)
    after = replace(who.person, role=Role(role))
    if after.role is not who.role:
        _check(db, by=by, before=who.person, after=after)
    said = _said(reason)
    given = frozenset(right for right in who.given if not roles.may(after.role, right))
    taken = frozenset(right for right in who.taken if roles.may(after.role, right))
    staff.set_role(db, person, name=name, role=after.role)
    staff.set_marks(db, person, given=given, taken=taken)
    detail = f"{who.role} → {after.role}" if after.role is not who.role else name
    audit.record(db, now, by=by, act="change_staff", about=_about(who), reason=said, detail=detail)


def set_password(
    db: Db, now: Instant, *, person: str, secret: Secret, by: str, reason: str
) -> None:
    """Another password; whoever is signed in with the old one is out, and the PIN is forgotten.

    Raises:
        Refusal: `not_found`, `not_allowed` (an owner's, by somebody who is none),
            `reason_missing` (somebody else's).
    """
    who = _known(db, person)
    if by != person:  # with the password one is that person, so it is as if they were added
        _check(db, by=by, before=replace(who.person, active=False), after=who.person)
        staff.set_pin(db, person, pin_hash="")
    said = reason.strip() if by == person else _said(reason)
    staff.set_password(db, person, password_hash=secret.hashed)
    audit.record(db, now, by=by, act="set_password", about=_about(who), reason=said)


def set_pin(db: Db, now: Instant, *, person: str, secret: Secret) -> None:
    """The PIN with which a person agrees to what is above somebody's limit; their own doing.

    Raises:
        Refusal: `not_found`.
    """
    who = _known(db, person)
    staff.set_pin(db, person, pin_hash=secret.hashed)
    audit.record(db, now, by=person, act="set_pin", about=_about(who))


def switch_off(db: Db, now: Instant, *, person: str, by: str, reason: str) -> None:
    """A person works here no longer: their cookies are over at once.

    Raises:
        Refusal: `not_found`, what `check_change` refuses, `reason_missing`.
    """
    who = _known(db, person)
    _check(db, by=by, before=who.person, after=replace(who.person, active=False))
    staff.set_active(db, person, active=False)
    audit.record(db, now, by=by, act="switch_off_staff", about=_about(who), reason=_said(reason))


def switch_on(db: Db, now: Instant, *, person: str, by: str, reason: str) -> None:
    """A person works here again, with the rights and the password from before.

    Raises:
        Refusal: `not_found`, what `check_change` refuses, `reason_missing`.
    """
    who = _known(db, person)
    _check(db, by=by, before=who.person, after=replace(who.person, active=True))
    staff.set_active(db, person, active=True)
    audit.record(db, now, by=by, act="switch_on_staff", about=_about(who), reason=_said(reason))


def hire(
    db: Db, now: Instant, *, sign_in: str, name: str, role: str, secret: Secret, by: str
) -> str:
    """Add a person who works here; returns the id.

    Raises:
        Refusal: what `check_change` refuses, then what `add_staff` refuses.
    """
    if role not in roles.AT_WORK:
        raise Refusal("field_wrong", field="role")
    nobody = Person("", Role(role), active=False)
    _check(db, by=by, before=nobody, after=replace(nobody, active=True))
    return add_staff(
        db, now, sign_in=sign_in, name=name, role=role, password_hash=secret.hashed, by=by
    )


def _check(db: Db, *, by: str, before: Person, after: Person) -> None:
    others = [one.person for one in staff.owners(db) if one.id != before.id]
    roles.check_change(_asking(db, by), before=before, after=after, others=others)


def _asking(db: Db, by: str) -> Person | None:
    if by == COMMAND:
        return None
    who = staff.by_id(db, by)
    if who is None:
        raise Refusal("not_allowed", role="", right=roles.KEY)
    return who.person


def _known(db: Db, person: str) -> Staff:
    who = staff.known(db, person)
    if who is None:
        raise Refusal("not_found", what="staff")
    return who


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refusal("reason_missing")
    return reason.strip()


def _about(who: Staff) -> str:
    return f"staff:{who.id}"
