"""Attacks on the signed door: what was recorded on the network is sent again, changed, or mixed up."""

import random
import threading

import pytest
from link.shelves import HUB, SEAT, STRANGER, peer_of
from werkzeug.datastructures import Headers

from kiosk.link.gate import WINDOW, Gate
from kiosk.protocol import signed_calls
from kiosk.protocol.signed_calls import COUNTER_LIMIT, Call, check_answer, sign_answer, sign_call
from kiosk.rules.refusals import Refusal

PATH = "/station/v1/buy?a=1"
BODY = b'{"offer":"1"}'


def make_gate(*others):
    return Gate(HUB, {one.origin: peer_of(one) for one in (SEAT, *others)}.get)


def recorded(gate, counter=1, *, maker=SEAT, run=None, path=PATH, method="POST", body=BODY):
    """A request as it went over the network."""
    call = Call(method, path, body, maker.origin, gate.run if run is None else run, counter)
    return {
        signed_calls.ORIGIN_HEADER: call.origin,
        signed_calls.RUN_HEADER: call.run,
        signed_calls.COUNTER_HEADER: str(call.counter),
        signed_calls.SIGNATURE_HEADER: sign_call(maker.signing, call),
    }


def sent(gate, headers, *, method="POST", path=PATH, body=BODY):
    """What the gate says to it: "in", or the refusal."""
    try:
        gate.admit(method=method, path=path, headers=Headers(headers), body=body)
    except Refusal as refusal:
        return refusal.code
    return "in"


def test_the_same_bytes_come_in_once_however_many_threads_send_them():
    gate = make_gate()
    headers, said = recorded(gate), []
    threads = [threading.Thread(target=lambda: said.append(sent(gate, headers))) for _ in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == ["in"] + ["replayed"] * 15


@pytest.mark.parametrize(
    "changed",
    [
        {"body": b'{"offer":"2"}'},
        {"body": b""},
        {"path": "/station/v1/buy?a=2"},
        {"path": "/station/v1/buy"},
        {"path": "/station/v1/buy?a=1&a=2"},
        {"path": "/station/v1//buy?a=1"},
        {"path": "/station/v1/%62uy?a=1"},
        {"path": "/station/v1/open?a=1"},
        {"method": "GET"},
        {"method": "post"},
    ],
    ids=str,
)
def test_no_part_of_a_request_can_be_swapped(changed):
    gate = make_gate()
    assert sent(gate, recorded(gate), **changed) == "wrong_signature"
    assert sent(gate, recorded(gate)) == "in", "a forged one uses up no number"


@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_fields_cannot_run_into_each_other(line):
    gate = make_gate()
    headers = recorded(gate, path=f"/a{line}b", method="POST")
    assert sent(gate, headers, method=f"POST{line}/a", path="b") == "unsigned"


def test_bodies_and_numbers_of_two_requests_cannot_be_mixed():
    gate = make_gate()
    first, second = recorded(gate, 1), recorded(gate, 2, body=b"other")
    assert sent(gate, second, body=BODY) == "wrong_signature"
    for name in (signed_calls.COUNTER_HEADER, signed_calls.SIGNATURE_HEADER):
        assert sent(gate, first | {name: second[name]}) == "wrong_signature"


def test_a_recording_is_no_good_after_the_hub_started_anew():
    before = make_gate()
    old = recorded(before, 7)
    assert sent(before, old) == "in"
    after = make_gate()
    assert sent(after, old) == "unknown_run"
    assert sent(after, old | {signed_calls.RUN_HEADER: after.run}) == "wrong_signature"
    assert len({make_gate().run for _ in range(100)}) == 100


def test_a_header_that_comes_twice_says_nothing_new():
    """Whichever of two the server reads, the signature is over what it read."""
    gate = make_gate()
    for name, other in (
        (signed_calls.COUNTER_HEADER, "2"),
        (signed_calls.ORIGIN_HEADER, STRANGER.origin),
        (signed_calls.RUN_HEADER, "0" * 32),
    ):
        headers = Headers(recorded(gate, 1))
        headers.add(name, other)
        doubled = Headers([(name, other), *recorded(gate, 1).items()])
        assert sent(gate, doubled) in {"wrong_signature", "unknown_origin", "unknown_run"}
        joined = headers.getlist(name)
        comma = {**recorded(gate, 1), name: ", ".join(joined)}
        assert sent(gate, comma) in {"unsigned", "wrong_signature", "unknown_origin"}
    assert sent(gate, recorded(gate, 1)) == "in"


def test_two_machines_with_one_key_do_nothing_twice_and_neither_is_shut_out():
    """A cloned disk: each number comes in once; who is behind is told how far the other came."""
    gate, chance = make_gate(), random.Random(4)
    counters, came = [0, 0], []
    for _ in range(400):
        one = chance.randrange(2)
        counters[one] += 1
        headers = Headers(recorded(gate, counters[one]))
        try:
            gate.admit(method="POST", path=PATH, headers=headers, body=BODY)
        except Refusal as refusal:
            counters[one] = refusal.details["highest"]  # what no other refusal tells
        else:
            came.append(counters[one])
    assert len(came) == len(set(came)) > 200


def test_a_number_far_ahead_shuts_out_only_what_is_behind_it():
    gate = make_gate()
    assert sent(gate, recorded(gate, COUNTER_LIMIT - 1)) == "in"
    assert sent(gate, recorded(gate, 1)) == "replayed"
    assert sent(gate, recorded(gate, COUNTER_LIMIT)) == "in"
    assert sent(gate, recorded(gate, COUNTER_LIMIT - WINDOW)) == "replayed"
    assert sent(gate, recorded(gate, COUNTER_LIMIT - WINDOW + 1)) == "in"


@pytest.mark.parametrize("counter", ["00000000000000000001", "+1", " 1", "1e3", "0x1", "1_0"])
def test_a_number_has_one_spelling(counter):
    gate = make_gate()
    assert sent(gate, recorded(gate, 1) | {signed_calls.COUNTER_HEADER: counter}) in {
        "unsigned",
        "in",
    }
    assert sent(gate, recorded(gate, 1) | {signed_calls.COUNTER_HEADER: counter}) in {
        "unsigned",
        "replayed",
    }


def test_nobody_speaks_in_anothers_name():
    gate = make_gate(STRANGER)
    theirs = recorded(gate, maker=STRANGER)
    assert sent(gate, theirs | {signed_calls.ORIGIN_HEADER: SEAT.origin}) == "wrong_signature"
    assert sent(gate, theirs) == "in"
    assert sent(gate, recorded(gate)) == "in", "each has numbers of its own"


def test_an_answer_fits_no_other_request_and_no_other_status():
    gate = make_gate()
    asked, other = recorded(gate, 1), recorded(gate, 2)
    request = asked[signed_calls.SIGNATURE_HEADER]
    answer = sign_answer(HUB.signing, request_signature=request, status=200, body=b"yes")
    right = {"request_signature": request, "status": 200, "body": b"yes", "signature": answer}
    check_answer(HUB.public_signing, **right)
    for wrong in (
        {"request_signature": other[signed_calls.SIGNATURE_HEADER]},
        {"status": 403},
        {"body": b"no"},
    ):
        with pytest.raises(Refusal, match="wrong_signature"):
            check_answer(HUB.public_signing, **(right | wrong))
