"""The words of the reports on leakage, for `report_titles.py`."""

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.texts import N_

LEAKAGE_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "no_shift": N_("No shift was open"),
        "still_open": N_("Still open"),
        "closed_at": N_("Closed"),
        "sessions": N_("Sessions"),
        "unlocked": N_("Unlocked"),
        "billed": N_("Billed"),
        "given_free": N_("Given free"),
        "not_paid": N_("Not paid"),
        "silent": N_("Seats silent"),
        "should_be": N_("Should be there"),
        "counted": N_("Counted"),
        "difference": N_("Difference"),
        "shifts": N_("Shifts"),
        "not_paid_share": N_("Not paid, of all"),
        "not_paid_note": N_("written off, run on, locked late, given back"),
        "silent_note": N_("while the site was open and no session was known"),
        "cash_difference": N_("Cash difference"),
        "unlocked_each_day": N_("Unlocked time each day"),
        "closing_day_note": N_("by the day on which the shift closed"),
        "seat": N_("Seat"),
        "visitor": N_("Visitor"),
        "given_up": N_("Given up"),
        "where_it_went": N_("Where the unlocked time went"),
        "session_prepaid": N_("Paid ahead"),
        "session_account": N_("From the account"),
        "session_postpaid": N_("Paid after"),
        "session_free": N_("Free time"),
        "walked_out": N_("Walked out"),
        "late_lock": N_("Locked late"),
        "rest_given": N_("Rest put on a voucher"),
        "on_voucher": N_("On a voucher"),
        "silence": N_("Seat silent"),
        "passes_s": N_("Passes"),
        "charged_s": N_("Charged"),
        "owed_s": N_("Still owed"),
        "free_s": N_("Free with a reason"),
        "grace_s": N_("In grace"),
        "outage_s": N_("Given for an outage"),
        "written_off_s": N_("Written off"),
        "unpaid_s": N_("Ran on unpaid"),
        "late_s": N_("Locked late"),
        "back_s": N_("Given back"),
    }
)
