"""Hop 2 by timer: send what waits, pull what is new. Each is a plain function `(hub, now)`."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from kiosk.acts import exchange_link
from kiosk.acts.ingest import Facts
from kiosk.acts.opening import OpenedFact
from kiosk.hub import Hub
from kiosk.link import sqlite_inbox, sqlite_outbox
from kiosk.link.blobs import fetch_missing
from kiosk.link.client import LinkDownError, SignedClient
from kiosk.link.puller import pull_once
from kiosk.link.receiver import NOT_THE_SENDER
from kiosk.link.sender import Sender, Sending
from kiosk.link.shelf import Parcel
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.signing import origin_of
from kiosk.protocol.sync import Kept, Outcome
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

BATCHES_A_RUN = 50
EXCHANGE = "exchange"
ROUNDS_A_RUN = 50
NOT_THERE = frozenset({"not_found", "malformed"})
"""What the exchange says of a picture that it has not, or not whole."""


@dataclass(frozen=True, slots=True)
class ExchangeOutbox:
    """The hub's facts for the exchange, for the sender."""

    hub: Hub

    def next(self, *, limit: int, limit_bytes: int) -> Sequence[Parcel]:
        """The eldest facts that wait."""
        with self.hub.read() as db:
            return sqlite_outbox.next_parcels(
                db, audience="exchange", limit=limit, limit_bytes=limit_bytes
            )

    def settle(self, outcomes: Sequence[Outcome], kept: Sequence[Kept]) -> None:
        """Keep what the exchange said."""
        self.hub.write(exchange_link.settle_outbox, outcomes=tuple(outcomes), kept=tuple(kept))

    def quarantine(self, fact_id: str, code: str) -> None:
        """Set one fact aside."""
        self.hub.write(exchange_link.quarantine_parcel, parcel_id=fact_id, code=code)


def send_to_exchange(hub: Hub, now: Instant) -> None:
    """Push what waits for the exchange, batch after batch.

    What the exchange keeps without its word yet waits on; it is asked again at the next run.
    """
    if not hub.line.may_try(now) or hub.line.client is None:
        return
    sender = hub.line.sender or Sender(hub.line.client, ExchangeOutbox(hub))
    hub.line.sender = sender
    for _ in range(BATCHES_A_RUN):
        went = sender.push_once()
        if went is Sending.PAUSED and _told_keys(hub.line.client, sender.refused):
            went = sender.push_once()
        if went is Sending.SENT:
            hub.line.worked(now)
            if not sender.moved:
                return
            continue
        if went is Sending.PAUSED:
            hub.line.failed(now, paused="not let in")
        elif went in (Sending.DOWN, Sending.BUSY):
            hub.line.failed(now, after_s=sender.after_s)
        if went is not Sending.FAILED:
            return


def pull_from_exchange(hub: Hub, now: Instant) -> None:
    """Pull facts from the exchange, with the pictures that they name."""
    client = hub.line.client
    if not hub.line.may_try(now) or client is None:
        return
    try:
        _pull_known(hub, client)
        hub.line.worked(now)
    except LinkDownError:
        hub.line.failed(now)
    except Refusal as refusal:
        hub.line.failed(now, paused=refusal.code)


def _pull_known(hub: Hub, client: SignedClient) -> None:
    try:
        _pull_all(hub, client)
    except Refusal as refusal:
        if not _told_keys(client, refusal.code):
            raise
        _pull_all(hub, client)


def _told_keys(client: SignedClient, refused: str) -> bool:
    """An exchange that does not know our keys of now is told how they came to be, and asked again.

    What answers that is not signed: whether it was the exchange, the next answer says.
    """
    if refused not in NOT_THE_SENDER or not client.may_be_unknown:
        return False
    with suppress(LinkDownError):
        client.tell_keys()
        return True
    return False


def _pull_all(hub: Hub, client: SignedClient) -> None:
    key = hub.line.public_key
    for _ in range(ROUNDS_A_RUN):
        with hub.read() as db:
            kept = sqlite_inbox.latest_kept(db, origin_of(key))
        more = pull_once(
            client, public_key=key, kept=kept, take=lambda facts: _take(hub, client, facts)
        )
        if more is None:
            return


def _take(hub: Hub, client: SignedClient, facts: tuple[SignedFact, ...]) -> None:
    for group in hub.trying.groups(facts):
        opened = Facts({signed.fact.id: _opened(hub, client, signed) for signed in group})
        with hub.trying.names_of(EXCHANGE, group):
            hub.write(exchange_link.take_exchange_facts, facts=opened)


def _opened(hub: Hub, client: SignedClient, signed: SignedFact) -> OpenedFact:
    if hub.trying.is_poison(signed.fact.id):
        return OpenedFact(signed, crashed=True)
    return with_pictures(hub, client, signed)


def with_pictures(hub: Hub, client: SignedClient | None, signed: SignedFact) -> OpenedFact:
    """A fact of the exchange; parked while a picture is missing, so that it blocks no others.

    Blobs come first: a slot is dealt only with its pictures here.

    Raises:
        LinkDownError: the line failed on the way.
        Refusal: we are not let in.
    """
    names = [blob.sha256 for blob in signed.fact.blobs]
    if client is None:
        return OpenedFact(signed, parked=not all(map(hub.blobs.has, names)))
    try:
        fetch_missing(client, hub.blobs, names)
    except Refusal as refusal:
        if refusal.code not in NOT_THERE:
            raise
        return OpenedFact(signed, parked=True)
    return OpenedFact(signed)
