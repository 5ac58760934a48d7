"""Approved tasks that may become questions of modules. Who did them is never told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from kiosk.disk.db import Db
from kiosk.rules.forms import Form, fill, read_form
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.work_items import allows
from kiosk.store import tasks, visitors, work
from kiosk.store.work import Work

LOOKED_AT = 500
SHOWN = 100
APPROVED = "Approved"


@dataclass(frozen=True, slots=True)
class Finished:
    """An approved task as it was asked and answered; `picture` is a blob's name, or ""."""

    assignment: str
    title: str
    requester: str
    form: Form
    answer: Mapping[str, object]
    picture: str
    at: Instant


def finished(db: Db, allowed: Sequence[str]) -> tuple[Finished, ...]:
    """The newest approved tasks of requesters who allow it."""
    if not allowed:
        return ()
    rows = work.latest_in(db, state=APPROVED, limit=LOOKED_AT)
    found = (_read(db, one, allowed) for one in rows)
    return tuple(one for one in found if one is not None)[:SHOWN]


def one(db: Db, allowed: Sequence[str], assignment: str) -> Finished:
    """One of them.

    Raises:
        Refusal: `not_found`, also where its requester does not allow it.
    """
    row = work.by_assignment(db, assignment)
    found = _read(db, row, allowed) if row is not None and row.state == APPROVED else None
    if found is None:
        raise Refusal("not_found", what="task")
    return found


def _read(db: Db, row: Work, allowed: Sequence[str]) -> Finished | None:
    """None of a requester who does not allow it, of somebody erased, or of a task not kept here."""
    terms, slot = tasks.terms(db, row.hit_type), tasks.slot(db, row.assignment)
    if terms is None or slot is None or not allows(terms.requester, allowed):
        return None
    who = visitors.by_id(db, row.visitor)
    if who is None or who.erased_at is not None:
        return None
    try:
        form = fill(read_form(terms.form), slot.slot.row)
    except Refusal:  # a form of a later kind
        return None
    picture = (form.picture or "").removeprefix("sha256:")
    answer = msgspec.json.decode(row.answer)
    return Finished(
        row.assignment, terms.title, terms.requester, form, answer, picture, row.changed_at
    )
