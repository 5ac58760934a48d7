import json

import pytest
from protocol.call_samples import SAID

from kiosk.protocol import seat_calls, time_calls
from kiosk.protocol import station_calls as words
from kiosk.protocol.codec import decode, encode
from kiosk.rules.refusals import Refusal


@pytest.mark.parametrize("said", SAID, ids=lambda said: type(said).__name__)
def test_what_is_said_is_heard_alike(said):
    assert decode(encode(said), type(said)) == said


ASKED = {type(said): json.loads(encode(said)) for said in SAID}


@pytest.mark.parametrize(
    ("shape", "field", "value"),
    [
        (words.Beat, "state", "asleep"),
        (words.Beat, "boot_id", "x" * 65),
        (words.Beat, "used_s", -1),
        (words.Beat, "done", 2**63),
        (words.Beat, "waiting", -1),
        (words.Open, "code", "x" * 201),
        (words.Open, "pin", "1" * 21),
        (words.Take, "session", "x" * 201),
        (words.Renew, "used_s", 10**8 + 1),
        (words.Renew, "used_s", 1.5),
        (words.JoinClass, "code", "x" * 41),
        (seat_calls.SitBeside, "code", "x" * 201),
        (seat_calls.SitBeside, "pin", "x" * 21),
        (time_calls.PaySubscription, "pin", "1" * 21),
        (time_calls.PaySubscription, "price_minor", -1),
        (time_calls.PaySubscription, "period", 10**13),
        (time_calls.AnswerRenewal, "pin", "1" * 21),
        (time_calls.AnswerRenewal, "price_minor", -1),
        (time_calls.Buy, "pin", "1" * 21),
        (time_calls.Buy, "price_minor", -1),
        (time_calls.Buy, "offer", "x" * 201),
    ],
)
def test_what_a_station_asks_has_limits(shape, field, value):
    with pytest.raises(Refusal, match="malformed"):
        decode(encode({**ASKED[shape], field: value}), shape)
