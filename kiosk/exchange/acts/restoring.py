"""After an exchange was restored from a copy: numbers given since may stand for other facts.

So each hub's stream begins a new epoch. What the copy had not yet seen fetched is told again in
it; a hub takes what it knows already for what it is.
"""

from sqlalchemy import Connection

from kiosk.exchange.acts.retention import tell_gone
from kiosk.exchange.office import Office
from kiosk.exchange.store import outbox
from kiosk.rules.instants import Instant


def begin_anew(db: Connection, now: Instant, *, office: Office) -> int:
    """Start a new epoch for every hub; returns how many facts are told again."""
    told = 0
    for hub in outbox.hubs(db):
        _, read = outbox.read_upto(db, hub)
        tell_gone(db, now, office=office, hub=hub, has=read)
        told += outbox.begin_anew(db, office.keys.signing, hub=hub)
    return told
