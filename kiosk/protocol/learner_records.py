"""A learner's own record as a file: JSON that anybody reads, under the signature of the hub.

What is signed are the words of the record as this module writes them, so blanks and line ends of
the file do no harm. A hub signs as it signs certificates, with a purpose of its own.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from nacl.signing import SigningKey

from kiosk.protocol.codec import decode, encode
from kiosk.protocol.signing import Purpose, sign, verify
from kiosk.protocol.succession import PublicKey, Signature
from kiosk.rules.refusals import Refusal

RECORD_LIMIT_BYTES = 128 * 1024
SKILLS_LIMIT = 100
CERTIFICATES_LIMIT = 200

Line = Annotated[str, msgspec.Meta(max_length=200)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**15)]


class Skill(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the learner may do; days are the site's, `until` "" for ever."""

    name: Line
    since: Line
    until: Line


class Certificate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A certificate that holds."""

    number: Line
    title: Line
    day: Line
    until: Line


class LearnerRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it on the day it was made; `earned_minor` is None where the learner keeps that."""

    version: Literal[1]
    centre: Line
    name: Line
    made: Line
    practised_s: Count
    right_at_once: Count
    asked: Count
    tasks_done: Count
    tasks_approved: Count
    earned_minor: Count | None
    currency: Line
    skills: Annotated[tuple[Skill, ...], msgspec.Meta(max_length=SKILLS_LIMIT)]
    certificates: Annotated[tuple[Certificate, ...], msgspec.Meta(max_length=CERTIFICATES_LIMIT)]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    learner_record: LearnerRecord
    signing: PublicKey
    signature: Signature


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record that was shown, its signature right, and the key that signed it."""

    record: LearnerRecord
    signing: bytes


def write_record(key: SigningKey, record: LearnerRecord) -> bytes:
    """The file."""
    signature = sign(key, Purpose.LEARNER_RECORD, encode(record))
    file = _File(record, bytes(key.verify_key), signature)
    return msgspec.json.format(encode(file), indent=1) + b"\n"


def is_record(raw: bytes) -> bool:
    """Whether a file is a record, be it right or wrong."""
    return raw.lstrip()[:1] == b"{"


def read_record(raw: bytes) -> ShownRecord:
    """What a record says, when nothing of it was changed since its hub signed it.

    Raises:
        Refusal: `record_unreadable`, `record_forged`.
    """
    try:
        file = decode(raw, _File, limit_bytes=RECORD_LIMIT_BYTES)
    except Refusal as refusal:
        raise Refusal("record_unreadable") from refusal
    try:
        verify(file.signing, Purpose.LEARNER_RECORD, encode(file.learner_record), file.signature)
    except Refusal as refusal:
        raise Refusal("record_forged") from refusal
    return ShownRecord(file.learner_record, file.signing)
