"""Staff sign in and out. Source: DESIGN.md §11."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from admin_panel import sign_in_age
from admin_panel.forms import Form
from admin_panel.frame import Language, first_place, languages
from admin_panel.guards import SIGN_IN, SignedIn, anyone, current_staff, hub, signed_in
from admin_panel.language import safe_place
from kiosk import known_browsers, passwords
from kiosk.acts import people, seating
from kiosk.rules.refusals import Refusal
from kiosk.store import lock_outs, staff
from kiosk.store.staff import Staff
from kiosk.texts import sentence, spoken

SIGN_IN_BYTES = 9
NAME_LIMIT = 80
PASSWORD_LIMIT = 200

sign_in = Blueprint("sign_in", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class PlainFrame:
    """What surrounds a page without the rail; see `looks/plain_base.html`."""

    site_name: str
    home_url: str
    languages: Sequence[Language]
    links: tuple[()] = ()
    balance_minor: None = None
    person: None = None


@sign_in.get("/sign-in")
@anyone
def show() -> ResponseReturnValue:
    """The sign-in page; who is signed in already goes on."""
    if signed_in() is not None:
        return redirect(safe_place(request.args.get("next")), HTTPStatus.SEE_OTHER)
    return _page(Form({}))


@sign_in.post("/sign-in")
@anyone
def enter() -> ResponseReturnValue:
    """Sign in with name and password; the cookie starts afresh."""
    form = Form.read()
    try:
        who = recognise(form.typed.get("name", ""), form.typed.get("password", ""))
    except Refusal as refusal:
        form.wrong("password", sentence(refusal, spoken()), status=refusal.status)
        return _page(form)
    let_in(who)
    place = request.args.get("next")
    place = safe_place(place) if place else first_place()
    answer = make_response(redirect(place, HTTPStatus.SEE_OTHER))
    known_browsers.remember(answer, who.id)
    return answer


def let_in(who: Staff) -> None:
    """This browser is theirs now: a cookie of its own, nothing of who was here before."""
    session.clear()
    session.permanent = True
    session[SIGN_IN] = secrets.token_urlsafe(SIGN_IN_BYTES)
    sign_in_age.begin()
    login_user(SignedIn(who))


@sign_in.post("/sign-out")
@anyone
def leave() -> ResponseReturnValue:
    """Sign out, also with a copy of the cookie."""
    name = session.get(SIGN_IN, "")
    if name and signed_in() is not None:
        lasts_s = hub().settings.signed_in_for_s
        hub().write(people.end_sign_in, sign_in=name, lasts_s=lasts_s)
    logout_user()
    session.clear()
    return redirect(url_for("sign_in.show"), HTTPStatus.SEE_OTHER)


def recognise(name: str, password: str) -> Staff:
    """The person of a name and a password; takes as long where there is no such name.

    Wrong tries from a browser that the person signed in from before are counted apart from those
    of strangers, so that guessing at a name keeps nobody away from the desk.

    Raises:
        Refusal: `locked_out` after too many wrong ones, `wrong_password`.
    """
    name = name.strip()[:NAME_LIMIT]
    with hub().read() as db:
        who = staff.by_sign_in(db, name)
        subjects = (_counted_as(who, name),)
        locked = lock_outs.locked_until(db, subjects[0], hub().now()) is not None
    kept = hub().pepper.opened(None if who is None else who.password_hash)
    right = passwords.matches(kept, password[:PASSWORD_LIMIT])
    if locked:
        raise Refusal("locked_out")
    if who is None or not right:
        locked = hub().write(seating.note_wrong_pin, subjects=subjects)
        raise Refusal("locked_out" if locked else "wrong_password")
    hub().write(seating.note_right_pin, subjects=subjects)
    return who


def agreeing(name: str, pin: str) -> Staff:
    """The person of a name and a PIN, who agrees to something at somebody else's screen.

    A PIN is short, so wrong ones are counted wherever they are typed; they are counted by whoever
    asks, so that an operator who guesses keeps nobody from agreeing at another's screen.

    Raises:
        Refusal: `locked_out` after too many wrong ones, `pin_missing`, `wrong_pin`.
    """
    name = name.strip()[:NAME_LIMIT]
    with hub().read() as db:
        who = staff.by_sign_in(db, name)
        asked = _nobodys(name) if who is None else who.id
        subjects = (f"pin:{asked}@{current_staff()}",)
        locked = lock_outs.locked_until(db, subjects[0], hub().now()) is not None
    if who is not None and not who.pin_hash:
        raise Refusal("pin_missing", name=who.name)
    kept = hub().pepper.opened(None if who is None else who.pin_hash)
    right = passwords.matches(kept, pin)
    if locked:
        raise Refusal("locked_out")
    if who is None or not right:
        locked = hub().write(seating.note_wrong_pin, subjects=subjects)
        raise Refusal("locked_out" if locked else "wrong_pin")
    hub().write(seating.note_right_pin, subjects=subjects)
    return who


def _counted_as(who: Staff | None, name: str) -> str:
    if who is None:
        return f"staff:{_nobodys(name)}"
    return f"staff:{who.id}@{known_browsers.browser_of(who.id)}"


def _nobodys(name: str) -> str:
    """Names nobody has share some rows, so that guessing names does not fill the table."""
    return f"?{hashlib.sha256(name.casefold().encode()).hexdigest()[:2]}"


def _page(form: Form) -> ResponseReturnValue:
    frame = PlainFrame(hub().settings.site_name, url_for("sign_in.show"), languages())
    drawn = render_template(
        "sign_in/show.html", frame=frame, errors=form.errors, typed=form.shown, toast=None
    )
    response = make_response(drawn)
    response.status_code = form.status
    return response
