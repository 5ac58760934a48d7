"""A station asks: open a session for a code, take up one from the desk, renew its lease."""

from dataclasses import replace

from kiosk.acts import arriving, dealing, extending, granting, leasing, records
from kiosk.acts.arriving import Came, Identity
from kiosk.acts.front_desk import free_seat, no_open_session
from kiosk.acts.granting import PREPAID, Terms, grant_anew, open_session
from kiosk.acts.keeping import check_kept, note_started
from kiosk.acts.site import Site
from kiosk.acts.voucher_limits import check_limits
from kiosk.acts.voucher_uses import is_second
from kiosk.disk.db import Db
from kiosk.protocol.station_calls import Opened, Renewed
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import VoucherState
from kiosk.store import (
    audit,
    commands,
    dues,
    ledger,
    lock_outs,
    moves,
    restores,
    revisions,
    sessions,
    stations,
    voucher_uses,
    vouchers,
)
from kiosk.store.sessions import Session
from kiosk.store.stations import SeatRow
from kiosk.store.voucher_uses import Use


def open_by_identity(
    db: Db,
    now: Instant,
    *,
    station: str,
    boot_id: str,
    identity: Identity,
    site: Site,
    account_minor: int = 0,
) -> Opened:
    """Open a session at this station for who was recognised at its lock.

    A session that is open here for the same visitor is given again: the answer that opened it
    was lost on its way, and whoever stands at the lock types the code once more.

    Raises:
        Refusal: `no_such_station`, `station_not_free`, `due_open`, `voucher_…`, what
            `arriving.arrive` refuses, `visitor_has_session`, `voucher_zone`,
            `voucher_hours`, `no_time_left`, `account_offered`.
    """
    place = stations.seat_of(db, station)
    if place is None:
        raise Refusal("no_such_station")
    running = sessions.open_at(db, station)
    if running is not None and arriving.is_of(db, identity, running):
        return _opened(db, now, site, session=running, boot_id=boot_id)
    if place.out_of_order or running is not None or moves.is_expected(db, station):
        raise Refusal("station_not_free", seat=place.number)
    if dues.at_seat(db, place.number) is not None:
        raise Refusal("due_open", seat=place.number)
    if identity.voucher:
        recognise_voucher(db, now, identity.voucher, station=station)
    came = arriving.arrive(db, now, site, place=place, identity=identity)
    no_open_session(db, came.visitor)
    session = _open(db, now, site, came=came, place=place, account_minor=account_minor)
    arriving.note(db, now, came, session=session)
    if identity.voucher:
        _use_voucher(db, identity.voucher, session=session.id)
    return _opened(db, now, site, session=session, boot_id=boot_id)


def _open(
    db: Db, now: Instant, site: Site, *, came: Came, place: SeatRow, account_minor: int
) -> Session:
    """With what was paid ahead, or with so much of the account as its visitor agreed to.

    Raises:
        Refusal: `account_offered` with `aside_minor` and `per_hour_minor`, where no time is left
            and the account holds some; what `open_session` refuses.
    """
    if account_minor and came.terms == PREPAID:
        terms = Terms("account", limit_minor=account_minor)
        return _sit(db, now, site, visitor=came.visitor, place=place, terms=terms)
    try:
        return _sit(db, now, site, visitor=came.visitor, place=place, terms=came.terms)
    except Refusal as refusal:
        if refusal.code != "no_time_left" or came.terms != PREPAID:
            raise
        check_limits(db, now, site, visitor=came.visitor, zone=place.zone)
        hour_minor = granting.hour_minor(db, now, site, visitor=came.visitor, zone=place.zone)
        aside_minor = min(hour_minor, ledger.balance(db, f"visitor:{came.visitor}"))
        if aside_minor <= 0:
            raise
        raise Refusal(
            "account_offered", aside_minor=aside_minor, per_hour_minor=hour_minor
        ) from refusal


def _sit(
    db: Db, now: Instant, site: Site, *, visitor: str, place: SeatRow, terms: Terms
) -> Session:
    """At the lock: who sits down gave a code with its PIN, or a voucher."""
    return open_session(db, now, site, visitor=visitor, place=place, terms=terms, identified="pin")


def start_voucher(
    db: Db, now: Instant, *, seat: int, code: str, by: str, site: Site, claim: str = ""
) -> str:
    """Open a session at a free seat for a voucher that was handed in at the desk; returns its id.

    Raises:
        Refusal: `no_such_station`, `station_not_free`, `due_open`, `voucher_…`, what `check_kept`
            refuses, `visitor_has_session`, `voucher_zone`, `voucher_hours`, `no_time_left`.
    """
    place = free_seat(db, seat)
    guest = recognise_voucher(db, now, code, station=place.origin)
    kept = check_kept(db, now, site, place=place, visitor=guest.visitor, claim=claim)
    no_open_session(db, guest.visitor)
    try:
        session = open_session(db, now, site, visitor=guest.visitor, place=place)
    except Refusal as refusal:
        if refusal.code == "no_time_left":
            check_limits(db, now, site, visitor=guest.visitor, zone=place.zone)
        raise
    note_started(db, now, kept, session)
    _use_voucher(db, code, session=session.id)
    commands.send(db, now, station=session.station, kind="take", session=session.id)
    audit.record(db, now, by=by, act="start_session", about=f"session:{session.id}")
    return session.id


