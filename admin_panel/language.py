"""The language of the panel: what the person at it chose, else what the browser asks for."""

from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.guards import anyone, hub
from kiosk import texts
from kiosk.rules.refusals import Refusal

COOKIE = "hub_language"
YEAR_S = 365 * 86_400

language = Blueprint("language", __name__)


def language_of() -> str:
    """The language of this request's reader."""
    return texts.language_of(
        chosen=request.cookies.get(COOKIE),
        accepted=request.headers.get("Accept-Language"),
        offered=hub().settings.languages,
    )


def safe_place(asked: str | None) -> str:
    """A page of our own to go on to; the floor for anything else."""
    own = asked is not None and asked.startswith("/") and asked[1:2] not in ("/", "\\")
    return asked if own and asked is not None and asked.isprintable() else url_for("floor.show")


@language.get("/language/<code>")
@anyone
def choose(code: str) -> ResponseReturnValue:
    """Keep the language and go back to the page."""
    if code not in hub().settings.languages:
        raise Refusal("not_found", what="language")
    answer = redirect(safe_place(request.args.get("next")), HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        COOKIE, code, max_age=YEAR_S, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return answer
