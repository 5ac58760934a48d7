"""The doors for stations: signed in, signed out; each decodes, calls one act, encodes.

What a visitor may ask goes by the name of the session that is open at that very station: the hub
has no other key of theirs, so the end of a session ends all of it at once. Only what was typed
before the end may still come after it, and nothing is told for it. Source: DESIGN.md §7 and §8.
"""

from typing import cast

from flask import Blueprint, Response, current_app, request
from msgspec.structs import replace

from kiosk.acts import classes as class_acts
from kiosk.acts import drafts as draft_acts
from kiosk.acts import (
    extending,
    paying_here,
    put_back,
    renewal_consent,
    seating,
    station_link,
)
from kiosk.acts.records import record_of
from kiosk.acts.station_link import may_be_meant
from kiosk.hub import Hub
from kiosk.link import receiver, sqlite_outbox, tus
from kiosk.link.gate import Gate, Peer
from kiosk.link.tus import Reply
from kiosk.protocol.codec import decode, encode, pack
from kiosk.protocol.drafts import DRAFT_PATH, DRAFTS_PATH, Draft, DraftKept, Drafts, KeepDraft
from kiosk.protocol.enrolment import ENROL_PATH, Newcomer
from kiosk.protocol.leases import Lease
from kiosk.protocol.resume import make_resume_hash
from kiosk.protocol.sealing import seal, unseal_own
from kiosk.protocol.station_calls import (
    BUY_PATH,
    EXTEND_PATH,
    JOIN_CLASS_PATH,
    ON_SALE_PATH,
    OPEN_PATH,
    RECORD_PATH,
    RENEW_PATH,
    RENEWAL_PATH,
    SUBSCRIPTION_PATH,
    TAKE_PATH,
    Extend,
    Extended,
    JoinClass,
    JoinedClass,
    Open,
    Renew,
    Take,
)
from kiosk.protocol.sync import (
    BLOB_PATH,
    PULL_FACTS_LIMIT,
    PULL_LIMIT_BYTES,
    PULL_PATH,
    PUSH_PATH,
    Feed,
    Pulled,
)
from kiosk.protocol.time_calls import (
    Answered,
    AnswerRenewal,
    Bought,
    Buy,
    Paid,
    PaySubscription,
)
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.signed_door import open_to, signed, unsigned_answer
from kiosk.station_api.identities import (
    check_class_code,
    identify,
    identify_sitter,
    sitter,
)
from kiosk.station_api.pushes import take_all
from kiosk.store import sessions, stations

doors = Blueprint("station_api", __name__)
NO_FEED = Feed("", 0)
PULL_OVERHEAD_BYTES = 1024


def hub() -> Hub:
    """The hub that this app serves."""
    return cast("Hub", current_app.extensions["hub"])


def _gate() -> Gate:
    return hub().gate


@doors.post(ENROL_PATH)
@open_to("anyone with a one-time code")
def enrol() -> Response:
    """Let a newcomer in that has a one-time code."""

    def work(body: bytes) -> bytes:
        newcomer = decode(body, Newcomer)
        with hub().read() as db:
            if not may_be_meant(db, newcomer.token):  # nobody makes the hub write by guessing
                raise Refusal("code_unknown")
        welcome = hub().write(station_link.enrol_station, newcomer=newcomer)
        if welcome is None:
            raise Refusal("code_unknown")
        return encode(welcome)

    return unsigned_answer(work)


@doors.post(OPEN_PATH)
@signed(_gate)
def open_(peer: Peer, body: bytes) -> bytes:
    """Somebody typed a code at the lock."""
    asked = decode(body, Open)
    identity = identify(hub(), station=peer.origin, asked=asked)
    opened = hub().write(
        seating.open_by_identity,
        request_id=f"{peer.origin}:{asked.request_id}",
        station=peer.origin,
        boot_id=asked.boot_id,
        identity=identity,
        account_minor=asked.account_minor,
    )
    lease = decode(opened.lease.raw, Lease)
    secret = asked.pin or asked.code
    return encode(
        replace(opened, resume_hash=make_resume_hash(session=lease.session, secret=secret))
    )


@doors.post(TAKE_PATH)
@signed(_gate)
def take(peer: Peer, body: bytes) -> bytes:
    """The station takes up a session that is open for it."""
    asked = decode(body, Take)
    return encode(
        hub().write(
            seating.take_session,
            station=peer.origin,
            session=asked.session,
            boot_id=asked.boot_id,
        )
    )


