"""The door for enrolled machines, the same on hub and exchange: signed in, signed out.

A view gets the peer and the body and returns bytes; refusals go out signed too, so a caller can
tell the machine's own no from a portal's. Source: DESIGN.md §8.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from kiosk.link.gate import Gate, Peer
from kiosk.link.tus import Reply
from kiosk.protocol.codec import encode
from kiosk.rules.refusals import Refusal
from kiosk.shown_paths import shown_path

View = Callable[..., bytes | Reply]
JSON = "application/json"
BODY_LIMIT_BYTES = 512 * 1024
"""A push of facts takes half of it; a blob goes in pieces."""
NEWCOMER_LIMIT_BYTES = 16 * 1024

log = structlog.get_logger("signed_door")


def signed(
    gate_of: Callable[[], Gate], *, removed_too: bool = False
) -> Callable[[View], Callable[..., Response]]:
    """Let only enrolled machines in; the view is called as `view(peer, body, **path)`.

    `removed_too`: also one that was removed; the view looks at `peer.revoked`.
    """

    def decorate(view: View) -> Callable[..., Response]:
        @wraps(view)
        def door(**path: str) -> Response:
            gate = gate_of()
            try:
                body = _body(BODY_LIMIT_BYTES)
                peer = _admit(gate, body, removed_too=removed_too)
                said = view(peer, body, **path)
                reply = said if isinstance(said, Reply) else Reply(200, {}, said)
            except Refusal as refusal:
                log.info("refused", code=refusal.code, path=shown_path())
                reply = Reply(refusal.status, {}, refusal_words(refusal))
            return _answer(gate, reply)

        door.__may__ = "enrolled machine"  # type: ignore[attr-defined]
        return door

    return decorate


def open_to(whom: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Say of a view that needs no sign-in who may use it."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        view.__may__ = whom  # type: ignore[attr-defined]
        return view

    return decorate


def _body(limit_bytes: int) -> bytes:
    """What was sent; no more than `limit_bytes` is read into memory."""
    request.max_content_length = limit_bytes
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise Refusal("too_large", limit_bytes=limit_bytes) from error


def _admit(gate: Gate, body: bytes, *, removed_too: bool) -> Peer:
    return gate.admit(
        method=request.method,
        path=_path(),
        headers=request.headers,
        body=body,
        removed_too=removed_too,
    )


def _path() -> str:
    """The path as the caller signed it: raw, with its query string."""
    query = request.query_string.decode("latin-1")
    return request.path + (f"?{query}" if query else "")


def _answer(gate: Gate, reply: Reply) -> Response:
    content = b"" if request.method == "HEAD" else reply.content  # what arrives is what is signed
    headers = gate.answer_headers(
        request_headers=request.headers, status=reply.status, body=content
    )
    answer = Response(content, reply.status, headers={**reply.headers, **headers})
    answer.content_type = "application/octet-stream"
    return answer


def unsigned_answer(
    work: Callable[[bytes], bytes], *, limit_bytes: int = NEWCOMER_LIMIT_BYTES
) -> Response:
    """Answer a newcomer, who has no key here yet, or one whose keys changed; refusals as JSON."""
    try:
        return Response(work(_body(limit_bytes)), 200, content_type=JSON)
    except Refusal as refusal:
        log.info("refused", code=refusal.code, path=shown_path())
        return Response(refusal_words(refusal), refusal.status, content_type=JSON)


def refusal_words(refusal: Refusal) -> bytes:
    """A refusal as JSON: its code and what its sentence names."""
    return encode({"refusal": refusal.code, "details": refusal.details})
