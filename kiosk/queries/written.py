"""Reflections that learners wrote at a seat and no mentor has marked since."""

from collections.abc import Collection, Mapping

from kiosk.disk.db import Db
from kiosk.rules.editions import line_of
from kiosk.rules.instants import Instant
from kiosk.rules.reflections import waits
from kiosk.store import classes, reflections, training, written_reflections
from kiosk.store.written_reflections import Written


def written_in_class(db: Db, class_id: str) -> tuple[Written, ...]:
    """Those of everybody who is in the class, in the modules of its plan; the oldest first."""
    rows = classes.planned(db, class_id)
    if not rows:
        return ()
    minor_of = {
        row.edition: row.minor_of for row in training.editions(db) if row.minor_of is not None
    }
    plan_of = {each: row.edition for row in rows for each in line_of(row.edition, minor_of)}
    visitors = [one.visitor for one in classes.members(db, class_id) if one.name]
    return to_mark(db, plan_of, visitors)


def to_mark(db: Db, plan_of: Mapping[str, str], visitors: Collection[str]) -> tuple[Written, ...]:
    """What these learners wrote in these modules that no mentor has marked since; oldest first.

    `plan_of`: editions -> the one that is planned, under which a mark stands.
    """
    asked = {"editions": plan_of.keys(), "visitors": visitors}
    newest: dict[tuple[str, str, str], Written] = {}
    for one in written_reflections.written(db, **asked):
        newest[one.visitor, plan_of[one.edition], one.step] = one
    marked: dict[tuple[str, str, str], Instant] = {}
    for (visitor, edition, step), at in reflections.marked_at(db, **asked).items():
        name = (visitor, plan_of[edition], step)
        marked[name] = max(at, marked.get(name, at))
    found = (
        one
        for name, one in newest.items()
        if waits(came_at=one.came_at, marked_at=marked.get(name))
    )
    return tuple(sorted(found, key=lambda one: one.at))