@doors.post(RENEW_PATH)
@signed(_gate)
def renew(peer: Peer, body: bytes) -> bytes:
    """Used seconds so far, for a fresh lease."""
    asked = decode(body, Renew)
    return encode(
        hub().write(
            seating.renew_lease,
            station=peer.origin,
            session=asked.session,
            boot_id=asked.boot_id,
            used_s=asked.used_s,
        )
    )


@doors.post(EXTEND_PATH)
@signed(_gate)
def extend(peer: Peer, body: bytes) -> bytes:
    """A little more at the end, once a session."""
    asked = decode(body, Extend)
    seconds = hub().write(
        extending.extend_here,
        request_id=f"{peer.origin}:{asked.request_id}",
        station=peer.origin,
        session=asked.session,
    )
    return encode(Extended(seconds))


@doors.post(SUBSCRIPTION_PATH)
@signed(_gate)
def pay_subscription(peer: Peer, body: bytes) -> bytes:
    """The visitor who sits here pays the next period from the account, and says so by PIN."""
    asked = decode(body, PaySubscription)
    visitor = identify_sitter(hub(), station=peer.origin, session=asked.session, pin=asked.pin)
    until = hub().write(
        paying_here.pay_subscription,
        request_id=f"{peer.origin}:{asked.request_id}",
        station=peer.origin,
        session=asked.session,
        visitor=visitor,
        period=asked.period,
        price_minor=asked.price_minor,
    )
    return encode(Paid(until))


@doors.post(JOIN_CLASS_PATH)
@signed(_gate)
def join_class(peer: Peer, body: bytes) -> bytes:
    """The visitor who sits here joins a class by the code on its sheet."""
    asked = decode(body, JoinClass)
    visitor = sitter(hub(), station=peer.origin, session=asked.session)
    check_class_code(hub(), station=peer.origin, code=asked.code)
    title = hub().write(
        class_acts.join_by_code,
        request_id=f"{peer.origin}:{asked.request_id}",
        code=asked.code,
        visitor=visitor,
        by=f"visitor:{visitor}",
    )
    return encode(JoinedClass(title))


@doors.get(ON_SALE_PATH)
@signed(_gate)
def on_sale(peer: Peer, body: bytes) -> bytes:  # noqa: ARG001  a GET has none
    """What the visitor who sits here may buy from the account."""
    session = request.args.get("session", "")
    with hub().read() as db:
        return encode(paying_here.on_sale(db, station=peer.origin, session=session))


@doors.post(BUY_PATH)
@signed(_gate)
def buy(peer: Peer, body: bytes) -> bytes:
    """The visitor who sits here buys more time from the account, and says so by PIN."""
    asked = decode(body, Buy)
    visitor = identify_sitter(hub(), station=peer.origin, session=asked.session, pin=asked.pin)
    seconds = hub().write(
        paying_here.buy_time,
        request_id=f"{peer.origin}:{asked.request_id}",
        station=peer.origin,
        session=asked.session,
        visitor=visitor,
        offer=asked.offer,
        price_minor=asked.price_minor,
    )
    return encode(Bought(seconds))


@doors.post(RENEWAL_PATH)
@signed(_gate)
def answer_renewal(peer: Peer, body: bytes) -> bytes:
    """The visitor here says by PIN that the account pays renewals, or without it no more."""
    asked = decode(body, AnswerRenewal)
    told = {"station": peer.origin, "session": asked.session}
    if asked.price_minor:
        visitor = identify_sitter(hub(), pin=asked.pin, **told)
    else:
        visitor = sitter(hub(), **told)
    hub().write(
        renewal_consent.answer_here,
        request_id=f"{peer.origin}:{asked.request_id}",
        visitor=visitor,
        minor=asked.price_minor,
        station=peer.origin,
        session=asked.session,
    )
    return encode(Answered(agreed=asked.price_minor > 0))


@doors.get(RECORD_PATH)
@signed(_gate)
def record(peer: Peer, body: bytes) -> bytes:  # noqa: ARG001  a GET has none
    """The record of the visitor who sits at this station now, and of nobody else."""
    with hub().read() as db:
        running = sessions.open_at(db, peer.origin)
        if running is None or running.id != request.args.get("session", ""):
            raise Refusal("no_session_here")
        return encode(record_of(db, hub().now(), hub().site, visitor=running.visitor))


