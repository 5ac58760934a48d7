"""The door for a learner beside the one who sits: signed in with card and PIN, and their record."""

from typing import cast

from flask import Blueprint, current_app, request

from kiosk.acts import seat_sharing
from kiosk.hub import Hub
from kiosk.link.gate import Gate, Peer
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.seat_calls import BESIDE_PATH, SitBeside
from kiosk.signed_door import signed
from kiosk.station_api.identities import identify_learner, sitter

sharing_door = Blueprint("sharing", __name__)


def _hub() -> Hub:
    return cast("Hub", current_app.extensions["hub"])


def _gate() -> Gate:
    return _hub().gate


@sharing_door.post(BESIDE_PATH)
@signed(_gate)
def sit_beside(peer: Peer, body: bytes) -> bytes:
    """Somebody of the class learns beside the visitor who sits here."""
    asked = decode(body, SitBeside)
    sitter(_hub(), station=peer.origin, session=asked.session)
    visitor = identify_learner(_hub(), station=peer.origin, code=asked.code, pin=asked.pin)
    record = _hub().write(
        seat_sharing.sit_beside,
        station=peer.origin,
        session=asked.session,
        visitor=visitor,
    )
    return encode(record)


@sharing_door.get(BESIDE_PATH)
@signed(_gate)
def beside(peer: Peer, body: bytes) -> bytes:  # noqa: ARG001  a GET has none
    """The records of those who learn beside the visitor who sits here."""
    session = request.args.get("session", "")
    with _hub().read() as db:
        told = seat_sharing.besides(
            db, _hub().now(), _hub().site, station=peer.origin, session=session
        )
    return encode(told)
