"""A name for each request, in every line that is logged meanwhile and in the answer's header.

Who reports that something failed names it, and the line is found. It is drawn here: what a client
says of its own would let it write into our log.
"""

import secrets
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from structlog.contextvars import bind_contextvars, clear_contextvars

HEADER = "X-Request-Id"
ID_BYTES = 6


class RequestIds:
    """A WSGI app that names what it hands on."""

    def __init__(self, onward: WSGIApplication) -> None:
        self._onward = onward

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        name = secrets.token_hex(ID_BYTES)
        clear_contextvars()
        bind_contextvars(request=name)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*headers, (HEADER, name)], *more)

        return self._onward(environ, start)