@doors.post(DRAFT_PATH)
@signed(_gate)
def keep_draft(peer: Peer, body: bytes) -> bytes:
    """Something typed and not finished, sealed to us."""
    asked = decode(body, KeepDraft)
    held = hub().write(
        draft_acts.keep_draft,
        station=peer.origin,
        session=asked.session,
        draft=asked.draft,
        at=Instant(asked.at),
    )
    return encode(DraftKept(held))


@doors.get(DRAFTS_PATH)
@signed(_gate)
def drafts(peer: Peer, body: bytes) -> bytes:  # noqa: ARG001  a GET has none
    """What the visitor who sits at this station has not finished, sealed to it."""
    session = request.args.get("session", "")
    with hub().read() as db:
        kept = draft_acts.drafts_of_sitter(db, station=peer.origin, session=session)
    return encode(Drafts(tuple(one for each in kept for one in _for_station(peer, each))))


def _for_station(peer: Peer, kept: Draft) -> tuple[Draft, ...]:
    """One that cannot be opened any more helps nobody, and stops no other."""
    try:
        plain = unseal_own(hub().keys, kept.sealed)
    except Refusal:
        return ()
    return (Draft(kept.name, seal(peer.public_sealing, plain)),)


@doors.post(PUSH_PATH)
@signed(_gate, removed_too=True)
def push(peer: Peer, body: bytes) -> bytes:
    """Facts of a station; the answer goes out after the commit. Those of a removed one are held."""
    with hub().read() as db:
        before = stations.before(db, peer.origin)
    older = tuple(one.public_signing for one in before)
    batch = receiver.open_batch(body, public_key=peer.public_signing, older=older)
    return encode(take_all(hub(), station=peer.origin, batch=batch))


@doors.get(PULL_PATH)
@signed(_gate)
def pull(peer: Peer, body: bytes) -> bytes:  # noqa: ARG001  a GET has none
    """Facts for this station after what it has; what it has is acknowledged."""
    audience = f"station:{peer.origin}"
    epoch, after = request.args.get("epoch", ""), _after()
    _look_whether_put_back(peer.origin, audience, epoch=epoch, after=after)
    with hub().read() as db:
        feed = sqlite_outbox.feed(db, audience) or NO_FEED
        facts = sqlite_outbox.after(
            db,
            audience=audience,
            epoch=epoch,
            seq=after,
            limit=PULL_FACTS_LIMIT,
            limit_bytes=PULL_LIMIT_BYTES - PULL_OVERHEAD_BYTES,
        )
        unread = sqlite_outbox.waiting(db, audience)
    if after and epoch == feed.epoch and unread > feed.last_seq - after:
        hub().write(station_link.note_pulled, epoch=epoch, seq=after)
    return pack(Pulled(feed, facts))


def _look_whether_put_back(station: str, audience: str, *, epoch: str, after: int) -> None:
    """More facts of an epoch than we made are of us before we were put back; too few, its turn."""
    with hub().read() as db:
        feed = sqlite_outbox.feed(db, audience) or NO_FEED
        lacks = sqlite_outbox.has_let_go_after(db, feed, epoch=epoch, seq=after)
    if feed.epoch == epoch and after > feed.last_seq:
        hub().write(put_back.hear_ahead, station=station, done=0, since=hub().started)
    elif lacks:
        hub().write(station_link.tell_one_again, station=station, epoch=feed.epoch)


def _after() -> int:
    text = request.args.get("after", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 17):
        raise Refusal("malformed", field="after")
    return int(text)


@doors.get(BLOB_PATH + "<name>")
@signed(_gate)
def blob(peer: Peer, body: bytes, name: str) -> Reply:
    """Bytes by name: pictures of tasks and station editions. HEAD: how far they came up.

    Every enrolled station may; whole modules lie elsewhere.
    """
    del body
    if request.method == "HEAD":
        return tus.head(hub().uploads, request.headers, origin=peer.origin, name=name)
    return tus.download(hub().blobs, request.headers, name=name)


@doors.route(BLOB_PATH, methods=["POST", "OPTIONS"], provide_automatic_options=False)
@signed(_gate)
def announce_blob(peer: Peer, body: bytes) -> Reply:
    """What uploads this machine takes; or the announcement of one."""
    del body
    if request.method == "OPTIONS":
        return tus.options()
    return tus.create(hub().uploads, hub().now(), request.headers, origin=peer.origin)


@doors.patch(BLOB_PATH + "<name>")
@signed(_gate)
def send_blob(peer: Peer, body: bytes, name: str) -> Reply:
    """The next bytes of an upload."""
    return tus.patch(
        hub().uploads, hub().now(), request.headers, origin=peer.origin, name=name, chunk=body
    )
