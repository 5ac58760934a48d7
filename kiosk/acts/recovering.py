"""What came after the copy that a hub was restored from, learned again from what stations hold.

A station tells the newest lease of its session with its used seconds. The lease carries our own
signature, so it is as good as the row that was lost: which visitor, which station, how many
seconds. What the restore lost of the money was the desk's to know; nobody is charged for it again.
"""

from contextlib import suppress
from dataclasses import replace

from kiosk.acts import settling
from kiosk.acts.selling import add_guest, new_id
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.bodies import ParkedError, SessionClosed, SessionUsed
from kiosk.protocol.leases import Lease, SignedLease, recall_lease
from kiosk.protocol.vouchers import guest_of
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.rules.voucher_paper import Paper
from kiosk.rules.vouchers import VoucherState
from kiosk.store import (
    audit,
    leases,
    offers,
    passes,
    restores,
    revisions,
    sessions,
    staff,
    stations,
    tariffs,
    visitors,
    voucher_uses,
    vouchers,
)
from kiosk.store.offers import Offer
from kiosk.store.passes import NewPass
from kiosk.store.sessions import FactRow, LeaseRow, Session
from kiosk.store.voucher_uses import Use
from kiosk.store.vouchers import Voucher

FREE_KINDS = frozenset({"free", "class"})
OFFER_OF_PAPER = "restored-voucher"
NAME_LENGTH = 8


def session_from_lease(
    db: Db,
    now: Instant,
    site: Site,
    *,
    station: str,
    body: SessionUsed | SessionClosed,
    told: Instant,
) -> Session | None:
    """Open a session anew that a restore has lost; None where its lease is not ours.

    It opens as used already: passes of its visitor pay, what they do not cover is given.

    Raises:
        ParkedError: its visitor or its seat is still taken by a session of before the restore,
            whose own station will say that it is over.
    """
    lease = None if body.lease is None else _ours(body.lease, site, station=station)
    place = stations.seat_of(db, station)
    if lease is None or lease.session != body.session or place is None:
        return None
    _make_room(db, now, site, station=station, lease=lease)
    if visitors.by_id(db, lease.visitor) is None:
        add_guest(db, now, site, guest=lease.visitor)
    body_in_force = tariffs.body_in_force(db, now, site.settings)
    session = Session(
        id=lease.session,
        visitor=lease.visitor,
        station=station,
        seat=place.number,
        state="open",
        opened_at=later(Instant(min(now, told)), seconds=-body.used_s),
        tariff=body_in_force,
        granted_s=lease.seconds,
        used_s=0,
        closed_at=None,
        why="",
        receipt=None,
        kind="free" if lease.kind in FREE_KINDS else "prepaid",
    )
    _keep(db, session, lease, zone=place.zone)
    audit.record(
        db,
        now,
        by=f"station:{station}",
        act="recover_session",
        about=f"session:{session.id}",
        reason=f"{lease.kind}, {lease.seconds} s",
    )
    revisions.bump(db, revisions.FLOOR)
    return session


def _ours(signed: SignedLease, site: Site, *, station: str) -> Lease | None:
    for public_key in (site.keys.public_signing, *site.keys.older_public_signing):
        with suppress(Refusal):
            return recall_lease(signed, public_key=public_key, station=station)
    return None


def _make_room(db: Db, now: Instant, site: Site, *, station: str, lease: Lease) -> None:
    """A session of the copy at this station was over when this lease was given."""
    before = sessions.open_at(db, station)
    if before is not None:
        settling.close(db, now, site, session=before, used_s=before.used_s, why="desk")
    if sessions.open_of(db, lease.visitor) is not None:
        raise ParkedError("session")


def _keep(db: Db, session: Session, lease: Lease, *, zone: str) -> None:
    sessions.add(db, session)
    sessions.append(db, session.id, FactRow("opened", session.opened_at, zone))
    row = LeaseRow(
        session.id, lease.lease_id, lease.boot_id, lease.n, lease.seconds, Instant(lease.issued)
    )
    leases.save(db, row)
    voucher = vouchers.by_visitor(db, session.visitor)
    if voucher is not None:
        voucher_uses.add(db, Use(session.id, voucher.code))
        if voucher.state is VoucherState.SOLD:
            vouchers.set_state(db, code=voucher.code, state=VoucherState.IN_USE)


def voucher_from_paper(
    db: Db, now: Instant, site: Site, *, paper: Paper, text: str
) -> Voucher | None:
    """Keep a voucher anew that was sold after the copy; its signature was checked before.

    None where this hub was never restored: then nobody sold it, or it was made elsewhere.
    """
    owner = next(iter(staff.owners(db) or staff.everybody(db)), None)
    if owner is None or not restores.was_restored(db):
        return None
    guest = guest_of(text)
    if visitors.by_id(db, guest) is None:
        add_guest(db, now, site, guest=guest)
    held = NewPass(new_id(), guest, _offer(db, now), "package", paper.seconds, paper.lapses)
    passes.add(db, now, held)
    voucher = Voucher(
        code=paper.code,
        state=VoucherState.SOLD,
        visitor=guest,
        seconds=paper.seconds,
        lapses=paper.lapses,
        pass_id=held.id,
        sold_by=owner.id,
        sold_at=now,
    )
    vouchers.add(db, voucher)
    audit.record(db, now, by="hub", act="recover_voucher", about=f"voucher:{paper.code}")
    return voucher


def _offer(db: Db, now: Instant) -> str:
    """What a recovered voucher was sold as, nobody knows: it stands under an offer of its own."""
    if offers.by_id(db, OFFER_OF_PAPER) is None:
        made = Offer(OFFER_OF_PAPER, "Voucher", 1, 0, 1, 0, pinned=False, active=False)
        offers.add(db, made, now)
    return OFFER_OF_PAPER


def close_beside(
    db: Db,
    now: Instant,
    site: Site,
    *,
    session: Session,
    station: str,
    body: SessionClosed,
    told: Instant,
) -> bool:
    """Settle what ran at this station of a session that the copy has at another one.

    It was moved after the copy was made. Returns whether its lease is ours.

    Raises:
        ParkedError: the session is still open where the copy has it.
    """
    lease = None if body.lease is None else _ours(body.lease, site, station=station)
    if lease is None or lease.session != session.id:
        return False
    if session.closed_at is None:
        raise ParkedError("session")
    name, seconds = f"{session.id}-{station[:NAME_LENGTH]}", body.used_s - session.used_s
    place = stations.seat_of(db, station)
    if seconds <= 0 or place is None or sessions.by_id(db, name) is not None:
        return True
    start = later(Instant(min(now, told)), seconds=-seconds)
    late = replace(
        session,
        id=name,
        kind="prepaid",
        station=station,
        seat=place.number,
        state="closed",
        opened_at=start,
        granted_s=seconds,
        used_s=seconds,
        limit_minor=0,
        limit_s=0,
    )
    end = later(start, seconds=seconds)
    facts = (FactRow("opened", start, place.zone), FactRow("closed", end, "", seconds))
    settling.settle_beside(db, now, site, session=late, facts=facts, out_of=session.id)
    return True
