"""What all pages of one class have in common: its head, its tabs, how its people are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import page
from admin_panel.guards import hub
from kiosk.acts import classes as acts
from kiosk.queries import written as query
from kiosk.rules.instants import Instant
from kiosk.store import classes, meetings, staff
from kiosk.store.classes import Class
from kiosk.store.meetings import MeetingRow
from kiosk.texts import _

ID_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Head:
    """See classes/parts.html. `next_meeting`: the one that is on, or comes next.

    `to_mark`: reflections that were written at a seat and wait for a mark.
    """

    made: Class
    mentor: str
    people: int
    next_meeting: MeetingRow | None
    is_on: bool
    code_open: bool
    to_mark: int = 0


def head_of(class_id: str) -> Head:
    """The head of a class's pages.

    Raises:
        Refusal: `not_found`.
    """
    now = hub().now()
    with hub().read() as db:
        made = acts.known(db, class_id)
        coming = next(iter(meetings.coming(db, now, class_id)), None)
        return Head(
            made,
            staff.names(db).get(made.mentor, ""),
            classes.count_members(db, class_id),
            coming,
            is_on=coming is not None and coming.starts <= now,
            code_open=_is_open(made, now),
            to_mark=len(query.written_in_class(db, class_id)),
        )


def class_page(
    template: str, class_id: str, *, tab: str, form: Form | None = None, **handed: Any
) -> ResponseReturnValue:
    """A page of one class in its frame."""
    return page(template, here="classes", form=form, head=head_of(class_id), tab=tab, **handed)


def called(name: str) -> str:
    """A learner by name; who was erased is nobody any more."""
    return name or _("Erased person")


def staff_names() -> Mapping[str, str]:
    """Ids of staff -> names, and what stands for the seats."""
    with hub().read() as db:
        return {**staff.names(db), "station": _("The seat")}


def _is_open(made: Class, now: Instant) -> bool:
    return made.join_until is not None and now < made.join_until
