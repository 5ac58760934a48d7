import json

import pytest
from protocol.samples import SLOT

from kiosk.protocol import station_calls as words
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.leases import SignedLease
from kiosk.protocol.sync import Feed, Kept, Outcome, PushAnswer
from kiosk.rules.refusals import Refusal

RECORD = words.Record(
    revision=3,
    visitor="visitor-1",
    name="Grace Muthoni",
    language="en",
    guest=False,
    balance_minor=15_000,
    qualifications=("digits",),
    attempts=(words.Attempted("digits-e1", 1, "marked", 19, 20, True),),
    practised=(words.Practised("digits-e1", ("p1",), ("read",)),),
    outcomes=(
        words.Outcome(
            "assignment-1",
            "Read",
            "RevisionRequested",
            150,
            1,
            "Look",
            "",
            {"digit": "7"},
            {"row": SLOT.row},
        ),
    ),
    lapsing=words.Lapsing("Weekly", "ends", 1, 2, 20_000, True),
    renewing=words.Renewing("Weekly", 20_000, False),
)
SAID = (
    words.Beat("open", "boot-1", "session-1", 61, 3, 2, "0.1.0"),
    words.BeatAnswer(
        1, "7", (words.Command(1, "take", "session-1"),), Feed("ab", 3), (Kept("a", "b", 1),)
    ),
    words.Open("request-1", "boot-1", "471902", "4711"),
    words.Take("session-1", "boot-1"),
    words.Renew("lease-1", "session-1", "boot-1", 61),
    RECORD,
    words.Opened(SignedLease(b"raw", b"signature"), RECORD, "hash", 61),
    words.PaySubscription("request-1", "session-1", "4711", 2, 20_000),
    words.Paid(1),
    words.AnswerRenewal("request-1", "session-1", "4711", 20_000),
    words.Answered(True),
    words.Buy("request-1", "session-1", "4711", "half-hour", 3_500),
    words.Bought(3_600),
    words.OnSale((words.ForSale("half-hour", "30 minutes", 1_800, 3_500),), 9_000),
    words.Renewed(SignedLease(b"raw", b"signature"), 3),
    PushAnswer((Outcome("a/b/1", "stored", answer="accepted"),), (Kept("a", "b", 1),)),
)


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
        (words.Beat, "more", 1),
        (words.Open, "code", "x" * 201),
        (words.Open, "pin", "1" * 21),
        (words.Take, "session", "x" * 201),
        (words.Renew, "used_s", 10**8 + 1),
        (words.Renew, "used_s", 1.5),
        (words.PaySubscription, "pin", "1" * 21),
        (words.PaySubscription, "price_minor", -1),
        (words.PaySubscription, "period", 10**13),
        (words.PaySubscription, "more", 1),
        (words.AnswerRenewal, "pin", "1" * 21),
        (words.AnswerRenewal, "price_minor", -1),
        (words.Buy, "pin", "1" * 21),
        (words.Buy, "price_minor", -1),
        (words.Buy, "offer", "x" * 201),
        (words.Buy, "more", 1),
    ],
)
def test_what_a_station_asks_has_limits(shape, field, value):
    with pytest.raises(Refusal, match="malformed"):
        decode(encode({**ASKED[shape], field: value}), shape)
