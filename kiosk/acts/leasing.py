"""Giving leases: what a session may use, told to its station in signed words. DESIGN.md §7."""

from collections.abc import Sequence

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.leases import Lease, SignedLease, sign_lease
from kiosk.rules.instants import Instant
from kiosk.rules.passes import PassKind
from kiosk.store import leases, offers, passes
from kiosk.store.passes import HeldPass
from kiosk.store.sessions import LeaseRow, Session


def give(db: Db, now: Instant, site: Site, *, session: Session, boot_id: str) -> SignedLease:
    """A fresh lease for a session, above all earlier ones; it replaces them.

    What was bought ahead or set aside may be used up with the hub away; what a subscription or a
    sponsor pays for, and what is paid after, as far as the owner allows (DESIGN.md §7).
    """
    earlier = leases.of_session(db, session.id)
    n = 1 if earlier is None else earlier.n + 1
    held = passes.usable(db, visitor=session.visitor, at=now)
    renewing_s = _renewing_s(session, held)
    lease = Lease(
        lease_id=f"{session.id}-{n}",
        session=session.id,
        visitor=session.visitor,
        station=session.station,
        boot_id=boot_id,
        n=n,
        seconds=session.granted_s,
        offline_ok_s=_offline_ok_s(site, session, renewing_s=renewing_s),
        kind="pass" if renewing_s else session.kind,
        rate_text=_rate_text(db, held),
        issued=now,
    )
    leases.save(db, LeaseRow(session.id, lease.lease_id, boot_id, n, lease.seconds, now))
    return sign_lease(site.keys.signing, lease)


def _renewing_s(session: Session, held: Sequence[HeldPass]) -> int:
    """How many of the seconds that are left no package pays, but a pass that renews or a sponsor.

    Of those no more is promised to a station on its own than the owner allows: they are paid as
    they are used, or counted by the week, while a package was bought second by second.
    """
    if session.kind != "prepaid" or all(one.kind == PassKind.PACKAGE for one in held):
        return 0
    bought_s = sum(one.left_s for one in held if one.kind == PassKind.PACKAGE)
    return max(0, session.granted_s - session.used_s - bought_s)


def _offline_ok_s(site: Site, session: Session, *, renewing_s: int) -> int:
    if session.kind not in ("prepaid", "account"):
        return site.settings.offline_ok_s
    if not renewing_s:
        return session.granted_s
    left_s = session.granted_s - session.used_s
    return left_s - renewing_s + min(renewing_s, site.settings.offline_ok_s)


def _rate_text(db: Db, held: Sequence[HeldPass]) -> str:
    offer = offers.by_id(db, held[0].offer) if held else None
    return "" if offer is None else offer.title
