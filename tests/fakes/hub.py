"""A hub small enough for a station's tests: real keys, real signatures, nothing on disk."""

import hashlib
import itertools
import threading
from urllib.parse import parse_qs, urlsplit

import msgspec
from fakes.draft_hub import DraftHub
from fakes.removing_hub import RemovingHub
from fakes.selling_hub import SellingHub

from kiosk.link.client import Answer, LinkDownError
from kiosk.link.gate import Gate, Peer
from kiosk.link.receiver import open_batch
from kiosk.protocol import station_calls as words
from kiosk.protocol import time_calls
from kiosk.protocol.bodies import SEALED, read_body, type_of, write_body
from kiosk.protocol.cards import write_card
from kiosk.protocol.codec import decode, encode, pack
from kiosk.protocol.drafts import DRAFT_PATH, DRAFTS_PATH, KeepDraft
from kiosk.protocol.enrolment import Newcomer, Welcome, make_code, welcome_proof
from kiosk.protocol.facts import BlobRef, Moment, Place, make_fact
from kiosk.protocol.keys import make_keys
from kiosk.protocol.leases import Lease, sign_lease
from kiosk.protocol.resume import make_resume_hash
from kiosk.protocol.sealing import unseal
from kiosk.protocol.seat_calls import BESIDE_PATH, Besides, SitBeside
from kiosk.protocol.signing import origin_of
from kiosk.protocol.sync import Feed, Kept, Outcome, Pulled, PushAnswer, Sent
from kiosk.protocol.vouchers import guest_of, write_voucher
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.rules.voucher_paper import ALWAYS, Limits, zone_mark

EPOCH = "00000000000000aa"


