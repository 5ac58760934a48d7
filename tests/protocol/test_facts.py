import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocol.samples import AT, EPOCH, PICTURE, fact, keys

from kiosk.protocol.facts import (
    BLOBS_LIMIT,
    FACT_ID,
    FACT_LIMIT_BYTES,
    REFS_LIMIT,
    SEQ_LIMIT,
    Place,
    make_fact,
    read_fact,
)
from kiosk.protocol.signing import Purpose, sign
from kiosk.rules.refusals import Refusal

MAKER, STRANGER = keys(1), keys(2)


def read(signed, *, public_key=MAKER.public_signing):
    return read_fact(signed.raw, signed.signature, public_key=public_key)


def refused(raw, signature, *, public_key=MAKER.public_signing):
    with pytest.raises(Refusal) as caught:
        read_fact(raw, signature, public_key=public_key)
    return caught.value.code


def changed(**changes):
    """A fact whose fields were changed before its maker signed it."""
    written = {**json.loads(fact().raw), **changes}
    raw = json.dumps({name: value for name, value in written.items() if value is not None}).encode()
    return raw, sign(MAKER.signing, Purpose.FACT, raw)


def test_a_fact_is_read_as_it_was_made():
    signed = fact(b"what happened", refs=("a/b/1",), blobs=(PICTURE,))
    again = read(signed)
    assert again == signed
    assert again.fact.body_bytes == b"what happened"
    assert again.fact.at == AT
    assert again.sha256 == hashlib.sha256(signed.raw).digest()


def test_its_name_is_origin_epoch_and_number():
    assert fact(seq=7).fact.id == f"{MAKER.origin}/{EPOCH}/7"
    assert FACT_ID.fullmatch(fact(seq=SEQ_LIMIT).fact.id)


@given(st.binary(max_size=2000))
def test_any_bytes_may_be_a_body(body):
    assert read(fact(body)).fact.body_bytes == body


@given(st.data())
def test_one_changed_byte_anywhere_is_refused(data):
    signed = fact(b'{"used_s":61}')
    position = data.draw(st.integers(0, len(signed.raw) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != signed.raw[position]))
    raw = signed.raw[:position] + bytes([other]) + signed.raw[position + 1 :]
    assert refused(raw, signed.signature) in {
        "malformed",
        "wrong_version",
        "wrong_signature",
        "unknown_origin",
    }


@given(position=st.integers(0, 63), flip=st.integers(1, 255))
def test_one_changed_byte_of_the_signature_is_refused(position, flip):
    signed = fact()
    signature = bytearray(signed.signature)
    signature[position] ^= flip
    assert refused(signed.raw, bytes(signature)) == "wrong_signature"


@pytest.mark.parametrize("signature", [b"", b"short", bytes(63), bytes(65)])
def test_a_signature_of_another_length_is_refused(signature):
    assert refused(fact().raw, signature) == "wrong_signature"


def test_a_fact_of_another_maker_is_refused():
    signed = fact()
    with pytest.raises(Refusal, match="unknown_origin"):
        read(signed, public_key=STRANGER.public_signing)


def test_a_fact_signed_by_another_key_is_refused():
    raw = fact().raw
    assert refused(raw, sign(STRANGER.signing, Purpose.FACT, raw)) == "wrong_signature"


def test_a_signature_for_another_purpose_is_refused():
    raw = fact().raw
    assert refused(raw, sign(MAKER.signing, Purpose.LEASE, raw)) == "wrong_signature"


@pytest.mark.parametrize("version", [0, 2, 99])
def test_another_version_of_the_wire_is_refused(version):
    assert refused(*changed(v=version)) == "wrong_version"


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "not base64!"},
        {"body": "YQ"},
        {"body": "YQ==\n"},
        {"body": "é"},
        {"body_sha256": "ab" * 32},
        {"body_sha256": hashlib.sha256(b"{}").hexdigest() + "\n"},
        {"body": base64.b64encode(b"{} ").decode()},
        {"seq": 0},
        {"seq": SEQ_LIMIT + 1},
        {"seq": "1"},
        {"epoch": "ABCD"},
        {"epoch": EPOCH + "\n"},
        {"epoch": "a" * 65},
        {"epoch": ""},
        {"type": "Session"},
        {"type": "a"},
        {"type": "x" * 41},
        {"type": "session_used\n"},
        {"tv": 0},
        {"tv": 1000},
        {"refs": ["x"] * (REFS_LIMIT + 1)},
        {"blobs": [{"sha256": "ab", "len": 1, "mime": "x"}] * (BLOBS_LIMIT + 1)},
        {"blobs": [{"sha256": "../etc", "len": 1, "mime": "x"}]},
        {"blobs": [{"sha256": "ab", "len": -1, "mime": "x"}]},
        {"at": None},
        {"blobs": [{"sha256": "ab", "len": 10**15 + 1, "mime": "x"}]},
        {"at": {"wall": 1}},
        {"at": {"wall": -(10**15) - 1, "boot_id": "x", "boot_ns": 0}},
        {"at": {"wall": 10**400, "boot_id": "x", "boot_ns": 0}},
        {"at": {"wall": 0, "boot_id": "x", "boot_ns": 0, "offset_ms": 10**15 + 1}},
        {"at": {"wall": 0, "boot_id": "x", "boot_ns": 10**18 + 1}},
        {"more": 1},
        {"origin": None},
    ],
    ids=repr,
)
def test_what_is_out_of_shape_is_malformed_whoever_signed_it(changes):
    assert refused(*changed(**changes)) == "malformed"


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 5000])
def test_what_is_no_fact_is_malformed(raw):
    assert refused(raw, bytes(64)) == "malformed"


def test_a_fact_has_a_limit_when_made_and_when_read():
    room = FACT_LIMIT_BYTES - len(fact(b"").raw)
    fits = fact(b"x" * (room // 4 * 3))
    assert len(fits.raw) <= FACT_LIMIT_BYTES
    assert read(fits).fact.seq == 1
    with pytest.raises(Refusal, match="too_large"):
        fact(b"x" * (room // 4 * 3 + 3))
    assert refused(bytes(FACT_LIMIT_BYTES + 1), bytes(64)) == "too_large"


def test_two_machines_never_share_an_origin_and_it_is_made_of_the_key():
    assert len({keys(n).origin for n in range(1, 50)}) == 49
    assert MAKER.origin == hashlib.sha256(MAKER.public_signing).hexdigest()[:32]


def test_who_signs_with_another_key_than_the_one_he_names_is_found_out():
    place = Place(MAKER.origin, EPOCH, 1)
    forged = make_fact(STRANGER.signing, place, type="session_used", body=b"", at=AT)
    assert refused(forged.raw, forged.signature) == "wrong_signature"
    assert refused(forged.raw, forged.signature, public_key=STRANGER.public_signing) == (
        "unknown_origin"
    )
