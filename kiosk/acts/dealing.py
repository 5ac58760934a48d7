"""Hands: slots dealt to one open session, so that nothing is done twice with hop 1 cut.

Source: DESIGN.md §10.
"""

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.protocol.bodies import HAND_LIMIT, Hand, HitTerms, write_body
from kiosk.protocol.facts import BlobRef, fits
from kiosk.rules.instants import Instant
from kiosk.store import restores, tasks, training
from kiosk.store.sessions import Session
from kiosk.store.tasks import SlotRow


def deal_hand(db: Db, now: Instant, site: Site, *, session: Session) -> int:
    """Top up the hand of a session to `hand_slots`, once it is half played; returns slots dealt.

    Only slots whose qualification the visitor holds, and that do not lapse soon. After a restore
    none is dealt while a station may hold it that has not reported since.
    """
    if restores.unheard(db, now):
        return 0
    held = len(tasks.dealt_to(db, session.id))
    target = site.settings.hand_slots
    if held > target // 2:
        return 0
    free = tasks.free_slots(
        db,
        qualifications=training.qualifications(db, visitor=session.visitor, at=now),
        at=now,
        limit=target - held,
    )
    if not free:
        return 0
    for row in free:
        tasks.deal(db, assignment=row.slot.assignment, session=session.id, visitor=session.visitor)
    _tell(db, now, site, session=session, dealt=free)
    return len(free)


def tell_hand_again(db: Db, now: Instant, site: Site, *, session: Session) -> None:
    """Tell a station once more what its session holds: what it was told may be lost."""
    held = tasks.dealt_to(db, session.id)
    if held:
        _tell(db, now, site, session=session, dealt=held)


def _tell(
    db: Db, now: Instant, site: Site, *, session: Session, dealt: tuple[SlotRow, ...]
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
