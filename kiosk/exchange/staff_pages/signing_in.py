"""Staff of the exchange sign in by a code that `kiosk exchange staff` printed on its machine."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from http import HTTPStatus

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from kiosk.exchange.acts.people import end_sign_in, ended
from kiosk.exchange.acts.staffing import use_code
from kiosk.exchange.requester_pages.frame import (
    IDLE_S,
    SIGN_IN,
    SIGNED_IN_S,
    FieldError,
    Frame,
    Link,
    Person,
    frame_of,
    page,
)
from kiosk.exchange.rights import STAFF, for_anyone, our_exchange
from kiosk.exchange.staff_codes import check_staff_code
from kiosk.exchange.store import people
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.texts import _, sentence, spoken

View = Callable[..., ResponseReturnValue]

SINCE, SEEN = "staff_since", "staff_seen"
CODE_LIMIT = 60
SIGN_IN_BYTES = 9
TEMPLATE = "staff/sign_in.html"


def for_staff(view: View) -> View:
    """Let staff of the exchange in."""

    @wraps(view)
    def door(**path: str) -> ResponseReturnValue:
        if is_signed_in():
            session[SEEN] = our_exchange().clock.now()
            return view(**path)
        if request.method != "GET":
            raise Refusal("sign_in_first")
        return redirect(url_for("staff.sign_in"), HTTPStatus.SEE_OTHER)

    door.__may__ = STAFF  # type: ignore[attr-defined]
    return door


def is_signed_in() -> bool:
    """Whether staff sit there; a cookie older than half a day, idle or signed out, is none."""
    since, seen, name = session.get(SINCE), session.get(SEEN), session.get(SIGN_IN)
    if not isinstance(since, int) or not isinstance(seen, int) or not isinstance(name, str):
        return False
    exchange = our_exchange()
    now = exchange.clock.now()
    lasts = later(Instant(since), seconds=SIGNED_IN_S), later(Instant(seen), seconds=IDLE_S)
    if now > min(lasts):
        return False
    with exchange.read() as db:
        return now >= people.tries_of(db, ended(name)).locked_until


def staff_frame(here: str) -> Frame:
    """The frame for staff who are signed in; `here` is the endpoint of the page that is open."""
    links = (
        Link(_("Messages"), url_for("staff.show"), here=here == "staff.show"),
        Link(_("Carry by stick"), url_for("staff.sticks"), here=here == "staff.sticks"),
        Link(_("Requesters"), url_for("staff.requesters"), here=here == "staff.requesters"),
        Link(_("Open tasks"), url_for("public.tasks"), here=False),
    )
    person = Person(_("Staff of this exchange"), url_for("staff.leave"))
    return replace(frame_of("", None), home_url=url_for("staff.show"), links=links, person=person)


@for_anyone
def show() -> ResponseReturnValue:
    """The sign-in page."""
    return page(TEMPLATE, here="staff.sign_in", valid_min=10)


@for_anyone
def sign_in() -> ResponseReturnValue:
    """Check a code; the cookie is a new one afterwards."""
    exchange = our_exchange()
    try:
        typed = request.form.get("code", "")[:CODE_LIMIT]
        code = check_staff_code(exchange.keys, exchange.clock.now(), typed)
        exchange.write(use_code, code=code, lasts_s=SIGNED_IN_S)
    except Refusal as refusal:
        error = FieldError("code", sentence(refusal, spoken()))
        return page(
            TEMPLATE, here="staff.sign_in", errors=(error,), status=refusal.status, valid_min=10
        )
    session.clear()  # a cookie from before the sign-in must not be signed in by it
    session[SINCE] = session[SEEN] = exchange.clock.now()
    session[SIGN_IN] = secrets.token_urlsafe(SIGN_IN_BYTES)
    return redirect(url_for("staff.show"), HTTPStatus.SEE_OTHER)


@for_anyone
def leave() -> ResponseReturnValue:
    """Sign out, also with a copy of the cookie."""
    if is_signed_in():
        our_exchange().write(end_sign_in, sign_in=session[SIGN_IN], lasts_s=SIGNED_IN_S)
    session.clear()
    return redirect(url_for("staff.sign_in"), HTTPStatus.SEE_OTHER)
