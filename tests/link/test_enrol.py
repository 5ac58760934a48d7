import json

import pytest
from link.shelves import HUB, SEAT, STRANGER

from kiosk.link.client import Answer, LinkDownError
from kiosk.link.enrol import Upstream, enrol
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.enrolment import (
    ENROL_PATH,
    Newcomer,
    Welcome,
    check_newcomer,
    fingerprint,
    make_code,
    welcome_proof,
)
from kiosk.rules.refusals import Refusal

CODE = make_code(HUB.public_signing, b"7 bytes")


class Host:
    """Welcomes whoever has a token, in the name of some machine."""

    def __init__(self, keys=HUB, *, answer=None) -> None:
        self.keys, self.answer, self.seen = keys, answer, []

    def send(self, method, path, headers, body):
        assert (method, path) == ("POST", ENROL_PATH)
        newcomer = decode(body, Newcomer)
        check_newcomer(newcomer, host=fingerprint(HUB.public_signing))
        self.seen.append(newcomer)
        return self.answer or Answer(200, {}, encode(self.welcome(newcomer)))

    def welcome(self, newcomer):
        return Welcome(
            name="seat 7",
            currency="KES",
            public_signing=self.keys.public_signing,
            public_sealing=self.keys.public_sealing,
            proof=welcome_proof(
                self.keys.signing,
                token=newcomer.token,
                newcomer=newcomer.public_signing,
                sealing=self.keys.public_sealing,
            ),
        )


def come(host, *, code=str(CODE), kind="station", currency=""):
    return enrol(host, SEAT, code=code, kind=kind, name="new", currency=currency)


def test_a_newcomer_pins_the_host_of_its_code():
    host = Host()
    assert come(host) == Upstream("seat 7", HUB.public_signing, HUB.public_sealing)
    assert host.seen[0].kind == "station"


@pytest.mark.parametrize(
    ("kind", "said"), [("hub", "hub"), ("station", "station"), ("toaster", "station")]
)
def test_a_newcomer_says_what_it_is(kind, said):
    host = Host()
    come(host, kind=kind, currency="KES")
    assert (host.seen[0].kind, host.seen[0].currency, host.seen[0].name) == (said, "KES", "new")


def test_a_host_with_another_key_than_the_codes_is_refused():
    with pytest.raises(Refusal, match="hub_key_differs"):
        come(Host(STRANGER))


def test_a_code_that_cannot_be_one_is_never_sent():
    host = Host()
    with pytest.raises(Refusal, match="code_unknown"):
        come(host, code="12345")
    assert host.seen == []


@pytest.mark.parametrize("code", ["code_unknown", "code_expired", "code_used_up", "revoked"])
def test_what_the_host_refuses_is_told(code):
    words = encode({"refusal": code, "details": {}})
    with pytest.raises(Refusal, match=code):
        come(Host(answer=Answer(401, {}, words)))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, {}, b"<html>Sign in to the Wi-Fi</html>"),
        Answer(200, {}, b"{}"),
        Answer(302, {}, b""),
        Answer(502, {}, b"<html>Bad gateway</html>"),
        Answer(404, {}, json.dumps({"message": "no"}).encode()),
    ],
    ids=["portal", "not a welcome", "redirect", "proxy", "another service"],
)
def test_whatever_else_answers_is_not_the_host(answer):
    with pytest.raises(LinkDownError):
        come(Host(answer=answer))
