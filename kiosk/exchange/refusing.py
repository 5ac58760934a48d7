"""How much may come in, and refusals in the caller's form: JSON or a page."""

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import SecurityError

from kiosk import refusal_pages
from kiosk.exchange.requester_pages.frame import frame_of, signed_in_name
from kiosk.exchange.stick_files import PIECE_LIMIT_BYTES
from kiosk.rules.refusals import Refusal
from kiosk.signed_door import BODY_LIMIT_BYTES, JSON, refusal_words

MACHINE_PATHS = ("/enrol/", "/keys/", "/sync/")
FORM_LIMIT_BYTES = 256 * 1024
UPLOAD_LIMIT_BYTES = 24 * 1024 * 1024
UPLOADS = frozenset({"requester.post_batch", "staff.read_stick"})
PIECES = frozenset({"staff.take_piece"})
PIECE_FORM_BYTES = PIECE_LIMIT_BYTES + 16 * 1024


def answer_refusals(app: Flask) -> None:
    """Limit what comes in, and answer each refusal in its caller's form.

    Called before the pages are put on, so that the limit holds before a form is read.
    """
    app.before_request(_limit)
    refusal_pages.install(app, _draw)


def is_machine() -> bool:
    """Does this request come to a door for machines?"""
    return request.path.startswith(MACHINE_PATHS)


def _limit() -> None:
    if is_machine():
        request.max_content_length = BODY_LIMIT_BYTES
    else:
        request.max_content_length = _form_limit(request.endpoint or "")


def _form_limit(endpoint: str) -> int:
    if endpoint in PIECES:
        return PIECE_FORM_BYTES
    return UPLOAD_LIMIT_BYTES if endpoint in UPLOADS else FORM_LIMIT_BYTES


def _draw(refusal: Refusal, said: str) -> ResponseReturnValue:
    # A request for a host that is not ours has no addresses to link to.
    if is_machine() or isinstance(request.routing_exception, SecurityError):
        return Response(refusal_words(refusal), content_type=JSON)
    who = signed_in_name()
    return render_template("public/refused.html", frame=frame_of("", who), toast=None, said=said)
