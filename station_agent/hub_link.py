"""What a station says to its hub and hears from it; every call notes whether the hub answers.

Nothing here decides; `agent.py` and `duties.py` say when. Source: DESIGN.md §7 and §8.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

from msgspec.structs import replace

from kiosk.clock import Clock
from kiosk.link import sqlite_outbox, sqlite_settled
from kiosk.link.blobs import BlobFolder, fetch_missing
from kiosk.link.client import LinkDownError, SignedClient, Transport, UntrustedError
from kiosk.link.enrol import Upstream
from kiosk.link.following import ask_way
from kiosk.link.puller import pull_once
from kiosk.link.sender import PAUSING, Sender, Sending
from kiosk.link.sqlite_inbox import latest_kept
from kiosk.protocol import station_calls as words
from kiosk.protocol import time_calls
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.drafts import DRAFT_PATH, DRAFTS_PATH, Draft, Drafts, KeepDraft
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.seat_calls import BESIDE_PATH, Besides, SitBeside
from kiosk.protocol.signing import origin_of
from kiosk.protocol.speaking import said_to
from kiosk.protocol.succession import Handover
from kiosk.protocol.sync import Feed, Kept
from kiosk.protocol.version import CALLS_FIRST
from kiosk.rules.refusals import Refusal
from station_agent.acts import asking_hub, feed
from station_agent.pen import Pen
from station_agent.removal import REVOKED
from station_agent.store import shelf
from station_agent.store.open import Store
from station_agent.store.outbox import AUDIENCE, HubOutbox

T = TypeVar("T")
Costs = time_calls.Buy | time_calls.PaySubscription | words.Extend
"""What a visitor asks for that costs money, or that is given once."""
ROUNDS_LIMIT = 100
"""Batches of one push or pull; the rest goes at the next turn, so that a beat is never late."""
CERTIFICATE = "certificate"
"""Who answers at the hub's address has another certificate: nothing goes there."""


@dataclass(slots=True)
class Hop:
    """Whether the hub answers. `away_since` is 0 while it does; `refused` names its no to us.

    `refused` may also be `certificate`: somebody answers who is not the hub.
    """

    away_since: int = 0
    refused: str = ""
    heard_boot_ns: int = -1

    @property
    def away(self) -> bool:
        """No answer came to the last call, or none was made yet."""
        return self.away_since > 0 or self.heard_boot_ns < 0


