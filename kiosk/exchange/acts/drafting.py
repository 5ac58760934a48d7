"""Keeping a batch between its preview and its payment, and noting which answers were read."""

from sqlalchemy import Connection

from kiosk.exchange.acts import ids
from kiosk.exchange.office import Office
from kiosk.exchange.store import drafts, reports
from kiosk.exchange.store.drafts import Draft
from kiosk.rules.instants import S_PER_DAY, Instant, later


def keep_draft(
    db: Connection,
    now: Instant,
    *,
    office: Office,
    requester: str,
    title: str,
    template: str,
    csv: str,
    pictures: str,
) -> str:
    """Keep a batch that was read without mistakes; returns its id. Nothing is paid yet."""
    del office
    drafts.forget_before(db, later(now, seconds=-S_PER_DAY))
    made = Draft(ids.new("D"), requester, title, template, csv, pictures)
    drafts.add(db, now, made)
    return made.id


def note_reads(
    db: Connection, now: Instant, *, office: Office, assignments: tuple[str, ...], how: str
) -> None:
    """Log which answers a requester has seen: a report of re-use asks for it later."""
    del office
    reports.note_reads(db, now, assignments, how=how)
