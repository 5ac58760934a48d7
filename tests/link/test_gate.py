import pytest
from hypothesis import given
from hypothesis import strategies as st
from link.shelves import HUB, SEAT, STRANGER, peer_of

from kiosk.link.gate import WINDOW, Gate
from kiosk.protocol import signed_calls
from kiosk.protocol.signed_calls import COUNTER_LIMIT, Call, check_answer, sign_call
from kiosk.rules.refusals import Refusal


@pytest.fixture
def gate():
    return make_gate()


def make_gate(**changes):
    return Gate(HUB, {SEAT.origin: peer_of(SEAT, **changes)}.get)


def asked(gate, counter=1, *, maker=SEAT, run=None, signer=None):
    call = Call("GET", "/a?b=c", b"body", maker.origin, gate.run if run is None else run, counter)
    return {
        signed_calls.ORIGIN_HEADER: call.origin,
        signed_calls.RUN_HEADER: call.run,
        signed_calls.COUNTER_HEADER: str(call.counter),
        signed_calls.SIGNATURE_HEADER: sign_call((signer or maker).signing, call),
    }


def admit(gate, headers, *, method="GET", path="/a?b=c", body=b"body"):
    return gate.admit(method=method, path=path, headers=headers, body=body)


def refused(gate, headers, **changes):
    with pytest.raises(Refusal) as caught:
        admit(gate, headers, **changes)
    return caught.value.code


def test_an_enrolled_machine_comes_in(gate):
    assert admit(gate, asked(gate)) == peer_of(SEAT)


@pytest.mark.parametrize(
    "missing",
    [signed_calls.ORIGIN_HEADER, signed_calls.COUNTER_HEADER, signed_calls.SIGNATURE_HEADER],
)
def test_a_request_without_its_signature_is_unsigned(gate, missing):
    headers = asked(gate)
    del headers[missing]
    assert refused(gate, headers) == "unsigned"


@pytest.mark.parametrize("counter", ["", "-1", "one", "1.0", "٣", "9" * 20])
def test_a_counter_that_is_no_number_is_unsigned(gate, counter):
    assert refused(gate, {**asked(gate), signed_calls.COUNTER_HEADER: counter}) == "unsigned"


def test_a_stranger_is_unknown(gate):
    assert refused(gate, asked(gate, maker=STRANGER)) == "unknown_origin"


def test_a_machine_that_was_revoked_stays_out():
    gate = make_gate(revoked=True)
    assert refused(gate, asked(gate)) == "revoked"


def test_who_signs_with_another_key_stays_out(gate):
    assert refused(gate, asked(gate, signer=STRANGER)) == "wrong_signature"


@pytest.mark.parametrize("changes", [{"method": "POST"}, {"path": "/a"}, {"body": b"other"}])
def test_a_request_that_was_changed_on_the_way_stays_out(gate, changes):
    assert refused(gate, asked(gate), **changes) == "wrong_signature"


def test_a_request_of_an_earlier_run_fits_no_later_one(gate):
    recorded = asked(gate)
    later = make_gate()
    assert later.run != gate.run
    assert refused(later, recorded) == "unknown_run"
    assert refused(gate, asked(gate, run="")) == "unknown_run"


def test_a_request_that_was_recorded_does_not_come_in_twice(gate):
    admit(gate, asked(gate, 5))
    with pytest.raises(Refusal) as caught:
        admit(gate, asked(gate, 5))
    assert (caught.value.code, caught.value.details) == ("replayed", {"highest": 5})


def test_a_refused_request_uses_no_number_up(gate):
    refused(gate, asked(gate, 5, signer=STRANGER))
    refused(gate, asked(gate, 5, run="old"))
    assert admit(gate, asked(gate, 5))


def test_each_machine_has_numbers_of_its_own():
    gate = Gate(HUB, {one.origin: peer_of(one) for one in (SEAT, STRANGER)}.get)
    admit(gate, asked(gate, 5))
    assert admit(gate, asked(gate, 5, maker=STRANGER)).origin == STRANGER.origin


def test_requests_may_overtake_each_other_within_the_window(gate):
    admit(gate, asked(gate, WINDOW))
    admit(gate, asked(gate, 1))
    assert refused(gate, asked(gate, 0)) == "replayed"
    admit(gate, asked(gate, WINDOW + 1))
    assert refused(gate, asked(gate, 1)) == "replayed"


def test_a_counter_may_jump_as_far_as_it_likes(gate):
    admit(gate, asked(gate, 3))
    admit(gate, asked(gate, COUNTER_LIMIT))
    assert refused(gate, asked(gate, 4)) == "replayed"
    assert admit(gate, asked(gate, COUNTER_LIMIT - 1))


NEAR = st.integers(0, 3 * WINDOW)


@given(st.lists(NEAR | st.sampled_from([0, WINDOW - 1, WINDOW, WINDOW + 1, 10**15]), max_size=60))
def test_whatever_comes_no_number_is_admitted_twice_and_none_near_is_lost(counters):
    from kiosk.link.gate import _Window

    window, admitted = _Window(), []
    for counter in counters:
        highest = max(admitted, default=0)
        is_new = counter not in admitted
        is_near = counter > highest - WINDOW
        assert window.admit(counter) == (is_new and is_near)
        if is_new and is_near:
            admitted.append(counter)


def test_an_answer_is_bound_to_its_request(gate):
    headers = asked(gate)
    said = gate.answer_headers(request_headers=headers, status=200, body=b"answer")
    assert said[signed_calls.RUN_HEADER] == gate.run
    check_answer(
        HUB.public_signing,
        request_signature=headers[signed_calls.SIGNATURE_HEADER],
        status=200,
        body=b"answer",
        signature=said[signed_calls.ANSWER_HEADER],
    )


def test_who_did_not_sign_gets_a_signed_answer_too(gate):
    said = gate.answer_headers(request_headers={}, status=401, body=b"no")
    check_answer(
        HUB.public_signing,
        request_signature="",
        status=401,
        body=b"no",
        signature=said[signed_calls.ANSWER_HEADER],
    )
