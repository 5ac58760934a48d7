"""The words of reports: queries hand out keys of columns, figures and cells; here they are said."""

from collections.abc import Mapping
from types import MappingProxyType

from admin_panel.leakage_titles import LEAKAGE_TITLES
from kiosk.texts import N_, _

TITLES: Mapping[str, str] = MappingProxyType(
    {
        **LEAKAGE_TITLES,
        # columns and figures
        "when": N_("When"),
        "how": N_("How"),
        "what": N_("What"),
        "amount": N_("Amount"),
        "operator": N_("Operator"),
        "confirmed_by": N_("Confirmed by"),
        "reason": N_("Reason"),
        "given_back": N_("Given back"),
        "discounts": N_("Discounts"),
        # cells
        "undo": N_("Undone"),
        "void": N_("Cancelled"),
        "refund": N_("Given back"),
        "discount": N_("Discount"),
        "top_up": N_("Top-up"),
        "session": N_("Time used"),
    }
)


def said(key: str) -> str:
    """What a key is called, in the language spoken."""
    return _(TITLES[key]) if key else ""
