import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocol.samples import keys

from kiosk.protocol.signed_calls import Call, check_answer, check_call, sign_answer, sign_call
from kiosk.rules.refusals import Refusal

SEAT, HUB, STRANGER = keys(1), keys(2), keys(3)
CALL = Call("POST", "/station/v1/beat", b"{}", SEAT.origin, "run-1", 7)
SIGNED = sign_call(SEAT.signing, CALL)


def checked(call=CALL, signature=SIGNED, key=SEAT):
    check_call(key.public_signing, call, signature)


def test_a_request_is_known_by_its_signature():
    checked()


OTHER = {
    "method": "GET",
    "path": "/station/v1/beat?more",
    "body": b"{} ",
    "origin": STRANGER.origin,
    "run": "run-2",
    "counter": 8,
}


@pytest.mark.parametrize("field", OTHER)
def test_each_part_of_a_request_is_signed(field):
    parts = {name: getattr(CALL, name) for name in OTHER}
    with pytest.raises(Refusal, match="wrong_signature"):
        checked(Call(**{**parts, field: OTHER[field]}))


TEXT = st.text(st.characters(codec="utf-8"), max_size=5)


@given(st.tuples(TEXT, TEXT, TEXT, TEXT), st.tuples(TEXT, TEXT, TEXT, TEXT))
def test_two_requests_never_share_their_signed_bytes(one, other):
    def call(parts):
        method, path, origin, run = (part.replace("\n", "") for part in parts)
        return Call(method, path, b"", origin, run, 1)

    assert (call(one).signed_bytes() == call(other).signed_bytes()) == (call(one) == call(other))


@pytest.mark.parametrize("signature", ["", "not base64!", "é", "YQ==", SIGNED[:-4], SIGNED + "\n"])
def test_what_is_no_signature_is_refused(signature):
    with pytest.raises(Refusal, match="wrong_signature"):
        checked(signature=signature)


def test_a_strangers_signature_is_refused():
    with pytest.raises(Refusal, match="wrong_signature"):
        checked(key=STRANGER)


def believe(*, request=SIGNED, status=200, body=b"{}", signature=None, key=HUB):
    given_signature = signature if signature is not None else answered()
    check_answer(
        key.public_signing,
        request_signature=request,
        status=status,
        body=body,
        signature=given_signature,
    )


def answered():
    return sign_answer(HUB.signing, request_signature=SIGNED, status=200, body=b"{}")


def test_an_answer_to_this_request_is_believed():
    believe()


@pytest.mark.parametrize(
    "changes",
    [
        {"request": sign_call(SEAT.signing, Call("POST", "/", b"", SEAT.origin, "run-1", 8))},
        {"status": 201},
        {"body": b"{ }"},
        {"signature": ""},
        {"signature": SIGNED},
        {"key": STRANGER},
    ],
    ids=["another request", "another status", "another body", "none", "our own", "a stranger's"],
)
def test_an_answer_to_something_else_is_not_believed(changes):
    with pytest.raises(Refusal, match="wrong_signature"):
        believe(**changes)
