"""One of each call and answer, with every field said, and the shapes of all, as JSON Schema."""

import json

import msgspec
from protocol.samples import SLOT

from kiosk.protocol import career as careers
from kiosk.protocol import drafts, enrolment, room_calls, seat_calls, time_calls
from kiosk.protocol import station_calls as words
from kiosk.protocol.bodies import Body
from kiosk.protocol.leases import SignedLease
from kiosk.protocol.sync import Feed, Kept, Outcome, PushAnswer

RECORD = words.Record(
    revision=3,
    visitor="visitor-1",
    name="Grace Muthoni",
    language="en",
    guest=False,
    balance_minor=15_000,
    pending_minor=300,
    paid_out_minor=40,
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
            "The digit that is drawn",
            {"digit": "7"},
            {"row": SLOT.row},
            due=2,
        ),
    ),
    done_here=2,
    group="student",
    rules_accepted=1,
    lapsing=time_calls.Lapsing("Weekly", "ends", 1, 2, 20_000, True),
    included=time_calls.Included("Weekly", "day", 3_600, 60, 5),
    renewing=time_calls.Renewing("Weekly", 20_000, False),
    holds=(
        time_calls.Held(
            "package", "Ten hours", 60, 9, "day", 3_600, 60, "itself", "NGO", ("door",)
        ),
        time_calls.Held("voucher", "Hour", 60, 0, days=(0, 6), start=60, end=120),
    ),
)
ASKED = (
    words.Beat(
        "open",
        "boot-1",
        "session-1",
        61,
        3,
        2,
        "0.1.0",
        "02:00:00:00:00:01",
        (words.NotDone(1, "late"), words.NotDone(2, "not_set_up")),
        waiting_since=1_795_300_000_000,
        set_aside=1,
        filled_percent=74,
        boot_ms=3_600_000,
        speaks=2,
        learner=room_calls.Learner(
            *("digits-e1", "practice", "p02", "wrong"),
            since=1_795_300_000_000,
            moved=1_795_300_060_000,
            hand=1_795_300_070_000,
            coming=True,
            asked="question-1",
            chosen=("7",),
        ),
    ),
    words.Open("request-1", "boot-1", "471902", "4711", 5_000),
    words.Take("session-1", "boot-1"),
    words.Renew("lease-1", "session-1", "boot-1", 61),
    words.Extend("request-1", "session-1"),
    words.JoinClass("request-1", "session-1", "4F7K-2M9T"),
    seat_calls.SitBeside("session-1", "471902", "4711"),
    time_calls.PaySubscription("request-1", "session-1", "4711", 2, 20_000),
    time_calls.AnswerRenewal("request-1", "session-1", "4711", 20_000),
    time_calls.Buy("request-1", "session-1", "4711", "half-hour", 3_500),
    drafts.KeepDraft("session-1", drafts.Draft("ab" * 16, b"sealed"), 1),
    enrolment.Newcomer(
        *("station", "T" * 10, "Seat", b"s" * 32, b"e" * 32, "KES", b"p" * 64),
        before=enrolment.Before(b"o" * 32, b"l" * 32, b"q" * 64),
    ),
)
ANSWERED = (
    words.BeatAnswer(
        1,
        "7",
        (words.Command(1, "take", "session-1"), words.Command(2, "message", "", "Hello", 9)),
        Feed("ab", 3),
        (Kept("a", "b", 2, 1),),
        3,
        4,
        5,
        now_unsure=True,
        speaks=2,
    ),
    RECORD,
    words.Opened(SignedLease(b"raw", b"signature"), RECORD, "hash", 61, 2),
    words.Renewed(SignedLease(b"raw", b"signature"), 3),
    words.Extended(60),
    words.JoinedClass("Morning group"),
    seat_calls.Besides((words.Record(4, "visitor-2", "Wanjiru", "sw", guest=False),)),
    time_calls.Paid(1),
    time_calls.Answered(True),
    time_calls.OnSale((time_calls.ForSale("half-hour", "30 minutes", 1_800, 3_500),), 9_000),
    time_calls.Bought(3_600),
    PushAnswer((Outcome("a/b/1", "stored", "late", "accepted"),), (Kept("a", "b", 1),)),
    drafts.DraftKept(True),
    drafts.Drafts((drafts.Draft("ab" * 16, b"sealed"),)),
    enrolment.Welcome("Hub", "KES", b"s" * 32, b"e" * 32, b"p" * 64),
)
CAREER = careers.Career(
    shared=True,
    said_at=1_795_300_000_000,
    answers={"repair": "like", "teach": "not"},
    notes=(careers.CareerNote(1_795_300_000_000, "Otieno", "Likes lists", "2026-12-03"),),
    steps=(careers.CareerStep("step-1", "goal", "An office", "2027-01-01", done=True),),
    places=(
        careers.Place(
            "opening-1",
            "job",
            "Data entry clerk",
            "Water office",
            "Olympic",
            "KSh 600 a day",
            "0700 000 111",
            note="Mornings",
            language="Swahili",
            closes="2026-12-24",
            wanted=("digits",),
            interests="CE",
            state="suggested",
            warned=True,
        ),
    ),
)
"""A part of a record that came later. It stands by itself: a record of an older machine has none."""
SAID = (*ASKED, *ANSWERED, CAREER)
SINCE = {"JoinClass": 11, "JoinedClass": 11, "Career": 15, "SitBeside": 18, "Besides": 18}
"""Words that came later as a whole: an older machine has no such path or part."""


def shapes():
    """The JSON Schema of each call, answer and body, without the words for people."""
    found = {type(said).__name__: msgspec.json.schema(type(said)) for said in SAID}
    return _bare({**found, "Body": msgspec.json.schema(Body)})


def _bare(part):
    if isinstance(part, dict):
        return {
            key: _bare(value)
            for key, value in part.items()
            if key not in {"title", "description"} or not isinstance(value, str)
        }
    return [_bare(each) for each in part] if isinstance(part, list) else part


def as_json(said):
    """A message as it goes over the wire, read again without any shape."""
    return json.loads(msgspec.json.encode(said))
