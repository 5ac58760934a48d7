"""The hub's own certificate is renewed long before it ends; the proxy before it takes it up."""

import structlog

from kiosk.hub import Hub
from kiosk.jobs.clock import by_date
from kiosk.rules.instants import Instant

FOLDER = "ca"

log = structlog.get_logger("certificates")


@by_date
def renew_certificate(hub: Hub, now: Instant) -> None:
    """Make a new leaf where two thirds of the old one's time are over."""
    if not (hub.folder / FOLDER).exists():
        return
    from kiosk import site_ca  # noqa: PLC0415  sites without certificates need not load it

    if site_ca.renew_if_due(hub.folder, now):
        log.info("certificate renewed")