def recognise_voucher(db: Db, now: Instant, code: str, *, station: str) -> Identity:
    """The guest of a voucher that may open a session now, or that has one open at this station.

    Raises:
        Refusal: `voucher_unknown`, `voucher_void`, `voucher_used_up`, `voucher_in_use`,
            `voucher_not_sold`, `voucher_expired`, in that order.
    """
    voucher = vouchers.by_code(db, code)
    if voucher is None:
        raise Refusal("voucher_unknown")
    running = sessions.open_at(db, station)
    if running is not None and running.visitor == voucher.visitor:
        return Identity(voucher.visitor, voucher.code)
    for state, refusal in _NOT_NOW.items():
        if voucher.state is state:
            raise Refusal(refusal)
    if voucher.lapses <= now:
        raise Refusal("voucher_expired")
    return Identity(voucher.visitor, voucher.code)


_NOT_NOW = {
    VoucherState.VOID: "voucher_void",
    VoucherState.USED_UP: "voucher_used_up",
    VoucherState.IN_USE: "voucher_in_use",
    VoucherState.CREATED: "voucher_not_sold",
    VoucherState.PRINTED: "voucher_not_sold",
}


def _use_voucher(db: Db, code: str, *, session: str) -> None:
    vouchers.set_state(db, code=code, state=VoucherState.IN_USE)
    voucher_uses.add(db, Use(session, code))


def take_session(
    db: Db, now: Instant, *, station: str, session: str, boot_id: str, site: Site
) -> Opened:
    """The lease and record of a session that is open at this station.

    Asked when the desk opened it, and again after a crash.

    Raises:
        Refusal: `no_session_here`.
    """
    running = _session_here(db, station=station, session=session)
    return _opened(db, now, site, session=running, boot_id=boot_id)


def renew_lease(
    db: Db, now: Instant, *, station: str, session: str, boot_id: str, used_s: int, site: Site
) -> Renewed:
    """Note what a session has used and give a fresh lease.

    Raises:
        Refusal: `no_session_here`; `session_not_known` where a restore has lost it.
    """
    running = _session_here(db, station=station, session=session)
    used_s = max(running.used_s, min(used_s, running.granted_s))
    sessions.note_used(db, session=session, used_s=used_s)
    if not is_second(db, running):  # its station cites the voucher's own guest
        dealing.deal_hand(db, now, site, session=running)
    running = extending.go_on(db, now, site, session=replace(running, used_s=used_s))
    if sessions.has_stood(db, session):
        running = grant_anew(db, now, site, session=running)
    signed = leasing.give(db, now, site, session=running, boot_id=boot_id)
    return Renewed(signed, revisions.current(db, revisions.record_of(running.visitor)))


def _session_here(db: Db, *, station: str, session: str) -> Session:
    running = sessions.open_at(db, station)
    if running is None or running.id != session:
        gone = sessions.by_id(db, session) is not None or not restores.was_restored(db)
        raise Refusal("no_session_here" if gone else "session_not_known")
    return running


def _opened(db: Db, now: Instant, site: Site, *, session: Session, boot_id: str) -> Opened:
    dealing.deal_hand(db, now, site, session=session)
    signed = leasing.give(db, now, site, session=session, boot_id=boot_id)
    record = records.record_of(db, now, site, visitor=session.visitor)
    return Opened(signed, record, used_s=session.used_s, hub_away_s=session.hub_away_s)


def note_wrong_pin(
    db: Db, now: Instant, *, subjects: tuple[str, ...], site: Site, patience: int = 1
) -> bool:
    """Count a wrong PIN, password or code; returns whether somebody is locked out by now.

    A try that was checked while another one locked its subject out is not counted any more.
    `patience` is how many times as many tries these subjects have as one person.
    """
    locked = [
        lock_outs.locked_until(db, subject, now) is not None
        or lock_outs.note_failure(
            db,
            now,
            subject=subject,
            tries=site.settings.pin_tries * patience,
            lock_out_s=site.settings.lock_out_s,
        )
        for subject in subjects
    ]
    return any(locked)


def note_right_pin(db: Db, now: Instant, *, subjects: tuple[str, ...]) -> None:
    """Forget earlier failures.

    Raises:
        Refusal: `locked_out` when other tries locked it out while this one was checked: else many
            tries at once would be worth more than five.
    """
    for subject in subjects:
        if lock_outs.locked_until(db, subject, now) is not None:
            raise Refusal("locked_out")
        lock_outs.forget(db, subject)
