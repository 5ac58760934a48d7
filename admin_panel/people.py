"""People: found, registered, and one of them with time, money and visits."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from admin_panel import buy_out_shown, desk, lapse_words, visitor_pins
from admin_panel.desk import Sale
from admin_panel.finding import place_of
from admin_panel.floor_now import floor_now
from admin_panel.forms import Form
from admin_panel.frame import initials, page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.period_words import pays_now
from admin_panel.pins import pin_typed
from admin_panel.slips import card_qr, paper
from admin_panel.till import paid_out
from kiosk.acts import front_desk
from kiosk.acts import people as acts
from kiosk.acts.people import GROUPS, NAME_LIMIT, Card
from kiosk.queries import people as query
from kiosk.queries import subscriptions as subscription_query
from kiosk.queries.people import PeoplePage, Person, PersonRow
from kiosk.queries.subscriptions import Shown as Subscription
from kiosk.rules.amounts import ascii_digits, read_whole
from kiosk.rules.buy_outs import Part
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import SCAN_LIMIT, read_scan
from kiosk.store import bans, equipment, offers, shifts
from kiosk.store.bans import Ban
from kiosk.store.equipment import LoanLine
from kiosk.store.offers import Offer
from kiosk.store.visitors import Visitor
from kiosk.texts import LANGUAGES, N_, _

CODES_DRAWN = 20
CODE_LIMIT = 40
CODE_SPACE = 1_000_000
PAGES_MOST = 10_000
GROUP_NAMES = {
    "visitor": N_("Visitor"),
    "student": N_("Student"),
    "job-seeker": N_("Job-seeker"),
    "retiree": N_("Retiree"),
}

people = Blueprint("people", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of a list to choose from."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """See people/person.html."""

    kept: Person
    name: str
    initials: str
    group: str
    language: str
    qr_svg: Markup | None
    tax_name: str
    fresh: bool
    shift_open: bool
    desk: Sale
    free_seats: Sequence[int]
    sitting_seat: int
    subscription: Subscription | None
    ban: Ban | None
    groups: Sequence[Choice]
    things: Sequence[LoanLine]
    buying: Mapping[str, Part]
    agrees_by: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A line of the list."""

    kept: PersonRow
    initials: str
    group: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownPeople:
    """See people/show.html."""

    found: str
    rows: Sequence[ShownRow]
    kept: PeoplePage
    last: int
    groups: Sequence[Choice]
    languages: Sequence[Choice]
    newer_url: str
    older_url: str
    to_see_to: int
    card: str


@people.get("/people")
@may("see_people")
def show() -> ResponseReturnValue:
    """Registered visitors by name, and the form for a new one."""
    return _list(Form({}))


@people.get("/find")
@may("see_people")
def find() -> ResponseReturnValue:
    """Whatever was scanned or typed: a receipt, a seat, a voucher, a card, a name."""
    typed = ascii_digits(request.args.get("q", "")[:SCAN_LIMIT].strip())
    return redirect(place_of(typed), HTTPStatus.SEE_OTHER)


@people.post("/people")
@may("register_visitor")
def register() -> ResponseReturnValue:
    """Register a visitor with a PIN typed twice; the code is drawn here."""
    form = Form.read()
    name = form.text("name", _("Type the name."), limit=NAME_LIMIT)
    language = form.choice("language", hub().settings.languages, _("Choose a language."))
    group = form.choice("group", GROUPS, _("Choose a group."))
    pin = pin_typed(form)
    visitor = None
    if pin is not None and not form.errors:
        visitor = form.write(
            acts.register_at_desk,
            at="name",
            name=name,
            language=language,
            group=group,
            card=Card(pin.pin_hash, codes_drawn(), pin.pin_kind),
            by=current_staff(),
            blank=_blank_card(form),
        )
    if visitor is None:
        return _list(form)
    return redirect(url_for("people.person", visitor=visitor, fresh=1), HTTPStatus.SEE_OTHER)


