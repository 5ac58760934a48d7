"""Parked facts are tried again: what they waited for may have come since.

An exam waits for its module, a decision for the answer it is about, slots for their pictures.
Opening and fetching are slow work, so they are done here, before the act.
"""

from collections.abc import Iterator

from kiosk.acts import exchange_link, ingest
from kiosk.acts.ingest import Facts
from kiosk.acts.opening import open_fact
from kiosk.hub import Hub
from kiosk.jobs.exchange_jobs import with_pictures
from kiosk.link import sqlite_inbox
from kiosk.link.client import LinkDownError
from kiosk.link.receiver import reread
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.signing import origin_of
from kiosk.rules.instants import Instant
from kiosk.store import upstream

AT_ONCE = 50


def retry_parked(hub: Hub, now: Instant) -> None:  # noqa: ARG001  an act is given its own instant
    """Try facts again that could not be understood when they came."""
    with hub.read() as db:
        makers = sqlite_inbox.makers_of_parked(db)
        joined = upstream.load(db)
    exchange = "" if joined is None else origin_of(joined[1].public_signing)
    for origin in makers:
        for facts in _parked(hub, origin):
            for group in hub.trying.groups(facts):
                _retry(hub, origin, group, of_exchange=origin == exchange)


def _retry(hub: Hub, origin: str, facts: tuple[SignedFact, ...], *, of_exchange: bool) -> None:
    poison = [one for one in facts if hub.trying.is_poison(one.fact.id)]
    with hub.trying.names_of(f"parked-{origin}", facts):
        if poison:
            hub.write(exchange_link.park_crashed, fact_id=poison[0].fact.id)
        elif of_exchange:
            _retry_of_exchange(hub, facts)
        else:
            _retry_of_station(hub, origin, facts)


def _retry_of_exchange(hub: Hub, facts: tuple[SignedFact, ...]) -> None:
    try:
        opened = [with_pictures(hub, hub.line.client, signed) for signed in facts]
    except LinkDownError:
        opened = [with_pictures(hub, None, signed) for signed in facts]
    readable = {one.signed.fact.id: one for one in opened if not one.parked}
    if readable:
        hub.write(exchange_link.take_parked_facts, facts=Facts(readable))


def _retry_of_station(hub: Hub, station: str, facts: tuple[SignedFact, ...]) -> None:
    opened = [open_fact(signed, keys=hub.keys, module_of=hub.module_of) for signed in facts]
    readable = {one.signed.fact.id: one for one in opened if not one.parked}
    if readable:
        hub.write(ingest.take_parked_facts, station=station, facts=Facts(readable))


def _parked(hub: Hub, origin: str) -> Iterator[tuple[SignedFact, ...]]:
    """All parked facts of one maker, some at a time."""
    n = 0
    while True:
        with hub.read() as db:
            page = sqlite_inbox.parked_beyond(db, origin=origin, n=n, limit=AT_ONCE)
        if not page:
            return
        yield tuple(reread(one.raw, one.signature) for one in page)
        n = page[-1].n
