"""Who is in a class: put in one by one, from a pasted list, or by the code of the printed sheet."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.class_frame import called, class_page
from admin_panel.forms import Form
from admin_panel.frame import initials, isolated, say
from admin_panel.guards import current_staff, hub, i_may, may
from admin_panel.people import codes_drawn
from admin_panel.slips import paper, qr_svg
from kiosk import passwords
from kiosk.acts import classes as acts
from kiosk.acts.cards import SPARE_CODES
from kiosk.acts.classes import Added, NewCards
from kiosk.looks.own_pages import LOOPBACK
from kiosk.queries import classes as query
from kiosk.queries import people as people_query
from kiosk.queries.classes import Member
from kiosk.queries.rosters import Found, looked_up
from kiosk.rules.amounts import ascii_digits
from kiosk.rules.classes import JOIN_DAYS, NEWCOMERS_MOST, ROSTER_LETTERS_MOST, read_roster
from kiosk.rules.pins import check_pin
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import read_scan
from kiosk.rules.vouchers import printed_code
from kiosk.store import visitors
from kiosk.texts import N_, _, n_

PIN_DIGITS = 4
SEED_BYTES = 16
SEED_LIMIT = 64
JOIN_PAGE = "lobby/class"
"""See kiosk/lobby/join_class.py; the lobby stands on the same address."""

PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "code_wrong": N_("A card's code has six digits, and there is one on a line."),
        "name_wrong": N_("This is no name."),
        "twice": N_("This person stands on the list already."),
        "no_card": N_("No card has this code."),
        "other_name": N_("This card is {name}’s. Leave out the name, or mend the code."),
        "several": N_("Several people are called so. Type the code of the card too."),
        "two_classes": N_("Is in “{title}”, which meets at the same time."),
    }
)

class_people = Blueprint("class_people", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownMember:
    """A line of the roster; see classes/people.html."""

    kept: Member
    name: str
    initials: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a pasted list; `tone`, `symbol` and `words` say what becomes of it."""

    row: int
    name: str
    code: str
    tone: str
    symbol: str
    words: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a list would do; `ready`: nothing stands in its way."""

    lines: Sequence[ShownLine]
    coming: int
    new: int
    wrong: int
    seed: str

    @property
    def ready(self) -> bool:
        """Whether it may be sent."""
        return not self.wrong and bool(self.coming + self.new)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who was registered with a list: what stands on the sheet to cut."""

    name: str
    code: str
    pin: str


@class_people.get("/classes/<class_id>/people")
@may("see_classes")
def show(class_id: str) -> ResponseReturnValue:
    """The roster."""
    return _page(Form({}), class_id)


@class_people.post("/classes/<class_id>/people")
@may("lead_class")
def add(class_id: str) -> ResponseReturnValue:
    """Put one person in, by the card's code or by name."""
    form = Form.read()
    visitor = _who_typed(form)
    told = {"class_id": class_id, "visitor": visitor, "by": current_staff()}
    if not form.done(acts.add_member, at="who", **told):
        return _page(form, class_id)
    say(_("Put into the class."))
    return redirect(url_for("class_people.show", class_id=class_id), HTTPStatus.SEE_OTHER)


@class_people.post("/classes/<class_id>/people/off")
@may("lead_class")
def take_off(class_id: str) -> ResponseReturnValue:
    """Take somebody off."""
    form = Form.read()
    told = {
        "class_id": class_id,
        "visitor": form.typed.get("visitor", "")[:40],
        "reason": form.reason("off_reason", limit=acts.REASON_LIMIT),
        "by": current_staff(),
    }
    if not form.done(acts.take_off, at="off_reason", **told):
        return _page(form, class_id)
    say(_("Taken off the class. Where they were stays."))
    return redirect(url_for("class_people.show", class_id=class_id), HTTPStatus.SEE_OTHER)


@class_people.post("/classes/<class_id>/list")
@may("lead_class")
def take_list(class_id: str) -> ResponseReturnValue:
    """Look at a pasted list; put its people in once somebody has seen that and said yes."""
    form = Form.read()
    text = request.form.get("roster", "")[: ROSTER_LETTERS_MOST + 1]
    kept = Form({**form.typed, "roster": text}, form.errors, form.status)
    found: Sequence[Found] = ()
    with kept.refusals_at("roster"), hub().read() as db:
        acts.running(db, class_id)
        found = looked_up(db, hub().now(), class_id=class_id, lines=read_roster(text))
    if kept.errors:
        return _page(kept, class_id)
    shown = _preview(found, kept)
    if kept.typed.get("sure") != "yes" or kept.errors:
        return _page(kept, class_id, shown)
    return _put_in(kept, class_id, found, shown)


def _put_in(
    form: Form, class_id: str, found: Sequence[Found], shown: Preview
) -> ResponseReturnValue:
    """Sent again it is the first answer, though its new people are known by now."""
    names = tuple(one.line.name for one in found if _is_new(one))
    drawn = (_pin(shown.seed, number) for number in range(len(names)))
    hashes = tuple(hub().pepper.sealed(passwords.hash_of(pin)) for pin in drawn)
    added = form.write(
        acts.add_list,
        at="roster",
        class_id=class_id,
        known=tuple(one.visitor.id for one in found if one.visitor and not one.is_in),
        newcomers=names,
        cards=NewCards(hashes, codes_drawn(len(names) + SPARE_CODES) if names else ()),
        agreed=shown.ready,
        by=current_staff(),
    )
    if added is None:
        return _page(form, class_id, shown)
    pins = tuple(_pin(shown.seed, number) for number in range(len(added.newcomers)))
    if not added.newcomers:
        say(
            n_(
                "{n} person is put into the class.",
                "{n} people are put into the class.",
                added.known,
            )
        )
        return redirect(url_for("class_people.show", class_id=class_id), HTTPStatus.SEE_OTHER)
    return class_page("classes/new_people.html", class_id, tab="people", people=_made(added, pins))


