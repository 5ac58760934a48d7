"""A pasted list, line by line: who is meant, who is new here, what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.classes import Line
from kiosk.rules.instants import Instant
from kiosk.rules.names import fold
from kiosk.rules.refusals import Refusal
from kiosk.store import classes, visitors
from kiosk.store.class_times import check_free
from kiosk.store.visitors import Visitor

SAME_NAMES_LIMIT = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A line with what it means.

    `problem`: of the line, or `no_card`, `other_name`, `several`, `two_classes` (`other`: its
    title), `twice`. `visitor` is None for a new person; `is_in`: in the class already.
    """

    line: Line
    visitor: Visitor | None = None
    is_in: bool = False
    problem: str = ""
    other: str = ""


def looked_up(db: Db, now: Instant, *, class_id: str, lines: Sequence[Line]) -> tuple[Found, ...]:
    """Every line of a list against the people of the site and the other classes."""
    found: list[Found] = []
    seen: set[str] = set()
    for line in lines:
        one = _look_up(db, now, class_id, line)
        who = one.visitor
        if who is not None and not one.problem:  # of several by one name nobody was named yet
            if who.id in seen:
                one = Found(line, who, problem="twice")
            seen.add(who.id)
        found.append(one)
    return tuple(found)


def _look_up(db: Db, now: Instant, class_id: str, line: Line) -> Found:
    if line.problem:
        return Found(line, problem=line.problem)
    who, problem = _by_code(db, line) if line.code else _by_name(db, line)
    if who is None or problem:
        return Found(line, who, problem=problem)
    if classes.has_member(db, class_id=class_id, visitor=who.id):
        return Found(line, who, is_in=True)
    try:
        check_free(db, now, class_id=class_id, visitor=who.id, name=who.name)
    except Refusal as refusal:
        return Found(line, who, problem="two_classes", other=str(refusal.details["title"]))
    return Found(line, who)


def _by_code(db: Db, line: Line) -> tuple[Visitor | None, str]:
    who = visitors.by_code(db, line.code)
    if who is None:
        return None, "no_card"
    if line.name and fold(line.name) != fold(who.name):
        return who, "other_name"
    return who, ""


def _by_name(db: Db, line: Line) -> tuple[Visitor | None, str]:
    same = visitors.of_name(db, line.name, limit=SAME_NAMES_LIMIT)
    if len(same) > 1:
        return same[0], "several"
    return (same[0], "") if same else (None, "")
