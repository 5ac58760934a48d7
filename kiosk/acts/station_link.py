"""Stations come and go: codes that let them in, enrolment, revocation, orders carried out."""

from msgspec import UNSET

from kiosk.acts import dealing, house_rules, moving, void_codes, window
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.link.gate import Peer
from kiosk.protocol.bodies import Edition
from kiosk.protocol.enrolment import (
    Before,
    Newcomer,
    Welcome,
    check_newcomer,
    fingerprint,
    make_code,
    selector_of,
    token_sha256,
    welcome_proof,
)
from kiosk.protocol.facts import BlobRef
from kiosk.protocol.signing import origin_of
from kiosk.protocol.station_calls import NotDone
from kiosk.rules.instants import Instant, later, seconds_between
from kiosk.rules.orders import is_mac
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, commands, enrol_codes, revisions, sessions, stations, training
from kiosk.store.enrol_codes import EnrolCode, Secret
from kiosk.store.stations import SeatRow
from kiosk.store.training import EditionRow

CLOCK_STEP_S = 60
"""A clock that is set right takes no more than this back; beyond, a code may be days old."""
TMOD_MIME = "application/vnd.kiosk.tmod"


def add_station(
    db: Db,
    now: Instant,
    *,
    seat: int,
    zone: str,
    row_name: str,
    by: str,
    chance: bytes,
    site: Site,
) -> str:
    """A one-time code for a station at a seat; a new seat is put on the floor map.

    Args:
        db: the transaction.
        now: the code is good for some minutes from here.
        seat: its number on the floor map.
        zone: price class of a new seat.
        row_name: where a new seat stands.
        by: staff.
        chance: 7 random bytes, drawn outside.
        site: settings and keys.

    Raises:
        Refusal: `too_many` for a seat number out of range.
    """
    if not 1 <= seat <= 9999:
        raise Refusal("too_many", seat=seat)
    if stations.seat(db, seat) is None:
        stations.add_seat(db, SeatRow(seat, zone, row_name, None, ""))
    code = _code_for(db, now, site, seat=seat, chance=chance)
    audit.record(db, now, by=by, act="add_station", about=f"seat:{seat}")
    revisions.bump(db, revisions.FLOOR)
    return code


def order_new_keys(
    db: Db, now: Instant, *, station: str, by: str, reason: str, chance: bytes, site: Site
) -> str:
    """A one-time code with which the station at a seat comes in again, with new keys.

    It goes on under those of now until then; what it made under them is taken all the same.

    Raises:
        Refusal: `no_such_station`: none, a removed one, or one that is at no seat.
    """
    place = stations.seat_of(db, station)
    if place is None or stations.removed_at(db, station) is not None:
        raise Refusal("no_such_station")
    code = _code_for(db, now, site, seat=place.number, chance=chance)
    about = f"station:{station}"
    audit.record(db, now, by=by, act="order_new_keys", about=about, reason=reason)
    return code


def _code_for(db: Db, now: Instant, site: Site, *, seat: int, chance: bytes) -> str:
    code = make_code(site.keys.public_signing, chance)
    enrol_codes.add(
        db,
        Secret(token_sha256(code.token), selector_of(code.token)),
        seat=seat,
        until=later(now, seconds=site.settings.code_valid_s),
        tries=site.settings.code_tries,
    )
    return str(code)


def may_be_meant(db: Db, token: str) -> bool:
    """Whether somebody here was given this code, or one that is so much like it that it counts."""
    known = enrol_codes.find(db, token_sha256(token)) is not None
    return known or enrol_codes.is_meant(db, selector_of(token))


def enrol_station(db: Db, now: Instant, *, newcomer: Newcomer, site: Site) -> Welcome | None:
    """Let a station in; None for a token that nobody gave, so that the wrong try is kept.

    Raises:
        Refusal: `wrong_signature`, `code_used_up`, `code_expired`, in that order.
    """
    check_newcomer(newcomer, host=fingerprint(site.keys.public_signing))
    hashed = token_sha256(newcomer.token)
    code = enrol_codes.find(db, hashed)
    if code is None:
        enrol_codes.count_wrong_try(db, selector_of(newcomer.token))
        return None
    origin = origin_of(newcomer.public_signing)
    if not (code.used and _is_at(db, origin, code.seat)):  # a lost reply: welcome it again
        if code.used or code.tries_left == 0:
            raise Refusal("code_used_up")
        if not _is_good(code, now, site):
            raise Refusal("code_expired")
        _let_in(db, now, newcomer, seat=code.seat, site=site)
        enrol_codes.use(db, now, hashed)
    return Welcome(
        name=f"seat {code.seat}",
        currency=site.settings.currency,
        public_signing=site.keys.public_signing,
        public_sealing=site.keys.public_sealing,
        proof=welcome_proof(
            site.keys.signing,
            token=newcomer.token,
            newcomer=newcomer.public_signing,
            sealing=site.keys.public_sealing,
        ),
    )


def _is_good(code: EnrolCode, now: Instant, site: Site) -> bool:
    """Whether its time runs; one with more time than any was made under another clock."""
    left_s = seconds_between(now, code.until)
    return code.until > now and left_s <= site.settings.code_valid_s + CLOCK_STEP_S


def _is_at(db: Db, origin: str, seat: int) -> bool:
    place = stations.seat_of(db, origin)
    return place is not None and place.number == seat


