"""The doors for hubs: enrolment, push, pull, pictures. Source: DESIGN.md §8."""

from flask import Blueprint, Response, request

from kiosk.exchange.acts.allotting import allot
from kiosk.exchange.acts.awards import tell
from kiosk.exchange.acts.key_changes import follow_hub
from kiosk.exchange.acts.people import count_wrong_code, enrol_hub
from kiosk.exchange.acts.retention import hear, is_news
from kiosk.exchange.exchange import Exchange
from kiosk.exchange.receiving import take_batch
from kiosk.exchange.rights import for_anyone, our_exchange
from kiosk.exchange.store import awards, hub_keys, offers, outbox, work
from kiosk.link import tus
from kiosk.link.gate import Gate, Peer
from kiosk.link.receiver import open_batch
from kiosk.link.tus import Reply
from kiosk.protocol.codec import decode, encode, pack
from kiosk.protocol.enrolment import (
    ENROL_PATH,
    Newcomer,
    Welcome,
    check_newcomer,
    fingerprint,
    welcome_proof,
)
from kiosk.protocol.succession import CHAIN_LIMIT_BYTES, CHAIN_PATH, Succession
from kiosk.protocol.sync import (
    BLOB_PATH,
    PULL_FACTS_LIMIT,
    PULL_LIMIT_BYTES,
    PULL_PATH,
    PUSH_PATH,
    Feed,
    Pulled,
    Sent,
)
from kiosk.rules.refusals import Refusal
from kiosk.signed_door import signed, unsigned_answer

PULL_OVERHEAD_BYTES = 16 * 1024
CURSOR_DIGITS = 16

doors = Blueprint("hub_api", __name__)


def _gate() -> Gate:
    return our_exchange().gate


@doors.post(ENROL_PATH)
@for_anyone
def enrol() -> Response:
    """Let a hub in by its one-time code."""
    return unsigned_answer(_enrol)


def _enrol(body: bytes) -> bytes:
    exchange = our_exchange()
    newcomer = decode(body, Newcomer)
    check_newcomer(newcomer, host=fingerprint(exchange.keys.public_signing))
    try:
        name = exchange.write(enrol_hub, newcomer=newcomer)
    except Refusal as refusal:
        if refusal.code == "code_unknown":
            exchange.write(count_wrong_code, token=newcomer.token)
        raise
    proof = welcome_proof(
        exchange.keys.signing,
        token=newcomer.token,
        newcomer=newcomer.public_signing,
        sealing=exchange.keys.public_sealing,
    )
    welcome = Welcome(
        name=name,
        currency=exchange.settings.currency,
        public_signing=exchange.keys.public_signing,
        public_sealing=exchange.keys.public_sealing,
        proof=proof,
    )
    return encode(welcome)


@doors.post(CHAIN_PATH)
@for_anyone
def follow() -> Response:
    """Know a hub by its newest keys; what it hands in is signed by those that are known here."""
    return unsigned_answer(_follow, limit_bytes=CHAIN_LIMIT_BYTES)


def _follow(body: bytes) -> bytes:
    told = decode(body, Succession, limit_bytes=CHAIN_LIMIT_BYTES)
    our_exchange().write(follow_hub, chain=told.chain)
    return b"{}"


@doors.post(PUSH_PATH)
@signed(_gate)
def push(peer: Peer, body: bytes) -> bytes:
    """Take a batch of facts; the answer goes out after the commit."""
    exchange = our_exchange()
    with exchange.read() as db:
        older = hub_keys.keys_of(db, peer.origin)
    facts = open_batch(body, public_key=peer.public_signing, older=older)
    return encode(take_batch(exchange, way=peer.origin, batch=facts))


@doors.get(PULL_PATH)
@signed(_gate)
def pull(peer: Peer, body: bytes) -> bytes:
    """Facts after what the hub has; asking says that it has those before."""
    del body
    exchange = our_exchange()
    epoch, after = request.args.get("epoch", ""), _cursor(request.args.get("after", ""))
    _top_up(exchange, peer.origin, epoch=epoch, after=after)
    with exchange.read() as db:
        feed = outbox.feed(db, peer.origin) or Feed("", 0)
        facts = outbox.after(db, hub=peer.origin, epoch=epoch, seq=after, limit=PULL_FACTS_LIMIT)
    return pack(Pulled(feed, _within_limit(facts)))


@doors.get(BLOB_PATH + "<sha256>")
@signed(_gate)
def blob(peer: Peer, body: bytes, sha256: str) -> Reply:
    """A picture by its name; HEAD: how far it came up."""
    del body
    if request.method == "HEAD":
        return tus.head(our_exchange().uploads, request.headers, origin=peer.origin, name=sha256)
    return tus.download(our_exchange().blobs, request.headers, name=sha256)


@doors.route(BLOB_PATH, methods=["POST", "OPTIONS"], provide_automatic_options=False)
@signed(_gate)
def announce_blob(peer: Peer, body: bytes) -> Reply:
    """What uploads this machine takes; or the announcement of one."""
    del body
    if request.method == "OPTIONS":
        return tus.options()
    return tus.create(
        our_exchange().uploads, our_exchange().clock.now(), request.headers, origin=peer.origin
    )


@doors.patch(BLOB_PATH + "<sha256>")
@signed(_gate)
def send_blob(peer: Peer, body: bytes, sha256: str) -> Reply:
    """The next bytes of an upload."""
    return tus.patch(
        our_exchange().uploads,
        our_exchange().clock.now(),
        request.headers,
        origin=peer.origin,
        name=sha256,
        chunk=body,
    )


def _cursor(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= CURSOR_DIGITS):
        raise Refusal("malformed", field="after")
    return int(text)


def _top_up(exchange: Exchange, hub: str, *, epoch: str, after: int) -> None:
    """Write only where there is something to write: an idle pull costs a few reads."""
    with exchange.read() as db:
        news = is_news(db, hub=hub, epoch=epoch, after=after)
        has_room = work.live(db, hub) < exchange.settings.allotment_target
        may_allot = has_room and offers.has_open(db, exchange.clock.now())
        may_tell = awards.any_waiting(db, hub)
    if news:
        exchange.write(hear, hub=hub, epoch=epoch, after=after)
    if may_allot:
        exchange.write(allot, hub=hub)
    if may_tell:
        exchange.write(tell, hub=hub)


def _within_limit(facts: tuple[Sent, ...]) -> tuple[Sent, ...]:
    size, kept = PULL_OVERHEAD_BYTES, 0
    for one in facts:
        size += len(one.raw) + len(one.signature) + 16
        if kept and size > PULL_LIMIT_BYTES:
            break
        kept += 1
    return facts[:kept]
