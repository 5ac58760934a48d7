"""A requester takes a new secret key, knowing the one of now; staff give one to who lost it.

The new one stands on the page before it counts: where the answer to the form is lost, either the
old one opens still or the new one does, and both are known. Source: DESIGN.md §11.
"""

from http import HTTPStatus

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from kiosk import known_browsers
from kiosk.exchange.acts.people import change_secret, count_sign_in
from kiosk.exchange.requester_pages.frame import KEYED, FieldError, key_mark, page, say
from kiosk.exchange.requester_pages.guards import for_requester
from kiosk.exchange.rights import our_exchange
from kiosk.exchange.secret_keys import is_secret_key, new_secret_key
from kiosk.exchange.store.people import Requester
from kiosk.rules.refusals import Refusal
from kiosk.texts import _, sentence, spoken

TEXT_LIMIT = 200


@for_requester
def show(who: Requester) -> ResponseReturnValue:
    """The new key, which counts once it is asked for."""
    return _page(who, new_secret_key())


@for_requester
def change(who: Requester) -> ResponseReturnValue:
    """From now on the new key opens, and the old one nothing more."""
    new = asked_for()
    try:
        _check(who, request.form.get("secret", "")[:TEXT_LIMIT])
    except Refusal as refusal:
        wrong = refusal.code == "wrong_password"
        said = _("This is not your secret key of now.") if wrong else sentence(refusal, spoken())
        return _page(who, new, FieldError("secret", said), status=refusal.status)
    mark = put_in_force(who.id, new, by=who.id, why="own")
    session[KEYED] = mark
    say(_("The new secret key counts. The old one opens nothing any more."))
    return redirect(url_for("requester.home"), HTTPStatus.SEE_OTHER)


def asked_for() -> str:
    """The new key that stood on the page.

    Raises:
        Refusal: `field_wrong` for one that we did not make.
    """
    new = request.form.get("new", "")
    if not is_secret_key(new):
        raise Refusal("field_wrong", field="new")
    return new


def put_in_force(requester: str, new: str, *, by: str, why: str) -> str:
    """Keep the new key's hash; returns what a cookie of the requester carries from now on."""
    from kiosk.passwords import hash_of  # noqa: PLC0415  argon2 is needed by no other page

    kept = hash_of(new)
    our_exchange().write(change_secret, requester=requester, secret_hash=kept, by=by, why=why)
    return key_mark(kept)


def _check(who: Requester, secret: str) -> None:
    """Refuse a wrong key of now; wrong ones lock out as they do at the sign-in."""
    from kiosk.passwords import matches  # noqa: PLC0415  argon2 is needed by no other page

    exchange = our_exchange()
    counted = f"{who.id}@{known_browsers.browser_of(who.id)}"
    if not exchange.write(count_sign_in, name=counted, right=matches(who.secret_hash, secret)):
        raise Refusal("wrong_password")


def _page(who: Requester, new: str, *errors: FieldError, status: int = 200) -> ResponseReturnValue:
    return page(
        "requester/key.html", here="requester.key", who=who, errors=errors, status=status, new=new
    )
