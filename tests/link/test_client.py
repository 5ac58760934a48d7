import json

import pytest
from link.shelves import HUB, SEAT, STRANGER, Wire, client, peer_of

from kiosk.link.client import Answer, LinkDownError, SignedClient
from kiosk.link.gate import WINDOW
from kiosk.protocol import signed_calls
from kiosk.rules.refusals import Refusal


def echo(method, path, body):
    return f"{method} {path} ".encode() + body


def refuse(code, **details):
    def serve(method, path, body):
        raise Refusal(code, **details)

    return serve


def test_a_call_is_answered():
    assert client(Wire(echo)).call("POST", "/a?b=c", b"body") == b"POST /a?b=c body"


def test_the_first_call_learns_the_run_and_asks_again():
    wire = Wire(echo)
    asking = client(wire)
    asking.call("GET", "/a")
    assert len(wire.sent) == 2
    asking.call("GET", "/a")
    assert len(wire.sent) == 3


def test_a_hub_that_was_started_again_is_asked_again_by_itself():
    wire = Wire(echo)
    asking = client(wire)
    asking.call("GET", "/a")
    wire.restart()
    assert asking.call("GET", "/b") == b"GET /b "


def test_a_machine_that_was_started_again_goes_on_where_its_counter_was():
    wire = Wire(echo)
    before = client(wire)
    for _ in range(2 * WINDOW):
        before.call("GET", "/a")
    after = client(wire)
    assert after.call("GET", "/b") == b"GET /b "
    assert after.call("GET", "/b") == b"GET /b "


def test_who_is_never_agreed_with_says_so_instead_of_asking_for_ever():
    wire = Wire(refuse("unknown_run"))
    with pytest.raises(Refusal, match="unknown_run"):
        client(wire).call("GET", "/a")
    assert len(wire.sent) < 5


@pytest.mark.parametrize("highest", [None, -1, 2**62, "9"])
def test_a_counter_out_of_range_is_not_taken_over(highest):
    wire = Wire(refuse("replayed", highest=highest))
    asking = client(wire)
    with pytest.raises(Refusal, match="replayed"):
        asking.call("GET", "/a")
    assert asking._counter < 10


def test_a_refusal_comes_with_what_its_sentence_names():
    with pytest.raises(Refusal) as caught:
        client(Wire(refuse("station_not_free", seat=7))).call("POST", "/a")
    assert (caught.value.code, caught.value.details) == ("station_not_free", {"seat": 7})


@pytest.mark.parametrize(
    ("words", "code", "details"),
    [
        ({"refusal": "busy"}, "busy", {}),
        (
            {"refusal": "from_the_future", "details": {"a": 1}},
            "failed",
            {"reason": "from_the_future"},
        ),
        (
            {"refusal": "busy", "details": {"code": "x", "self": 1}},
            "busy",
            {"code": "x", "self": 1},
        ),
        ({"refusal": "busy", "details": 7}, "malformed", None),
        ([], "malformed", None),
    ],
)
def test_a_refusal_in_strange_words(words, code, details):
    wire = Wire(echo)

    def send(method, path, headers, body):
        content = json.dumps(words).encode()
        said = wire.gate.answer_headers(request_headers=headers, status=409, body=content)
        return Answer(409, said, content)

    wire.send = send
    with pytest.raises(Refusal) as caught:
        client(wire).call("GET", "/a")
    assert caught.value.code == code
    assert details is None or caught.value.details == details


def test_a_cut_wire_is_down():
    wire = Wire(echo)
    wire.down = True
    with pytest.raises(LinkDownError):
        client(wire).call("GET", "/a")


@pytest.mark.parametrize(
    "page", [b"", b"<html>Sign in to the Wi-Fi</html>", b'{"refusal":"revoked"}']
)
def test_a_captive_portal_is_not_believed(page):
    wire = Wire(echo)
    wire.portal = page
    with pytest.raises(LinkDownError, match="not signed"):
        client(wire).call("GET", "/a")


def test_another_machine_that_answers_is_not_believed():
    with pytest.raises(LinkDownError, match="not signed"):
        client(Wire(echo, host=STRANGER)).call("GET", "/a")


def test_an_answer_that_was_recorded_is_not_believed_again():
    wire = Wire(echo)
    asking = client(wire)
    honest, kept = wire.send, []

    def send(*asked):
        kept.append(honest(*asked))
        return kept[0] if len(kept) > 2 else kept[-1]

    wire.send = send
    asking.call("GET", "/a")
    with pytest.raises(LinkDownError, match="not signed"):
        asking.call("GET", "/a")


def test_headers_are_found_in_any_case():
    class Shouting(Wire):
        def send(self, *asked):
            answer = super().send(*asked)
            shouted = {name.upper(): value for name, value in answer.headers.items()}
            return Answer(answer.status, shouted, answer.body)

    assert client(Shouting(echo)).call("GET", "/a") == b"GET /a "


def test_a_revoked_machine_is_told_so():
    wire = Wire(echo)
    wire.peers[SEAT.origin] = peer_of(SEAT, revoked=True)
    with pytest.raises(Refusal, match="revoked"):
        client(wire).call("GET", "/a")


def test_every_call_has_a_number_of_its_own():
    wire = Wire(echo)
    asking = SignedClient(wire, SEAT, HUB.public_signing)
    for _ in range(4):
        asking.call("GET", "/a")
    numbers = [headers[signed_calls.COUNTER_HEADER] for _, _, headers, _ in wire.sent]
    assert len(set(numbers)) == len(numbers) == 5
