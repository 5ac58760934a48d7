import msgspec
import pytest
from protocol.samples import fact

from kiosk.protocol.codec import WORDS_LIMIT_BYTES, decode, encode, pack, unpack
from kiosk.protocol.sync import PUSH_FACTS_LIMIT, PUSH_LIMIT_BYTES, Push, Sent
from kiosk.rules.refusals import Refusal


class Word(msgspec.Struct):
    word: str


SENT = Sent(fact().raw, fact().signature)


def test_words_come_back_as_they_were_written():
    assert decode(encode(Word("سلام")), Word) == Word("سلام")


def test_a_batch_of_facts_keeps_its_bytes():
    push = Push((SENT, SENT))
    assert unpack(pack(push), Push, limit_bytes=PUSH_LIMIT_BYTES) == push


def test_size_comes_before_shape():
    assert decode(encode(Word("x" * (WORDS_LIMIT_BYTES - 11))), Word)
    with pytest.raises(Refusal, match="too_large"):
        decode(b"{" * (WORDS_LIMIT_BYTES + 1), Word)
    with pytest.raises(Refusal, match="too_large"):
        unpack(bytes(11), Push, limit_bytes=10)


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b'{"word":1}', b"\xff", b'{"word":"a"', b"[" * 9999]
)
def test_what_has_another_shape_is_malformed(raw):
    with pytest.raises(Refusal, match="malformed"):
        decode(raw, Word)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xc1",
        b"\x80",
        pack({"facts": [[b"", b"short"]]}),
        pack({"facts": [[bytes(64 * 1024 + 1), bytes(64)]]}),
        pack({"facts": [[b"", bytes(64)]] * (PUSH_FACTS_LIMIT + 1)}),
        b"\x91" * 5000,
    ],
)
def test_a_batch_of_another_shape_is_malformed(raw):
    with pytest.raises(Refusal, match="malformed"):
        unpack(raw, Push, limit_bytes=PUSH_LIMIT_BYTES)


def test_the_reason_does_not_repeat_what_was_sent():
    with pytest.raises(Refusal) as caught:
        decode(b'{"word":{"secret":"4711"}}', Word)
    assert "4711" not in str(caught.value)
