"""A market whose exchange is going to be killed: requesters in browsers, hubs, a desk that takes money.

Each asks in the same words until it is answered. Whatever was answered is noted here, so that a test
can say what must stand in the exchange in the end.
"""

import io
import json
import re
import secrets
import time

import requests
from exchange.browser import HIDDEN, zipped
from exchange.market import HubAtWork, table, template
from faults.killing import ANSWERS_WITHIN_S, Asked

from kiosk.asking import ask_running
from kiosk.exchange import commands
from kiosk.link.client import HttpTransport, LinkDownError, SignedClient
from kiosk.protocol.bodies import Allotment, Decision, Reaction, Returned, read_body
from kiosk.protocol.codec import decode, pack, unpack
from kiosk.protocol.facts import Fact
from kiosk.protocol.sync import (
    PULL_LIMIT_BYTES,
    PULL_PATH,
    PUSH_PATH,
    Pulled,
    Push,
    PushAnswer,
    Sent,
)
from kiosk.rules.refusals import Refusal

WAITING = re.compile(r'name="assignment" value="([^"]+)"><button')
POINT = re.compile(r'<option value="([^"]+)">')
KEPT = frozenset({"stored", "duplicate"})
REWARD_MINOR, FEE_MINOR = 5, 1
LOOKS_EVERY_S, BUSY = 0.02, 503


class Done:
    """What is expected of the exchange: who was told what."""

    def __init__(self, tasks) -> None:
        self.tasks = tasks
        self.batches, self.funded = [], 0
        self.settled, self.given_back = {}, set()
        self.answers, self.verdicts = {}, {}

    def is_over(self):
        """Every task has found its end."""
        return len(self.settled) == self.tasks


def look_again():
    """Nobody is told of news: a page is looked at now and then, as a person does it."""
    time.sleep(LOOKS_EVERY_S)


class Requester:
    """Somebody with a browser, who posts batches and decides what comes back."""

    def __init__(self, url, keys, done, chance) -> None:
        self._url, self._keys, self._done, self._chance = url, keys, done, chance
        self._cookies = {}
        self._decided = {}

    def sign_in(self):
        """The cookie holds until the evening, whatever becomes of the exchange."""
        if self._cookies:
            return
        page = self._web("GET", "/requester/sign-in")
        self._cookies = page.cookies.get_dict()
        typed = {"name": self._keys["access_key"], "secret": self._keys["secret_key"]}
        came = self._web("POST", "/requester/sign-in", data={**hidden(page.text), **typed})
        assert came.status_code == 303, came.text
        self._cookies |= came.cookies.get_dict()
        page = self._web("GET", "/requester/post")
        self._cookies |= page.cookies.get_dict()

    def posts(self, batches, *, rows):
        for _ in range(batches):
            page = yield self._asks("GET", "/requester/post", status=200)
            files = {
                "template": ("template.json", json.dumps(template()).encode()),
                "file": ("batch.csv", table(rows).encode()),
                "pictures": ("pictures.zip", io.BytesIO(zipped(rows)).getvalue()),
            }
            sent = {"data": {**hidden(page.text), "title": "Digits"}, "files": files}
            page = yield self._asks("POST", "/requester/post", status=200, **sent)
            pay = {**hidden(page.text), "confirm": "yes"}
            paid = yield self._asks("POST", "/requester/post", data=pay)
            again = yield self._asks("POST", "/requester/post", data=pay)
            assert again.headers["Location"] == paid.headers["Location"]
            self._done.batches.append(paid.headers["Location"].rpartition("/")[2])

    def reviews(self):
        while not self._done.is_over():
            yield self._asks("GET", "/requester/", status=200)
            for batch in tuple(self._done.batches):
                page = yield self._asks("GET", f"/requester/batches/{batch}/review", status=None)
                if page.status_code == 200:
                    yield from self._decide_all(page.text)
            look_again()

    def _decide_all(self, page):
        for name in dict.fromkeys(WAITING.findall(page)):
            before = self._decided.setdefault(name, [])
            if before and before[-1] == "approve":
                continue
            verdict = (
                "approve" if self._chance.random() < 0.5 else "reject" if before else "revision"
            )
            form = {**hidden(page), "assignment": name, "verdict": verdict}
            form["request_id"] = f"{self._chance.getrandbits(128):032x}"
            if verdict != "approve":
                form |= {"reason": "Look again.", "expectation": POINT.search(page)[1]}
            proof = ("request", form["request_id"])
            yield self._asks("POST", "/requester/decide", data=form, proofs=(proof,))
            before.append(verdict)
            self._done.verdicts[name] = tuple(before)

    def _asks(self, method, path, *, status=303, proofs=(), **sent):
        def ask():
            answer = self._web(method, path, **sent)
            if answer.status_code == BUSY:
                raise Refusal("busy")
            assert status in (None, answer.status_code), (path, answer.status_code, answer.text)
            return answer

        return Asked(ask, proofs)

    def _web(self, method, path, **sent):
        return requests.request(
            method,
            self._url + path,
            cookies=self._cookies,
            allow_redirects=False,
            timeout=ANSWERS_WITHIN_S,
            **sent,
        )


