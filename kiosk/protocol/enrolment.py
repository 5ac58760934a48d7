"""Enrolment by a one-time code: 20 characters, half fingerprint of the key, half token.

The newcomer makes its own keys and refuses a host whose key does not match the code; the host
refuses a token that it did not give. Source: DESIGN.md §8.
"""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from nacl.signing import SigningKey

from kiosk.protocol.keys import Keys
from kiosk.protocol.signing import Purpose, sign, verify
from kiosk.rules.refusals import Refusal

ENROL_PATH = "/enrol/v1"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
HALF = 10
HALF_BITS = 50
SELECTOR = 4
"""So many symbols of a token say which code is meant; the other thirty bits are what is guessed."""
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


class Before(msgspec.Struct, frozen=True):
    """The keys that a newcomer had here before; `proof` signs with them who it is from now on."""

    public_signing: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    public_sealing: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    proof: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]


class Newcomer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who wants in. `proof` signs token and keys with the key that is handed in."""

    kind: Literal["station", "hub"]
    token: Annotated[str, msgspec.Meta(max_length=HALF)]
    name: Annotated[str, msgspec.Meta(max_length=80)]
    public_signing: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    public_sealing: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    currency: Annotated[str, msgspec.Meta(max_length=3)]
    proof: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
    before: Before | None = None


class Welcome(msgspec.Struct, frozen=True):
    """The host's keys and the name it gives the newcomer; `proof` signs all of it."""

    name: str
    currency: str
    public_signing: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    public_sealing: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    proof: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]


@dataclass(frozen=True, slots=True)
class Code:
    """Both halves of a one-time code."""

    fingerprint: str
    token: str

    def __str__(self) -> str:
        text = self.fingerprint + self.token
        return "-".join(text[i : i + 5] for i in range(0, len(text), 5))


def make_code(host_public_signing: bytes, chance: bytes) -> Code:
    """A code for this host; `chance` is at least 7 random bytes."""
    return Code(fingerprint(host_public_signing), _base32(chance[:7]))


def read_code(text: str) -> Code:
    """A code as typed: any case, with spaces or dashes, O for 0 and I or L for 1.

    Raises:
        Refusal: `code_unknown`.
    """
    symbols = text.upper().translate(LOOKALIKES)
    if len(symbols) != 2 * HALF or any(symbol not in ALPHABET for symbol in symbols):
        raise Refusal("code_unknown")
    return Code(symbols[:HALF], symbols[HALF:])


def fingerprint(public_key: bytes) -> str:
    """50 bits of SHA-256 of a key, as 10 symbols."""
    return _base32(hashlib.sha256(public_key).digest()[:7])


def token_sha256(token: str) -> bytes:
    """What a host keeps of a token."""
    return hashlib.sha256(b"kiosk-token\0" + token.encode()).digest()


def selector_of(token: str) -> str:
    """Which code a token means, right or wrong."""
    return token[:SELECTOR]


def prove(
    key: SigningKey, *, token: str, host: str, public_signing: bytes, public_sealing: bytes
) -> bytes:
    """The newcomer's proof that it owns the key it hands in."""
    return sign(key, Purpose.ENROLMENT, _claim(token, host, public_signing, public_sealing))


def prove_before(keys: Keys, *, token: str, host: str, following: Keys) -> Before:
    """The proof of a machine with new keys that it had these before."""
    claim = _claim(token, f"{host} after", following.public_signing, following.public_sealing)
    proof = sign(keys.signing, Purpose.ENROLMENT, claim)
    return Before(keys.public_signing, keys.public_sealing, proof)


def check_newcomer(newcomer: Newcomer, *, host: str) -> None:
    """Refuse a newcomer who does not own its key, or not the one it says it had before.

    Raises:
        Refusal: `wrong_signature`.
    """
    claim = _claim(newcomer.token, host, newcomer.public_signing, newcomer.public_sealing)
    verify(newcomer.public_signing, Purpose.ENROLMENT, claim, newcomer.proof)
    before = newcomer.before
    if before is not None:
        ours = (newcomer.public_signing, newcomer.public_sealing)
        claim = _claim(newcomer.token, f"{host} after", *ours)
        verify(before.public_signing, Purpose.ENROLMENT, claim, before.proof)


def welcome_proof(key: SigningKey, *, token: str, newcomer: bytes, sealing: bytes) -> bytes:
    """The host's proof: it saw this token and this newcomer."""
    return sign(key, Purpose.ENROLMENT, _claim(token, "welcome", newcomer, sealing))


def check_welcome(welcome: Welcome, *, code: Code, newcomer: bytes) -> None:
    """Refuse a host that is not the one the code was made by.

    Raises:
        Refusal: `hub_key_differs`, `wrong_signature`.
    """
    if fingerprint(welcome.public_signing) != code.fingerprint:
        raise Refusal("hub_key_differs")
    claim = _claim(code.token, "welcome", newcomer, welcome.public_sealing)
    verify(welcome.public_signing, Purpose.ENROLMENT, claim, welcome.proof)


def _claim(token: str, host: str, signing: bytes, sealing: bytes) -> bytes:
    return f"{token}\n{host}\n{signing.hex()}\n{sealing.hex()}".encode()


def _base32(seven_bytes: bytes) -> str:
    number = int.from_bytes(seven_bytes, "big") >> (8 * 7 - HALF_BITS)
    symbols = []
    for _ in range(HALF):
        number, digit = divmod(number, len(ALPHABET))
        symbols.append(ALPHABET[digit])
    return "".join(reversed(symbols))
