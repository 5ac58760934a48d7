"""One's own page: another password, and the PIN with which one agrees for somebody else."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import hub, i_may, signed_in, staff_only
from admin_panel.sign_in import PASSWORD_LIMIT, let_in, recognise
from kiosk import passwords
from kiosk.acts import approving, staffing
from kiosk.acts.staffing import Secret
from kiosk.passwords import PASSWORD_LEAST
from kiosk.queries import staff as query
from kiosk.rules.pins import check_pin
from kiosk.rules.refusals import Refusal
from kiosk.store.staff import Staff
from kiosk.texts import _, sentence, spoken

me = Blueprint("me", __name__, template_folder="templates")


@me.get("/me")
@staff_only
def show() -> ResponseReturnValue:
    """What one may change oneself."""
    return _page(Form({}))


@me.post("/me/password")
@staff_only
def set_password() -> ResponseReturnValue:
    """Another password; one stays signed in here and nowhere else."""
    form = Form.read()
    who = _prove(form, "password")
    new = form.typed.get("new_password", "")[:PASSWORD_LIMIT]
    if len(new) < PASSWORD_LEAST:
        said = _("Take at least {n} letters or digits.", n=PASSWORD_LEAST)
        form.wrong("new_password", said)
    elif form.typed.get("new_again", "") != new:
        form.wrong("new_again", _("The two are not the same. Type it again."))
    if form.done(
        staffing.set_password,
        at="new_password",
        person=who.id,
        secret=Secret("" if form.errors else hub().pepper.sealed(passwords.hash_of(new))),
        by=who.id,
        reason="",
    ):
        with hub().read() as db:
            let_in(query.one(db, who.id))
        say(_("The password is changed. You are signed out everywhere else."))
        return redirect(url_for("me.show"), HTTPStatus.SEE_OTHER)
    return _page(form)


@me.post("/me/pin")
@staff_only
def set_pin() -> ResponseReturnValue:
    """The PIN with which one agrees to what is above somebody's limit."""
    form = Form.read()
    who = _prove(form, "pin_password")
    pin = form.digits("pin")
    if not passwords.is_pin(pin):
        form.wrong("pin", _("A PIN has 4 to 8 digits."))
    elif form.digits("pin_again") != pin:
        form.wrong("pin_again", _("The two are not the same. Type it again."))
    else:
        with form.refusals_at("pin"):
            check_pin(pin)
    secret = Secret("" if form.errors else hub().pepper.sealed(passwords.hash_of(pin)))
    if form.done(staffing.set_pin, at="pin", person=who.id, secret=secret):
        say(_("The PIN is set."))
        return redirect(url_for("me.show"), HTTPStatus.SEE_OTHER)
    return _page(form)


def _prove(form: Form, place: str) -> Staff:
    """Whoever sits here now must know the password; an error where they do not.

    Raises:
        Refusal: `sign_in_first`.
    """
    who = signed_in()
    if who is None:
        raise Refusal("sign_in_first")
    try:
        recognise(who.sign_in, form.typed.get(place, ""))
    except Refusal as refusal:
        form.wrong(place, sentence(refusal, spoken()), status=refusal.status)
    return who


def _page(form: Form) -> ResponseReturnValue:
    who = signed_in()
    return page(
        "me/show.html",
        here="",
        form=form,
        sign_in=who.sign_in if who else "",
        has_pin=bool(who and who.pin_hash),
        agrees=i_may(approving.RIGHT),
    )
