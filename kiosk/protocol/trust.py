"""Which certificates speak for a hub: the roots of its site's CA, signed by the hub's own key.

A station takes them before it sends anything, also over a line that it does not trust yet: the
code that staff read out names the key, and later the key is pinned. So a new root reaches stations
without anybody walking around. Source: DESIGN.md §8 (Enrolment) and §11.
"""

from typing import Annotated

import msgspec
from nacl.signing import SigningKey

from kiosk.protocol.enrolment import fingerprint
from kiosk.protocol.signing import Purpose, sign, verify
from kiosk.rules.refusals import Refusal

TRUST_PATH = "/trust/v1"
ROOTS_LIMIT = 4
ROOT_LIMIT_BYTES = 8192

Pem = Annotated[str, msgspec.Meta(max_length=ROOT_LIMIT_BYTES)]


class Trust(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The roots in force; none: those that the system trusts.

    `n` rises with each change: it is when they were made, in seconds, so that a hub that lost its
    CA and made another is believed.
    """

    n: Annotated[int, msgspec.Meta(ge=0, le=10**12)] = 0
    roots: Annotated[tuple[Pem, ...], msgspec.Meta(max_length=ROOTS_LIMIT)] = ()


class SignedTrust(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a hub says to everybody who asks."""

    trust: Trust
    public_signing: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    proof: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]


def sign_trust(key: SigningKey, trust: Trust) -> SignedTrust:
    """The hub's word for its roots."""
    return SignedTrust(trust, bytes(key.verify_key), sign(key, Purpose.TRUST, _claim(trust)))


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


def _claim(trust: Trust) -> bytes:
    return msgspec.json.encode(trust)
