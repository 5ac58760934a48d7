"""Requesters, for staff: who they are, and a new secret key for one who lost the old one."""

from http import HTTPStatus

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.exchange.requester_pages.frame import FieldError, page, say
from kiosk.exchange.requester_pages.own_key import asked_for, put_in_force
from kiosk.exchange.rights import our_exchange
from kiosk.exchange.secret_keys import new_secret_key
from kiosk.exchange.staff_pages.signing_in import for_staff, staff_frame
from kiosk.exchange.store import people
from kiosk.exchange.store.people import REQUESTERS_LIMIT, Requester
from kiosk.rules.refusals import Refusal
from kiosk.texts import _

WHY_LIMIT = 200
BY = "staff"


@for_staff
def show() -> ResponseReturnValue:
    """All of them by name."""
    with our_exchange().read() as db:
        found = people.all_requesters(db)
    return page(
        "staff/requesters.html",
        here="staff.requesters",
        frame=staff_frame("staff.requesters"),
        requesters=found,
        many=len(found) == REQUESTERS_LIMIT,
    )


@for_staff
def show_key(requester: str) -> ResponseReturnValue:
    """A new key for one of them, which counts once it is asked for."""
    return _key_page(_of(requester), new_secret_key())


@for_staff
def give_key(requester: str) -> ResponseReturnValue:
    """From now on the new key opens, and the old one nothing more."""
    who, new = _of(requester), asked_for()
    why = request.form.get("why", "")[:WHY_LIMIT].strip()
    if not why or not why.isprintable():
        said = _("Say how you know who asks, such as: called back on the number in the contract.")
        return _key_page(who, new, FieldError("why", said), status=400)
    put_in_force(who.id, new, by=BY, why=why)
    say(_("{name} has a new secret key. The old one opens nothing any more.", name=who.name))
    return redirect(url_for("staff.requesters"), HTTPStatus.SEE_OTHER)


def _of(requester: str) -> Requester:
    with our_exchange().read() as db:
        who = people.requester_of(db, requester)
    if who is None:
        raise Refusal("not_found", what="requester")
    return who


def _key_page(
    who: Requester, new: str, *errors: FieldError, status: int = 200
) -> ResponseReturnValue:
    return page(
        "staff/key.html",
        here="staff.requesters",
        frame=staff_frame("staff.requesters"),
        errors=errors,
        typed={"why": request.form.get("why", "")[:WHY_LIMIT]},
        status=status,
        requester=who,
        new=new,
    )
