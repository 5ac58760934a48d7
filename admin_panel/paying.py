"""How a buyer pays, as a form says it: the tender, its reference, a discount, who agreed to it.

One look (`sale.html`) and one reading for the floor, vouchers, people and products.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from admin_panel.forms import Form
from admin_panel.frame import isolated
from admin_panel.guards import hub
from admin_panel.sign_in import agreeing
from kiosk.acts.tendering import price_of
from kiosk.rules.amounts import read_whole
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import CASH, WITH_REFERENCE, Pay, Tender, normal_reference
from kiosk.settings import HubSettings
from kiosk.store.payments import Payment
from kiosk.texts import N_, _, format_money, sentence, spoken

EXACT = "exact"
GIVEN_LIMIT_MINOR = 10**9
REASON_LIMIT = 200
WORDS = {Tender.CASH: N_("Cash"), Tender.ACCOUNT: N_("Account")}


@dataclass(frozen=True, slots=True)
class ShownTender:
    """A way to pay as a button. `kind` is what it asks for: cash, reference or account."""

    id: str
    name: str
    kind: str
    chosen: bool


def tenders(form: Form, *, with_account: bool = True) -> Sequence[ShownTender]:
    """All ways to pay here, cash first; what was typed is chosen."""
    here = hub().settings
    rows = [(Tender.CASH.value, _(WORDS[Tender.CASH]), "cash")]
    rows += [(f"mobile:{name}", name, "reference") for name in here.mobile_providers]
    rows += [(f"card:{name}", _card_name(name), "reference") for name in here.card_providers]
    if with_account:
        rows.append((Tender.ACCOUNT.value, _(WORDS[Tender.ACCOUNT]), "account"))
    wished = form.typed.get("tender", "")
    chosen = wished if wished in [row[0] for row in rows] else rows[0][0]
    return [ShownTender(id_, name, kind, id_ == chosen) for id_, name, kind in rows]


def tender_name(tender: str, provider: str) -> str:
    """What somebody paid with, in words."""
    if tender == Tender.CARD:
        return _card_name(provider)
    return isolated(provider) if provider else _(WORDS[Tender(tender)])


def pay_typed(form: Form) -> Pay:
    """How it is paid; errors where something is wrong."""
    kind, _colon, provider = form.typed.get("tender", CASH.tender.value).partition(":")
    if kind not in list(Tender):
        form.wrong("tender", _("Choose how it is paid."))
        return CASH
    tender = Tender(kind)
    discount_minor = form.money("discount") if form.typed.get("discount", "").strip() else 0
    reason = form.text("discount_reason", limit=REASON_LIMIT) if discount_minor else ""
    if discount_minor and not reason:
        form.wrong("discount_reason", _("Say why it costs less."))
    return Pay(
        tender=tender,
        provider=provider if tender in WITH_REFERENCE else "",
        reference=_reference(form) if tender in WITH_REFERENCE else "",
        discount_minor=discount_minor,
        reason=reason,
        approved_by=approver_typed(form),
    )


def given_typed(form: Form, *, paid_minor: int) -> int:
    """The cash handed over: a note, or the exact sum."""
    given = form.typed.get("given", EXACT)
    try:
        if given == EXACT:
            return paid_minor
        return read_whole(given, least=0, most=GIVEN_LIMIT_MINOR)
    except Refusal:
        form.wrong("given", _("Choose what was given."))
        return 0


def paid_minor(pay: Pay, *, kind: str, list_minor: int) -> int:
    """What is handed over for a price; the act works it out again."""
    due_minor = max(0, list_minor - pay.discount_minor)
    return price_of(hub().site, kind=kind, due_minor=due_minor, pay=pay).paid_minor


def approver_typed(form: Form, *, name_in: str = "approver", pin_in: str = "approver_pin") -> str:
    """The second person who agreed with name and PIN; "" where nobody is asked."""
    name = form.typed.get(name_in, "").strip()
    if not name or form.errors:
        return ""
    try:
        return agreeing(name, form.digits(pin_in)).id
    except Refusal as refusal:
        form.wrong(pin_in, sentence(refusal, spoken()), status=refusal.status)
        return ""


def change_words(change_minor: int, settings: HubSettings) -> str:
    """What to give back, for a sentence; "" where nothing is."""
    if change_minor <= 0:
        return ""
    return _("give back {change}", change=isolated(format_money(change_minor, settings)))


def undone_words(paid: Payment | None) -> str:
    """What to do with the money of a sale that was undone."""
    if paid is None or paid.tender == Tender.CASH:
        return _("The sale is undone. Give the money back.")
    if paid.tender == Tender.ACCOUNT:
        return _("The sale is undone. The money is on the account again.")
    return _(
        "The sale is undone. Send the money back: {provider}, {reference}.",
        provider=isolated(paid.provider),
        reference=isolated(paid.reference),
    )


def _reference(form: Form) -> str:
    try:
        typed = normal_reference(form.typed.get("reference", ""))
    except Refusal:
        form.wrong("reference", _("Type the reference as the message or slip shows it."))
        return ""
    if not typed:
        form.wrong("reference", _("Type the reference of the payment."))
    return typed


def _card_name(provider: str) -> str:
    """The one card machine of most sites has no name of its own."""
    return _("Card") if provider == "Card" else isolated(provider)
