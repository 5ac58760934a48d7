"""What happens to the one session of a station, each in one transaction."""

from msgspec.structs import replace

from kiosk.disk.db import Db
from kiosk.protocol.bodies import SUBMITTED_LIMIT, SessionClosed, SessionUsed
from kiosk.protocol.leases import Lease, SignedLease
from kiosk.protocol.station_calls import Opened
from kiosk.rules.instants import Instant
from station_agent.meter import Reading
from station_agent.pen import Letter, Pen
from station_agent.store import beside, hands, learning, sessions, vouchers
from station_agent.store.sessions import Kept


def open_session(
    db: Db,
    now: Instant,
    *,
    kept: Kept,
    revision: int,
    record: bytes,
    letter: Letter | None = None,
) -> None:
    """The session begins here; what others left behind goes.

    `letter` tells the hub of a session that it did not open itself.
    """
    if letter is not None:
        letter.put(db, now)
    sessions.keep(db, kept)
    sessions.keep_record(db, revision=revision, locked=record)
    learning.forget_others(db, kept.visitor)


def save_session(db: Db, now: Instant, *, kept: Kept) -> None:
    """Used seconds, a newer lease, another state; nothing that other machines must be told."""
    del now
    sessions.keep(db, kept)


def tell_used(db: Db, now: Instant, *, kept: Kept, used: SessionUsed, pen: Pen) -> None:
    """A pause, the end of one, or a new boot: the hub is told the used seconds."""
    sessions.keep(db, kept)
    pen.letter(replace(used, lease=_lease_of(kept))).put(db, now)


def close_session(
    db: Db, now: Instant, *, closed: SessionClosed, pen: Pen, guest: str = ""
) -> tuple[str, ...]:
    """The session is over: one fact says so, with what was finished in it; the rest is forgotten.

    What a `guest` used is remembered: the rest of a voucher is good here with the hub away too.
    Returns the assignments that were submitted.
    """
    submitted = hands.submitted(db, closed.session)
    last = submitted[-SUBMITTED_LIMIT:]
    begun = hands.accepted(db, closed.session)
    lease = _lease_of(sessions.read(db))
    told = replace(closed, submitted=last, begun=begun, lease=lease)
    pen.letter(told).put(db, now)
    if guest:
        vouchers.note_used(db, now, guest=guest, seconds=closed.used_s)
    hands.drop(db, now, session=closed.session)
    learning.drop_untold_answers(db)
    learning.leave_exams(db, session=closed.session, used_s=closed.used_s)
    _forget_beside(db)
    sessions.forget(db, now)
    return submitted


def _forget_beside(db: Db) -> None:
    """The session was of both: who learned beside leaves nothing either."""
    row = beside.read(db)
    if row is not None:
        learning.forget_one(db, row.visitor)
        beside.forget(db)


def _lease_of(kept: Kept | None) -> SignedLease | None:
    """The hub's own word on the session: it believes it also where a restore has lost the rest."""
    return None if kept is None else SignedLease(kept.lease_raw, kept.lease_signature)


def key_lost(db: Db, now: Instant) -> None:
    """The session's key went with the power: what it encrypted cannot be read any more."""
    del now
    learning.drop_untold_answers(db)


def keep_record(db: Db, now: Instant, *, revision: int, record: bytes) -> None:
    """The hub's newer record replaces the one here."""
    del now
    sessions.keep_record(db, revision=revision, locked=record)


def keep_command_done(db: Db, now: Instant, *, n: int) -> None:
    """A command was carried out."""
    del now
    sessions.keep_command_done(db, n)


def begun(opened: Opened, lease: Lease, reading: Reading, language: str) -> Kept:
    """A session as it is kept when it begins here."""
    return Kept(
        session=lease.session,
        visitor=lease.visitor,
        language=language,
        state="open",
        why="",
        lease_raw=opened.lease.raw,
        lease_signature=opened.lease.signature,
        resume_hash=opened.resume_hash,
        used_ms=opened.used_s * 1000,
        renewed_used_s=opened.used_s,
        boot_id=reading.boot_id,
        boot_ns=reading.boot_ns,
        awake_ns=reading.awake_ns,
        paused_boot_ns=0,
        away_ms=opened.hub_away_s * 1000,
    )