class FakeHub(SellingHub, DraftHub, RemovingHub):
    """Answers one station. `up = False` cuts the link; `heard` are the bodies that came, once each."""

    def __init__(self, clock) -> None:
        self.clock = clock
        self.keys = make_keys()
        self.peer = None
        self.gate = Gate(self.keys, lambda _: self.peer)
        self.code = str(make_code(self.keys.public_signing, b"1234567"))
        self.up = True
        self.doors = {}  # code -> (pin, lease arguments, record)
        self.sessions = {}
        self.records = {}
        self.needs_pin = set()  # codes of bookings of registered visitors
        self.offers_account = {}  # code -> (what may be set aside, price of an hour)
        self.account_minor = 0  # what the last who came in agreed to
        self.payments = []  # of subscriptions and time, each agreed to by PIN
        self.on_sale = ()
        self.beside = {}  # session -> who learns beside
        self.refuses_beside = ""
        self.classes = {}  # by the code on their sheet
        self.refuses_payment = ""
        self.answers = []  # whether an account pays renewals by itself
        self.commands = []
        self.done = 0
        self.beats = []
        self.calls = []
        self.leases, self.lost = [], False
        self.heard = []
        self.ids = {}
        self.feed = []
        self.blobs = {}
        self.exchange_away_since = 0
        self.clock_off_s = 0
        self.lose_answers = 0
        self.kept = ()
        self.drafts = {}  # visitor -> name -> sealed to us
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    # what a test arranges

    def sell(self, code, *, seconds, pin="", kind="voucher", visitor=None, name="", **record):
        """Somebody may come in with this code."""
        visitor = visitor or f"visitor-{code}"
        offline_ok_s = record.pop("offline_ok_s", 3600)
        self.doors[code] = (pin, visitor, seconds, kind, offline_ok_s)
        self.records[visitor] = words.Record(
            revision=1, visitor=visitor, name=name, language="en", guest=not name, **record
        )

    def tell(self, visitor, **changes):
        """The visitor's record changes."""
        old = self.records[visitor]
        self.records[visitor] = msgspec.structs.replace(old, revision=old.revision + 1, **changes)

    def open_at_desk(self, code):
        """The desk opens a session for the station to take."""
        session = self._begin(code)
        self.order("take", session=session)
        return session

    def order(self, kind, **details):
        self.commands.append(words.Command(n=len(self.commands) + 1, kind=kind, **details))

    def put(self, body, *contents):
        """A fact for the station, with the blobs that belong to it."""
        blobs = tuple(
            BlobRef(self.keep(one), len(one), "application/octet-stream") for one in contents
        )
        place = Place(self.keys.origin, EPOCH, len(self.feed) + 1)
        at = Moment(self.clock.now(), "hub-boot", 0)
        signed = make_fact(
            self.keys.signing, place, type=type_of(body), body=write_body(body), at=at, blobs=blobs
        )
        self.feed.append(Sent(signed.raw, signed.signature))

    def keep(self, content):
        name = hashlib.sha256(content).hexdigest()
        self.blobs[name] = content
        return name

    def bodies(self, kind):
        return [body for body in self.heard if type_of(body) == kind]

    def extend(self, session, seconds):
        self.sessions[session]["seconds"] += seconds

    def restore(self, heard):
        """A copy of the past, with so many facts in it, takes the hub's place."""
        self.ids.clear()
        del self.heard[heard:]
        kept = (msgspec.structs.replace(one, have=heard) for one in self.kept)
        self.kept = tuple(one for one in kept if one.have)

    # the wire

    def send(self, method, path, headers, body):
        """As a transport: every answer is signed."""
        if not self.up:
            raise LinkDownError("cut")
        with self._lock:
            answer = self._answer(method, path, headers, body)
        if self.lose_answers and "/station/" in path:
            self.lose_answers -= 1
            raise LinkDownError("answer lost")
        return answer

    def _answer(self, method, path, headers, body):
        self.calls.append((method, path))
        if path == "/enrol/v1":
            return Answer(200, {}, self._enrol(body))
        headers = Insensitive(headers)
        try:
            may = self.may_bring(path)
            self.gate.admit(method=method, path=path, headers=headers, body=body, removed_too=may)
            status, content = 200, self._route(path, body)
        except Refusal as refusal:
            status = refusal.status
            content = encode({"refusal": refusal.code, "details": refusal.details})
        signed = self.gate.answer_headers(request_headers=headers, status=status, body=content)
        return Answer(status, signed, content)

    def _enrol(self, body):
        newcomer = decode(body, Newcomer)
        origin = origin_of(newcomer.public_signing)
        self.peer = Peer(origin, newcomer.public_signing, newcomer.public_sealing, newcomer.name)
        proof = welcome_proof(
            self.keys.signing,
            token=newcomer.token,
            newcomer=newcomer.public_signing,
            sealing=self.keys.public_sealing,
        )
        welcome = Welcome(
            "seat 7", "KES", self.keys.public_signing, self.keys.public_sealing, proof
        )
        return encode(welcome)

    def _route(self, path, body):
        url = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/sync/v1/pull":
            after = int(query["after"]) if query.get("epoch") == EPOCH else 0
            return pack(Pulled(self._fed(), tuple(self.feed[after : after + 100])))
        answers = {
            words.BEAT_PATH: lambda: self._beat(decode(body, words.Beat)),
            words.OPEN_PATH: lambda: self._open(decode(body, words.Open)),
            words.TAKE_PATH: lambda: self._take(decode(body, words.Take)),
            words.RENEW_PATH: lambda: self._renew(decode(body, words.Renew)),
            words.EXTEND_PATH: lambda: self._extend(decode(body, words.Extend)),
            words.JOIN_CLASS_PATH: lambda: self._join_class(decode(body, words.JoinClass)),
            BESIDE_PATH: lambda: self._beside(query.get("session", body)),
            words.SUBSCRIPTION_PATH: lambda: self._pay(decode(body, time_calls.PaySubscription)),
            words.RENEWAL_PATH: lambda: self._renewal(decode(body, time_calls.AnswerRenewal)),
            words.ON_SALE_PATH: lambda: self._on_sale(query["session"]),
            words.BUY_PATH: lambda: self._buy(decode(body, time_calls.Buy)),
            words.RECORD_PATH: lambda: self.records[self._session(query["session"])["visitor"]],
            DRAFT_PATH: lambda: self._keep_draft(decode(body, KeepDraft)),
            DRAFTS_PATH: lambda: self._drafts(query["session"]),
            "/sync/v1/push": lambda: self._push(body),
        }
        return encode(answers[url.path]()) if url.path in answers else self._blob(path)

    def _join_class(self, joining):
        self._session(joining.session)
        if joining.code not in self.classes:
            raise Refusal("class_code_unknown")
        return words.JoinedClass(self.classes[joining.code])

    def _beside(self, asked):
        if isinstance(asked, str):
            here = self.beside.get(asked)
            return Besides(() if here is None else (self.records[here],))
        asking = decode(asked, SitBeside)
        self._session(asking.session)
        if self.refuses_beside:
            raise Refusal(self.refuses_beside)
        pin, visitor, *_ = self.doors.get(asking.code, ("", ""))
        if not visitor or pin != asking.pin:
            raise Refusal("wrong_pin")
        self.beside[asking.session] = visitor
        return self.records[visitor]

    def _blob(self, path):
        name = path.rpartition("/")[2]
        if name not in self.blobs:
            raise Refusal("not_found", what="blob")
        return self.blobs[name]

    def _take(self, taking):
        return self._opened(taking.session, taking.boot_id)

    def _fed(self):
        return Feed(EPOCH, len(self.feed))

    def _beat(self, beat):
        self.beats.append(beat)
        self.done = max(self.done, beat.done)
        session = self.sessions.get(beat.session)
        return words.BeatAnswer(
            now=later(self.clock.now(), seconds=self.clock_off_s),
            now_unsure=self.clock_off_s != 0,
            seat="7",
            commands=tuple(one for one in self.commands if one.n > beat.done),
            feed=self._fed() if self.feed else None,
            kept=self.kept,
            record=self.records[session["visitor"]].revision if session else 0,
            offline_since=self.exchange_away_since,
            beside=(beside := self.beside.get(beat.session, "")),
            beside_record=self.records[beside].revision if beside else 0,
        )

    def _open(self, opening):
        if opening.request_id in self.ids:
            return self._opened(self.ids[opening.request_id], opening.boot_id, opening)
        if opening.code not in self.doors:
            raise Refusal("voucher_unknown")
        if opening.code in self.needs_pin and not opening.pin:
            raise Refusal("booking_needs_pin")
        if self.doors[opening.code][0] != opening.pin:
            raise Refusal("wrong_pin")
        aside = self.offers_account.get(opening.code)
        if aside is not None and not opening.account_minor:
            raise Refusal("account_offered", aside_minor=aside[0], per_hour_minor=aside[1])
        self.account_minor = opening.account_minor
        self.ids[opening.request_id] = self._begin(opening.code)
        return self._opened(self.ids[opening.request_id], opening.boot_id, opening)

    def _opened_without_us(self, heard, text):
        self.sessions[heard.session] = {
            "visitor": guest_of(text),
            "kind": "prepaid",
            "n": 1,
            "open": True,
            "seconds": heard.seconds,
            "offline_ok_s": heard.seconds,
        }
        self.records[guest_of(text)] = words.Record(1, guest_of(text), "", "en", guest=True)

    def card(self, code="471902", *, keys=None):
        """The text of a printed card's QR."""
        return write_card((keys or self.keys).signing, code=code)

    def paper(
        self, code="4F7K2M9T", *, seconds=1800, lapses_s=86_400, keys=None, zones=(), window=ALWAYS
    ):
        """The text of a printed voucher's QR."""
        lapses = Instant(self.clock.now() + lapses_s * 1000)
        limits = Limits(frozenset(zone_mark(zone) for zone in zones), window)
        signing = (keys or self.keys).signing
        return write_voucher(signing, code=code, seconds=seconds, lapses=lapses, limits=limits)

    def _begin(self, code):
        _, visitor, seconds, kind, offline_ok_s = self.doors[code]
        session = f"session-{next(self._numbers)}"
        self.sessions[session] = {
            "visitor": visitor,
            "seconds": seconds,
            "kind": kind,
            "offline_ok_s": offline_ok_s,
            "n": 0,
            "open": True,
        }
        return session

    def _session(self, name):
        if name not in self.sessions or not self.sessions[name]["open"]:
            raise Refusal("no_session_here")
        return self.sessions[name]

    def _opened(self, session, boot_id, opening=None):
        kept = self._session(session)
        secret = (opening.pin or opening.code) if opening else ""
        resume = make_resume_hash(session=session, secret=secret) if secret else ""
        return words.Opened(self._lease(session, boot_id), self.records[kept["visitor"]], resume)

    def _renew(self, renewing):
        if self.lost:
            raise Refusal("session_not_known")
        kept = self._session(renewing.session)
        kept["used_s"] = renewing.used_s
        lease = self._lease(renewing.session, renewing.boot_id)
        return words.Renewed(lease, self.records[kept["visitor"]].revision)

    def _extend(self, extending):
        kept = self._session(extending.session)
        if kept.get("extended"):
            raise Refusal("extension_given")
        kept["extended"] = True
        kept["seconds"] += 180
        return words.Extended(180)

    def _lease(self, session, boot_id):
        kept = self.sessions[session]
        kept["n"] += 1
        lease = Lease(
            lease_id=f"{session}-{kept['n']}",
            session=session,
            visitor=kept["visitor"],
            station=self.peer.origin,
            boot_id=boot_id,
            n=kept["n"],
            seconds=kept["seconds"],
            offline_ok_s=kept["offline_ok_s"],
            kind=kept["kind"],
            rate_text="30 minutes",
            issued=self.clock.now(),
        )
        return sign_lease(self.keys.signing, lease)

    def _push(self, body):
        facts = open_batch(body, public_key=self.peer.public_signing)
        results = []
        for signed in facts:
            known = self.ids.get(signed.fact.id)
            if known is not None:
                results.append(Outcome(signed.fact.id, "duplicate"))
                continue
            self.ids[signed.fact.id] = signed.sha256
            self._hear(signed)
            results.append(Outcome(signed.fact.id, "stored"))
        last = facts[-1].fact
        self.kept = (Kept(last.origin, last.epoch, last.seq),)
        return PushAnswer(tuple(results), self.kept)

    def _hear(self, signed):
        body = signed.fact.body_bytes
        plain = unseal(self.keys.sealing, body) if signed.fact.type in SEALED else body
        heard = read_body(signed.fact, plain)
        if type_of(heard) in ("session_used", "session_closed"):
            self.leases.append(heard.lease)
            heard = msgspec.structs.replace(heard, lease=None)
        self.heard.append(heard)
        if type_of(heard) == "voucher_opened":
            self._opened_without_us(heard, heard.voucher)
        elif type_of(heard) == "card_opened":
            self._opened_without_us(heard, heard.card)
        if type_of(heard) == "learner_left":
            self.beside.pop(heard.session, None)
        if type_of(heard) == "session_closed" and heard.session in self.sessions:
            self.sessions[heard.session]["open"] = False


class Insensitive(dict):
    """Header names in any case."""

    def __init__(self, headers) -> None:
        super().__init__({name.lower(): value for name, value in dict(headers).items()})

    def get(self, name, default=None):
        return super().get(name.lower(), default)
