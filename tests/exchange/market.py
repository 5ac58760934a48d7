"""A small market: a requester with tasks, a hub that works on them, an exchange between."""

import base64
import hashlib
import itertools
import json

from kiosk.exchange.acts.deciding import decide
from kiosk.exchange.acts.people import add_requester
from kiosk.exchange.acts.posting import post_batch
from kiosk.exchange.exchange import database_url
from kiosk.exchange.hub_api.doors import _top_up
from kiosk.exchange.pictures import keep_pictures
from kiosk.exchange.planning import read_plan
from kiosk.exchange.queries.verify import verify_database
from kiosk.exchange.receiving import take_batch
from kiosk.exchange.store import ledger, outbox, people, work
from kiosk.link.gate import Peer
from kiosk.protocol.bodies import (
    Allotment,
    Decision,
    HubSubmission,
    Reaction,
    Returned,
    read_body,
    type_of,
    write_body,
)
from kiosk.protocol.codec import decode
from kiosk.protocol.facts import Fact, Moment, Place, make_fact
from kiosk.protocol.keys import make_keys

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
EXPECTATION = "The digit is the one in the picture."
FORM = {
    "prompt": "Which digit is this?",
    "picture": "${image}",
    "picture_alt": "A digit",
    "fields": [
        {
            "name": "digit",
            "kind": "choice",
            "label": "Digit",
            "options": [{"value": str(n), "label": str(n), "key": str(n)} for n in range(10)],
        }
    ],
}
REQUESTS = itertools.count(1)


def request_id():
    return f"request-{next(REQUESTS):06d}"


def template(**other):
    known = {
        "title": "Read one digit",
        "description": "Say which digit it is.",
        "form": FORM,
        "reward_minor": 5,
        "seconds_estimate": 6,
        "qualification": "digits",
        "expectations": [EXPECTATION],
        "expires_in_s": 14 * 86_400,
    }
    return {**known, **other}


def table(rows):
    return "image,note\n" + "".join(f"d{n}.png,=row {n};=1+1\n" for n in range(1, rows + 1))


class HubAtWork:
    """A hub as the exchange sees it: signs facts, reads its stream."""

    def __init__(self, exchange, name="Kibera") -> None:
        self.exchange = exchange
        self.keys = make_keys()
        self.epoch = "00000000000000aa"
        self.seq = 0
        self.have = ("", 0)
        exchange.write(
            _enrolled,
            origin=self.origin,
            keys=(self.keys.public_signing, self.keys.public_sealing),
            name=name,
        )

    @property
    def origin(self):
        return self.keys.origin

    def fact(self, body, seq=None):
        if seq is None:
            self.seq += 1
            seq = self.seq
        at = Moment(wall=0, boot_id="b", boot_ns=0)
        place = Place(self.origin, self.epoch, seq)
        return make_fact(self.keys.signing, place, type=type_of(body), body=write_body(body), at=at)

    def push(self, *bodies):
        """Send bodies as new facts; the exchange's words for them."""
        return self.push_facts(*(self.fact(body) for body in bodies))

    def push_facts(self, *facts):
        return take_batch(self.exchange, way=self.origin, batch=facts).results

    def pull(self):
        """The bodies that are new to this hub."""
        epoch, after = self.have
        _top_up(self.exchange, self.origin, epoch=epoch, after=after)
        with self.exchange.read() as db:
            sent = outbox.after(db, hub=self.origin, epoch=epoch, seq=after, limit=1000)
        facts = [decode(one.raw, Fact) for one in sent]
        if facts:
            self.have = (facts[-1].epoch, facts[-1].seq)
        return [read_body(fact, fact.body_bytes) for fact in facts]

    def slots(self):
        return [slot for body in self.pull() if isinstance(body, Allotment) for slot in body.slots]

    def decisions(self):
        return [body for body in self.pull() if isinstance(body, Decision)]

    def submission(self, assignment, digit="7", nth=1, cites=""):
        answer = json.dumps({"digit": digit})
        return HubSubmission(
            assignment=assignment,
            worker="W1",
            round=nth,
            cites=cites or f"station/{assignment}/{nth}",
            answer_sha256=hashlib.sha256(answer.encode()).hexdigest(),
            answer=answer,
            took_ms=4000,
            made_at=1,
        )

    def submit(self, assignment, digit="7", nth=1, cites=""):
        """The exchange's word for an answer."""
        (outcome,) = self.push(self.submission(assignment, digit, nth, cites))
        return outcome.answer or outcome.result

    def react(self, assignment, kind, words=""):
        (outcome,) = self.push(Reaction("V1", assignment, kind, words))
        return outcome.result

    def give_back(self, *assignments):
        (outcome,) = self.push(Returned(assignments))
        return outcome.result


def _enrolled(db, now, *, office, origin, keys, name) -> None:
    people.add_hub(db, now, Peer(origin, *keys, name))


class Market:
    """A requester with money, a hub, and short words for what they do."""

    def __init__(self, exchange, fund_minor=100_000) -> None:
        self.exchange = exchange
        self.requester = self.add_requester("Savanna Forms", fund_minor)
        self.hub = HubAtWork(exchange)

    def add_requester(self, name, fund_minor=0):
        return self.exchange.write(
            add_requester,
            name=name,
            access_key=f"AK{name}",
            secret_hash="none",
            fund_minor=fund_minor,
            by="test",
        )

    def plan(self, rows=3, csv_text=None, pictures=None, **other):
        names = {f"d{n}.png": PNG for n in range(1, rows + 1)} if pictures is None else pictures
        return read_plan(
            template(**other),
            csv_text=csv_text or table(rows),
            pictures=keep_pictures(names, self.exchange.blobs),
        )

    def post(self, rows=3, requester=None, request=None, **other):
        return self.exchange.write(
            post_batch,
            request_id=request or request_id(),
            requester=requester or self.requester,
            title="Digits",
            plan=self.plan(rows, **other),
        )

    def submitted(self, rows=1):
        """Assignments that are answered and wait for the requester."""
        self.post(rows)
        names = [slot.assignment for slot in self.hub.slots()]
        assert [self.hub.submit(name) for name in names] == ["accepted"] * rows
        return names

    def decide(self, assignment, verdict, reason="Look again.", expectation=EXPECTATION, **other):
        return self.exchange.write(
            decide,
            request_id=other.pop("request", None) or request_id(),
            requester=other.pop("requester", self.requester),
            assignment=assignment,
            verdict=verdict,
            reason=reason,
            expectation=expectation,
        )

    def balance(self, account):
        with self.exchange.read() as db:
            return ledger.balance(db, account)

    def to_spend(self):
        return self.balance(f"requester:{self.requester}")

    def earned(self, hub=None):
        return self.balance(f"hub:{(hub or self.hub).origin}")

    def state(self, assignment):
        with self.exchange.read() as db:
            return work.assignment_of(db, assignment).state.value

    def verify(self):
        folder, settings = self.exchange.folder, self.exchange.settings
        return verify_database(database_url(folder, settings))

    def adds_up(self):
        found = self.verify()
        assert found["ok"], found["problems"]
        return found
