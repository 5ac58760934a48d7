"""What a posting of the ledger means for takings, and by what takings are summed.

Takings are what sales, tax and the rounding of coins gain; each posting counts on the local day on
which it was made, so a refund never changes a day that is over. Time that was used and given up as
lost is sold and lost. Money put on an account is no sale, and is told beside; nor is
a deposit, until it is used to buy its thing, or to pay for the use of it. What a coin rounds is
part of the sale or the refund that it rounds; of money that is held it stands by itself, since
nobody bought anything for it and nobody got it back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType

from kiosk.rules.day_hours import DayHours
from kiosk.rules.instants import Instant

EARNING = frozenset({"sales", "tax", "rounding"})
"""Kinds of ledger accounts that takings go to."""
TENDERS = MappingProxyType(
    {
        "till": "cash",
        "visitor": "account",
        "reserved": "account",
        "sponsor": "sponsor",
        "loss": "written_off",
        "deposit": "deposit",
    }
)
BACK = frozenset({"refund", "undo", "unused", "unused_tax"})
"""Transfers whose id begins so give something back."""
BY_ITSELF = frozenset({"session", "sponsored", "subscription", "bought", "rent"})
"""Transfers that the hub makes without anybody at the till: each is a sale."""


class By(StrEnum):
    """By what takings and use are summed up."""

    HOUR = "hour"
    OPERATOR = "operator"
    SEAT = "seat"
    ZONE = "zone"
    OFFER = "offer"
    TENDER = "tender"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class About:
    """To whom and what a posting belongs; "" where to nobody and nothing."""

    operator: str = ""
    seat: str = ""
    zone: str = ""
    offer: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """A transfer that has to do with takings; `topped` where money is held, not earned."""

    id: str
    debit: str
    credit: str
    minor: int
    at: Instant
    topped: bool
    about: About


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment at the counter: it counts once, however many postings it has, and its discount.

    `topped` where it is no sale: a top-up or a deposit.
    """

    at: Instant
    tender: str
    discount_minor: int
    topped: bool
    about: About


@dataclass(frozen=True, slots=True)
class Sums:
    """Takings: how many sales, and minor units. `tax_minor` is part of the net sum.

    `topped_minor` went to accounts; deposits, and parts of a price that are held, stand by
    themselves: what came in, and what was given back. `rounding_minor` is what coins gained, or
    lost, as money to hold came in or went out.
    """

    sales: int = 0
    sold_minor: int = 0
    discount_minor: int = 0
    back_minor: int = 0
    lost_minor: int = 0
    tax_minor: int = 0
    topped_minor: int = 0
    deposit_in_minor: int = 0
    deposit_back_minor: int = 0
    rounding_minor: int = 0

    @property
    def held_minor(self) -> int:
        """What came to be held for visitors, on accounts and as deposits."""
        return self.topped_minor + self.deposit_in_minor - self.deposit_back_minor

    @property
    def net_minor(self) -> int:
        """What is left of what was sold, and what coins rounded beside it."""
        return self.sold_minor - self.back_minor - self.lost_minor + self.rounding_minor

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, name) + getattr(other, name) for name in SUMS))


SUMS = tuple(each.name for each in fields(Sums))
NOTHING = Sums()

Tables = tuple[dict[str, list[int]], ...]
"""Sums by name, a table for each `By`, in its order."""

DayTakings = dict[tuple[By, str], Sums]
"""The takings of a day by each thing: those of one `By` add up to all of the day."""


def tender_of(account: str) -> str:
    """How money came that has a ledger account at its other side: `cash`, `mobile:M-Pesa`, …."""
    kind = account.partition(":")[0]
    return account if kind == "mobile" else TENDERS.get(kind, kind)


def counted(posting: Posting) -> Sums:
    """What a posting adds to takings."""
    name = posting.id.partition(":")[0]
    debit, credit = (each.partition(":")[0] for each in (posting.debit, posting.credit))
    if posting.topped and EARNING.isdisjoint({debit, credit}):
        if credit == "deposit":
            return Sums(deposit_in_minor=posting.minor)
        if debit == "deposit":
            return Sums(deposit_back_minor=posting.minor)
        return Sums(topped_minor=posting.minor if _comes_in(debit, credit) else -posting.minor)
    gain = (credit in EARNING) - (debit in EARNING)
    minor = posting.minor * gain
    if posting.topped:
        return Sums(rounding_minor=minor)
    tax = minor if "tax" in (debit, credit) else 0
    if name in BACK:
        return Sums(back_minor=-minor, tax_minor=tax)
    return Sums(
        sales=1 if name in BY_ITSELF and credit != "tax" else 0,
        sold_minor=minor,
        lost_minor=minor if debit == "loss" else 0,
        tax_minor=tax,
    )


def day_takings(
    hours: DayHours, *, postings: Iterable[Posting], payments: Iterable[Paid]
) -> DayTakings:
    """Sum up a day; what comes to nothing is left out."""
    tables: Tables = tuple({} for _ in By)
    for posting in postings:
        tender = tender_of(other_side(posting))
        _add(tables, counted(posting), hours.name_at(posting.at), tender, posting.about)
    for paid in payments:
        sums = Sums(sales=0 if paid.topped else 1, discount_minor=paid.discount_minor)
        _add(tables, sums, hours.name_at(paid.at), paid.tender, paid.about)
    return {
        (by, name): Sums(*kept)
        for by, table in zip(By, tables, strict=True)
        for name, kept in table.items()
        if any(kept)
    }


def together(*parts: DayTakings) -> DayTakings:
    """The takings of parts of a day as one; what comes to nothing is left out."""
    found: DayTakings = {}
    for part in parts:
        for key, sums in part.items():
            found[key] = found[key] + sums if key in found else sums
    return {key: sums for key, sums in found.items() if sums != NOTHING}


def total(takings: DayTakings, by: By = By.TENDER) -> Sums:
    """All of a day; the same by whatever it is added."""
    return sum((sums for (each, _), sums in takings.items() if each is by), NOTHING)


def other_side(posting: Posting) -> str:
    """The ledger account that the money came from, or went back to."""
    debit, credit = (each.partition(":")[0] for each in (posting.debit, posting.credit))
    return posting.debit if _comes_in(debit, credit) else posting.credit


def _comes_in(debit: str, credit: str) -> bool:
    """Whether money is taken, not given back: a deposit may come from an account, or go there."""
    if EARNING & {debit, credit}:
        return credit in EARNING
    return credit == "deposit" or (credit == "visitor" and debit != "deposit")


def _add(tables: Tables, sums: Sums, hour: str, tender: str, about: About) -> None:
    """Sums are added in place, with no key that is slow to hash: a day has thousands of them."""
    changes = [(place, n) for place, n in enumerate(_values(sums)) if n]
    names = (hour, about.operator, about.seat, about.zone, about.offer, tender, about.group)
    for table, name in zip(tables, names, strict=True):
        kept = table.get(name)
        if kept is None:
            kept = table[name] = [0] * len(SUMS)
        for place, n in changes:
            kept[place] += n


_values = attrgetter(*SUMS)
