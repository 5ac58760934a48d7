import json

import pytest
from protocol.samples import BODIES, fact

from kiosk.protocol import bodies
from kiosk.protocol.bodies import (
    KNOWN,
    ParkedError,
    SessionClosed,
    SessionUsed,
    read_body,
    type_of,
    version_of,
    write_body,
)
from kiosk.rules.refusals import Refusal

WRITTEN = {type_of(body): json.loads(write_body(body)) for body in reversed(BODIES)}
"""The first sample of each type."""


def read(kind, body, *, tv=1):
    plain = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_body(fact(plain, kind=kind, tv=tv).fact, plain)


@pytest.mark.parametrize("body", BODIES, ids=type_of)
def test_a_body_is_read_as_it_was_written(body):
    assert read(type_of(body), write_body(body)) == body


def test_each_body_is_of_a_known_type():
    assert {(type_of(body), version_of(body)) for body in BODIES} == KNOWN
    assert {kind for kind, _ in KNOWN} >= bodies.SEALED


@pytest.mark.parametrize(("kind", "tv"), [("from_the_future", 1), ("session_used", 3)])
def test_what_is_not_known_yet_is_parked_whatever_it_holds(kind, tv):
    with pytest.raises(ParkedError):
        read(kind, b"\xff not even JSON", tv=tv)


@pytest.mark.parametrize("kind", sorted(WRITTEN))
def test_a_body_of_another_type_is_malformed(kind):
    other = "returned" if kind != "returned" else "edition"
    with pytest.raises(Refusal, match="malformed"):
        read(kind, WRITTEN[other])


@pytest.mark.parametrize("kind", sorted(WRITTEN))
@pytest.mark.parametrize("raw", [b"", b"null", b"{}", b"\xff", b'{"type":"nothing"}'])
def test_what_is_no_body_is_malformed(kind, raw):
    with pytest.raises(Refusal, match="malformed"):
        read(kind, raw)


BEYOND = [
    ("session_used", "used_s", -1),
    ("session_used", "used_s", 10**8 + 1),
    ("session_used", "why", "bored"),
    ("session_used", "session", ""),
    ("session_closed", "submitted", ["a"] * 1001),
    ("practice", "took_ms", -1),
    ("practice", "took_ms", 2**63),
    ("practice", "tries", 100),
    ("practice", "hints", 10),
    ("practice", "right", 1),
    ("exam", "try_number", 0),
    ("exam", "try_number", 1001),
    ("exam", "answers", {str(n): {} for n in range(501)}),
    ("submission", "round", 0),
    ("submission", "round", 10),
    ("submission", "answer", []),
    ("reaction", "kind", "shrug"),
    ("reaction", "words", "x" * 2001),
    ("reaction", "words", "It is\x00 a 4"),
    ("reaction", "assignment", "assignment-1\x00"),
    ("returned", "assignments", ["a"] * 101),
    ("hub_submission", "answer", "x" * 48_001),
    ("hub_submission", "made_at", 2**63),
    ("allotment", "until", 2**63),
    ("allotment", "until", -1),
    ("allotment", "slots", [WRITTEN["hand"]["slots"][0]] * 101),
    ("decision", "amount_minor", -1),
    ("decision", "amount_minor", 10**12 + 1),
    ("decision", "currency", "KE"),
    ("decision", "verdict", "maybe"),
    ("decision", "due", 2**63),
    ("edition", "title", "x" * 121),
    ("hand", "slots", [WRITTEN["hand"]["slots"][0]] * 101),
    ("window", "currency_decimals", 5),
    ("house_rules", "edition", 0),
    ("house_rules", "texts", [{"language": "en", "lines": ["x" * 101]}]),
    ("house_rules", "texts", [{"language": "en", "lines": ["x"] * 11}]),
    ("house_rules", "texts", [{"language": "en", "lines": []}] * 21),
    ("award_revoked", "number", "7K2M9QX04"),
    ("award_revoked", "signing", "AAAA"),
    ("award_news", "revoked", [WRITTEN["award_news"]["revoked"][0]] * 101),
    ("award_news", "keys", [{**WRITTEN["award_news"]["keys"][0], "name": ""}]),
    ("rules_accepted", "edition", 2**40),
    ("rules_accepted", "language", ""),
    ("window", "tasks", [WRITTEN["hand"]["terms"][0]] * 21),
]


@pytest.mark.parametrize(("kind", "field", "value"), BEYOND, ids=lambda value: repr(value)[:30])
def test_what_comes_from_outside_has_limits(kind, field, value):
    with pytest.raises(Refusal, match="malformed"):
        read(kind, {**WRITTEN[kind], field: value})


def test_fields_that_a_newer_machine_adds_are_left_out():
    (returned,) = (body for body in BODIES if type_of(body) == "returned")
    assert read("returned", {**WRITTEN["returned"], "why": "new"}) == returned


@pytest.mark.parametrize(
    ("answer", "fits"),
    [
        ({"digit": "7"}, True),
        ({"words": "x" * 40_000}, True),
        ({"words": "x" * 48_001}, False),
        ({"words": '"' * 20_000}, False),
        ({"words": "\u0633" * 30_000}, False),
    ],
    ids=["short", "long", "too long", "all quotation marks", "two bytes a letter"],
)
def test_an_answer_must_find_room_on_both_hops(answer, fits):
    assert bodies.answer_fits(answer) is fits


@pytest.mark.parametrize(
    ("body", "tv"),
    [
        (SessionUsed("s", 60, "paused"), 1),
        (SessionUsed("s", 60, "paused", hub_away_s=1), 2),
        (SessionClosed("s", 60, "finished"), 1),
        (SessionClosed("s", 60, "finished", hub_away_s=1), 2),
    ],
)
def test_a_fact_is_of_the_oldest_version_that_can_say_it(body, tv):
    assert version_of(body) == tv
    assert read(type_of(body), write_body(body), tv=tv) == body
