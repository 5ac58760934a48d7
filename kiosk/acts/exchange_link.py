"""The hub's side of hop 2: joining an exchange, taking its facts, settling what was sent."""

from collections.abc import Sequence

from kiosk.acts import dealing, earnings, ingest, window
from kiosk.acts.ingest import Facts
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.link import receiver, sqlite_care, sqlite_renumbering, sqlite_settled
from kiosk.link.enrol import Upstream
from kiosk.link.shelf import CRASHED
from kiosk.link.sqlite_inbox import SqliteInbox, makers_of_parked
from kiosk.protocol.bodies import Allotment, AwardNews, Decision, ParkedError, read_body
from kiosk.protocol.facts import BlobRef, SignedFact
from kiosk.protocol.sync import Kept, Outcome, PushAnswer
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, awards, revisions, sessions, tasks, upstream

PICTURE = "sha256:"


def join(db: Db, now: Instant, *, url: str, host: Upstream, by: str) -> None:
    """Pin the exchange that this hub works with."""
    upstream.save(db, now, url=url, upstream=host)
    audit.record(db, now, by=by, act="join_exchange", about=url)


def take_exchange_facts(db: Db, now: Instant, *, facts: Facts, site: Site) -> PushAnswer:
    """Keep and apply facts of the exchange, then tell stations what is new to them."""
    before = {terms.hit_type for terms in tasks.open_terms(db, limit=window.TASKS_LIMIT)}

    def apply(signed: SignedFact) -> str:
        opened = facts.by_id.get(signed.fact.id)
        if opened is not None and opened.crashed:
            raise receiver.CrashedError(signed.fact.type)
        if signed.fact.blobs and (opened is None or opened.parked):
            raise ParkedError(signed.fact.type)  # its pictures are fetched outside of acts
        _apply(db, now, site, signed=signed)
        return ""

    answer = receiver.take(
        SqliteInbox(db), now, (opened.signed for opened in facts.by_id.values()), apply
    )
    _take_what_waited(db, now, site, exchange=_maker(facts))
    after = {terms.hit_type for terms in tasks.open_terms(db, limit=window.TASKS_LIMIT)}
    if after != before:
        window.tell_all(db, now, site)
    for session in sessions.all_open(db):
        dealing.deal_hand(db, now, site, session=session)
    return answer


def _maker(facts: Facts) -> str:
    return next((opened.signed.fact.origin for opened in facts.by_id.values()), "")


def _take_what_waited(db: Db, now: Instant, site: Site, *, exchange: str) -> None:
    """Answers whose slots are heard of again after a restore, before these are dealt anew."""
    for maker in makers_of_parked(db):
        if maker != exchange:
            ingest.retry_parked(db, now, station=maker, site=site)


def take_parked_facts(db: Db, now: Instant, *, facts: Facts, site: Site) -> int:
    """Try facts of the exchange again that were parked: the answer they decide may be here now.

    Returns how many are parked no more.
    """

    def apply(signed: SignedFact) -> str:
        _apply(db, now, site, signed=signed)
        return ""

    parked = (opened.signed for opened in facts.by_id.values())
    return receiver.take_parked(SqliteInbox(db), now, parked, apply)


def _apply(db: Db, now: Instant, site: Site, *, signed: SignedFact) -> None:
    body = read_body(signed.fact, signed.fact.body_bytes)
    match body:
        case Allotment():
            _take_allotment(db, now, body=body, blobs=signed.fact.blobs)
        case Decision():
            earnings.take_decision(db, now, site, body=body)
        case AwardNews():
            _take_award_news(db, now, body=body)
        case _:
            raise Refusal("malformed", field="type")


def _take_award_news(db: Db, now: Instant, *, body: AwardNews) -> None:
    """Keys of other hubs, and certificates that were taken back: also ours that a restore lost."""
    for key in body.keys:
        awards.know_hub(db, now, signing=key.signing, name=key.name)
    for one in body.revoked:
        awards.revoke(db, now, signing=one.signing, number=one.number)


def _take_allotment(db: Db, now: Instant, *, body: Allotment, blobs: tuple[BlobRef, ...]) -> None:
    for terms in body.terms:
        tasks.keep_terms(db, now, terms)
    by_name = {PICTURE + blob.sha256: blob for blob in blobs}
    for slot in body.slots:
        if tasks.terms(db, slot.hit_type) is None:
            raise ParkedError(slot.hit_type)
        mine = tuple(by_name[value] for value in slot.row.values() if value in by_name)
        tasks.keep_slot(db, slot=slot, blobs=mine, until=Instant(body.until))
    revisions.bump(db, revisions.FLOOR)


def settle_outbox(
    db: Db, now: Instant, *, outcomes: Sequence[Outcome], kept: Sequence[Kept], site: Site
) -> None:
    """Keep what the exchange said of our facts.

    One whose number it knows of another goes anew: this database is an older one put back by hand.
    """
    ours = site.writing(now)
    for again in sqlite_renumbering.number_anew(db, ours, audience="exchange", outcomes=outcomes):
        audit.record(db, now, by="hub", act="number_anew", about=again)
    sqlite_settled.settle(db, now, outcomes, kept)
    for one in kept:
        sqlite_settled.abandon_gone(db, site.writing(now), audience="exchange", kept=one)
    revisions.bump(db, revisions.FLOOR)


def quarantine_parcel(db: Db, now: Instant, *, parcel_id: str, code: str, site: Site) -> None:
    """Set one of our facts aside; staff see it."""
    sqlite_settled.quarantine_parcel(db, site.writing(now), parcel_id=parcel_id, code=code)
    audit.record(db, now, by="hub", act="quarantine", about=parcel_id, reason=code)


def lapse_slots(db: Db, now: Instant) -> int:
    """Free slots whose allotment is over are not dealt any more.

    What a visitor began a day ago, and did not come back for, is free before.
    """
    tasks.free_kept(db, now)
    return tasks.lapse(db, now)


def park_crashed(db: Db, now: Instant, *, fact_id: str) -> None:
    """A parked fact ended the process each time it was tried: it waits for staff."""
    if sqlite_care.set_parked_code(db, fact_id=fact_id, code=CRASHED):
        audit.record(db, now, by="hub", act="park_crashed", about=fact_id)
