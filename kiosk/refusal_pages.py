"""The one place where a refusal becomes an answer: a page, a piece of a page, or JSON.

A leaf for all three machines: each hands in how it draws a page. Source: STYLE.md rule 7.
"""

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from flask import Flask, Response, jsonify, make_response, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from kiosk import texts
from kiosk.rules.refusals import CATALOGUE, Refusal
from kiosk.shown_paths import shown_path

Draw = Callable[[Refusal, str], ResponseReturnValue]
"""`draw(refusal, sentence)` gives the whole page; the status is put on it here."""

BY_STATUS: Mapping[int, str] = {
    400: "malformed",
    401: "sign_in_first",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "malformed",
    429: "too_often",
    503: "busy",
}

RETRY_AFTER_S = "5"

log = structlog.get_logger("refusals")


def install(app: Flask, draw: Draw) -> None:
    """Answer every refusal and every error of `app` in the caller's form, and log it."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        return answer(refusal, draw)

    @app.errorhandler(HTTPException)
    def failed_request(error: HTTPException) -> ResponseReturnValue:
        if error.code is not None and error.code < 400:
            return error  # a redirect is no failure
        return answer(of_http(error), draw)

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        if app.testing:
            raise error
        log.error("failed", path=shown_path(), exc_info=error)
        return answer(Refusal("failed"), draw)


def of_http(error: HTTPException) -> Refusal:
    """The refusal that stands for an error of the framework."""
    status = error.code or 500
    return Refusal(BY_STATUS.get(status, "failed" if status >= 500 else "malformed"))


def answer(refusal: Refusal, draw: Draw) -> Response:
    """The refusal as the caller reads it: JSON, a piece of a page for htmx, or a page."""
    log.info("refused", code=refusal.code, path=shown_path(), method=request.method)
    said = texts.sentence(refusal, texts.spoken())
    if wants_json():
        response = jsonify(as_json(refusal, said))
    elif request_ctx.url_adapter is None:  # asked by a name that is not ours: no page has links
        response = make_response(said, {"Content-Type": "text/plain; charset=utf-8"})
    elif is_fragment():
        response = make_response(fragment(said))
    else:
        response = make_response(draw(refusal, said))
    response.status_code = CATALOGUE[refusal.code]
    response.headers.setdefault("Cache-Control", "no-store")
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", RETRY_AFTER_S)
    return response


def as_json(refusal: Refusal, said: str) -> dict[str, Any]:
    """What a program is told."""
    return {"refusal": refusal.code, "message": said, "details": refusal.details}


def fragment(said: str) -> Markup:
    """What htmx puts where the piece of a page would stand."""
    return Markup('<p class="note note--bad" role="alert">{}</p>').format(said)


def is_fragment() -> bool:
    """Whether htmx asks for a piece of a page."""
    return request.headers.get("HX-Request") == "true"


def wants_json() -> bool:
    """Whether the caller is a program: it sends JSON, or prefers it to a page."""
    if request.is_json:
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"
