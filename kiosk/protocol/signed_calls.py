"""Signed requests and signed answers: who asks, and that it was really the hub that answered.

A request is signed over method, path, SHA-256 of the body, the receiver's random run id and a
rising counter. An answer is signed over the request's signature, its status and its body, so a
recorded answer fits no other request. Source: DESIGN.md §8 (Enrolment, Push).
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from nacl.signing import SigningKey

from kiosk.protocol.signing import Purpose, sign, verify
from kiosk.rules.refusals import Refusal

ORIGIN_HEADER = "Kiosk-Origin"
RUN_HEADER = "Kiosk-Run"
COUNTER_HEADER = "Kiosk-Counter"
SIGNATURE_HEADER = "Kiosk-Signature"
ANSWER_HEADER = "Kiosk-Answer"
COUNTER_LIMIT = 2**62


@dataclass(frozen=True, slots=True)
class Call:
    """What of a request is signed. `path` holds the query string too."""

    method: str
    path: str
    body: bytes
    origin: str
    run: str
    counter: int

    def signed_bytes(self) -> bytes:
        """The bytes under the signature; fields cannot run into each other."""
        body_sha256 = hashlib.sha256(self.body).hexdigest()
        parts = (self.method, self.path, body_sha256, self.origin, self.run, str(self.counter))
        return "\n".join(parts).encode()


def sign_call(key: SigningKey, call: Call) -> str:
    """The `Kiosk-Signature` header."""
    return _to_text(sign(key, Purpose.REQUEST, call.signed_bytes()))


def check_call(public_key: bytes, call: Call, signature: str) -> None:
    """Refuse a request that its origin did not sign.

    Raises:
        Refusal: `wrong_signature`.
    """
    verify(public_key, Purpose.REQUEST, call.signed_bytes(), _from_text(signature))


def sign_answer(key: SigningKey, *, request_signature: str, status: int, body: bytes) -> str:
    """The `Kiosk-Answer` header."""
    return _to_text(sign(key, Purpose.ANSWER, _answer_bytes(request_signature, status, body)))


def check_answer(
    public_key: bytes, *, request_signature: str, status: int, body: bytes, signature: str
) -> None:
    """Refuse an answer that is not by this machine to this request.

    Captive portals say 200 to everything: without this signature nothing is acknowledged.

    Raises:
        Refusal: `wrong_signature`.
    """
    signed = _answer_bytes(request_signature, status, body)
    verify(public_key, Purpose.ANSWER, signed, _from_text(signature))


def _answer_bytes(request_signature: str, status: int, body: bytes) -> bytes:
    return f"{request_signature}\n{status}\n".encode() + hashlib.sha256(body).digest()


def _to_text(signature: bytes) -> str:
    return base64.b64encode(signature).decode("ascii")


def _from_text(signature: str) -> bytes:
    try:
        return base64.b64decode(signature.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError) as error:
        raise Refusal("wrong_signature") from error
