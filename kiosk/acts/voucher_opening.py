"""A station has opened a session for a signed voucher by itself; now it tells. DESIGN.md §7."""

from kiosk.acts import settling, statutory_log
from kiosk.acts.opening import OpenedFact
from kiosk.acts.recovering import voucher_from_paper
from kiosk.acts.selling import add_guest
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.bodies import ParkedError, VoucherOpened
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.voucher_paper import Paper, read_paper
from kiosk.rules.vouchers import VoucherState
from kiosk.store import (
    commands,
    leases,
    revisions,
    sessions,
    stations,
    tariffs,
    voucher_batches,
    voucher_uses,
    vouchers,
)
from kiosk.store.sessions import FactRow, LeaseRow, Session
from kiosk.store.stations import SeatRow
from kiosk.store.voucher_uses import Use
from kiosk.store.vouchers import Voucher

FIRST_LEASE = 1


def take_opened(
    db: Db, now: Instant, site: Site, *, station: str, body: VoucherOpened, opened: OpenedFact
) -> None:
    """Make the session that a station opened with the hub away; its voucher is in use.

    The signature was checked before. Where the voucher is used elsewhere already, the session
    gets a guest of its own, and the station is told to lock once nothing can be left.

    Raises:
        Refusal: `conflict` (another station's session), `voucher_unknown`, `no_such_station`.
        ParkedError: the desk has opened this seat for somebody else; that session ends first.
    """
    known = sessions.by_id(db, body.session)
    if known is not None:
        if known.station != station:
            raise Refusal("conflict", what="session")
        return
    paper = read_paper(body.voucher)[0]
    voucher = vouchers.by_code(db, paper.code)
    place = stations.seat_of(db, station)
    if voucher is None:
        voucher = voucher_from_paper(db, now, site, paper=paper, text=body.voucher)
    if voucher is None:
        raise Refusal("voucher_unknown")
    if place is None:
        raise Refusal("no_such_station")
    voucher = _make_room(db, now, site, station=station, voucher=voucher)

    left_s = paper.seconds - voucher_uses.used_s(db, voucher.code)
    session = _session(
        db, now, site, body=body, paper=paper, voucher=voucher, place=place, opened=opened
    )
    _keep(db, now, session, voucher, zone=place.zone, boot_id=opened.signed.fact.at.boot_id)
    statutory_log.came(db, site, session=session, identified="voucher")
    if left_s <= 0 or voucher.state is VoucherState.VOID:
        commands.send(db, now, station=station, kind="lock", session=session.id, words="desk")
    revisions.bump(db, revisions.FLOOR)


def _make_room(db: Db, now: Instant, site: Site, *, station: str, voucher: Voucher) -> Voucher:
    """The hub's own session for this voucher here never reached the station: it was not used.

    Returns the voucher as it is once that one is closed.
    """
    running = sessions.open_at(db, station)
    if running is None:
        return voucher
    if running.visitor != voucher.visitor:
        raise ParkedError("voucher_opened")
    settling.close(db, now, site, session=running, used_s=running.used_s, why="desk")
    return vouchers.by_code(db, voucher.code) or voucher


def _session(
    db: Db,
    now: Instant,
    site: Site,
    *,
    body: VoucherOpened,
    paper: Paper,
    voucher: Voucher,
    place: SeatRow,
    opened: OpenedFact,
) -> Session:
    free = sessions.open_of(db, voucher.visitor) is None
    return Session(
        id=body.session,
        visitor=voucher.visitor if free else add_guest(db, now, site),
        station=place.station or "",
        seat=place.number,
        state="open",
        opened_at=_opened_at(db, now, voucher, opened.made_at),
        tariff=tariffs.body_in_force(db, now, site.settings),
        granted_s=min(body.seconds, paper.seconds),
        used_s=0,
        closed_at=None,
        why="",
        receipt=None,
    )


def _opened_at(db: Db, now: Instant, voucher: Voucher, made_at: Instant) -> Instant:
    """By the station's clock as far as it can be right: between the paper's making and now."""
    batch = None if voucher.batch is None else voucher_batches.by_id(db, voucher.batch)
    earliest = voucher.sold_at if batch is None else batch.made_at
    return Instant(min(now, max(earliest or 0, made_at)))


def _keep(
    db: Db, now: Instant, session: Session, voucher: Voucher, *, zone: str, boot_id: str
) -> None:
    sessions.add(db, session)
    sessions.append(db, session.id, FactRow("opened", session.opened_at, zone))
    lease = f"{session.id}-{FIRST_LEASE}"
    leases.save(db, LeaseRow(session.id, lease, boot_id, FIRST_LEASE, session.granted_s, now))
    voucher_uses.add(db, Use(session.id, voucher.code))
    if voucher.state is VoucherState.SOLD:
        vouchers.set_state(db, code=voucher.code, state=VoucherState.IN_USE)
