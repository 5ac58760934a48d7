"""Every report: its name in addresses and files, what it is called, and the query that answers it.

To add one, write a function `(db, ask) -> Report` in `kiosk/queries/`, its line in `REPORTS`, and
the words of its new columns in `report_titles.py`. Page, CSV and XLSX come by themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.disk.db import Db
from kiosk.queries import (
    backs,
    checks_of_work,
    leakage,
    liability,
    referral_report,
    seat_use,
    shift_losses,
    sponsorship_report,
    subscription_report,
    takings,
    waits,
)
from kiosk.queries.asking import Ask
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import Report
from kiosk.texts import N_

MONEY, SEATS, PEOPLE, CHECKS = N_("Money"), N_("Seats"), N_("People"), N_("Checks")
SECTIONS = (MONEY, SEATS, PEOPLE, CHECKS)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list. `help` says in a sentence what its numbers are.

    `leads_to` is the page of what a row is about, asked with the row's key as `leads_by`. A report
    of what is so now asks for no period.
    """

    name: str
    section: str
    title: str
    help: str
    query: Callable[[Db, Ask], Report]
    leads_to: str = ""
    leads_by: str = "key"
    asks_period: bool = True


REPORTS = (
    Listed(
        "days",
        MONEY,
        N_("Takings by day"),
        N_("What each day sold, less what was given back."),
        takings.by_day,
    ),
    Listed(
        "weekdays",
        MONEY,
        N_("Takings by weekday"),
        N_("Which days of the week bring most, and what such a day brings."),
        takings.by_weekday,
    ),
    Listed(
        "hours",
        MONEY,
        N_("Takings by hour"),
        N_("At which hours of the day money is made."),
        takings.by_hour,
    ),
    Listed(
        "takings-by-seat",
        MONEY,
        N_("Takings by seat"),
        N_("What was paid by who sat there; the rest is the desk's."),
        takings.by_seat,
    ),
    Listed(
        "takings-by-zone", MONEY, N_("Takings by zone"), N_("The same by zone."), takings.by_zone
    ),
    Listed(
        "operators",
        MONEY,
        N_("Takings by operator"),
        N_("Who took the money, and who gave some of it back."),
        takings.by_operator,
    ),
    Listed(
        "offers",
        MONEY,
        N_("Takings by offer"),
        N_("Which offers and products are sold, and time used without one."),
        takings.by_offer,
    ),
    Listed(
        "tenders",
        MONEY,
        N_("Takings by way of paying"),
        N_("How it was paid. Money in is what came to the desk, top-ups and deposits too."),
        takings.by_tender,
    ),
    Listed(
        "groups",
        MONEY,
        N_("Takings by group"),
        N_("What each group brings; it is the one that a visitor had on that day."),
        takings.by_group,
    ),
    Listed(
        "given-back",
        MONEY,
        N_("Given back and discounts"),
        N_("Each sale that was undone, cancelled, refunded or made cheaper, by whom and why."),
        backs.given_back,
    ),
    Listed(
        "checks-of-work",
        MONEY,
        N_("Checks of work by day"),
        N_("What you paid visitors for tasks whose answer is known. No requester pays for them."),
        checks_of_work.by_day,
    ),
    Listed(
        "busy-hours",
        SEATS,
        N_("Busy hours"),
        N_("Which share of the seats' opening time was in use, by weekday and hour."),
        seat_use.busy_hours,
    ),
    Listed(
        "seats",
        SEATS,
        N_("Use of seats"),
        N_("How long each seat was used, by how many, and for how long."),
        seat_use.by_seat,
    ),
    Listed(
        "waiting",
        SEATS,
        N_("Waiting"),
        N_(
            "How long people waited for a seat, and how long the line was, by the hour they joined."
        ),
        waits.by_hour,
    ),
    Listed(
        "referrals",
        PEOPLE,
        N_("Jobs and courses"),
        N_(
            "How many people mentors sent to jobs and courses, and how far they came. Counts only: "
            "fewer than five stay hidden, and who took their yes back is not counted."
        ),
        referral_report.by_outcome,
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
    Listed(
        "walked-out",
        CHECKS,
        N_("Walked out and differences"),
        N_("What was given up in each shift, and what its drawer differed by when it was counted."),
        shift_losses.by_shift,
        leads_to="leakage.show",
    ),
    Listed(
        "owed",
        MONEY,
        N_("Paid for and not used yet"),
        N_("What you owe in seat time: vouchers sold, passes, and periods of subscriptions."),
        liability.owed,
        asks_period=False,
    ),
    Listed(
        "subscriptions",
        PEOPLE,
        N_("Subscriptions by month"),
        N_(
            "Who joined, whose subscription lapsed, and who has none any more. Churn is the part "
            "of those alive as the month began that left and did not come back."
        ),
        subscription_report.by_month,
        asks_period=False,
    ),
    Listed(
        "sponsorships",
        PEOPLE,
        N_("Sponsorships"),
        N_("Who pays for visitors, what is left of it, what came of it; each leads to its page."),
        sponsorship_report.by_funder,
        leads_to="sponsorships.one",
        leads_by="sponsorship",
        asks_period=False,
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
