"""One body of each type, and keys that are the same every time."""

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from kiosk.protocol.abandoned import Abandoned
from kiosk.protocol.award_bodies import AwardNews, AwardRevoked, HubKey, Void
from kiosk.protocol.bodies import (
    Allotment,
    Appeal,
    CardOpened,
    Decision,
    Edition,
    Exam,
    ExamAnswer,
    ExamBegun,
    Hand,
    HitTerms,
    HouseRules,
    HouseText,
    HubSubmission,
    LearnerLeft,
    Practice,
    Price,
    Reaction,
    Returned,
    RulesAccepted,
    SessionClosed,
    SessionUsed,
    Slot,
    Submission,
    VoucherOpened,
    VouchersVoid,
    Window,
)
from kiosk.protocol.career import CareerSaid, Interests
from kiosk.protocol.facts import BlobRef, Moment, Place, make_fact
from kiosk.protocol.keys import Keys
from kiosk.protocol.recall import Recall
from kiosk.protocol.reflections import Reflection

AT = Moment(wall=1_795_300_000_000, boot_id="boot-1", boot_ns=7_000_000_000, offset_ms=-3)
EPOCH = "00112233aabbccdd"
PICTURE = BlobRef(sha256="5e" * 32, len=312, mime="image/png")
TERMS = HitTerms(
    hit_type="hit-1",
    requester="Archive of Kibera",
    title="Read a digit",
    description="Say which digit you see. رقم",
    form={"prompt": "Which digit?", "fields": [{"name": "digit", "kind": "choice"}]},
    reward_minor=150,
    seconds_estimate=8,
    qualification="digits",
    expectations=("The digit that is drawn",),
    rejected_percent=2,
    days_to_pay=3,
)
SLOT = Slot("assignment-1", "hit-1", {"picture": f"sha256:{PICTURE.sha256}", "row": "1"})
BODIES = (
    SessionUsed(session="session-1", used_s=61, why="paused"),
    SessionClosed(session="session-1", used_s=1800, why="time_up", submitted=("assignment-1",)),
    SessionUsed(session="session-1", used_s=61, why="rebooted", hub_away_s=40),
    SessionClosed(session="session-1", used_s=1800, why="finished", hub_away_s=90),
    Practice(
        visitor="visitor-1",
        edition="digits-e1",
        step="practice",
        item="p1",
        answer={"digit": "7"},
        right=True,
        tries=1,
        hints=0,
        took_ms=2100,
    ),
    Practice(
        visitor="visitor-1",
        edition="digits-e1",
        step="practice",
        item="p1",
        answer={"digit": "7"},
        right=True,
        tries=1,
        hints=0,
        took_ms=2100,
        goal="m_of_n:8:10",
        round=2,
    ),
    Exam(
        visitor="visitor-1",
        edition="digits-e1",
        step="exam",
        attempt="a7" * 16,
        try_number=1,
        answers={"x1": {"digit": "7"}, "x2": {"digit": "1"}},
        took_ms=90_000,
    ),
    Interests(visitor="visitor-1", answers={"repair": "like", "teach": "not", "market": "unsure"}),
    CareerSaid(visitor="visitor-1", kind="done", about="step-1"),
    Reflection(
        visitor="visitor-1",
        edition="digits-e1",
        step="look-back",
        words="The seven was hard.\nكان السبعة صعباً.",
        aloud=True,
    ),
    LearnerLeft(session="session-1", visitor="visitor-2"),
    ExamAnswer(
        visitor="visitor-1",
        edition="digits-e1",
        step="exam",
        attempt="a7" * 16,
        try_number=1,
        item="x1",
        answer={"digit": "7"},
        took_ms=4100,
    ),
    ExamBegun(
        visitor="visitor-1",
        edition="digits-e1",
        step="exam",
        attempt="a7" * 16,
        try_number=1,
        session="session-1",
        from_s=300,
        used_s=42,
    ),
    Recall(visitor="visitor-1", edition="digits-e1", step="practice", item="p1", right=True),
    Submission(
        session="session-1",
        visitor="visitor-1",
        assignment="assignment-1",
        round=1,
        answer={"digit": "7", "words": "سبعة"},
        took_ms=2500,
    ),
    Reaction(visitor="visitor-1", assignment="assignment-1", kind="appeal", words="It is a 7."),
    Appeal(visitor="visitor-1", assignment="assignment-1", words="It is a 7."),
    Returned(assignments=("assignment-1", "assignment-2")),
    HubSubmission(
        assignment="assignment-1",
        worker="A0011223344556677",
        round=1,
        cites="ab" * 16 + "/" + EPOCH + "/1",
        answer_sha256="cd" * 32,
        answer='{"digit":"7"}',
        took_ms=2500,
        made_at=1_795_300_000_000,
    ),
    Allotment(until=1_795_559_200_000, terms=(TERMS,), slots=(SLOT,)),
    Decision(
        assignment="assignment-1",
        verdict="revision",
        amount_minor=0,
        currency="KES",
        reason="Look again",
        expectation="The digit that is drawn",
        due=1_795_559_200_000,
    ),
    Edition(slug="digits", edition="digits-e1", title="Read handwritten digits", sha256="ef" * 32),
    Hand(
        session="session-1",
        visitor="visitor-1",
        until=1_795_559_200_000,
        terms=(TERMS,),
        slots=(SLOT,),
    ),
    Window(
        site="Kibera Career Centre",
        currency="KES",
        currency_symbol="KSh",
        currency_decimals=2,
        per_hour_minor=7000,
        languages=("en", "ar"),
        prices=(Price("30 min", 4000),),
        tasks=(TERMS,),
        timezone="Africa/Nairobi",
    ),
    VoucherOpened(session="session-1", voucher="KV2" + "0" * 132, seconds=1800),
    CardOpened(session="session-1", card="KC2" + "0" * 119, seconds=900),
    VouchersVoid(codes=("4F7K2M9T",)),
    HouseRules(
        edition=2,
        texts=(HouseText("en", ("No food here.", "Speak softly.")), HouseText("ar", ("لا طعام.",))),
    ),
    RulesAccepted(session="session-1", edition=2, language="ar"),
    AwardRevoked(signing=bytes(range(32)), number="7K2M9QX04T"),
    AwardNews(
        keys=(HubKey(bytes(range(32)), "Mathare"),),
        revoked=(Void(bytes(range(32)), "7K2M9QX04T"),),
    ),
    Abandoned(epoch="0123456789abcdef", first=3, last=5, why="too_large"),
)


def keys(seed=1):
    """Keys that are the same every time, for files that stay for ever."""
    return Keys(SigningKey(bytes([seed]) * 32), PrivateKey(bytes([seed + 100]) * 32))


def fact(body=b"{}", *, seq=1, kind="session_used", maker=None, **changes):
    """A signed fact by the machine with the first keys, if no other is named."""
    maker = maker or keys()
    place = Place(maker.origin, EPOCH, seq)
    return make_fact(maker.signing, place, type=kind, body=body, at=AT, **changes)