@people.get("/people/<visitor>")
@may("see_people")
def person(visitor: str) -> ResponseReturnValue:
    """One person."""
    return _person(Form({}), visitor)


@people.get("/people/<visitor>/card")
@may("register_visitor")
def card(visitor: str) -> ResponseReturnValue:
    """The card alone, for paper."""
    with hub().read() as db:
        who = query.person(db, hub().now(), visitor=visitor).visitor
    if who.code is None:
        raise Refusal("not_found", what="card")
    back_url = url_for("people.person", visitor=visitor)
    handed = {"name": who.name, "code": who.code, "qr_svg": card_qr(who.code)}
    return paper("slips/card.html", back_url=back_url, **handed)


@people.post("/people/<visitor>/sell")
@may("sell")
def sell(visitor: str) -> ResponseReturnValue:
    """Sell a pass; a running session has its time at once."""
    form = Form.read()
    counter = desk.counter_typed(form)
    agrees = form.typed.get("renews_itself") == "1"
    if agrees and not (_is_subscription(form) and visitor_pins.agreed_by(form, visitor)):
        counter = None
    sale = None
    if counter is not None and visitor_pins.account_agreed(form, counter.pay, visitor):
        sale = form.write(
            front_desk.sell_pass,
            at="offer",
            visitor=visitor,
            counter=counter,
            renews_itself=agrees,
        )
    if counter is None or sale is None:
        return _person(form, visitor)
    say(_("{what} is sold.", what=desk.told(counter)), sale=sale)
    return _back_to(visitor)


@people.post("/people/<visitor>/start")
@may("start_session")
def start(visitor: str) -> ResponseReturnValue:
    """Open a session at a free seat for a visitor who has time."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=9999)
    started = None
    if not form.errors:
        started = form.write(
            front_desk.start_with_pass, at="seat", seat=seat, visitor=visitor, by=current_staff()
        )
    if started is None:
        return _person(form, visitor)
    say(lapse_words.started(seat, visitor))
    return _back_to(visitor)


@people.post("/people/<visitor>/pay-out")
@may("pay_out")
def pay_out(visitor: str) -> ResponseReturnValue:
    """Pay cash from the account: any sum up to all of it."""
    form = Form.read()
    left = paid_out(form, "amount", visitor=visitor)
    return _person(form, visitor) if left is None else _back_to(visitor)


@people.post("/people/<visitor>/group")
@may("change_visitor")
def change_group(visitor: str) -> ResponseReturnValue:
    """Another price group, with a reason."""
    form = Form.read()
    group = form.choice("group", GROUPS, _("Choose a group."))
    reason = form.text("reason", _("Say why, in a few words."), limit=200)
    if not form.errors:
        with form.refusals_at("group"):
            hub().write(
                acts.change_group,
                request_id=form.request_id,
                form=form.sent,
                visitor=visitor,
                group=group,
                by=current_staff(),
                reason=reason,
            )
    if form.errors:
        return _person(form, visitor)
    say(_("The group is changed."))
    return _back_to(visitor)


def _is_subscription(form: Form) -> bool:
    with hub().read() as db:
        offer = offers.on_sale(db, form.typed.get("offer", ""))
    if offer is not None and offer.cycle is not None:
        return True
    form.wrong("renews_itself", _("Only a subscription renews. Choose one, or take the tick away."))
    return False


def codes_drawn(count: int = CODES_DRAWN) -> tuple[str, ...]:
    """Codes by chance, drawn before an act that takes the first free ones."""
    return tuple(f"{secrets.randbelow(CODE_SPACE):06d}" for _try in range(count))


def languages_offered() -> list[Choice]:
    """The site's languages, each in its own script."""
    return [Choice(code, LANGUAGES.get(code, code)) for code in hub().settings.languages]


