"""How a phone comes to trust the site's own certificates: what to do, and the root to take.

It is read before the phone trusts anything, so it holds no secret and asks for none. The
fingerprint is compared with the paper at the desk, which the panel prints.
"""

from typing import cast

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from kiosk import texts
from kiosk.hub import Hub
from kiosk.lobby.doors import frame_of, language_asked
from kiosk.rules.refusals import Refusal
from kiosk.signed_door import open_to

ROOT_TYPE = "application/x-x509-ca-cert"

trust_page = Blueprint("trust_page", __name__, url_prefix="/trust", template_folder="templates")


@trust_page.get("/")
@open_to("anyone")
def show() -> ResponseReturnValue:
    """What to do on a phone, and the root's fingerprint."""
    from kiosk import site_ca  # noqa: PLC0415  a phone asks once

    hub = _hub()
    texts.speak(language_asked(hub))
    found = site_ca.root(hub.folder)
    pairs = [] if found is None else found.fingerprint.split(":")
    rows = [" ".join(pairs[i : i + 8]) for i in range(0, len(pairs), 8)]
    return render_template("lobby/trust.html", frame=frame_of(hub), rows=rows)


@trust_page.get("/root.crt")
@open_to("anyone")
def root() -> Response:
    """The root itself, as phones take it."""
    from kiosk import site_ca  # noqa: PLC0415  the same

    found = site_ca.root(_hub().folder)
    if found is None:
        raise Refusal("not_found")
    named = {"Content-Disposition": 'attachment; filename="root.crt"'}
    return Response(found.pem, headers=named, content_type=ROOT_TYPE)


def _hub() -> Hub:
    return cast("Hub", current_app.extensions["hub"])
