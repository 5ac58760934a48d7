"""Keys that follow each other: each new pair is named by a signature of the pair before it.

Whoever knows any one of them finds the newest by that chain, and nobody else can lengthen it.
Source: DESIGN.md §8 (Keys).
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated

import msgspec

from kiosk.protocol.keys import PAIRS_LIMIT, Keys
from kiosk.protocol.signing import Purpose, origin_of, sign, verify
from kiosk.rules.refusals import Refusal

PublicKey = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Signature = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]


class Handover(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys `signing` and `sealing` follow those of `before`, which signed that."""

    before: PublicKey
    signing: PublicKey
    sealing: PublicKey
    proof: Signature


CHAIN_PATH = "/keys/v1"
"""Where whoever let us in is told how our keys came to be."""
CHAIN_LIMIT_BYTES = 32 * 1024
Chain = Annotated[tuple[Handover, ...], msgspec.Meta(max_length=PAIRS_LIMIT)]


class Succession(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a machine's keys came to be, told by anybody: it proves itself."""

    chain: Annotated[tuple[Handover, ...], msgspec.Meta(min_length=1, max_length=PAIRS_LIMIT)]


def chain_of(keys: Keys) -> tuple[Handover, ...]:
    """How these keys came to be, the eldest first; empty where they never changed."""
    pairs = (*reversed(keys.older), keys)
    return tuple(_hand_over(old, new) for old, new in pairwise(pairs))


def follow(chain: Iterable[Handover], public_signing: bytes) -> tuple[Handover, ...]:
    """The way from a key that is known to the newest; empty where none follows it.

    Raises:
        Refusal: `wrong_signature` where the way from there is not signed step by step.
    """
    at, way = public_signing, list[Handover]()
    for one in chain:
        if not way and one.before != at:
            continue  # of before the key that is known
        if one.before != at:
            raise Refusal("wrong_signature")
        verify(at, Purpose.HANDOVER, one.signing + one.sealing, one.proof)
        way.append(one)
        at = one.signing
    return tuple(way)


def leads(chain: tuple[Handover, ...], *, origin: str, to: bytes) -> bool:
    """Whether a key is that of this name, or follows it by a chain that is whole."""
    if not chain:
        return origin_of(to) == origin
    eldest = chain[0].before
    try:
        way = follow(chain, eldest)
    except Refusal:
        return False
    return origin_of(eldest) == origin and way[-1].signing == to


def _hand_over(old: Keys, new: Keys) -> Handover:
    proof = sign(old.signing, Purpose.HANDOVER, new.public_signing + new.public_sealing)
    return Handover(old.public_signing, new.public_signing, new.public_sealing, proof)
