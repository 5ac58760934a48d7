"""Whether somebody's classes meet at one time."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import classes, meetings


def check_free(db: Db, now: Instant, *, class_id: str, visitor: str, name: str) -> None:
    """Refuse somebody whom another class has at the time of a meeting of this one.

    Raises:
        Refusal: `class_two` (name, title).
    """
    mine = meetings.coming(db, now, class_id)
    for other in classes.of_visitor(db, visitor):
        if other.id == class_id:
            continue
        theirs = meetings.coming(db, now, other.id)
        if any(one.starts < two.ends and two.starts < one.ends for one in mine for two in theirs):
            raise Refusal("class_two", name=name, title=other.title)
