"""Batches that were read and shown with their price, and not yet paid for."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from kiosk.exchange.store.tables import draft
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Draft:
    """What a requester sent in: `template` and `pictures` are JSON, `csv` the table's text."""

    id: str
    requester: str
    title: str
    template: str
    csv: str
    pictures: str


def add(db: Connection, now: Instant, one: Draft) -> None:
    """Keep a draft."""
    values = {
        "id": one.id,
        "requester": one.requester,
        "title": one.title,
        "template": one.template,
        "csv": one.csv,
        "pictures": one.pictures,
        "made_at": now,
    }
    db.execute(insert(draft).values(values))


def draft_of(db: Connection, id: str) -> Draft | None:  # noqa: A002  the table's own word
    """The draft of this id."""
    row = db.execute(select(draft).where(draft.c.id == id)).one_or_none()
    if row is None:
        return None
    return Draft(row.id, row.requester, row.title, row.template, row.csv, row.pictures)


def forget_before(db: Connection, instant: Instant) -> None:
    """Drop drafts that nobody paid for in time."""
    db.execute(delete(draft).where(draft.c.made_at < instant))
