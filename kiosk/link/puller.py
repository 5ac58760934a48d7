"""Pulling facts: ask for what comes after what we have; our own inbox is the cursor."""

from collections.abc import Callable
from urllib.parse import urlencode

from kiosk.link.client import SignedClient
from kiosk.link.receiver import open_facts
from kiosk.protocol.codec import unpack
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.sync import PULL_LIMIT_BYTES, PULL_PATH, Kept, Pulled

ROUNDS_LIMIT = 1000


def pull_path(kept: Kept | None) -> str:
    """The path that asks for facts after `kept`."""
    query = {
        "epoch": "" if kept is None else kept.epoch,
        "after": "0" if kept is None else str(kept.have),
    }
    return f"{PULL_PATH}?{urlencode(query)}"


def pull_once(
    client: SignedClient,
    *,
    public_key: bytes,
    kept: Kept | None,
    take: Callable[[tuple[SignedFact, ...]], None],
) -> Kept | None:
    """Fetch one batch and hand it to `take`; returns how far the feed goes, None when at its end.

    Args:
        client: the link.
        public_key: the upstream's, which signed the facts.
        kept: how far we have the feed.
        take: keeps the facts durably before it returns.

    Raises:
        LinkDownError: no signed answer.
        Refusal: the upstream refuses, or a fact is not by it.
    """
    raw = client.call("GET", pull_path(kept))
    pulled = unpack(raw, Pulled, limit_bytes=PULL_LIMIT_BYTES)
    facts = open_facts(pulled.facts, public_key=public_key)
    if not facts:
        return None
    take(facts)
    last = facts[-1].fact
    return Kept(last.origin, last.epoch, last.seq)


def pull_all(
    client: SignedClient,
    *,
    public_key: bytes,
    kept: Kept | None,
    take: Callable[[tuple[SignedFact, ...]], None],
) -> int:
    """Pull until the feed's end; returns the number of batches."""
    for rounds in range(ROUNDS_LIMIT):
        following = pull_once(client, public_key=public_key, kept=kept, take=take)
        if following is None:
            return rounds
        kept = following
    return ROUNDS_LIMIT
