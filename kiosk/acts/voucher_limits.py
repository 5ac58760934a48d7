"""Why a voucher opens no seat here or now, in the words that a station without its hub uses too."""

from zoneinfo import ZoneInfo

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.voucher_paper import Limits, seconds_here, zone_mark
from kiosk.store import passes, vouchers


def check_limits(db: Db, now: Instant, site: Site, *, visitor: str, zone: str) -> None:
    """Say of a guest whose voucher granted nothing whether it is the zone or the hour.

    Raises:
        Refusal: `voucher_zone`, `voucher_hours`.
    """
    voucher = vouchers.by_visitor(db, visitor)
    if voucher is None or voucher.pass_id is None:
        return
    left_s = passes.left_s(db, voucher.pass_id)
    if left_s <= 0:
        return
    terms = passes.terms_of(db, voucher.pass_id)
    seconds_here(
        Limits(frozenset(zone_mark(each) for each in terms.zones), terms.window),
        zone=zone,
        now=now,
        timezone=ZoneInfo(site.settings.timezone),
        lapses=voucher.lapses,
        left_s=left_s,
    )
