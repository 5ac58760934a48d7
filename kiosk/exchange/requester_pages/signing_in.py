"""A requester signs in by name and secret key. Source: DESIGN.md §11."""

import hashlib
import secrets
from http import HTTPStatus

from flask import make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from kiosk import known_browsers
from kiosk.exchange.acts.people import count_sign_in, end_sign_in
from kiosk.exchange.requester_pages.frame import (
    KEYED,
    SEEN,
    SIGN_IN,
    SIGNED_IN_S,
    SINCE,
    WHO,
    FieldError,
    key_mark,
    page,
    signed_in,
)
from kiosk.exchange.rights import for_anyone, our_exchange
from kiosk.exchange.store import people
from kiosk.exchange.store.people import Requester
from kiosk.rules.refusals import Refusal
from kiosk.texts import _, sentence, spoken

TEXT_LIMIT = 200
SIGN_IN_BYTES = 9
TEMPLATE = "requester/sign_in.html"


@for_anyone
def show() -> ResponseReturnValue:
    """The sign-in page."""
    return page(TEMPLATE, here="requester.sign_in")


@for_anyone
def sign_in() -> ResponseReturnValue:
    """Check name and secret key; the cookie is a new one afterwards."""
    name = request.form.get("name", "")[:TEXT_LIMIT].strip()
    try:
        who = _checked(name, request.form.get("secret", "")[:TEXT_LIMIT])
    except Refusal as refusal:
        wrong = refusal.code == "wrong_password"
        said = _("The name or the secret key is wrong.") if wrong else sentence(refusal, spoken())
        error = FieldError("name", said)
        return page(
            TEMPLATE,
            here="requester.sign_in",
            errors=(error,),
            typed={"name": name},
            status=refusal.status,
        )
    session.clear()  # a cookie from before the sign-in must not be signed in by it
    session[WHO] = who.id
    session[SINCE] = session[SEEN] = our_exchange().clock.now()
    session[KEYED] = key_mark(who.secret_hash)
    session[SIGN_IN] = secrets.token_urlsafe(SIGN_IN_BYTES)
    answer = make_response(redirect(url_for("requester.home"), HTTPStatus.SEE_OTHER))
    known_browsers.remember(answer, who.id)
    return answer


@for_anyone
def leave() -> ResponseReturnValue:
    """Sign out, also with a copy of the cookie."""
    if signed_in() is not None:
        our_exchange().write(end_sign_in, sign_in=session[SIGN_IN], lasts_s=SIGNED_IN_S)
    session.clear()
    return redirect(url_for("public.tasks"), HTTPStatus.SEE_OTHER)


def _checked(name: str, secret: str) -> Requester:
    from kiosk.passwords import matches  # noqa: PLC0415  argon2 is needed by no other page

    exchange = our_exchange()
    with exchange.read() as db:
        who = people.requester_named(db, name)
        counted = _counted_as(who, name)
        if exchange.clock.now() < people.tries_of(db, counted).locked_until:
            raise Refusal("locked_out")  # before the slow hash: guessing must not cost us
    right = matches(who.secret_hash if who else None, secret)
    if not exchange.write(count_sign_in, name=counted, right=right) or who is None:
        raise Refusal("wrong_password")
    return who


def _counted_as(who: Requester | None, name: str) -> str:
    """Strangers who guess at a name lock out strangers, not browsers it was signed in from.

    Names nobody has share some rows, so that guessing names does not fill the table.
    """
    if who is not None:
        return f"{who.id}@{known_browsers.browser_of(who.id)}"
    return "?" + hashlib.sha256(name.encode()).hexdigest()[:2]
