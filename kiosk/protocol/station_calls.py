"""What a station and its hub say to each other besides facts: beats, sessions, records."""

from typing import Annotated, Any, Literal

import msgspec

from kiosk.protocol.career import Career
from kiosk.protocol.exam_calls import (
    Accommodated,
    Answering,
    Attempted,
    LapsingSkill,
    PractiseAgain,
)
from kiosk.protocol.learned import Certified, Learned
from kiosk.protocol.leases import SignedLease
from kiosk.protocol.recall import ToRecall
from kiosk.protocol.reflections import FromMentor
from kiosk.protocol.room_calls import IN_ROOM, Learner
from kiosk.protocol.sync import Feed, Kept
from kiosk.protocol.time_calls import Held, Included, Lapsing, Renewing
from kiosk.protocol.version import CALLS_FIRST
from kiosk.rules.outbox_room import MOST_PERCENT

BEAT_PATH = "/station/v1/beat"
OPEN_PATH = "/station/v1/open"
TAKE_PATH = "/station/v1/take"
RENEW_PATH = "/station/v1/renew"
EXTEND_PATH = "/station/v1/extend"
RECORD_PATH = "/station/v1/record"
SUBSCRIPTION_PATH = "/station/v1/subscription"
RENEWAL_PATH = "/station/v1/renewal"
ON_SALE_PATH = "/station/v1/on-sale"
BUY_PATH = "/station/v1/buy"
JOIN_CLASS_PATH = "/station/v1/class"
COMMANDS_LIMIT = 20

Text = Annotated[str, msgspec.Meta(max_length=200)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=10**8)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
CallsVersion = Annotated[int, msgspec.Meta(ge=1, le=10**6)]


class NotDone(msgspec.Struct, frozen=True):
    """An order that the station has had and not carried out, and why."""

    n: Count
    why: Literal["late", "not_set_up"]


class Beat(msgspec.Struct, frozen=True, omit_defaults=True):
    """A station's short report every few seconds.

    `done` is the number of the last command carried out; `waiting` counts facts not yet sent;
    `waiting_since` is when the eldest was made, by the hub's clock, 0 for none; `set_aside` counts
    those that could not be sent; `filled_percent` is how full its room for unsent work is;
    `boot_ms` is how long this boot lasts, by which a clock that was wrong is found out;
    `mac` is by what the machine is woken over the network; `not_done` are the newest orders up to
    `done` that came too late, or for what this station is not set up. `speaks` is the version of
    these words that the station knows. `learner` is what its visitor is at, none while they learn
    nothing.
    """

    state: Literal["locked", "open", "paused", "ending"]
    boot_id: Annotated[str, msgspec.Meta(max_length=64)]
    session: Text = ""
    used_s: Seconds = 0
    done: Count = 0
    waiting: Count = 0
    version: Text = ""
    mac: Annotated[str, msgspec.Meta(max_length=17)] = ""
    not_done: Annotated[tuple[NotDone, ...], msgspec.Meta(max_length=COMMANDS_LIMIT)] = ()
    waiting_since: Annotated[int, msgspec.Meta(ge=0, le=10**15)] = 0
    set_aside: Count = 0
    filled_percent: Annotated[int, msgspec.Meta(ge=0, le=MOST_PERCENT)] = 0
    boot_ms: Annotated[int, msgspec.Meta(ge=0, le=10**15)] = 0
    speaks: CallsVersion = CALLS_FIRST
    learner: Learner | None = None


KINDS = IN_ROOM | {"take", "renew", "lock", "pause", "resume", "message", "restart", "wake"}


class Command(msgspec.Struct, frozen=True):
    """One order to a station; carried out once, in order of `n`.

    `kind` is one of `KINDS`; a newer hub may know more, which a station reports as not set up.
    After the hub's instant `until` it is passed over: nobody wants the restart of an hour ago.
    """

    n: int
    kind: str
    session: str = ""
    words: str = ""
    until: int = 0


class BeatAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the hub has for the station.

    `feed` tells how far the facts for it go; `record` is the revision of the open session's
    record; `offline_since` is when the exchange was last heard of, 0 while it answers.
    `now_unsure`: the hub does not believe its own clock; the station goes by what it knows.
    `speaks` is the version of these words that the hub knows. `beside` learns beside the visitor of
    the open session, "" for nobody; `beside_record` is the revision of their record.
    """

    now: int
    seat: str
    commands: tuple[Command, ...] = ()
    feed: Feed | None = None
    kept: tuple[Kept, ...] = ()
    record: int = 0
    offline_since: int = 0
    waiting: int = 0
    now_unsure: bool = False
    speaks: CallsVersion = CALLS_FIRST
    beside: str = ""
    beside_record: int = 0


class Open(msgspec.Struct, frozen=True, omit_defaults=True):
    """A visitor at the lock: a voucher's code, or a visitor's code with PIN.

    `account_minor` is what the visitor agreed to have set aside of the account, 0 for nothing.
    """

    request_id: Text
    boot_id: Annotated[str, msgspec.Meta(max_length=64)]
    code: Text
    pin: Annotated[str, msgspec.Meta(max_length=20)] = ""
    account_minor: Count = 0


class Take(msgspec.Struct, frozen=True):
    """The station takes up a session that the desk opened here, or asks again after a crash."""

    session: Text
    boot_id: Annotated[str, msgspec.Meta(max_length=64)]


class Renew(msgspec.Struct, frozen=True):
    """The station's used seconds so far, against a lease that may hold more."""

    lease_id: Text
    session: Text
    boot_id: Annotated[str, msgspec.Meta(max_length=64)]
    used_s: Seconds


class Extend(msgspec.Struct, frozen=True):
    """The visitor asks for the little more at the end that the owner allows once a session."""

    request_id: Text
    session: Text


class Extended(msgspec.Struct, frozen=True):
    """The seconds that were given; the lease that holds them is renewed at once."""

    seconds: int


class JoinClass(msgspec.Struct, frozen=True):
    """The visitor joins the class whose code stands on the sheet."""

    request_id: Text
    session: Text
    code: Annotated[str, msgspec.Meta(max_length=40)]


class JoinedClass(msgspec.Struct, frozen=True):
    """The class that the visitor is in now."""

    title: str


class GoalKept(msgspec.Struct, frozen=True):
    """A step's goal as it stands for the visitor (`rules/mastery.py`), and the way to it.

    The first tries in the order they were given: their items, rounds, and whether they were right.
    """

    step: str
    goal: str
    items: tuple[str, ...]
    rounds: tuple[int, ...]
    rights: tuple[bool, ...]


class Practised(msgspec.Struct, frozen=True, omit_defaults=True):
    """The items of an edition that a visitor has answered, for going on at the same place."""

    edition: str
    items: tuple[str, ...]
    steps_done: tuple[str, ...] = ()
    goals: tuple[GoalKept, ...] = ()


class Outcome(msgspec.Struct, frozen=True):
    """What became of one answer: shown on the visitor's earnings page.

    `state` is the assignment's state; `answer` comes back only with a revision request. `check` is
    right or wrong for an answer that was a check of the work, which is told with its mark.
    """

    assignment: str
    title: str
    state: str
    reward_minor: int
    at: int
    reason: str = ""
    expectation: str = ""
    answer: dict[str, Any] | None = None
    task: dict[str, Any] | None = None
    due: int = 0
    check: Literal["", "right", "wrong"] = ""


class Record(msgspec.Struct, frozen=True):
    """What a station may show of its visitor; replaced as a whole, so it cannot drift.

    `outcomes` are the last ones only; `done_here` counts the answers of the open session that
    are at the hub, so that a station knows which of its own are not. `rules_accepted` is the
    edition of the house rules that the visitor said yes to. `shares_seats`: they are in a class
    whose learners may sit two at a seat.
    """

    revision: int
    visitor: str
    name: str
    language: str
    guest: bool
    balance_minor: int = 0
    pending_minor: int = 0
    paid_out_minor: int = 0
    qualifications: tuple[str, ...] = ()
    attempts: tuple[Attempted, ...] = ()
    practised: tuple[Practised, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    done_here: int | None = None
    group: str = "visitor"
    rules_accepted: int = 0
    lapsing: Lapsing | None = None
    included: Included | None = None
    renewing: Renewing | None = None
    holds: tuple[Held, ...] = ()
    answering: tuple[Answering, ...] = ()
    awards: tuple[Certified, ...] = ()
    learned: Learned | None = None
    accommodated: Accommodated | None = None
    lapsing_skills: tuple[LapsingSkill, ...] = ()
    practise_again: tuple[PractiseAgain, ...] = ()
    career: Career | None = None
    recall: tuple[ToRecall, ...] = ()
    from_mentor: FromMentor | None = None
    shares_seats: bool = False


class Opened(msgspec.Struct, frozen=True):
    """The session's lease and its visitor's record.

    `resume_hash` lets the station check voucher or PIN again by itself after a power cut
    (`protocol/resume.py`). `used_s` is what was used at another seat before, `hub_away_s` how much
    of that without the hub.
    """

    lease: SignedLease
    record: Record
    resume_hash: str = ""
    used_s: int = 0
    hub_away_s: int = 0


class Renewed(msgspec.Struct, frozen=True):
    """A lease with the seconds that the session may use now."""

    lease: SignedLease
    record: int
