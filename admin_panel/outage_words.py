"""What a receipt says of minutes in which something was away."""

from kiosk.looks import figures
from kiosk.store.outages import CreditRow
from kiosk.texts import _


def words_of(credit: CreditRow) -> str:
    """Which link was away, and for how long of the use; the longer one names it."""
    minutes = figures.minutes(credit.internet_s + credit.hub_s)
    if credit.internet_s >= credit.hub_s:
        return _("Without internet: {minutes}", minutes=minutes)
    return _("Without the desk: {minutes}", minutes=minutes)
