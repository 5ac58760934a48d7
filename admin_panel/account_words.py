"""What came onto a visitor's account or went, in words: by the ledger account on the far side."""

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.store.account_lines import AccountLine
from kiosk.texts import N_, _

CAME: Mapping[str, str] = MappingProxyType(
    {
        "exchange": N_("Paid task"),
        "till": N_("Put on the account"),
        "mobile": N_("Put on the account"),
        "reserved": N_("Back from what was set aside for a session"),
        "sales": N_("Given back"),
        "deposit": N_("Deposit given back"),
        "savings": N_("From savings"),
        "visitor": N_("From a record that was merged"),
        "loss": N_("Made good by the house"),
    }
)
WENT: Mapping[str, str] = MappingProxyType(
    {
        "till": N_("Paid out in cash"),
        "mobile": N_("Given back"),
        "reserved": N_("Set aside for a session"),
        "sales:time": N_("Time used"),
        "sales:pass": N_("Time bought ahead"),
        "sales:product": N_("Products"),
        "deposit": N_("Deposit"),
        "savings": N_("Into savings"),
        "visitor": N_("To the record that it was merged with"),
    }
)
OTHER = N_("Other")


CHECK_OF_WORK = N_("Paid task, a check of work")


def words_of(line: AccountLine) -> str:
    """What a line is about."""
    if line.other == "loss" and line.reference.startswith("assignment:"):
        return _(CHECK_OF_WORK)
    known = CAME if line.minor > 0 else WENT
    kind = line.other.partition(":")[0]
    return _(known.get(line.other) or known.get(kind) or OTHER)
