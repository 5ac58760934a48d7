"""Who may use a page: everybody, or a requester who is signed in."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.exchange.requester_pages.frame import note_seen, signed_in
from kiosk.exchange.rights import REQUESTER
from kiosk.exchange.store.people import Requester
from kiosk.rules.refusals import Refusal

View = Callable[..., ResponseReturnValue]


def for_requester(view: View) -> View:
    """Let a signed-in requester in; the view is called as `view(who, **path)`."""

    @wraps(view)
    def door(**path: str) -> ResponseReturnValue:
        who: Requester | None = signed_in()
        if who is not None:
            note_seen()
            return view(who, **path)
        if request.method != "GET":
            raise Refusal("sign_in_first")
        return redirect(url_for("requester.sign_in"), HTTPStatus.SEE_OTHER)

    door.__may__ = REQUESTER  # type: ignore[attr-defined]
    return door