def _made(added: Added, pins: Sequence[str]) -> Sequence[NewPerson]:
    with hub().read() as db:
        people = [visitors.registered(db, one) for one in added.newcomers]
    return [NewPerson(one.name, str(one.code), pin) for one, pin in zip(people, pins, strict=True)]


@class_people.post("/classes/<class_id>/code")
@may("lead_class")
def open_code(class_id: str) -> ResponseReturnValue:
    """A new code for the sheet."""
    form = Form.read()
    days = form.whole("days", least=JOIN_DAYS[0], most=JOIN_DAYS[-1])
    told = {"class_id": class_id, "days": days, "by": current_staff()}
    if not form.done(acts.open_joining, at="days", **told):
        return _page(form, class_id)
    return redirect(url_for("class_people.sheet", class_id=class_id), HTTPStatus.SEE_OTHER)


@class_people.post("/classes/<class_id>/code/close")
@may("lead_class")
def close_code(class_id: str) -> ResponseReturnValue:
    """Nobody joins by code any more."""
    form = Form.read()
    told = {"class_id": class_id, "by": current_staff()}
    if not form.done(acts.close_joining, at="days", **told):
        return _page(form, class_id)
    say(_("The code opens nothing any more."))
    return redirect(url_for("class_people.show", class_id=class_id), HTTPStatus.SEE_OTHER)


@class_people.get("/classes/<class_id>/sheet")
@may("see_classes")
def sheet(class_id: str) -> ResponseReturnValue:
    """The sheet with the code, for the wall."""
    with hub().read() as db:
        made = acts.known(db, class_id)
    if made.join_code is None or made.join_until is None:
        raise Refusal("class_no_code")
    if made.join_until <= hub().now():
        raise Refusal("class_code_over")
    place = f"{request.host_url}{JOIN_PAGE}?code={made.join_code}"
    return paper(
        "classes/sheet.html",
        back_url=url_for("class_people.show", class_id=class_id),
        title=made.title,
        code=printed_code(made.join_code),
        until=made.join_until,
        qr_svg=qr_svg(place),
        here_only=request.host.rpartition(":")[0] in LOOPBACK or request.host in LOOPBACK,
    )


def _page(form: Form, class_id: str, preview: Preview | None = None) -> ResponseReturnValue:
    with hub().read() as db:
        made = acts.known(db, class_id)
        members = query.members(db, class_id)
    rows = [ShownMember(one, called(one.name), initials(called(one.name))) for one in members]
    return class_page(
        "classes/people.html",
        class_id,
        tab="people",
        form=form,
        rows=rows,
        preview=preview,
        code="" if made.join_code is None else printed_code(made.join_code),
        days=JOIN_DAYS,
    )


def _who_typed(form: Form) -> str:
    """The person of a card's code or a name; "" and an error where there is none, or several."""
    words = ascii_digits(read_scan(form.text("who", limit=80)))
    try:
        with hub().read() as db:
            return people_query.named(db, words).id
    except Refusal as refusal:
        if refusal.code == "too_many":
            form.wrong("who", _("Several people are called this. Type the code on the card."))
        else:
            form.wrong("who", _("Nobody is found. Type the code of the card, or the name."))
        return ""


def _preview(found: Sequence[Found], form: Form) -> Preview:
    new = sum(_is_new(one) for one in found)
    if new > NEWCOMERS_MOST:
        said = _(
            "At most {limit} new people at once. Paste the list in parts.", limit=NEWCOMERS_MOST
        )
        form.wrong("roster", said)
    if new and not i_may("register_visitor"):
        form.wrong("roster", _("Somebody who may register people has to add the new ones."))
    return Preview(
        [_shown(one) for one in found],
        sum(1 for one in found if one.visitor and not one.problem and not one.is_in),
        new,
        sum(1 for one in found if one.problem),
        form.typed.get("seed_pin", "")[:SEED_LIMIT] or secrets.token_hex(SEED_BYTES),
    )


def _shown(one: Found) -> ShownLine:
    name = called(one.visitor.name) if one.visitor else one.line.name
    code = (one.visitor.code or "") if one.visitor else one.line.code
    if one.problem:
        words = _(PROBLEMS[one.problem], name=isolated(name), title=isolated(one.other))
        shown = one.line.name or name
        return ShownLine(one.line.row, shown, one.line.code, "bad", "alert-triangle", words)
    if one.visitor is None:
        return ShownLine(one.line.row, name, "", "wait", "user-plus", _("New here: gets a card"))
    if one.is_in:
        return ShownLine(one.line.row, name, code, "off", "check", _("In the class already"))
    return ShownLine(one.line.row, name, code, "good", "check", _("Known here"))


def _is_new(one: Found) -> bool:
    return one.visitor is None and not one.problem


def _pin(seed: str, number: int) -> str:
    """The first PIN of a new person: by chance, and the same when the form is sent again.

    So a list whose answer was lost on its way shows the PINs that were kept.
    """
    for turn in range(1000):
        drawn = hashlib.blake2b(f"{seed}:{number}:{turn}".encode(), digest_size=8).digest()
        pin = f"{int.from_bytes(drawn, 'big') % 10**PIN_DIGITS:0{PIN_DIGITS}d}"
        try:
            check_pin(pin)
        except Refusal:
            continue
        return pin
    raise AssertionError(seed)  # pragma: no cover - not one PIN in a hundred is weak
