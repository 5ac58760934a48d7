"""What staff see to for one person: name and PIN, the card, a note, a ban, wrong tries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import initials, isolated, page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.paying import approver_typed
from admin_panel.people import Choice, codes_drawn, languages_offered
from admin_panel.pins import pin_typed
from kiosk.acts import cards
from kiosk.acts import care as acts
from kiosk.acts.cards import Codes
from kiosk.acts.people import NAME_LIMIT
from kiosk.queries import care as query
from kiosk.queries.care import Care
from kiosk.rules.amounts import ascii_digits
from kiosk.rules.instants import S_PER_DAY, later
from kiosk.rules.scans import read_scan
from kiosk.rules.spans import local_day
from kiosk.texts import _, day_words, spoken

REASON_LIMIT = 200
CODE_LIMIT = 40

care = Blueprint("care", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownCare:
    """See people/care.html."""

    kept: Care
    initials: str
    languages: Sequence[Choice]
    tomorrow: str


@care.get("/people/<visitor>/care")
@may("change_visitor")
def show(visitor: str) -> ResponseReturnValue:
    """All that can be changed for one person."""
    return _page(Form({}), visitor)


@care.post("/people/<visitor>/care")
@may("change_visitor")
def change(visitor: str) -> ResponseReturnValue:
    """Another name or language."""
    form = Form.read()
    name = form.text("name", _("Type the name."), limit=NAME_LIMIT)
    language = form.choice("language", hub().settings.languages, _("Choose a language."))
    said = _("The name and the language are kept.")
    return _done(form, visitor, acts.change_person, "name", said, name=name, language=language)


@care.post("/people/<visitor>/pin")
@may("change_visitor")
def pin(visitor: str) -> ResponseReturnValue:
    """Another PIN for one that was forgotten."""
    form = Form.read()
    typed = pin_typed(form)
    told = {"pin": typed, "approved_by": approver_typed(form)}
    return _done(form, visitor, acts.change_pin, "pin", _("The new PIN works now."), **told)


@care.post("/people/<visitor>/note")
@may("change_visitor")
def note(visitor: str) -> ResponseReturnValue:
    """What staff should know."""
    form = Form.read()
    words = form.text("note", limit=acts.NOTE_LIMIT)
    return _done(form, visitor, acts.write_note, "note", _("The note is kept."), note=words)


@care.post("/people/<visitor>/try-again")
@may("change_visitor")
def try_again(visitor: str) -> ResponseReturnValue:
    """Forget wrong tries."""
    said = _("They may try again.")
    return _done(Form.read(), visitor, acts.let_try_again, "try_again", said)


@care.post("/people/<visitor>/ban")
@may("ban_visitor")
def ban(visitor: str) -> ResponseReturnValue:
    """No sign-in before a day."""
    form = Form.read()
    day = form.text("until", _("Choose the day."), limit=10)
    reason = form.text("ban_reason", _("Say why, in a few words."), limit=REASON_LIMIT)
    said = _("No sign-in before {day}.", day=isolated(day_words(day, spoken())))
    return _done(form, visitor, acts.ban_visitor, "until", said, day=day, reason=reason)


@care.post("/people/<visitor>/lift-ban")
@may("ban_visitor")
def lift_ban(visitor: str) -> ResponseReturnValue:
    """Sign-in from now on."""
    said = _("They may sign in again.")
    return _done(Form.read(), visitor, acts.lift_ban, "until", said)


@care.post("/people/<visitor>/new-card")
@may("register_visitor")
def new_card(visitor: str) -> ResponseReturnValue:
    """Another card for a lost one: a blank one that is scanned here, or one to be printed."""
    form = Form.read()
    blank = ascii_digits(read_scan(form.text("card", limit=CODE_LIMIT)))
    code = None
    if not form.errors:
        code = form.write(
            cards.replace_card,
            at="card",
            visitor=visitor,
            blank=blank,
            codes=Codes(codes_drawn()),
            by=current_staff(),
        )
    if code is None:
        return _page(form, visitor)
    say(_("The old card opens nothing any more. The new code is {code}.", code=isolated(code)))
    return redirect(url_for("people.person", visitor=visitor, fresh=1), HTTPStatus.SEE_OTHER)


def _done(
    form: Form,
    visitor: str,
    act: Callable[..., None],
    at: str,
    said: str,
    **arguments: object,
) -> ResponseReturnValue:
    """Do it once, say so and show the person; or say at a field why not."""
    if not form.errors:
        form.write(act, at=at, visitor=visitor, by=current_staff(), **arguments)
    if form.errors:
        return _page(form, visitor)
    say(said)
    return redirect(url_for("people.person", visitor=visitor), HTTPStatus.SEE_OTHER)


def _page(form: Form, visitor: str) -> ResponseReturnValue:
    with hub().read() as db:
        kept = query.care(db, hub().now(), visitor=visitor)
    tomorrow = later(hub().now(), seconds=S_PER_DAY)
    shown = ShownCare(
        kept=kept,
        initials=initials(kept.visitor.name),
        languages=languages_offered(),
        tomorrow=local_day(tomorrow, ZoneInfo(hub().settings.timezone)),
    )
    return page("people/care.html", here="people", form=form, care=shown)