class HubLink:
    """The station's one link."""

    def __init__(
        self, transport: Transport, upstream: Upstream, store: Store, clock: Clock, pen: Pen
    ) -> None:
        self._client = SignedClient(transport, pen.keys, upstream.public_signing)
        self._upstream = upstream
        self._origin = pen.keys.origin
        self._store = store
        self._clock = clock
        self._sender = Sender(self._client, HubOutbox(store, pen.writing))
        self._pushing = threading.Lock()
        self._hub_speaks = CALLS_FIRST
        self.hop = Hop()

    def beat(self, beat: words.Beat) -> words.BeatAnswer:
        """Report, and hear what the hub has for us, in words that it knows by what it said.

        Raises:
            LinkDownError: no signed answer.
            Refusal: what the hub refuses.
        """
        plain = said_to(self._hub_speaks, beat)
        try:
            answer = self._call("POST", words.BEAT_PATH, encode(plain), words.BeatAnswer)
        except Refusal as refusal:
            if refusal.code == "malformed":  # its program was put back to an older one
                self._hub_speaks = CALLS_FIRST
            raise
        self._hub_speaks = answer.speaks
        return answer

    def open(self, opening: words.Open) -> words.Opened:
        """Ask the hub to open a session with a code."""
        return self._call("POST", words.OPEN_PATH, encode(opening), words.Opened)

    def take(self, session: str) -> words.Opened:
        """Take up a session that the hub has opened here."""
        taking = words.Take(session, self._clock.boot_id())
        return self._call("POST", words.TAKE_PATH, encode(taking), words.Opened)

    def renew(self, renewing: words.Renew) -> words.Renewed:
        """Tell the used seconds and get a lease that may hold more."""
        return self._call("POST", words.RENEW_PATH, encode(renewing), words.Renewed)

    def extend(self, extending: words.Extend) -> words.Extended:
        """Ask for the little more at the end."""
        return self._once(words.EXTEND_PATH, extending, words.Extended)

    def join_class(self, joining: words.JoinClass) -> words.JoinedClass:
        """Join the class of a code; done twice it changes nothing."""
        return self._call("POST", words.JOIN_CLASS_PATH, encode(joining), words.JoinedClass)

    def sit_beside(self, asking: SitBeside) -> words.Record:
        """Let somebody learn beside who sits here; done twice it changes nothing."""
        return self._call("POST", BESIDE_PATH, encode(asking), words.Record)

    def besides(self, session: str) -> Besides:
        """Who learns beside who sits here, as the hub knows it."""
        path = f"{BESIDE_PATH}?{urlencode({'session': session})}"
        return self._call("GET", path, b"", Besides)

    def pay_subscription(self, paying: time_calls.PaySubscription) -> time_calls.Paid:
        """Pay the next period from the account, as its visitor agreed to by PIN."""
        return self._once(words.SUBSCRIPTION_PATH, paying, time_calls.Paid)

    def on_sale(self, session: str) -> time_calls.OnSale:
        """What the visitor here may buy from the account."""
        path = f"{words.ON_SALE_PATH}?{urlencode({'session': session})}"
        return self._call("GET", path, b"", time_calls.OnSale)

    def buy(self, buying: time_calls.Buy) -> time_calls.Bought:
        """Buy more time from the account, as its visitor agreed to by PIN."""
        return self._once(words.BUY_PATH, buying, time_calls.Bought)

    def answer_renewal(self, answering: time_calls.AnswerRenewal) -> time_calls.Answered:
        """Whether the account pays renewals by itself, as its visitor said."""
        return self._call("POST", words.RENEWAL_PATH, encode(answering), time_calls.Answered)

    def record(self, session: str) -> words.Record:
        """The visitor's record as it is now."""
        path = f"{words.RECORD_PATH}?{urlencode({'session': session})}"
        return self._call("GET", path, b"", words.Record)

    def keep_draft(self, keeping: KeepDraft) -> None:
        """Something typed, for the same visitor at another seat.

        A hub that does not know of this answers unsigned: it is not away for that.

        Raises:
            LinkDownError: no signed answer.
            Refusal: what the hub refuses.
        """
        self._client.call("POST", DRAFT_PATH, encode(keeping))

    def drafts(self, session: str) -> tuple[Draft, ...]:
        """What the visitor here has not finished, sealed to us; refuses as `keep_draft`."""
        path = f"{DRAFTS_PATH}?{urlencode({'session': session})}"
        return decode(self._client.call("GET", path, b""), Drafts).drafts

    def push(self) -> Sending:
        """Send what waits until nothing does, or until it fails; one thread at a time."""
        with self._pushing:
            for _ in range(ROUNDS_LIMIT):
                sent = self._sender.push_once()
                self._note_push(sent)
                if sent is not Sending.SENT:
                    return sent
            return Sending.SENT

    @property
    def after_s(self) -> int:
        """How long a busy hub asked us to wait before the next push."""
        return self._sender.after_s

    def tell_again(self, kept: tuple[Kept, ...]) -> bool:
        """What the hub had and has no more waits again, what is safe by now is noted.

        A copy from before our first fact knows nothing of our epoch, and so does not name it.
        Returns whether there is something to send.
        """
        with self._store.readers.read() as db:
            own = sqlite_outbox.feed(db, AUDIENCE)
            if own is not None and all(one.epoch != own.epoch for one in kept):
                kept = (*kept, Kept(self._origin, own.epoch, 0))
            if not any(sqlite_settled.has_news(db, one) for one in kept):
                return False
            lacks = any(
                sqlite_settled.has_lost(db, one) or sqlite_settled.has_let_go(db, one)
                for one in kept
            )
        self._sender.outbox.settle((), kept)
        return lacks

    def pull(self) -> int:
        """Pull until the feed's end; returns how many facts were new."""
        new = 0

        def take(facts: tuple[SignedFact, ...]) -> None:
            nonlocal new
            new += self._store.writer.run(feed.take_facts, facts=facts)

        public_key = self._upstream.public_signing
        with self._store.readers.read() as db:
            kept = latest_kept(db, origin_of(public_key))
        for _ in range(ROUNDS_LIMIT):
            following = self._noted(
                partial(pull_once, self._client, public_key=public_key, kept=kept, take=take)
            )
            if following is None:
                break
            kept = following
        return new

    def is_behind(self, fed: Feed | None) -> bool:
        """Whether the hub has facts for us that we do not have."""
        if fed is None:
            return False
        with self._store.readers.read() as db:
            kept = latest_kept(db, origin_of(self._upstream.public_signing))
        return kept is None or kept.epoch != fed.epoch or kept.have < fed.last_seq

    def fetch_blobs(self, folder: BlobFolder) -> int:
        """Fetch the blobs that facts named; returns how many came."""
        with self._store.readers.read() as db:
            names = shelf.wanted(db)
        came = [name for name in names if self._fetch(folder, name)]
        if came:
            self._store.writer.run(feed.blobs_came, names=tuple(came))
        return len(came)

    def fetch(self, folder: BlobFolder, names: tuple[str, ...]) -> None:
        """Fetch blobs that the record names, as the picture of a task to do again."""
        for name in names:
            self._fetch(folder, name)

    def _fetch(self, folder: BlobFolder, name: str) -> bool:
        """Whether it is here now; one that the hub does not have yet is asked for again later."""
        try:
            self._noted(lambda: fetch_missing(self._client, folder, [name]))
        except Refusal:
            return False
        return True

    def _once(self, path: str, asked: Costs, shape: type[T]) -> T:
        """Ask for what costs something: where no answer came it may be done all the same.

        Asked again, also on another page or by another run of the agent, it goes by its first
        name, so that it is done once.
        """
        bare = replace(asked, request_id="")
        if not isinstance(bare, words.Extend):
            bare = replace(bare, pin="")
        session, said = asked.session, f"{path} {encode(bare).decode()}"
        name = self._store.writer.run(
            asking_hub.ask_hub, session=session, asked=said, name=asked.request_id
        )
        answer = self._call("POST", path, encode(replace(asked, request_id=name)), shape)
        self._store.writer.run(asking_hub.hub_answered, session=session, asked=said)
        return answer

    def way_to_newer_keys(self) -> tuple[Handover, ...]:
        """How the hub's keys have changed since they were pinned; empty where they have not.

        Raises:
            LinkDownError: no such answer came.
            Refusal: `hub_key_differs`, `wrong_signature`, `malformed`: it is another machine.
        """
        return ask_way(self._client, public_key=self._upstream.public_signing)

    def believe(self, upstream: Upstream) -> None:
        """The hub has other keys from now on."""
        self._upstream = upstream
        self._client.believe(upstream.public_signing)

    def _call(self, method: str, path: str, body: bytes, shape: type[T]) -> T:
        return decode(self._noted(lambda: self._client.call(method, path, body)), shape)

    def _noted(self, work: Callable[[], T]) -> T:
        try:
            result = work()
        except LinkDownError as down:
            self._missed()
            if isinstance(down, UntrustedError):
                self.hop.refused = CERTIFICATE
            raise
        except Refusal as refusal:
            self._heard(refusal.code if refusal.code in PAUSING else "")
            raise
        self._heard("")
        return result

    def _note_push(self, sent: Sending) -> None:
        if sent is Sending.DOWN:
            self._missed()
        elif sent is not Sending.NOTHING:
            self._heard(self._push_refused(sent))

    def _push_refused(self, sent: Sending) -> str:
        """A removed station is let in to bring what it holds, and is removed all the same."""
        if sent is Sending.PAUSED:
            return self._sender.refused
        return REVOKED if self.hop.refused == REVOKED else ""

    def _heard(self, refused: str) -> None:
        self.hop.away_since = 0
        self.hop.refused = refused
        self.hop.heard_boot_ns = self._clock.boot_ns()

    def _missed(self) -> None:
        if not self.hop.away_since:
            self.hop.away_since = self._clock.now()
