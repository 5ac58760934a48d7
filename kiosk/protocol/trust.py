"""Which certificates speak for a hub: the roots of its site's CA, signed by the hub's own key.

A station takes them before it sends anything, also over a line that it does not trust yet: the
code that staff read out names the key, and later the key is pinned. So a new root reaches stations
without anybody walking around. Source: DESIGN.md §8 (Enrolment) and §11.
"""

import re
from typing import Annotated

import msgspec
from nacl.signing import SigningKey

from kiosk.protocol.enrolment import fingerprint
from kiosk.protocol.signing import Purpose, sign, verify
from kiosk.protocol.succession import Chain, Handover, follow
from kiosk.rules.refusals import Refusal

TRUST_PATH = "/trust/v1"
ASKED = "asked"
"""The query that holds the asker's chance."""
ROOTS_LIMIT = 4
ROOT_LIMIT_BYTES = 8192
QUESTION = re.compile(r"[0-9a-f]{32}")

Pem = Annotated[str, msgspec.Meta(max_length=ROOT_LIMIT_BYTES)]


class Trust(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The roots in force; none: those that the system trusts.

    `n` is when they were made, in seconds by a clock that may have been wrong. Only where a hub
    does not answer the question itself (`SignedTrust.fresh`, since 0.1.0) it says which came later.
    """

    n: Annotated[int, msgspec.Meta(ge=0, le=10**12)] = 0
    roots: Annotated[tuple[Pem, ...], msgspec.Meta(max_length=ROOTS_LIMIT)] = ()


class SignedTrust(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a hub says to everybody who asks.

    `fresh` signs the asker's question too, where there was one: who asked need compare no dates.
    """

    trust: Trust
    public_signing: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    proof: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
    fresh: Annotated[bytes, msgspec.Meta(max_length=64)] = b""
    chain: Chain = ()
    """How the hub's keys came to be, where they have changed."""


def is_question(asked: str) -> bool:
    """Whether somebody asked by a chance of ours that can be signed."""
    return QUESTION.fullmatch(asked) is not None


def sign_trust(
    key: SigningKey, trust: Trust, *, asked: str = "", chain: tuple[Handover, ...] = ()
) -> SignedTrust:
    """The hub's word for its roots; `asked` is the asker's own chance, which `fresh` answers."""
    proof = sign(key, Purpose.TRUST, _claim(trust))
    fresh = sign(key, Purpose.TRUST, _claim(trust, asked)) if asked else b""
    return SignedTrust(trust, bytes(key.verify_key), proof, fresh, chain)


def is_said_now(said: SignedTrust, *, asked: str) -> bool:
    """Whether the hub says this now, and nobody tells again what it said once."""
    try:
        verify(said.public_signing, Purpose.TRUST, _claim(said.trust, asked), said.fresh)
    except Refusal:
        return False
    return True


def check_by_code(said: SignedTrust, *, code_fingerprint: str) -> Trust:
    """The roots of the hub that gave a one-time code.

    Raises:
        Refusal: `hub_key_differs`, `wrong_signature`.
    """
    if fingerprint(said.public_signing) != code_fingerprint:
        raise Refusal("hub_key_differs")
    return check_by_key(said, public_key=said.public_signing)


def check_by_key(said: SignedTrust, *, public_key: bytes) -> Trust:
    """The roots of the hub whose key is pinned.

    Raises:
        Refusal: `hub_key_differs`, `wrong_signature`.
    """
    if said.public_signing != public_key:
        raise Refusal("hub_key_differs")
    verify(public_key, Purpose.TRUST, _claim(said.trust), said.proof)
    return said.trust


def way_to(said: SignedTrust, *, public_key: bytes) -> tuple[Handover, ...]:
    """The way from the pinned key to the one that says this; empty where it is the pinned one.

    Raises:
        Refusal: `hub_key_differs` for another hub, `wrong_signature`.
    """
    way = follow(said.chain, public_key)
    check_by_key(said, public_key=way[-1].signing if way else public_key)
    return way


def _claim(trust: Trust, asked: str = "") -> bytes:
    return msgspec.json.encode(trust) + (b"\n" + asked.encode() if asked else b"")
