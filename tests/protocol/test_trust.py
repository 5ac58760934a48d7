import pytest
from msgspec.structs import replace

from kiosk.protocol.codec import decode, encode
from kiosk.protocol.enrolment import fingerprint
from kiosk.protocol.keys import make_keys
from kiosk.protocol.succession import chain_of
from kiosk.protocol.trust import (
    SignedTrust,
    Trust,
    check_by_code,
    check_by_key,
    is_question,
    is_said_now,
    sign_trust,
    way_to,
)
from kiosk.rules.refusals import Refusal

HUB, OTHER = make_keys(), make_keys()
ROOTS = Trust(3, ("-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n",))
SAID = sign_trust(HUB.signing, ROOTS)


def test_the_hub_that_gave_the_code_says_which_roots_speak_for_it():
    sent = decode(encode(SAID), SignedTrust)
    assert check_by_code(sent, code_fingerprint=fingerprint(HUB.public_signing)) == ROOTS
    assert check_by_key(sent, public_key=HUB.public_signing) == ROOTS


def test_another_machine_in_between_is_not_believed():
    forged = sign_trust(OTHER.signing, ROOTS)
    with pytest.raises(Refusal, match="hub_key_differs"):
        check_by_code(forged, code_fingerprint=fingerprint(HUB.public_signing))
    with pytest.raises(Refusal, match="hub_key_differs"):
        check_by_key(forged, public_key=HUB.public_signing)


@pytest.mark.parametrize("changed", [Trust(4, ROOTS.roots), Trust(3, ())])
def test_other_roots_under_the_same_signature_are_not_believed(changed):
    forged = replace(SAID, trust=changed)
    with pytest.raises(Refusal, match="wrong_signature"):
        check_by_code(forged, code_fingerprint=fingerprint(HUB.public_signing))
    with pytest.raises(Refusal, match="wrong_signature"):
        check_by_key(forged, public_key=HUB.public_signing)


def test_who_asks_knows_that_it_is_said_now():
    said = sign_trust(HUB.signing, ROOTS, asked="ab" * 16)
    assert is_said_now(said, asked="ab" * 16)
    assert not is_said_now(said, asked="cd" * 16)
    assert not is_said_now(SAID, asked="ab" * 16)
    assert check_by_key(said, public_key=HUB.public_signing) == ROOTS


def test_what_is_signed_once_for_all_answers_no_question():
    """The proof that everybody gets is not taken for the answer to somebody."""
    assert not is_said_now(replace(SAID, fresh=SAID.proof), asked="ab" * 16)


def test_who_asked_nothing_hears_what_the_version_before_heard():
    assert b"fresh" not in encode(SAID)


@pytest.mark.parametrize(
    ("asked", "is_one"),
    [("ab" * 16, True), ("", False), ("AB" * 16, False), ("ab" * 17, False), ("a\n" * 16, False)],
)
def test_a_question_is_a_chance_and_nothing_else(asked, is_one):
    assert is_question(asked) is is_one


@pytest.mark.parametrize("roots", [("x" * 8193,), ("x",) * 5])
def test_too_much_is_not_read(roots):
    with pytest.raises(Refusal, match="malformed"):
        decode(encode(sign_trust(HUB.signing, Trust(1, roots))), SignedTrust)


def said_by(keys, chain):
    return decode(encode(sign_trust(keys.signing, ROOTS, chain=chain)), SignedTrust)


def test_a_hub_whose_keys_never_changed_says_no_more_than_ever():
    assert b"chain" not in encode(SAID)
    assert way_to(SAID, public_key=HUB.public_signing) == ()


def test_who_pinned_a_key_of_before_is_led_to_the_one_that_speaks():
    keys = HUB.followed_by(make_keys()).followed_by(make_keys())
    chain = chain_of(keys)
    said = said_by(keys, chain)
    assert way_to(said, public_key=HUB.public_signing) == chain
    assert way_to(said, public_key=keys.older[0].public_signing) == chain[1:]
    assert way_to(said, public_key=keys.public_signing) == ()


def test_nobody_is_led_to_a_key_that_the_pinned_one_did_not_sign_for():
    keys, theirs = HUB.followed_by(make_keys()), OTHER.followed_by(make_keys())
    for said in (
        said_by(OTHER, chain_of(keys)),
        said_by(theirs, chain_of(theirs)),
        said_by(HUB, chain_of(keys)),
        said_by(keys, ()),
    ):
        with pytest.raises(Refusal, match="hub_key_differs"):
            way_to(said, public_key=HUB.public_signing)
    torn = replace(chain_of(keys)[0], signing=OTHER.public_signing)
    with pytest.raises(Refusal, match="wrong_signature"):
        way_to(said_by(OTHER, (torn,)), public_key=HUB.public_signing)
