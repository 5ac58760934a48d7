import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from link.shelves import EPOCH, HUB, SEAT, STRANGER
from msgspec import structs

from kiosk.protocol import bundles
from kiosk.protocol.bundles import (
    FRONT_BYTES,
    HEAD_BYTES,
    LENGTH,
    MARK,
    RANGES_LIMIT,
    SEAL_BYTES,
    Acknowledgement,
    BlobStart,
    Head,
    Line,
    Opening,
    Piece,
    Sealing,
    SignedWord,
    Span,
    about,
    check_head,
    new_stream_key,
    read_head,
    read_word,
    sign_word,
    write_head,
)
from kiosk.protocol.signing import Purpose, sign
from kiosk.protocol.sync import Kept, Sent
from kiosk.rules.refusals import Refusal

BUNDLE = "ab" * 16
SHA = hashlib.sha256(b"").hexdigest()
ABOUT = about(bundle=BUNDLE, part=1)
RECORDS = (
    BlobStart(SHA, 7),
    Piece(b"a piece"),
    Piece(b""),
    Sent(b"a fact", b"s" * 64),
    SignedWord(b"a word", b"t" * 64),
)


def head(**changes):
    made = Head(
        v=1,
        bundle=BUNDLE,
        part=1,
        parts=2,
        source=HUB.origin,
        epoch=EPOCH,
        reader=SEAT.origin,
        sealed_key=b"k" * 80,
        spans=(Span(HUB.origin, EPOCH, 1, 9, 9),),
        facts=9,
        blobs=1,
        payload_bytes=1000,
        payload_sha256=SHA,
        made_at=1,
    )
    return structs.replace(made, **changes)


def word(**changes):
    line = Line(EPOCH, 1, b"h" * 32, "stored", "", "accepted")
    made = Acknowledgement(
        HUB.origin, SEAT.origin, (BUNDLE,), (Kept(SEAT.origin, EPOCH, 3),), (line,)
    )
    return structs.replace(made, **changes)


# the head


def test_a_head_is_read_as_it_was_written():
    front = write_head(head(), HUB.signing)
    assert len(front) == FRONT_BYTES
    assert read_head(front) == head()
    check_head(front, HUB.public_signing)


def test_a_head_of_another_or_for_another_purpose_is_refused():
    front = write_head(head(), HUB.signing)
    with pytest.raises(Refusal, match="bundle_damaged"):
        check_head(front, STRANGER.public_signing)
    padded = front[len(MARK) : -64]
    reused = MARK + padded + sign(HUB.signing, Purpose.FACT, padded)
    with pytest.raises(Refusal, match="bundle_damaged"):
        check_head(reused, HUB.public_signing)


def looked_at(front):
    read_head(front)
    check_head(front, HUB.public_signing)


@given(st.integers(0, FRONT_BYTES * 8 - 1))
def test_every_bit_of_a_head_counts(bit):
    front = bytearray(write_head(head(), HUB.signing))
    front[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Refusal, match=r"bundle_damaged|wrong_version"):
        looked_at(bytes(front))


@pytest.mark.parametrize(
    "front",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(write_head(head(), HUB.signing)[:-1], id="cut short"),
        pytest.param(b"PK\x03\x04".ljust(FRONT_BYTES), id="a zip"),
        pytest.param(MARK + b"[" * (FRONT_BYTES - 4), id="deep nesting"),
        pytest.param(MARK + b"\0" * (FRONT_BYTES - 4), id="zeros"),
    ],
)
def test_what_is_no_head_is_refused(front):
    with pytest.raises(Refusal, match="bundle_damaged"):
        read_head(front)


@pytest.mark.parametrize(
    "changes",
    [
        {"bundle": "../../etc"},
        {"source": "x"},
        {"part": 0},
        {"parts": 100},
        {"facts": -1},
        {"facts": 1_000_001},
        {"blobs": 100_001},
        {"payload_bytes": 3 * 1024**3},
        {"sealed_key": b"k" * 129},
        {"spans": (Span("..", EPOCH, 1, 9, 9),)},
    ],
)
def test_a_head_beyond_its_limits_is_refused_though_it_is_signed(changes):
    with pytest.raises(Refusal, match="bundle_damaged"):
        read_head(write_head(head(**changes), HUB.signing))


def test_a_version_that_is_not_known_is_named():
    with pytest.raises(Refusal, match="wrong_version"):
        read_head(write_head(head(v=9), HUB.signing))


