"""Who is signed in at the panel, and who may use a view."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import cast

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from kiosk.hub import Hub
from kiosk.refusal_pages import is_fragment, wants_json
from kiosk.rules.refusals import Refusal
from kiosk.store.staff import Staff

SIGN_IN = "sign_in"
"""The name of one sign-in, in its cookie: signing out ends it also where a copy lies."""

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who works here, as flask-login wants one."""

    staff: Staff
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """What the cookie keeps: who, and how many times their sign-ins were ended before."""
        return f"{self.staff.id}.{self.staff.sign_ins_ended}"


def hub() -> Hub:
    """The hub that this app serves."""
    return cast("Hub", current_app.extensions["hub"])


def signed_in() -> Staff | None:
    """Who is signed in, or None."""
    who: Staff | None = getattr(current_user, "staff", None)  # nobody's stand-in has none
    return who


def current_staff() -> str:
    """The id of who is signed in.

    Raises:
        Refusal: `sign_in_first`.
    """
    who = signed_in()
    if who is None:
        raise Refusal("sign_in_first")
    return who.id


def i_may(right: str) -> bool:
    """Whether the person signed in has this right; templates ask it too."""
    who = signed_in()
    return who is not None and who.may(right)


def may(right: str) -> Callable[[View], View]:
    """Let in whoever has this right; others are asked to sign in, or refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def door(**path: object) -> ResponseReturnValue:
            who = signed_in()
            if who is None:
                return ask_to_sign_in()
            who.check_may(right)
            return view(**path)

        door.__may__ = right  # type: ignore[attr-defined]
        return door

    return decorate


def staff_only(view: View) -> View:
    """Let in whoever works here and is signed in: what concerns nobody but themselves."""

    @wraps(view)
    def door(**path: object) -> ResponseReturnValue:
        return ask_to_sign_in() if signed_in() is None else view(**path)

    door.__may__ = "staff"  # type: ignore[attr-defined]
    return door


def anyone(view: View) -> View:
    """Let everybody in, and say so."""
    view.__may__ = "anyone"  # type: ignore[attr-defined]
    return view


def ask_to_sign_in() -> ResponseReturnValue:
    """To the sign-in page, and back to a page that was only looked at.

    Raises:
        Refusal: `sign_in_first` to a program.
    """
    if wants_json():
        raise Refusal("sign_in_first")
    place = url_for("sign_in.show")
    if is_fragment():
        return Response(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": place})
    if request.method == "GET" and request.path != "/":
        place = url_for("sign_in.show", next=request.full_path.rstrip("?"))
    return redirect(place, HTTPStatus.SEE_OTHER)
