"""The door where a station asks which roots speak for this hub: the hub's key signs the answer."""

from typing import cast

from flask import Blueprint, Response, current_app, request

from kiosk.hub import Hub
from kiosk.protocol.codec import encode
from kiosk.protocol.succession import chain_of
from kiosk.protocol.trust import ASKED, TRUST_PATH, is_question, sign_trust
from kiosk.signed_door import JSON, open_to

trust_door = Blueprint("trust", __name__)


@trust_door.get(TRUST_PATH)
@open_to("anyone")
def trust() -> Response:
    """The roots in force, for whoever asks; only this hub can sign them."""
    from kiosk import site_ca  # noqa: PLC0415  asked once a station, and when roots change

    hub = cast("Hub", current_app.extensions["hub"])
    asked = request.args.get(ASKED, "")
    said = sign_trust(
        hub.keys.signing,
        site_ca.trust(hub.folder),
        asked=asked if is_question(asked) else "",
        chain=chain_of(hub.keys),
    )
    return Response(encode(said), content_type=JSON)
