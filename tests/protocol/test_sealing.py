import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocol.samples import keys

from kiosk.protocol.resume import make_resume_hash, resume_matches
from kiosk.protocol.sealing import lock_away, seal, take_out, unseal, unseal_own
from kiosk.rules.refusals import Refusal

HUB, SEAT = keys(1), keys(2)


@given(st.binary(max_size=500))
def test_only_the_hub_reads_what_is_sealed_to_it(plain):
    sealed = seal(HUB.public_sealing, plain)
    assert unseal(HUB.sealing, sealed) == plain
    assert len(sealed) == len(plain) + 48
    with pytest.raises(Refusal, match="wrong_signature"):
        unseal(SEAT.sealing, sealed)


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(48), bytes(200)])
def test_what_was_never_sealed_is_refused(sealed):
    with pytest.raises(Refusal, match="wrong_signature"):
        unseal(HUB.sealing, sealed)


def test_one_changed_byte_is_refused():
    sealed = bytearray(seal(HUB.public_sealing, b"answer"))
    sealed[-1] ^= 1
    with pytest.raises(Refusal, match="wrong_signature"):
        unseal(HUB.sealing, bytes(sealed))


def test_a_draft_is_read_only_with_the_key_of_its_session():
    kept = lock_away(b"k" * 32, b"draft")
    assert take_out(b"k" * 32, kept) == b"draft"
    assert take_out(b"l" * 32, kept) is None
    assert take_out(b"k" * 32, b"") is None


def test_a_pin_opens_only_its_own_session_again():
    kept = make_resume_hash(session="session-1", secret="4F7K-2M9T")
    assert resume_matches(kept, session="session-1", secret="4f7k 2m9t")
    assert not resume_matches(kept, session="session-2", secret="4F7K-2M9T")
    assert not resume_matches(kept, session="session-1", secret="4F7K-2M9V")


@pytest.mark.parametrize("kept", ["", "no hash", "$argon2id$v=19$m=1,t=1,p=1$x$y"])
def test_without_a_hash_nothing_matches(kept):
    assert not resume_matches(kept, session="session-1", secret="4711")


def test_what_was_sealed_to_keys_of_before_still_opens():
    changed = HUB.followed_by(keys(3)).followed_by(keys(4))
    for to in (HUB, keys(3), keys(4), changed):
        assert unseal_own(changed, seal(to.public_sealing, b"answer")) == b"answer"
    with pytest.raises(Refusal, match="wrong_signature"):
        unseal_own(changed, seal(SEAT.public_sealing, b"answer"))
    with pytest.raises(Refusal, match="wrong_signature"):
        unseal_own(HUB, seal(changed.public_sealing, b"answer"))
