"""The one door without a signature: it opens to a code, and costs the hub nothing without one."""

import pytest
from fakes.hub_world import newcomer

from kiosk.protocol.codec import decode, encode
from kiosk.protocol.enrolment import ENROL_PATH, Welcome, make_code
from kiosk.protocol.keys import make_keys

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def knock(line):
    def say(code, keys=None):
        body = encode(newcomer(keys or make_keys(), code))
        answer = line.send("POST", ENROL_PATH, JSON, body)
        return answer if answer.status == 200 else (answer.status, decode(answer.body, dict))

    return say


def misread(code):
    return code[:-5] + ("00000" if not code.endswith("00000") else "11111")


def test_a_code_lets_in(site, knock):
    answer = knock(site.enrol_code(3))
    assert decode(answer.body, Welcome).name == "seat 3"


def test_who_guesses_makes_the_hub_write_nothing(site, knock):
    site.enrol_code(3)
    commits = site.hub.changes.n
    guess = str(make_code(site.hub.keys.public_signing, b"guesses"))
    assert knock(guess)[1]["refusal"] == "code_unknown"
    assert site.hub.changes.n == commits


def test_a_code_that_is_used_up_says_so_plainly(site, knock):
    code = site.enrol_code(3)
    for _ in range(5):
        assert knock(misread(code))[1]["refusal"] == "code_unknown"
    assert knock(misread(code))[1]["refusal"] == "code_unknown"
    assert knock(code)[1]["refusal"] == "code_used_up"
    other = site.enrol_code(4)
    assert knock(other).status == 200
    assert knock(other)[1]["refusal"] == "code_used_up"
