"""Giving leases: what a session may use, told to its station in signed words. DESIGN.md §7."""

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.leases import Lease, SignedLease, sign_lease
from kiosk.rules.instants import Instant
from kiosk.store import leases, offers, passes
from kiosk.store.sessions import LeaseRow, Session


def give(db: Db, now: Instant, site: Site, *, session: Session, boot_id: str) -> SignedLease:
    """A fresh lease for a session, above all earlier ones; it replaces them.

    What was paid ahead or set aside may be used up with the hub away (DESIGN.md §7, first rows).
    """
    earlier = leases.of_session(db, session.id)
    n = 1 if earlier is None else earlier.n + 1
    lease = Lease(
        lease_id=f"{session.id}-{n}",
        session=session.id,
        visitor=session.visitor,
        station=session.station,
        boot_id=boot_id,
        n=n,
        seconds=session.granted_s,
        offline_ok_s=_offline_ok_s(site, session),
        kind=session.kind,
        rate_text=_rate_text(db, now, session),
        issued=now,
    )
    leases.save(db, LeaseRow(session.id, lease.lease_id, boot_id, n, lease.seconds, now))
    return sign_lease(site.keys.signing, lease)


def _offline_ok_s(site: Site, session: Session) -> int:
    ahead = session.kind in ("prepaid", "account")
    return session.granted_s if ahead else site.settings.offline_ok_s


def _rate_text(db: Db, now: Instant, session: Session) -> str:
    held = passes.usable(db, visitor=session.visitor, at=now)
    offer = offers.by_id(db, held[0].offer) if held else None
    return "" if offer is None else offer.title