def test_a_head_has_room_for_as_many_spans_as_may_be_and_no_more():
    widest = Span("f" * 32, "f" * 16, 2**53 - 1, 2**53, 2**53)
    front = write_head(head(spans=(widest,) * RANGES_LIMIT), HUB.signing)
    assert len(read_head(front).spans) == RANGES_LIMIT
    with pytest.raises(Refusal, match="too_many"):
        write_head(head(spans=(widest,) * (HEAD_BYTES // 80)), HUB.signing)


def test_a_file_is_named_by_its_writer():
    assert head().name == f"steppingstone-{SEAT.origin[:8]}-abababababab-1.kxb"


# the payload


def sealed(*records, key=b"k" * 32, end=True):
    sealing = Sealing(key=key, about=ABOUT)
    frames = [sealing.seal(record) for record in records] + [sealing.end()] * end
    return sealing.start, [frame[LENGTH.size :] for frame in frames]


def test_records_come_back_in_their_order_and_then_the_end():
    start, frames = sealed(*RECORDS)
    opening = Opening(start, key=b"k" * 32, about=ABOUT)
    assert [opening.open(frame) for frame in frames] == [*RECORDS, None]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda frames: frames[1:], id="one is missing"),
        pytest.param(lambda frames: frames[::-1], id="in another order"),
        pytest.param(lambda frames: [frames[0], *frames], id="one is there twice"),
        pytest.param(lambda _: [b""], id="empty"),
        pytest.param(lambda frames: [frames[0][:-1]], id="cut short"),
    ],
)
def test_a_stream_that_was_changed_is_refused(spoil):
    start, frames = sealed(*RECORDS)
    opening = Opening(start, key=b"k" * 32, about=ABOUT)
    with pytest.raises(Refusal, match="bundle_damaged"):
        list(map(opening.open, spoil(frames)))


@pytest.mark.parametrize("changed", [{"key": b"x" * 32}, {"about": about(bundle=BUNDLE, part=2)}])
def test_another_key_or_another_part_opens_nothing(changed):
    start, frames = sealed(*RECORDS)
    opening = Opening(start, **{"key": b"k" * 32, "about": ABOUT, **changed})
    with pytest.raises(Refusal, match="bundle_damaged"):
        opening.open(frames[0])


def test_a_start_of_another_length_is_refused():
    with pytest.raises(Refusal, match="bundle_damaged"):
        Opening(b"", key=b"k" * 32, about=ABOUT)


@pytest.mark.parametrize("plain", [b"", b"Q", b"B" + b"x" * 39, b"F" + b"s" * 64, b"A" + b"s" * 64])
def test_a_record_of_no_known_shape_is_refused(plain):
    sealing = Sealing(key=b"k" * 32, about=ABOUT)
    frame = sealing._frame(plain, bundles.MORE)[LENGTH.size :]
    opening = Opening(sealing.start, key=b"k" * 32, about=ABOUT)
    with pytest.raises(Refusal, match="bundle_damaged"):
        opening.open(frame)


def test_a_frame_says_its_length_and_is_little_longer_than_its_record():
    sealing = Sealing(key=new_stream_key(), about=ABOUT)
    frame = sealing.seal(Piece(b"x" * 100))
    assert LENGTH.unpack(frame[: LENGTH.size]) == (1 + 100 + SEAL_BYTES,)
    assert new_stream_key() != new_stream_key()


# the word


def test_a_word_is_believed_by_its_signature_only():
    said = sign_word(HUB.signing, word())
    assert read_word(said, public_key=HUB.public_signing) == word()
    with pytest.raises(Refusal, match="wrong_signature"):
        read_word(said, public_key=SEAT.public_signing)
    with pytest.raises(Refusal, match="wrong_signature"):
        read_word(SignedWord(said.raw + b" ", said.signature), public_key=HUB.public_signing)


@pytest.mark.parametrize(
    "changes",
    [
        {"bundles": ("..",)},
        {"bundles": (BUNDLE,) * 201},
        {"reader": ""},
        {"lines": (Line(EPOCH, 1, b"short", "stored", "", ""),)},
        {"lines": (Line(EPOCH, 0, b"h" * 32, "stored", "", ""),)},
        {"lines": (Line(EPOCH, 1, b"h" * 32, "perhaps", "", ""),)},
    ],
)
def test_a_word_beyond_its_limits_is_refused_though_it_is_signed(changes):
    with pytest.raises(Refusal, match="malformed"):
        read_word(sign_word(HUB.signing, word(**changes)), public_key=HUB.public_signing)
