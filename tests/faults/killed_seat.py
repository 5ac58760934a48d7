"""A station that is a script: its visitors come in by voucher and by card, work, buy time, and go.

Everything is asked in the same words, and the same signed facts are sent, until an answer is heard.
"""

from fakes.hub_world import PIN
from fakes.machines import SeatMachine
from faults.killing import Asked

from kiosk.clock import SystemClock
from kiosk.protocol import station_calls as words
from kiosk.protocol import time_calls
from kiosk.protocol.bodies import Hand, SessionClosed, SessionUsed, Submission, read_body
from kiosk.protocol.codec import decode, encode, pack, unpack
from kiosk.protocol.drafts import DRAFT_PATH, Draft, DraftKept, KeepDraft
from kiosk.protocol.facts import Fact
from kiosk.protocol.leases import Lease
from kiosk.protocol.sealing import seal
from kiosk.protocol.sync import (
    PULL_LIMIT_BYTES,
    PULL_PATH,
    PUSH_PATH,
    Pulled,
    Push,
    PushAnswer,
    Sent,
)

KEPT = frozenset({"stored", "duplicate"})
BOOT = "boot-1"
ASIDE_MINOR = 10_000
ANSWERS = 6


class Seat:
    """What is asked of the hub from this seat; `used` is what it said of each session's seconds."""

    def __init__(self, cafe, seat, url, chance) -> None:
        self._maker = SeatMachine(cafe.world, seat)
        self._line, self._chance, self._seat = cafe.line(seat, url), chance, seat
        self._hub_key = cafe.world.hub.keys.public_sealing
        self._exam = cafe.ids[f"exam {seat}"]
        self._visitor, self._voucher = cafe.ids[f"worker {seat}"], cafe.ids[f"voucher {seat}"]
        self._card = cafe.ids[f"card {seat}"]
        self.facts, self._leases = [], {}

    def visits(self):
        lease = yield from self._open(code=self._voucher)
        yield from self._sit(lease)
        lease = yield from self._open(code=self._card, pin=PIN, account_minor=ASIDE_MINOR)
        yield from self._sit(lease, self._work(lease))
        yield from self._push(*self.facts, again=True)

    def _sit(self, lease, doing=()):
        session = lease.session
        yield from self._beat(session)
        yield from self._renew(session, 60)
        yield from self._push(SessionUsed(session, 90, "paused"))
        yield from self._push(SessionUsed(session, 90, "resumed"))
        yield from doing
        yield from self._renew(session, 400)
        yield from self._push(SessionClosed(session, 700, "finished"))

    def _work(self, lease):
        session = lease.session
        yield from self._draft(session)
        hand = yield from self._pull(session)
        answers = [
            Submission(session, self._visitor, slot.assignment, 1, {"digit": "7"}, 2000)
            for slot in hand[:ANSWERS]
        ]
        yield from self._push(answers[0])
        yield from self._buy(session)
        yield from self._push(*answers[1:3])
        yield from self._push(self._exam)
        yield from self._renew(session, 200)
        yield from self._push(*answers[3:])

    # one thing each

    def _open(self, **typed):
        request_id = self._new_id()
        told = words.Open(request_id=request_id, boot_id=BOOT, **typed)
        opened = yield from self._call(words.OPEN_PATH, told, words.Opened, request_id)
        return self._leased(opened.lease)

    def _beat(self, session):
        told = words.Beat("open", BOOT, session=session, used_s=30, version="t")
        yield from self._call(words.BEAT_PATH, told, words.BeatAnswer)

    def _renew(self, session, used_s):
        told = words.Renew(self._leases[session].lease_id, session, BOOT, used_s)
        proof = ("used", session, used_s)
        renewed = yield from self._call(words.RENEW_PATH, told, words.Renewed, proof=proof)
        self._leased(renewed.lease)

    def _buy(self, session):
        request_id = self._new_id()
        told = time_calls.Buy(request_id, session, PIN, "quarter", 2_000)
        bought = yield from self._call(words.BUY_PATH, told, time_calls.Bought, request_id)
        again = yield from self._call(words.BUY_PATH, told, time_calls.Bought, request_id)
        assert again == bought

    def _draft(self, session):
        sealed = seal(self._hub_key, b"half of an answer")
        draft = Draft(f"{self._chance.getrandbits(128):032x}", sealed)
        told = KeepDraft(session, draft, SystemClock().now())
        proof = ("draft", draft.name)
        yield from self._call(DRAFT_PATH, told, DraftKept, proof=proof)

    def _push(self, *bodies, again=False):
        facts = bodies if again else [self._maker.say(body) for body in bodies]
        self.facts += () if again else facts
        raw = pack(Push(tuple(Sent(one.raw, one.signature) for one in facts)))
        proofs = tuple(("fact", one.fact.origin, one.fact.epoch, one.fact.seq) for one in facts)
        answer = yield Asked(
            lambda: decode(self._line.call("POST", PUSH_PATH, raw), PushAnswer), proofs
        )
        assert {one.result for one in answer.results} <= KEPT, answer
        assert not again or {one.result for one in answer.results} == {"duplicate"}

    def _pull(self, session):
        """The slots of the hand that was dealt to this session."""
        answer = yield Asked(self._pulled)
        facts = [decode(one.raw, Fact) for one in answer.facts]
        bodies = [read_body(fact, fact.body_bytes) for fact in facts]
        hands = [body for body in bodies if isinstance(body, Hand) and body.session == session]
        return [slot for hand in hands for slot in hand.slots]

    def _pulled(self):
        raw = self._line.call("GET", f"{PULL_PATH}?after=0")
        return unpack(raw, Pulled, limit_bytes=PULL_LIMIT_BYTES)

    def _call(self, path, told, answer, request_id="", proof=()):
        proofs = (("request", f"{self._maker.station}:{request_id}"),) if request_id else (proof,)
        raw = encode(told)
        answered = yield Asked(
            lambda: decode(self._line.call("POST", path, raw), answer), tuple(filter(None, proofs))
        )
        return answered

    def _leased(self, signed):
        """A later lease of a session takes nothing away, and its number is new."""
        lease = decode(signed.raw, Lease)
        held = self._leases.get(lease.session)
        assert held is None or (lease.n > held.n and lease.seconds >= held.seconds)
        self._leases[lease.session] = lease
        return lease

    def _new_id(self):
        return f"{self._chance.getrandbits(96):024x}"
