"""A station and an exchange as a hub sees them: makers of facts, without a wire between."""

from rules.module_samples import sample_files

from kiosk.acts import classroom, exchange_link, ingest
from kiosk.acts.importing import keep_module
from kiosk.acts.ingest import Facts
from kiosk.acts.opening import OpenedFact, open_fact
from kiosk.link.enrol import Upstream
from kiosk.protocol.bodies import (
    SEALED,
    Allotment,
    Decision,
    Exam,
    HitTerms,
    SessionClosed,
    Slot,
    Submission,
    read_body,
    type_of,
    write_body,
)
from kiosk.protocol.facts import Moment, Place, make_fact
from kiosk.protocol.keys import make_keys
from kiosk.protocol.sealing import seal
from kiosk.rules.instants import Instant
from kiosk.rules.modules import attempt_id, draw

EPOCH = "00112233aabbccdd"
GOLD = {"x1": {"pet": "cat"}, "x2": {"pet": "dog"}, "x3": {"pet": "cow"}}
"""The answers to the exam of the sample module."""


class Maker:
    """Numbers and signs facts."""

    def __init__(self, world, keys) -> None:
        self.world, self.keys, self.epoch, self.seq = world, keys, EPOCH, 0
        self.clock_is_ahead_ms = 0
        self.offset_ms = None

    def say(self, body, *, seq=None, kind=None, plain=None, tv=1, blobs=()):
        """A signed fact that says this, sealed to the hub where its type is."""
        self.seq += seq is None
        kind = kind or type_of(body)
        raw = write_body(body) if plain is None else plain
        if kind in SEALED and self.seals:
            raw = seal(self.world.hub.keys.public_sealing, raw)
        return make_fact(
            self.keys.signing,
            Place(self.keys.origin, self.epoch, seq or self.seq),
            type=kind,
            body=raw,
            at=self._moment(),
            tv=tv,
            blobs=blobs,
        )

    def _moment(self):
        ahead = self.clock_is_ahead_ms
        offset_ms = -ahead if self.offset_ms is None else self.offset_ms
        boot_ns = self.world.clock.boot_ns()
        return Moment(self.world.clock.now() + ahead, "boot-1", boot_ns, offset_ms=offset_ms)


class SeatMachine(Maker):
    """The station at a seat."""

    seals = True

    def __init__(self, world, seat) -> None:
        super().__init__(world, world.keys[seat])
        self.station = world.stations[seat]
        self.anchor = None

    def give(self, *facts):
        """Hand facts in; returns what the hub answers."""
        hub = self.world.hub
        opened = {
            signed.fact.id: open_fact(
                signed, keys=hub.keys, module_of=hub.module_of, anchor=self.anchor
            )
            for signed in facts
        }
        return hub.write(ingest.take_station_facts, station=self.station, facts=Facts(opened))

    def tell(self, *bodies):
        """Say things and hand them in; returns (result, code) of each."""
        answer = self.give(*[self.say(body) for body in bodies])
        return [(one.result, one.code) for one in answer.results]

    def close(self, session, *, used_s, submitted=(), why="finished"):
        return self.tell(SessionClosed(session, used_s, why, tuple(submitted)))

    def submit(self, session, visitor, assignment, *, answer="7", turn=1):
        body = Submission(session, visitor, assignment, turn, {"digit": answer}, 2000)
        return self.tell(body)

    def sit_exam(self, visitor, *, right=True, try_number=1, edition="pets-e2", step="exam"):
        return self.tell(exam(self.world.hub, visitor, right, try_number, edition, step))


def exam(hub, visitor, right=True, try_number=1, edition="pets-e2", step="exam"):
    """All answers of one try; all right or all wrong."""
    attempt = attempt_id(visitor=visitor, edition=edition, try_number=try_number)
    module = hub.module_of(edition)
    asked = draw(module.step("exam"), attempt_id=attempt)
    wrong = {"pet": "dog"}
    answers = {
        item: GOLD[item] if right else {"pet": "cat"} if GOLD[item] == wrong else wrong
        for item in asked
    }
    return Exam(visitor, edition, step, attempt, try_number, answers, 60_000)


class ExchangeMachine(Maker):
    """The exchange of the hub."""

    seals = False

    def __init__(self, world, *, joined=True) -> None:
        super().__init__(world, make_keys())
        if joined:
            host = Upstream("hub 1", self.keys.public_signing, self.keys.public_sealing)
            world.hub.write(exchange_link.join, url="http://exchange", host=host, by="test")

    def give(self, *facts):
        opened = Facts({signed.fact.id: OpenedFact(signed) for signed in facts})
        return self.world.hub.write(exchange_link.take_exchange_facts, facts=opened)

    def tell(self, *bodies, blobs=()):
        answer = self.give(*[self.say(body, blobs=blobs) for body in bodies])
        return [(one.result, one.code) for one in answer.results]

    def allot(self, *assignments, hit_type="hit-1", until_s=86_400, blobs=(), row=None, **terms):
        until = Instant(self.world.clock.now() + until_s * 1000)
        slots = tuple(Slot(name, hit_type, row or {"n": name}) for name in assignments)
        return self.tell(Allotment(until, (terms_of(hit_type, **terms),), slots), blobs=blobs)

    def decide(self, assignment, verdict="approved", *, amount_minor=150, currency="KES", **words):
        said = {"reason": "", "expectation": "", "due": 0, **words}
        amount = amount_minor if verdict == "approved" else 0
        return self.tell(Decision(assignment, verdict, amount, currency, **said))


def terms_of(hit_type="hit-1", **changes):
    """What is shown of a HIT type."""
    return HitTerms(
        **{
            "hit_type": hit_type,
            "requester": "Archive of Kibera",
            "title": "Read a digit",
            "description": "Say which digit you see.",
            "form": {"prompt": "Which?", "fields": [{"name": "digit", "kind": "text"}]},
            "reward_minor": 150,
            "seconds_estimate": 8,
            "qualification": "",
            "expectations": ("The digit that is drawn",),
            "rejected_percent": 2,
            "days_to_pay": 3,
            **changes,
        }
    )


def import_pets(hub, **changes):
    """The sample module, on the hub; returns its edition."""
    return import_edition(hub, sample_files(**changes))


def import_edition(hub, files):
    """Any module, on the hub; returns its edition."""
    row = keep_module(files, modules=hub.modules, blobs=hub.blobs)
    return hub.write(classroom.import_edition, row=row, by="test")


def told(world, audience):
    """What the hub's outbox holds for a reader, in order."""
    with world.hub.read() as db:
        rows = db.execute(
            "SELECT raw, signature FROM outbox WHERE audience = :audience ORDER BY n",
            {"audience": audience},
        ).fetchall()
    from kiosk.link.receiver import reread

    facts = [reread(bytes(row["raw"]), bytes(row["signature"])).fact for row in rows]
    return [read_body(fact, fact.body_bytes) for fact in facts]


def look(world, query, *arguments, **words):
    """What a query of the store says now."""
    with world.hub.read() as db:
        return query(db, *arguments, **words)
