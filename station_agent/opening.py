"""How a session begins at a seat: under the hub's lease, or under a signed voucher alone.

With the hub away the voucher's signature stands for the lease's: the station names the session,
spends the voucher's seconds, and tells the hub when it is back. Source: DESIGN.md §7, last row.
"""

import secrets
from dataclasses import dataclass
from typing import Final

from msgspec import UnsetType

from kiosk.disk.db import Db
from kiosk.protocol.bodies import VoucherOpened, Window
from kiosk.protocol.codec import encode
from kiosk.protocol.leases import Lease, SignedLease
from kiosk.protocol.resume import make_resume_hash
from kiosk.protocol.station_calls import Opened, Record
from kiosk.protocol.vouchers import check_voucher, guest_of, signature_of
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.voucher_paper import NO_LIMITS, Paper, read_paper, seconds_here
from station_agent.closing import timezone_of
from station_agent.hub_time import Reading
from station_agent.store import vouchers

SESSION_BYTES = 12
ALONE: Final = "voucher"
"""The kind of a lease that no hub has signed; the hub's own lease replaces it."""


@dataclass(frozen=True, slots=True)
class Here:
    """Where and when a voucher is shown: this station, this boot, the hub's time as last heard."""

    station: str
    boot_id: str
    now: Instant
    language: str


def check_paper(text: str, *, public_key: bytes) -> Paper:
    """What a scanned voucher says, once its signature is known to be the hub's.

    Raises:
        Refusal: `voucher_other_site`, `voucher_forged`.
    """
    return check_voucher(text, public_key=public_key)


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


def opened_alone(
    paper: Paper, text: str, *, left_s: int, here: Here
) -> tuple[Opened, VoucherOpened]:
    """The session that a voucher opens without the hub, and the fact that tells of it."""
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
        kind=ALONE,
        rate_text="",
        issued=here.now,
    )
    signed = SignedLease(encode(lease), signature_of(read_paper(text)[2]))
    record = Record(0, lease.visitor, name="", language=here.language, guest=True)
    resume_hash = make_resume_hash(session=session, secret=paper.code)
    return Opened(signed, record, resume_hash), VoucherOpened(session, text, left_s)