def _blank_card(form: Form) -> str:
    """The blank card that somebody is registered for, or ""."""
    typed = form.typed.get("card", "") or request.args.get("card", "")
    return ascii_digits(typed.strip()[:CODE_LIMIT])


def _list(form: Form) -> ResponseReturnValue:
    words = read_scan(request.args.get("q", "")[:SCAN_LIMIT].strip())
    number = _page_number()
    with hub().read() as db:
        kept = query.people(db, hub().now(), words=words, page=number)
        to_see_to = subscription_query.about_to_lapse(
            db, hub().now(), remind_days=hub().settings.remind_days
        )
    more = kept.first + len(kept.rows) - 1 < kept.found
    shown = ShownPeople(
        found=words,
        rows=[_row(row) for row in kept.rows],
        kept=kept,
        last=kept.first + len(kept.rows) - 1 if kept.rows else 0,
        groups=[Choice(group, _(GROUP_NAMES[group])) for group in GROUPS],
        languages=languages_offered(),
        card=_blank_card(form),
        newer_url=url_for("people.show", q=words, page=number - 1) if number > 1 else "",
        older_url=url_for("people.show", q=words, page=number + 1) if more else "",
        to_see_to=to_see_to,
    )
    return page("people/show.html", here="people", form=form, found=words, people=shown)


def _agrees_by(who: Visitor, active: Sequence[Offer]) -> str:
    """How a visitor agrees to renewals from the account; "" where nothing that is sold renews."""
    renews = who.code is not None and any(offer.cycle is not None for offer in active)
    return who.pin_kind if renews else ""


def _row(row: PersonRow) -> ShownRow:
    url = url_for("people.person", visitor=row.visitor)
    return ShownRow(row, initials(row.name), _(GROUP_NAMES.get(row.group, row.group)), url)


def _person(form: Form, visitor: str) -> ResponseReturnValue:
    with hub().read() as db:
        kept = query.person(db, hub().now(), visitor=visitor)
        if kept.visitor.merged_into is not None:
            return _back_to(kept.visitor.merged_into)
        active = offers.active(db)
        shift_open = shifts.open_one(db) is not None
        subscription = subscription_query.of_visitor(
            db, hub().now(), visitor, remind_days=hub().settings.remind_days
        )
        things = equipment.with_visitor(db, visitor)
        buying = buy_out_shown.of_things(db, things)
        ban = bans.in_force(db, visitor=visitor, at=hub().now())
        pays = pays_now(db, active, visitor) if kept.visitor.code is not None else desk.NO_PERIODS
    who, sitting = kept.visitor, kept.sitting
    name = who.name or (_("Erased person") if who.erased_at else _("Walk-in"))
    shown = ShownPerson(
        kept=kept,
        name=name,
        initials=initials(name),
        group=_(GROUP_NAMES.get(who.group, who.group)),
        language=LANGUAGES.get(who.language, who.language),
        qr_svg=None if who.code is None else card_qr(who.code),
        tax_name=hub().settings.tax_name or _("Tax in it"),
        fresh=request.args.get("fresh") == "1",
        shift_open=shift_open,
        desk=desk.sale(active, form, pays=pays),
        free_seats=[seat.number for seat in floor_now().free] if sitting is None else [],
        sitting_seat=0 if sitting is None else sitting.seat,
        subscription=subscription,
        ban=ban,
        groups=[Choice(each, _(GROUP_NAMES[each])) for each in GROUPS],
        things=things,
        buying=buying,
        agrees_by=_agrees_by(who, active),
    )
    return page("people/person.html", here="people", form=form, person=shown)


def _page_number() -> int:
    try:
        return read_whole(request.args.get("page", "1"), least=1, most=PAGES_MOST)
    except Refusal:
        return 1


def _back_to(visitor: str) -> ResponseReturnValue:
    return redirect(url_for("people.person", visitor=visitor), HTTPStatus.SEE_OTHER)
