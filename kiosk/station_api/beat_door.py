"""The door for beats, before Flask: 1,000 stations knock every five seconds.

A beat needs no routing, no cookie and no page, and these cost more than the beat itself.
The gate, the words and the answer are those of every other signed door.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from kiosk.hub import Hub
from kiosk.looks.headers import headers_of_the_house
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.station_calls import BEAT_PATH, Beat
from kiosk.rules.refusals import Refusal
from kiosk.signed_door import refusal_words
from kiosk.station_api.beats import Beats

BEAT_LIMIT_BYTES = 8192
LENGTH_DIGITS = 9
OK = 200
SAFETY = (("Cache-Control", "no-store"), *headers_of_the_house())
"""As `looks/headers.py` puts them on what Flask answers."""


class BeatDoor:
    """A WSGI app that answers beats itself and hands everything else on."""

    def __init__(self, hub: Hub, onward: WSGIApplication) -> None:
        self._hub = hub
        self._onward = onward
        self._beats = Beats()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ["PATH_INFO"] != BEAT_PATH or environ["REQUEST_METHOD"] != "POST":
            return self._onward(environ, start_response)
        status, content = self._answer(environ)
        headers = self._hub.gate.answer_headers(
            request_headers=_Headers(environ), status=status, body=content
        )
        start_response(
            f"{status} {HTTPStatus(status).phrase}",
            [
                ("Content-Type", "application/octet-stream"),
                ("Content-Length", str(len(content))),
                *SAFETY,
                *headers.items(),
            ],
        )
        return (content,)

    def _answer(self, environ: WSGIEnvironment) -> tuple[int, bytes]:
        try:
            body = _body(environ)
            peer = self._hub.gate.admit(
                method="POST", path=_path(environ), headers=_Headers(environ), body=body
            )
            return OK, encode(self._beats.answer(self._hub, peer, decode(body, Beat)))
        except Refusal as refusal:
            return refusal.status, refusal_words(refusal)


class _Headers:
    """Request headers as WSGI has them."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self._environ: dict[str, Any] = environ

    def get(self, name: str, /) -> str | None:
        """The header's value."""
        return self._environ.get("HTTP_" + name.upper().replace("-", "_"))


def _body(environ: WSGIEnvironment) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    is_number = length.isascii() and length.isdigit() and len(length) <= LENGTH_DIGITS
    if not is_number or int(length) > BEAT_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=BEAT_LIMIT_BYTES)
    return bytes(environ["wsgi.input"].read(int(length)))


def _path(environ: WSGIEnvironment) -> str:
    query = environ.get("QUERY_STRING")
    return f"{BEAT_PATH}?{query}" if query else BEAT_PATH