def _let_in(db: Db, now: Instant, newcomer: Newcomer, *, seat: int, site: Site) -> None:
    origin = origin_of(newcomer.public_signing)
    known = stations.peer(db, origin)
    if known is not None and known.revoked:
        raise Refusal("revoked")
    if known is None:
        peer = Peer(origin, newcomer.public_signing, newcomer.public_sealing, newcomer.name)
        stations.add(db, now, peer)
    if newcomer.before is not None:
        _take_the_place_of(db, now, newcomer.before, by=origin)
    stations.put_at_seat(db, station=origin, number=seat)
    _tell_all(db, now, site, station=origin)
    audit.record(db, now, by=f"station:{origin}", act="enrol_station", about=f"seat:{seat}")
    revisions.bump(db, revisions.FLOOR)


def _take_the_place_of(db: Db, now: Instant, before: Before, *, by: str) -> None:
    """A station came in again with new keys: what it made under those of before is still its.

    One that was removed stays so under its old name: what it held is for staff to decide. A hub
    that was restored may not know the old name; the old key itself has signed for the new one.

    Raises:
        Refusal: `station_not_free` while a session of the old name is open.
    """
    old = origin_of(before.public_signing)
    if old == by:
        raise Refusal("malformed", field="before")
    if sessions.open_at(db, old) is not None:
        raise Refusal("station_not_free")
    if stations.peer(db, old) is None:
        stations.add(db, now, Peer(old, before.public_signing, before.public_sealing, ""))
    ordered = commands.highest(db, old)
    if ordered > commands.highest(db, by):  # its computer has carried these out
        commands.leave_out_upto(db, now, station=by, n=ordered)
    _withdraw(db, now, old)
    stations.replace(db, station=old, by=by)


def _tell_all(db: Db, now: Instant, site: Site, *, station: str) -> None:
    """Everything that any station is told: window, house rules, void codes, editions with blobs."""
    window.tell_station(db, now, site, station=station)
    house_rules.tell_station(db, now, site, station=station)
    void_codes.tell_station(db, now, site, station=station)
    for row in training.as_taken_in(db):
        blob = BlobRef(row.station_sha256, row.station_bytes, TMOD_MIME)
        body = body_of(row)
        audience = f"station:{station}"
        sqlite_outbox.put(db, site.writing(now), audience=audience, body=body, blobs=(blob,))


def body_of(row: EditionRow) -> Edition:
    """What stations are told of an edition."""
    minor_of = UNSET if row.minor_of is None else row.minor_of
    return Edition(row.slug, row.edition, row.title, row.station_sha256, minor_of)


def tell_again(db: Db, now: Instant, *, site: Site) -> int:
    """After a restore every station is told everything anew; returns how many stations.

    What waited for them stands under numbers that nobody asks for any more.
    """
    told = [peer.origin for peer in stations.all_stations(db) if not peer.revoked]
    for station in told:
        _tell_anew(db, now, site, station=station)
    return len(told)


def tell_one_again(db: Db, now: Instant, *, station: str, epoch: str, site: Site) -> None:
    """A station lacks what we keep no more: its disk is put back as it was long ago.

    `epoch` is of the stream in which it lacks it; asked twice, it is told once.
    """
    feed = sqlite_outbox.feed(db, f"station:{station}")
    if feed is not None and feed.epoch == epoch:
        sqlite_outbox.start_new_epoch(db, epoch)
        _tell_anew(db, now, site, station=station)


def _tell_anew(db: Db, now: Instant, site: Site, *, station: str) -> None:
    sqlite_outbox.give_up_waiting(db, now, f"station:{station}")
    _tell_all(db, now, site, station=station)
    session = sessions.open_at(db, station)
    if session is not None:
        dealing.tell_hand_again(db, now, site, session=session)


def revoke_station(db: Db, now: Instant, *, station: str, by: str, reason: str) -> None:
    """End a station's permission for good, and take back all that waits for it.

    Its tasks go back to the pool now, so their allotment does not lapse unused. What it still
    sends is held for staff, see `removed_stations`.

    Raises:
        Refusal: `no_such_station`, `station_not_free` while a session runs there.
    """
    if stations.peer(db, station) is None:
        raise Refusal("no_such_station")
    if sessions.open_at(db, station) is not None:
        raise Refusal("station_not_free")
    if stations.removed_at(db, station) is None:
        _withdraw(db, now, station)
    stations.revoke(db, now, station)
    audit.record(db, now, by=by, act="revoke_station", about=f"station:{station}", reason=reason)
    revisions.bump(db, revisions.FLOOR)


def _withdraw(db: Db, now: Instant, station: str) -> None:
    """Nothing waits for a name that nobody answers to any more."""
    sqlite_outbox.give_up_waiting(db, now, f"station:{station}", why="removed")
    commands.withdraw(db, now, station)
    moving.free_hands_at(db, station)


def note_done(
    db: Db, now: Instant, *, station: str, n: int, not_done: tuple[NotDone, ...] = ()
) -> None:
    """A station is past its orders up to `n`, and says which of them it did not carry out."""
    outcomes = {each.n: each.why for each in not_done}
    commands.done_upto(db, now, station=station, n=n, not_done=outcomes)
    revisions.bump(db, revisions.FLOOR)


def note_mac(db: Db, now: Instant, *, station: str, mac: str) -> None:
    """A station has told the address by which its machine is woken; a wrong one is no news."""
    del now
    if is_mac(mac):
        stations.set_mac(db, station=station, mac=mac)


def note_pulled(db: Db, now: Instant, *, epoch: str, seq: int) -> int:
    """A station has all facts of its stream up to `seq`; returns how many that settles."""
    return sqlite_outbox.acknowledge_upto(db, now, epoch=epoch, seq=seq)
