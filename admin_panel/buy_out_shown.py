"""A contract to buy a thing in parts, as its page and a person's page show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from admin_panel import desk
from admin_panel.desk import Paying
from admin_panel.forms import Form
from admin_panel.guards import hub
from kiosk.disk.db import Db
from kiosk.rules.buy_outs import Part, Stopped, Terms, stopped
from kiosk.store import buy_outs
from kiosk.store.buy_outs import BuyOut
from kiosk.store.equipment import Loan, LoanLine


@dataclass(frozen=True, slots=True)
class ShownContract:
    """A running contract: what is next, how it is paid, what a stop of today gives back."""

    kept: BuyOut
    next: Part
    is_late: bool
    is_last: bool
    paying: Paying
    stop: Stopped
    left_minor: int


@dataclass(frozen=True, slots=True)
class ShownBuyOut:
    """How a thing may be bought: its terms, its running contract, or neither."""

    terms: Terms | None
    contract: ShownContract | None


def of_thing(db: Db, form: Form, *, code: str, loan: Loan | None) -> ShownBuyOut:
    """For the page of a thing."""
    kept = None if loan is None else buy_outs.of_loan(db, loan.id)
    return ShownBuyOut(buy_outs.terms_of(db, code), None if kept is None else _contract(kept, form))


def of_things(db: Db, things: Sequence[LoanLine]) -> dict[str, Part]:
    """The next part of each thing that a person is buying, by loan."""
    kept = [buy_outs.of_loan(db, line.loan.id) for line in things]
    return {one.loan: one.next for one in kept if one is not None and one.next is not None}


def stop_of(kept: BuyOut) -> Stopped:
    """What a stop of this moment gives back."""
    here = hub()
    return stopped(
        kept.paid_minor,
        rent_per_day_minor=kept.terms.rent_per_day_minor,
        since=kept.made_at,
        now=here.now(),
        timezone=ZoneInfo(here.settings.timezone),
    )


def _contract(kept: BuyOut, form: Form) -> ShownContract | None:
    part = kept.next
    if part is None:
        return None
    return ShownContract(
        kept=kept,
        next=part,
        is_late=part.due_at <= hub().now(),
        is_last=part.n == kept.terms.parts,
        paying=desk.paying(form, (part.minor,), with_account=True),
        stop=stop_of(kept),
        left_minor=kept.terms.price_minor - kept.counted_minor - kept.paid_minor,
    )
