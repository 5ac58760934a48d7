"""A station has opened a session for a visitor's card by itself; now it tells. DESIGN.md §7.

A guest sits in it: without the hub nobody was asked for a PIN, so it touches no account, no record
and no paid work. Passes of the card's owner pay for its seconds; what they do not cover is given.
"""

from kiosk.acts import statutory_log
from kiosk.acts.granting import check_not_banned
from kiosk.acts.opening import OpenedFact
from kiosk.acts.selling import add_guest
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.bodies import CardOpened, ParkedError
from kiosk.protocol.vouchers import guest_of
from kiosk.rules.card_paper import AGAIN, USED_AGAIN_AFTER_S, read_card
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.store import (
    audit,
    card_uses,
    cards,
    commands,
    leases,
    revisions,
    sessions,
    stations,
    tariffs,
    visitors,
)
from kiosk.store.card_uses import CardUse
from kiosk.store.sessions import FactRow, LeaseRow, Session

FIRST_LEASE = 1


def take_opened(
    db: Db, now: Instant, site: Site, *, station: str, body: CardOpened, opened: OpenedFact
) -> None:
    """Make the session that a station opened for a card with the hub away.

    The signature was checked before. A card that opens nothing any more is shown to staff and its
    seat is told to lock; so is each further use within a day shown.

    Raises:
        Refusal: `conflict` (another station's session), `no_such_station`.
        ParkedError: the desk has opened this seat for somebody else; that session ends first.
    """
    known = sessions.by_id(db, body.session)
    if known is not None and known.station != station:
        raise Refusal("conflict", what="session")
    if known is not None and card_uses.of_session(db, known.id) is not None:
        return
    place = stations.seat_of(db, station)
    if place is None:
        raise Refusal("no_such_station")
    session = known or _session(
        db, now, site, station=station, seat=place.number, body=body, opened=opened
    )
    use = _use(db, now, site, session=session, body=body)
    if known is None:
        _keep(db, now, session, zone=place.zone, boot_id=opened.signed.fact.at.boot_id)
    card_uses.add(db, use)
    statutory_log.came_by_card(db, site, session=session, owner=use.owner, code=use.code)
    if use.found:
        _tell_staff(db, now, session, use)
    if use.found and use.found != AGAIN:
        commands.send(db, now, station=station, kind="lock", session=session.id, words="desk")
    revisions.bump(db, revisions.FLOOR)


def _session(
    db: Db,
    now: Instant,
    site: Site,
    *,
    station: str,
    seat: int,
    body: CardOpened,
    opened: OpenedFact,
) -> Session:
    if sessions.open_at(db, station) is not None:
        raise ParkedError("card_opened")
    guest = guest_of(body.card)
    if visitors.by_id(db, guest) is None:
        add_guest(db, now, site, guest=guest)
    free = sessions.open_of(db, guest) is None
    return Session(
        id=body.session,
        visitor=guest if free else add_guest(db, now, site),
        station=station,
        seat=seat,
        state="open",
        opened_at=Instant(min(now, max(0, opened.made_at))),
        tariff=tariffs.body_in_force(db, now, site.settings),
        granted_s=min(body.seconds, site.settings.offline_ok_s) or body.seconds,
        used_s=0,
        closed_at=None,
        why="",
        receipt=None,
    )


def _use(db: Db, now: Instant, site: Site, *, session: Session, body: CardOpened) -> CardUse:
    code, opened_at = read_card(body.card)[0].code, session.opened_at
    owner, found = _owner(db, now, site, code=code, opened_at=opened_at)
    since, until = (later(opened_at, seconds=s) for s in (-USED_AGAIN_AFTER_S, USED_AGAIN_AFTER_S))
    if not found and card_uses.between(db, code, since=since, until=until):
        found = AGAIN
    return CardUse(
        session=session.id,
        code=code,
        guest=guest_of(body.card),
        owner=owner,
        opened_at=opened_at,
        seconds=max(1, session.granted_s),
        found=found,
        found_at=now if found else None,
    )


def _owner(
    db: Db, now: Instant, site: Site, *, code: str, opened_at: Instant
) -> tuple[str | None, str]:
    """Whose card it is, and why it opened nothing any more by then, if so."""
    who, card = visitors.by_code(db, code), cards.by_code(db, code)
    if who is None and card is not None and card.state == "replaced":
        return card.visitor, "replaced" if card.changed_at <= opened_at else ""
    if who is None:
        return None, "unknown"
    try:
        check_not_banned(db, now, site, visitor=who.id)
    except Refusal:
        return who.id, "banned"
    return who.id, ""


def _keep(db: Db, now: Instant, session: Session, *, zone: str, boot_id: str) -> None:
    sessions.add(db, session)
    sessions.append(db, session.id, FactRow("opened", session.opened_at, zone))
    lease = f"{session.id}-{FIRST_LEASE}"
    leases.save(db, LeaseRow(session.id, lease, boot_id, FIRST_LEASE, session.granted_s, now))


def _tell_staff(db: Db, now: Instant, session: Session, use: CardUse) -> None:
    audit.record(
        db,
        now,
        by=f"station:{session.station}",
        act="card_found",
        about=f"session:{session.id}",
        reason=f"seat {session.seat}, {use.code}, {use.found}",
    )
