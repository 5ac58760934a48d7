"""Browsers that somebody has signed in from before: their wrong tries are counted apart.

Else whoever guesses at a name from anywhere keeps the person out who has the password. The cookie
opens nothing; it is signed with the app's key and says who signed in from this browser.
"""

import secrets

import msgspec
from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

PURPOSE = "known browser/1"
BROWSER_BYTES = 9
PERSONS_LIMIT = 20
YEAR_S = 365 * 86_400


class _Known(msgspec.Struct, frozen=True):
    """What the cookie says: a browser's name, and who signed in from it, the last one last."""

    browser: str
    persons: tuple[str, ...]


def browser_of(person: str) -> str:
    """The name of the asking browser, if this person signed in from it before; else ""."""
    known = _known()
    return known.browser if known is not None and person in known.persons else ""


def remember(response: Response, person: str) -> None:
    """This person has signed in from the asking browser: say so in a cookie that lasts a year."""
    known = _known() or _Known(secrets.token_urlsafe(BROWSER_BYTES), ())
    others = tuple(one for one in known.persons if one != person)
    said = {"browser": known.browser, "persons": (*others, person)[-PERSONS_LIMIT:]}
    response.set_cookie(
        _name(),
        _signer().dumps(said),
        max_age=YEAR_S,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )


def _known() -> _Known | None:
    try:
        said = _signer().loads(request.cookies.get(_name(), ""))
        return msgspec.convert(said, _Known)
    except (BadSignature, msgspec.ValidationError):
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=PURPOSE)


def _name() -> str:
    """A name of the app's own: cookies ignore ports, and hub and exchange may share a machine."""
    return f"{current_app.config['SESSION_COOKIE_NAME']}_known"
