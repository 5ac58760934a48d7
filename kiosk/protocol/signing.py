"""Signatures with a purpose and a version, so that none can be used for something else."""

import hashlib
from enum import StrEnum

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.rules.refusals import Refusal

ORIGIN_BYTES = 16


class Purpose(StrEnum):
    """What a signature is for; it prefixes the signed bytes."""

    FACT = "kiosk-fact-v1"
    REQUEST = "kiosk-request-v1"
    ANSWER = "kiosk-answer-v1"
    LEASE = "kiosk-lease-v1"
    VOUCHER = "kiosk-voucher-v1"
    CARD = "kiosk-card-v1"
    MODULE = "kiosk-module-v1"
    ENROLMENT = "kiosk-enrolment-v1"
    TRUST = "kiosk-trust-v1"
    BUNDLE = "kiosk-bundle-v1"
    ACKNOWLEDGEMENT = "kiosk-acknowledgement-v1"
    BACKUP = "kiosk-backup-v1"
    HANDOVER = "kiosk-handover-v1"
    AWARD = "kiosk-award-v1"
    LEARNER_RECORD = "kiosk-learner-record-v1"


def sign(key: SigningKey, purpose: Purpose, data: bytes) -> bytes:
    """Ed25519 over purpose, a zero byte and the data (64 bytes)."""
    return key.sign(_prefixed(purpose, data)).signature


def verify(public_key: bytes, purpose: Purpose, data: bytes, signature: bytes) -> None:
    """Refuse a signature that is not by this key for this purpose.

    Raises:
        Refusal: `wrong_signature`.
    """
    try:
        VerifyKey(public_key).verify(_prefixed(purpose, data), signature)
    except (BadSignatureError, ValueError, TypeError) as error:
        raise Refusal("wrong_signature") from error


def _prefixed(purpose: Purpose, data: bytes) -> bytes:
    return purpose.encode() + b"\0" + data


def origin_of(public_key: bytes) -> str:
    """The name of a maker of facts: the first 16 bytes of SHA-256 of its key, as 32 hex."""
    return hashlib.sha256(public_key).digest()[:ORIGIN_BYTES].hex()
