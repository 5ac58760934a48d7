"""Certificates that hubs took back, and keys that hubs sign with: heard here, told to all others.

Each hub is told when it next pulls, some at a time: one that takes a certificate back writes one
row, however many hubs there are.
"""

from sqlalchemy import Connection

from kiosk.exchange.office import Office
from kiosk.exchange.store import awards, hub_keys, outbox, people
from kiosk.protocol.award_bodies import NEWS_LIMIT, AwardNews, AwardRevoked, HubKey, Void
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

REVOKED_MOST = 10_000
"""So many certificates a hub may take back; more would be a hub gone mad."""


def note_key(db: Connection, now: Instant, *, hub: str, signing: bytes, name: str) -> None:
    """A hub signs with this key."""
    awards.add(db, now, hub=hub, signing=signing, name=name)


def take_revoked(db: Connection, now: Instant, body: AwardRevoked, *, hub: str) -> str:
    """A hub takes back what it signed itself, and nothing else.

    Raises:
        Refusal: `unknown_origin` for a key that is not its own, `too_many`.
    """
    known = people.hub_of(db, hub)
    own = () if known is None else (known.public_signing, *hub_keys.keys_of(db, hub))
    if body.signing not in own:
        raise Refusal("unknown_origin", origin="")
    if awards.count_revoked(db, hub) >= REVOKED_MOST:
        raise Refusal("too_many", certificates=REVOKED_MOST)
    awards.add(db, now, hub=hub, signing=body.signing, number=body.number)
    return ""


def tell(db: Connection, now: Instant, *, office: Office, hub: str) -> int:
    """Put what a hub was not told yet into its stream; returns how many pieces of news."""
    news = awards.waiting(db, hub, limit=NEWS_LIMIT)
    if not news:
        return 0
    body = AwardNews(
        keys=tuple(HubKey(one.signing, one.name) for one in news if not one.number),
        revoked=tuple(Void(one.signing, one.number) for one in news if one.number),
    )
    outbox.put(db, office.keys.signing, office.moment(now), hub=hub, body=body)
    awards.set_told(db, hub, news[-1].n)
    return len(news)
