"""Every report: its name in addresses and files, what it is called, and the query that answers it.

To add one, write a function `(db, ask) -> Report` in `kiosk/queries/`, its line in `REPORTS`, and
the words of its new columns in `report_titles.py`. Page, CSV and XLSX come by themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.disk.db import Db
from kiosk.queries import backs, leakage
from kiosk.queries.asking import Ask
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import Report
from kiosk.texts import N_

MONEY, SEATS, PEOPLE, CHECKS = N_("Money"), N_("Seats"), N_("People"), N_("Checks")
SECTIONS = (MONEY, SEATS, PEOPLE, CHECKS)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list. `help` says in a sentence what its numbers are.

    `leads_to` is the page of what a row is about, asked with the row's key. A report of what is
    so now asks for no period.
    """

    name: str
    section: str
    title: str
    help: str
    query: Callable[[Db, Ask], Report]
    leads_to: str = ""
    asks_period: bool = True


REPORTS = (
    Listed(
        "given-back",
        MONEY,
        N_("Given back and discounts"),
        N_("Each sale that was undone, cancelled, refunded or made cheaper, by whom and why."),
        backs.given_back,
    ),
    Listed(
        "leakage",
        CHECKS,
        N_("Leakage"),
        N_(
            "Time that seats were unlocked, time that was billed and cash that was counted. A "
            "session stands in the shift in which it was settled; each shift leads to its lines."
        ),
        leakage.by_shift,
        leads_to="leakage.show",
    ),
    Listed(
        "leakage-by-operator",
        CHECKS,
        N_("Leakage by operator"),
        N_("The same for each operator, whose shifts left most unpaid first."),
        leakage.by_operator,
    ),
)

BY_NAME: Mapping[str, Listed] = MappingProxyType({each.name: each for each in REPORTS})


def report_named(name: str) -> Listed:
    """The report of this name.

    Raises:
        Refusal: `not_found`.
    """
    if name not in BY_NAME:
        raise Refusal("not_found", what="report")
    return BY_NAME[name]
