import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from protocol.samples import keys

from kiosk.protocol.codec import decode, encode
from kiosk.protocol.enrolment import (
    ALPHABET,
    SELECTOR,
    Newcomer,
    Welcome,
    check_newcomer,
    check_welcome,
    fingerprint,
    make_code,
    prove,
    prove_before,
    read_code,
    selector_of,
    token_sha256,
    welcome_proof,
)
from kiosk.rules.refusals import Refusal

HOST, SEAT, STRANGER = keys(1), keys(2), keys(3)
CODE = make_code(HOST.public_signing, b"7 bytes")


def newcomer(**changes):
    made = Newcomer(
        kind="station",
        token=CODE.token,
        name="seat",
        public_signing=SEAT.public_signing,
        public_sealing=SEAT.public_sealing,
        currency="KES",
        proof=prove(
            SEAT.signing,
            token=CODE.token,
            host=CODE.fingerprint,
            public_signing=SEAT.public_signing,
            public_sealing=SEAT.public_sealing,
        ),
    )
    return replace(made, **changes)


def welcome(**changes):
    made = Welcome(
        name="seat 7",
        currency="KES",
        public_signing=HOST.public_signing,
        public_sealing=HOST.public_sealing,
        proof=welcome_proof(
            HOST.signing,
            token=CODE.token,
            newcomer=SEAT.public_signing,
            sealing=HOST.public_sealing,
        ),
    )
    return replace(made, **changes)


def see(what):
    check_welcome(what, code=CODE, newcomer=SEAT.public_signing)


@given(st.binary(min_size=7, max_size=7), st.binary(min_size=32, max_size=32))
def test_a_code_comes_back_as_it_was_shown(chance, public_key):
    code = make_code(public_key, chance)
    assert read_code(str(code)) == code
    assert code.fingerprint == fingerprint(public_key)
    assert set(code.token) <= set(ALPHABET)


def test_fifty_bits_of_chance_count_and_no_more():
    tokens = {make_code(b"key", bytes(6) + bytes([low])).token for low in range(256)}
    assert len(tokens) == 4  # the lowest six of 56 bits are left out
    assert make_code(b"key", bytes(7)).token == "0000000000"
    assert make_code(b"key", b"\xff" * 7).token == "ZZZZZZZZZZ"


@pytest.mark.parametrize(
    "typed",
    [
        "10000-00000-00000-00001",
        "1000000000 0000000001",
        "loooo-OOOOO-ooooo-0000i",
        "  lOOOO 00000 00000 0000L ",
    ],
)
def test_a_code_may_be_typed_in_any_manner(typed):
    assert str(read_code(typed)) == "10000-00000-00000-00001"


@pytest.mark.parametrize(
    "typed", ["", "1" * 19, "1" * 21, "U" * 20, "é" * 20, "1" * 19 + "!", "١" * 20]
)
def test_what_is_no_code_is_unknown(typed):
    with pytest.raises(Refusal, match="code_unknown"):
        read_code(typed)


def test_a_token_is_kept_only_as_a_hash():
    assert token_sha256(CODE.token) != token_sha256(CODE.token[::-1])
    assert CODE.token.encode() not in token_sha256(CODE.token)


def test_a_newcomer_who_owns_its_key_is_let_in():
    check_newcomer(decode(encode(newcomer()), Newcomer), host=CODE.fingerprint)


@pytest.mark.parametrize(
    "changes",
    [
        {"token": "0000000000"},
        {"public_signing": STRANGER.public_signing},
        {"public_sealing": STRANGER.public_sealing},
        {"proof": bytes(64)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_newcomer_with_anothers_proof_is_refused(changes):
    with pytest.raises(Refusal, match="wrong_signature"):
        check_newcomer(newcomer(**changes), host=CODE.fingerprint)


def test_a_proof_made_for_another_host_is_refused():
    with pytest.raises(Refusal, match="wrong_signature"):
        check_newcomer(newcomer(), host=fingerprint(STRANGER.public_signing))


def test_the_host_of_the_code_is_believed():
    see(decode(encode(welcome()), Welcome))


def test_a_host_with_another_key_than_the_codes_is_refused():
    with pytest.raises(Refusal, match="hub_key_differs"):
        see(welcome(public_signing=STRANGER.public_signing))


@pytest.mark.parametrize(
    "changes",
    [{"public_sealing": STRANGER.public_sealing}, {"proof": bytes(64)}],
    ids=["another sealing key", "another proof"],
)
def test_a_host_that_did_not_see_the_token_is_refused(changes):
    with pytest.raises(Refusal, match="wrong_signature"):
        see(welcome(**changes))


def test_a_welcome_to_somebody_else_is_refused():
    with pytest.raises(Refusal, match="wrong_signature"):
        check_welcome(welcome(), code=CODE, newcomer=STRANGER.public_signing)


def after(keys_before=STRANGER, **changes):
    """A newcomer that had other keys here before."""
    told = {"token": CODE.token, "host": CODE.fingerprint, "following": SEAT}
    before = prove_before(keys_before, **{**told, **changes})
    return newcomer(before=before)


def test_a_newcomer_proves_which_keys_it_had_before():
    check_newcomer(after(), host=CODE.fingerprint)
    assert decode(encode(after()), Newcomer) == after()
    assert b"before" not in encode(newcomer())


@pytest.mark.parametrize(
    "changes", [{"token": "0" * 10}, {"host": "0" * 10}, {"following": STRANGER}]
)
def test_a_proof_of_before_is_good_for_one_code_one_host_and_one_new_key(changes):
    with pytest.raises(Refusal, match="wrong_signature"):
        check_newcomer(after(**changes), host=CODE.fingerprint)


def test_a_host_keeps_of_a_token_what_tells_nobody_the_token():
    assert len(token_sha256(CODE.token)) == 32
    assert selector_of(CODE.token) == CODE.token[:SELECTOR]