def hidden(page):
    return dict(reversed(HIDDEN.findall(page)))


class Worker(HubAtWork):
    """A hub that works off what it is allotted; some of it comes back unworked."""

    def __init__(self, exchange, name, url, done, chance) -> None:
        super().__init__(exchange, name)
        self.exchange = None
        self._done, self._chance = done, chance
        self._line = SignedClient(HttpTransport(url), self.keys, exchange.keys.public_signing)
        self.streams = {}

    def works(self):
        while not self._done.is_over():
            heard = yield Asked(self._pulled)
            for sent in heard.facts:
                yield from self._hear(decode(sent.raw, Fact))
            if not heard.facts:
                look_again()

    def _pulled(self):
        epoch, after = self.have
        raw = self._line.call("GET", f"{PULL_PATH}?epoch={epoch}&after={after}")
        return unpack(raw, Pulled, limit_bytes=PULL_LIMIT_BYTES)

    def _hear(self, fact):
        """The stream has no gap, and tells nothing twice."""
        assert (fact.epoch, fact.seq) == (self.have[0] or fact.epoch, self.have[1] + 1)
        self.have = fact.epoch, fact.seq
        body = read_body(fact, fact.body_bytes)
        if isinstance(body, Allotment):
            yield from self._work([slot.assignment for slot in body.slots])
        elif isinstance(body, Decision):
            yield from self._be_told(body)

    def _work(self, names):
        while names:
            some, names = names[:3], names[3:]
            if self._chance.random() < 0.2:
                yield from self._send(Returned((some[0],)), some=())
                self._done.given_back.add(some.pop(0))
            yield from self._answer(some, 1)

    def _answer(self, names, nth):
        digits = {name: str(self._chance.randrange(10)) for name in names}
        bodies = [self.submission(name, digit, nth) for name, digit in digits.items()]
        if bodies:
            yield from self._send(*bodies, some=names)
        self._done.answers.update({(name, nth): digits[name] for name in names})

    def _be_told(self, said):
        assert said.assignment not in self._done.settled, f"decided twice: {said}"
        if said.verdict == "revision":
            yield from self._answer([said.assignment], 2)
        elif said.verdict == "reject_proposed":
            yield from self._send(Reaction("V1", said.assignment, "accept"), some=())
        else:
            self._done.settled[said.assignment] = said.verdict

    def _send(self, *bodies, some):
        facts = [self.fact(body) for body in bodies]
        raw = pack(Push(tuple(Sent(one.raw, one.signature) for one in facts)))
        proofs = tuple(("fact", one.fact.origin, one.fact.epoch, one.fact.seq) for one in facts)
        for _ in range(2):  # and once more, as after a lost answer
            answer = yield Asked(
                lambda: decode(self._line.call("POST", PUSH_PATH, raw), PushAnswer), proofs
            )
            assert {one.result for one in answer.results} <= KEPT, answer
            assert not some or {one.answer for one in answer.results} == {"accepted"}, answer


def funds(folder, requester, done, times):
    """The exchange's desk: the same reference again changes nothing."""
    for _ in range(times):
        told = {"requester": requester, "amount_minor": 100, "reference": secrets.token_hex(8)}

        def ask(told=told):
            try:
                return ask_running(folder / commands.SOCKET, "fund", told)
            except Refusal as refusal:
                if refusal.code != "not_running":
                    raise
                raise LinkDownError("not running") from refusal

        yield Asked(ask, (("funded", told["reference"]),))
        yield Asked(ask)
        done.funded += told["amount_minor"]
        look_again()
