"""Who may do what: one table from rights to roles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from kiosk.rules.refusals import Refusal


class Role(StrEnum):
    """The part a person plays at a site or an exchange."""

    OPERATOR = "operator"
    MENTOR = "mentor"
    OWNER = "owner"
    REQUESTER = "requester"
    VISITOR = "visitor"


@dataclass(frozen=True, slots=True)
class Right:
    """What a right allows, and the roles that have it from the start."""

    meaning: str
    roles: frozenset[Role]


STAFF = frozenset({Role.OPERATOR, Role.MENTOR, Role.OWNER})
DESK = frozenset({Role.OPERATOR, Role.OWNER})
TEACHERS = frozenset({Role.MENTOR, Role.OWNER})
OWNERS = frozenset({Role.OWNER})
REQUESTERS = frozenset({Role.REQUESTER})
VISITORS = frozenset({Role.VISITOR})

RIGHTS: Mapping[str, Right] = MappingProxyType(
    {
        # the floor
        "see_floor": Right("see every seat, its state and who sits there", STAFF),
        "start_session": Right("open a session at a free station", STAFF),
        "give_time": Right("open a session that costs nothing, with a reason", STAFF),
        "end_session": Right("end a session before its time is over", STAFF),
        "pause_session": Right("pause and resume a session", STAFF),
        "extend_session": Right("add time to a running session", DESK),
        "move_session": Right("move a session to another seat", STAFF),
        "book_seat": Right("book a seat ahead, move and cancel it", STAFF),
        "book_class": Right("book seats for a class", STAFF),
        "command_station": Right("lock, message, restart or wake a station", STAFF),
        "write_off": Right("end an unpaid session without payment, with a reason", DESK),
        # the till
        "sell": Right("sell an offer, a voucher or a product", DESK),
        "open_shift": Right("open a shift with a float", DESK),
        "close_shift": Right("count the drawer and close one's own shift", DESK),
        "pay_out": Right("pay a visitor what they earned", DESK),
        "undo_sale": Right("reverse a sale, with a reason", DESK),
        "see_till": Right("see the sales of one's own shift", DESK),
        "approve_refund": Right("confirm what is above the operator's limit", OWNERS),
        # people
        "see_people": Right("find a visitor and see their account", STAFF),
        "register_visitor": Right("register a visitor and print a card", STAFF),
        "change_visitor": Right("change a visitor's name, group, language or PIN", STAFF),
        "ban_visitor": Right("ban a visitor until a date, with a reason", DESK),
        "erase_visitor": Right("export or erase what is kept about a visitor", OWNERS),
        "merge_visitors": Right("make two records of one visitor into one", OWNERS),
        "grant_credit": Right("let an account go below zero", OWNERS),
        # training and tasks
        "see_classes": Right("see classes, meetings and marks", TEACHERS),
        "lead_class": Right("keep classes, meetings and attendance; mark work", TEACHERS),
        "import_module": Right("check and import a training module", TEACHERS),
        "help_in_exams": Right("give a learner more time in exams, and see their tries", TEACHERS),
        "give_certificate": Right("give certificates for exams and take them back", TEACHERS),
        "advise_careers": Right("keep career records with consent, and openings", TEACHERS),
        "see_tasks": Right("see tasks, allotments and how the work stands", STAFF),
        # the site
        "add_station": Right("show an enrolment code for a new station", OWNERS),
        "order_new_keys": Right("have a station come in again with new keys", OWNERS),
        "revoke_station": Right("end a station's permission for good", OWNERS),
        "see_reports": Right("read takings, use and leakage", OWNERS),
        "see_statutory_log": Right("read who sat where and when, kept for the law", OWNERS),
        "see_audit": Right("read who did what to whom and why", OWNERS),
        "change_settings": Right("change settings, tariff and offers", OWNERS),
        "change_staff": Right("add and remove staff, give and take rights", OWNERS),
        "carry_by_stick": Right("carry facts to the exchange and back on a stick", DESK),
        "settle_exchange": Right("record that exchange and hub have settled", OWNERS),
        "back_up": Right("make and download a backup", OWNERS),
        # the exchange
        "post_tasks": Right("post HITs and pay them into escrow", REQUESTERS),
        "review_work": Right("approve, reject, or ask for a revision", REQUESTERS),
        "see_results": Right("read and download the answers to one's own HITs", REQUESTERS),
        # the station
        "work": Right("accept and answer tasks", VISITORS),
        "learn": Right("open modules, practise and sit exams", VISITORS),
        "see_own_account": Right("see one's own time, money and marks", VISITORS),
    }
)


def may(
    role: Role,
    right: str,
    *,
    given: frozenset[str] = frozenset(),
    taken: frozenset[str] = frozenset(),
) -> bool:
    """May somebody with this role do this?

    Args:
        role: the part they play.
        right: a key of `RIGHTS`.
        given: rights that the owner gave this person beyond the role.
        taken: rights that the owner took from this person; they outrank `given`.

    Raises:
        KeyError: no such right, a slip in our own code.
    """
    allowed = role in RIGHTS[right].roles or right in given
    return allowed and right not in taken


def check_may(
    role: Role,
    right: str,
    *,
    given: frozenset[str] = frozenset(),
    taken: frozenset[str] = frozenset(),
) -> None:
    """Refuse somebody who may not.

    Raises:
        Refusal: `not_allowed`.
    """
    if not may(role, right, given=given, taken=taken):
        raise Refusal("not_allowed", role=role, right=right)


AT_WORK = (Role.OPERATOR, Role.MENTOR, Role.OWNER)
"""The roles of those who sign in at the panel."""

KEY = "change_staff"
"""The right that gives all others: somebody must always have it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here, as far as rights go."""

    id: str
    role: Role
    active: bool = True
    given: frozenset[str] = field(default_factory=frozenset)
    taken: frozenset[str] = field(default_factory=frozenset)

    def may(self, right: str) -> bool:
        """Whether this person may do it today."""
        return self.active and may(self.role, right, given=self.given, taken=self.taken)

    @property
    def keeps_the_key(self) -> bool:
        """An owner who can add and remove staff."""
        return self.role is Role.OWNER and self.may(KEY)


def for_staff() -> tuple[str, ...]:
    """The rights that an owner may give to staff or take from them, in the order of the table."""
    return tuple(name for name, right in RIGHTS.items() if right.roles & STAFF)


def marks(role: Role, rights: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """What was given and taken where somebody of this role shall have just these rights.

    Raises:
        Refusal: `field_wrong`: one of them is no right of staff.
    """
    wanted = frozenset(rights)
    if not wanted <= frozenset(for_staff()):
        raise Refusal("field_wrong", field="rights")
    usual = frozenset(name for name in for_staff() if may(role, name))
    return wanted - usual, usual - wanted


def check_change(
    by: Person | None, *, before: Person, after: Person, others: Iterable[Person]
) -> None:
    """Refuse a change of somebody's role or rights that would open or lock the house.

    Args:
        by: who wants it; None: a command at the machine itself, which its owner runs.
        before: the person now.
        after: the person then.
        others: the owners besides this person.

    Raises:
        Refusal: `not_allowed` (nobody without the right changes staff, only an owner changes or
            makes an owner, nobody gives a right that they do not have), `not_yourself`,
            `last_owner`, in that order.
    """
    if by is not None:
        _check_may_change(by, before=before, after=after)
        if by.id == before.id:
            raise Refusal("not_yourself")
    if before.keeps_the_key and not any(one.keeps_the_key for one in (after, *others)):
        raise Refusal("last_owner")


def _check_may_change(by: Person, *, before: Person, after: Person) -> None:
    """Owners are each other's equals; others give no more than they have and touch no owner."""
    allowed = by.may(KEY)
    if allowed and by.role is not Role.OWNER:
        new = (right for right in for_staff() if after.may(right) and not before.may(right))
        allowed = Role.OWNER not in (before.role, after.role) and all(map(by.may, new))
    if not allowed:
        raise Refusal("not_allowed", role=by.role, right=KEY)
