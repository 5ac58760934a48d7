"""Pictures and sounds: of modules by name, of tasks by their SHA-256."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from kiosk.looks.headers import SANDBOX
from kiosk.looks.media_types import media_type
from kiosk.rules.refusals import Refusal
from station_agent.guard import agent, may

SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"),
)
WHILE_THE_SESSION_LASTS = "private, max-age=600"

door = Blueprint("media", __name__)


@door.get("/media/<edition>/<path:name>")
@may("anyone at the station")
def of_module(edition: str, name: str) -> ResponseReturnValue:
    """What an edition shows; nothing else of its files."""
    kind = media_type(name)
    if kind is None:
        raise Refusal("not_found", what="media")
    return _answer(agent().library.media(edition, name), kind)


@door.get("/pictures/<sha256>")
@may("visitor in session", in_ending=True)
def of_task(sha256: str) -> ResponseReturnValue:
    """A task's picture, by what its bytes say it is: a requester's page is never served."""
    content = agent().blobs.get(sha256)
    for sign, kind in SIGNS:
        if content.startswith(sign):
            return _answer(content, kind)
    raise Refusal("not_found", what="picture")


def _answer(content: bytes, kind: str) -> Response:
    headers = {"Cache-Control": WHILE_THE_SESSION_LASTS, "Content-Security-Policy": SANDBOX}
    return Response(content, content_type=kind, headers=headers)
