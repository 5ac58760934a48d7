"""Hubs may let their own copies go of what a verified copy of the exchange has."""

from collections.abc import Sequence

from sqlalchemy import Connection

from kiosk.exchange.office import Office
from kiosk.exchange.store import inbox
from kiosk.protocol.sync import Kept
from kiosk.rules.instants import Instant


def note_safe(db: Connection, now: Instant, *, office: Office, kept: Sequence[Kept]) -> int:
    """Raise how far these are safe; never past what is kept here, never down."""
    del now, office
    return inbox.note_safe(db, kept)
