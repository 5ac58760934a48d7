"""Facts of hubs, by network or stick: one batch of each in work, and none ends us for ever.

As `kiosk/station_api/pushes.py`: `kiosk/trying.py` knows which fact was there when the process
ended. Parked facts are tried again apart from those that came, so that it names the right one.
"""

import shutil
from collections.abc import Iterator

from kiosk.exchange.acts.taking import take_facts, take_parked_facts
from kiosk.exchange.exchange import Exchange
from kiosk.exchange.store import people, stopped
from kiosk.link.receiver import reread
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.sync import Kept, Outcome, PushAnswer
from kiosk.rules.refusals import Refusal

PARKED_AT_ONCE = 50
DISK_FREE_LEAST_BYTES = 16 * 1024 * 1024
"""The last room is for decisions and money that wait, not for what hubs keep anyway."""
AFTER_FULL_S = 60


def check_room(exchange: Exchange) -> None:
    """Ask hubs to wait while there is hardly any disk left.

    Raises:
        Refusal: `busy`, with `after_s`.
    """
    if shutil.disk_usage(exchange.folder).free < DISK_FREE_LEAST_BYTES:
        raise Refusal("busy", after_s=AFTER_FULL_S)


def take_batch(exchange: Exchange, *, way: str, batch: tuple[SignedFact, ...]) -> PushAnswer:
    """Keep and apply a hub's batch; what was there when the process ended is applied one by one.

    `way` is how it came, and the name of its file: a stick may be read while its hub pushes.

    Raises:
        Refusal: `busy` while another batch is in work that came this way or there is no room,
            `disk_full`.
    """
    check_room(exchange)
    outcomes: dict[str, Outcome] = {}
    kept: dict[str, Kept] = {}
    with exchange.read() as db:
        makers = dict.fromkeys(one.fact.origin for one in batch)
        kept_as = {one: people.kept_as(db, one) for one in makers}
    for one in batch:
        named = (blob.sha256 for blob in one.fact.blobs)
        exchange.uploads.keep_named(origin=kept_as[one.fact.origin], names=named)
    with exchange.trying.turn_of(way):
        for facts in exchange.trying.groups(batch):
            with exchange.trying.names_of(way, facts):
                poison = _poison(exchange, facts)
                answer = exchange.write(take_facts, facts=facts, poison=poison)
            outcomes |= {one.id: one for one in answer.results}
            kept |= {one.epoch: one for one in answer.kept}
    if any(one.result == "stored" for one in outcomes.values()):
        for maker in makers:
            _retry(exchange, maker, limit=PARKED_AT_ONCE)
    return PushAnswer(tuple(outcomes.values()), tuple(kept.values()))


def retry_parked(exchange: Exchange) -> None:
    """Try all parked facts again, those that staff let go again among them."""
    with exchange.read() as db:
        makers = stopped.makers_of_parked(db)
    for maker in makers:
        _retry(exchange, maker)


def _retry(exchange: Exchange, maker: str, *, limit: int | None = None) -> None:
    """Where somebody else does it already, or gets in the way, the next time will do."""
    way = f"parked-{maker}"
    try:
        with exchange.trying.turn_of(way):
            for page in _parked(exchange, maker, limit):
                for facts in exchange.trying.groups(page):
                    with exchange.trying.names_of(way, facts):
                        poison = _poison(exchange, facts)
                        exchange.write(take_parked_facts, facts=facts, poison=poison)
    except Refusal as refusal:
        if refusal.code not in {"busy", "disk_full"}:
            raise


def _poison(exchange: Exchange, facts: tuple[SignedFact, ...]) -> tuple[str, ...]:
    return tuple(one.fact.id for one in facts if exchange.trying.is_poison(one.fact.id))


def _parked(exchange: Exchange, maker: str, limit: int | None) -> Iterator[tuple[SignedFact, ...]]:
    """Parked facts of one maker, the eldest first, some at a time."""
    after = ("", 0)
    seen = 0
    while limit is None or seen < limit:
        with exchange.read() as db:
            page = stopped.parked_after(db, origin=maker, after=after, limit=PARKED_AT_ONCE)
        if not page:
            return
        facts = tuple(reread(raw, signature) for raw, signature in page)
        yield facts
        after, seen = (facts[-1].fact.epoch, facts[-1].fact.seq), seen + len(facts)
