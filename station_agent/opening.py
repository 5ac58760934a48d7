"""How a session begins at a seat: under the hub's lease, or under a signed voucher or card alone.

With the hub away the paper's signature stands for the lease's: the station names the session,
spends the voucher's seconds or those the site allows a card, and tells the hub when it is back.
Source: DESIGN.md §7, last row.
"""

import secrets
from dataclasses import dataclass
from typing import Final, Literal

from msgspec import UnsetType

from kiosk.disk.db import Db
from kiosk.protocol import cards
from kiosk.protocol.bodies import CardOpened, VoucherOpened, Window
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.leases import Lease, SignedLease
from kiosk.protocol.resume import make_resume_hash
from kiosk.protocol.signed_papers import signature_of
from kiosk.protocol.station_calls import Opened, Record
from kiosk.protocol.vouchers import check_voucher, guest_of
from kiosk.rules.card_paper import CardPaper, read_card, seconds_by_card
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.voucher_paper import NO_LIMITS, Paper, read_paper, seconds_here
from station_agent.closing import timezone_of
from station_agent.folder import PinnedHub
from station_agent.hub_time import Reading
from station_agent.store import vouchers

SESSION_BYTES = 12
ALONE: Final = "voucher"
BY_CARD: Final = "card"
"""The kinds of a lease that no hub has signed; the hub's own lease replaces it."""


@dataclass(frozen=True, slots=True)
class Here:
    """Where and when a voucher is shown: this station, this boot, the hub's time as last heard."""

    station: str
    boot_id: str
    now: Instant
    language: str


def check_paper(text: str, hub: PinnedHub) -> Paper:
    """What a scanned voucher says, once its signature is known to be the hub's.

    Raises:
        Refusal: `voucher_other_site`, `voucher_forged`.
    """
    return check_voucher(text, public_key=hub.public_signing, older=hub.older)


def check_card(text: str, hub: PinnedHub) -> CardPaper:
    """The same of a member's card.

    Raises:
        Refusal: `card_other_site`, `card_forged`.
    """
    return cards.check_card(text, public_key=hub.public_signing, older=hub.older)


def seconds_left(db: Db, paper: Paper, text: str, *, now: Instant) -> int:
    """What a voucher still opens here with the hub away.

    Raises:
        Refusal: `voucher_void`, `voucher_expired`, `voucher_used_up`, in that order, as far as
            this station knows.
    """
    if vouchers.is_void(db, paper.code):
        raise Refusal("voucher_void")
    if paper.lapses <= now:
        raise Refusal("voucher_expired")
    left_s = paper.seconds - vouchers.used_s(db, guest_of(text))
    if left_s <= 0:
        raise Refusal("voucher_used_up")
    return left_s


def seconds_allowed(paper: Paper, *, window: Window, time: Reading, left_s: int) -> int:
    """How many of a voucher's seconds may be used here from now on, by what stands on it.

    Where this station never heard in which zone it stands, a voucher with limits waits for the hub.

    Raises:
        Refusal: `hub_away`, `clock_unsure`, `voucher_zone`, `voucher_hours`, `voucher_expired`, in
            that order.
    """
    zone, zone_was = window.zone, window.zone_was
    if paper.limits != NO_LIMITS and isinstance(zone, UnsetType):
        raise Refusal("hub_away")
    if paper.limits.window.is_limited and not time.is_sure:
        raise Refusal("clock_unsure")
    return seconds_here(
        paper.limits,
        zone="" if isinstance(zone, UnsetType) else zone,
        zone_was=() if isinstance(zone_was, UnsetType) else zone_was,
        now=time.now,
        timezone=timezone_of(window),
        lapses=paper.lapses,
        left_s=left_s,
    )


def seconds_for_card(
    db: Db, card: CardPaper, text: str, *, window: Window, time: Reading, now: Instant
) -> int:
    """How long a card opens this seat with the hub away; `now` is this station's own clock.

    Raises:
        Refusal: `hub_away`, `card_replaced`, `clock_unsure`, `card_used_here`, in that order.
    """
    allowed_s = window.offline_ok_s
    return seconds_by_card(
        offline_ok_s=None if isinstance(allowed_s, UnsetType) else allowed_s,
        is_void=vouchers.is_void(db, card.code),
        used_here_at=vouchers.used_at(db, guest_of(text)),
        clock_is_sure=time.is_sure,
        now=now,
    )


def opened_alone(
    paper: Paper, text: str, *, left_s: int, here: Here
) -> tuple[Opened, VoucherOpened]:
    """The session that a voucher opens without the hub, and the fact that tells of it."""
    signature = signature_of(read_paper(text)[2])
    opened = _opened(ALONE, text, signature, secret=paper.code, left_s=left_s, here=here)
    return opened, VoucherOpened(_session_of(opened), text, left_s)


def opened_by_card(
    card: CardPaper, text: str, *, left_s: int, here: Here
) -> tuple[Opened, CardOpened]:
    """The session that a card opens without the hub, and the fact that tells of it."""
    signature = signature_of(read_card(text)[2])
    opened = _opened(BY_CARD, text, signature, secret=card.code, left_s=left_s, here=here)
    return opened, CardOpened(_session_of(opened), text, left_s)


def _session_of(opened: Opened) -> str:
    return decode(opened.lease.raw, Lease).session


def _opened(
    kind: Literal["voucher", "card"],
    text: str,
    signature: bytes,
    *,
    secret: str,
    left_s: int,
    here: Here,
) -> Opened:
    session = secrets.token_hex(SESSION_BYTES)
    lease = Lease(
        lease_id=f"{session}-1",
        session=session,
        visitor=guest_of(text),
        station=here.station,
        boot_id=here.boot_id,
        n=1,
        seconds=left_s,
        offline_ok_s=left_s,
        kind=kind,
        rate_text="",
        issued=here.now,
    )
    signed = SignedLease(encode(lease), signature)
    record = Record(0, lease.visitor, name="", language=here.language, guest=True)
    return Opened(signed, record, make_resume_hash(session=session, secret=secret))
