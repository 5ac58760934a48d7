"""Hands: slots dealt to one open session, so that nothing is done twice with hop 1 cut.

Source: DESIGN.md §10.
"""

from msgspec.structs import replace

from kiosk.acts import checking_work
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.protocol.bodies import HAND_LIMIT, Hand, HitTerms, SessionClosed, write_body
from kiosk.protocol.drafts import DRAFTS_LIMIT, draft_name, draft_of_task
from kiosk.protocol.facts import BlobRef, fits
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.store import card_uses, drafts, restores, tasks, training
from kiosk.store.sessions import Session
from kiosk.store.tasks import SlotRow

BEGUN_KEPT_S = S_PER_DAY


def deal_hand(db: Db, now: Instant, site: Site, *, session: Session) -> int:
    """Top up the hand of a session to `hand_slots`, once it is half played; returns slots dealt.

    Only slots whose qualification the visitor holds, and that do not lapse soon. After a restore
    none is dealt while a station may hold it that has not reported since. None is dealt to who
    showed a card and no PIN: a guest could not collect the pay.
    """
    if restores.unheard(db, now) or card_uses.of_session(db, session.id) is not None:
        return 0
    carried = _carry_on(db, now, site, session=session)
    held = len(tasks.dealt_to(db, session.id))
    target = site.settings.hand_slots
    if held > target // 2:
        return carried
    free = tasks.free_slots(
        db,
        qualifications=training.qualifications(db, visitor=session.visitor, at=now),
        at=now,
        limit=target - held,
    )
    if not free:
        return carried
    free = checking_work.mixed_in(db, now, site, session=session, real=free, room=target - held)
    for row in free:
        tasks.deal(db, assignment=row.slot.assignment, session=session.id, visitor=session.visitor)
    _tell(db, now, site, session=session, dealt=free)
    return carried + len(free)


def _carry_on(db: Db, now: Instant, site: Site, *, session: Session) -> int:
    """What the visitor began at another seat goes on here; returns how many slots.

    A seat that lost its power or its line may have it still: of two answers the first one counts.
    What nobody typed into stays with it, since it may have been answered there.
    """
    held = tasks.held_elsewhere(db, visitor=session.visitor, session=session.id)
    if not held:
        return 0
    typed = drafts.names(db, session.visitor, limit=DRAFTS_LIMIT)
    begun = tuple(
        row
        for row, is_kept in held
        if is_kept or draft_name(draft_of_task(row.slot.assignment)) in typed
    )
    for row in begun:
        tasks.hand_on(db, assignment=row.slot.assignment, session=session.id)
    for row in begun:
        _tell(db, now, site, session=session, dealt=(row,), begun=row.slot.assignment)
    return len(begun)


def take_back(db: Db, now: Instant, *, hand: str, body: SessionClosed) -> None:
    """A session ended at its station: what it did not finish is free again.

    What was begun stays its visitor's for a day, who may sit down at any seat to finish it.
    """
    if body.begun and body.begun not in body.submitted:
        until = later(now, seconds=BEGUN_KEPT_S)
        tasks.keep_for_visitor(db, session=hand, assignment=body.begun, until=until)
    tasks.free_hand(db, session=hand, submitted=body.submitted)


def tell_hand_again(db: Db, now: Instant, site: Site, *, session: Session) -> None:
    """Tell a station once more what its session holds: what it was told may be lost."""
    held = tasks.dealt_to(db, session.id)
    if held:
        _tell(db, now, site, session=session, dealt=held)


def _tell(
    db: Db,
    now: Instant,
    site: Site,
    *,
    session: Session,
    dealt: tuple[SlotRow, ...],
    begun: str = "",
) -> None:
    """Put the slots into as few facts as hold them: long forms and many pictures take room."""
    rest = dealt
    while rest:
        told = rest[:HAND_LIMIT]
        hand, blobs = _hand(db, session, told)
        while len(told) > 1 and not fits(write_body(hand), blobs=blobs):
            told = told[: len(told) // 2]
            hand, blobs = _hand(db, session, told)
        audience = f"station:{session.station}"
        hand = replace(hand, begun=begun) if begun else hand
        sqlite_outbox.put(db, site.writing(now), audience=audience, body=hand, blobs=blobs)
        rest = rest[len(told) :]


def _hand(db: Db, session: Session, dealt: tuple[SlotRow, ...]) -> tuple[Hand, tuple[BlobRef, ...]]:
    hit_types = dict.fromkeys(row.slot.hit_type for row in dealt)
    found = (tasks.terms(db, hit_type) for hit_type in hit_types)
    terms: tuple[HitTerms, ...] = tuple(one for one in found if one is not None)
    blobs: dict[str, BlobRef] = {blob.sha256: blob for row in dealt for blob in row.blobs}
    hand = Hand(
        session=session.id,
        visitor=session.visitor,
        until=min(row.until for row in dealt),
        terms=terms,
        slots=tuple(row.slot for row in dealt),
    )
    return hand, tuple(blobs.values())
