"""Asking a hub, over a line that nobody vouches for, how its keys have changed."""

import secrets

from kiosk.link.client import SignedClient
from kiosk.protocol.codec import decode
from kiosk.protocol.succession import Handover
from kiosk.protocol.trust import ASKED, TRUST_PATH, SignedTrust, way_to


def ask_way(client: SignedClient, *, public_key: bytes) -> tuple[Handover, ...]:
    """The way from the pinned key to the hub's of now; empty where it is the pinned one.

    Raises:
        LinkDownError: no such answer came.
        Refusal: `hub_key_differs`, `wrong_signature`, `malformed`: it is another machine.
    """
    said = decode(client.ask(f"{TRUST_PATH}?{ASKED}={secrets.token_hex(16)}"), SignedTrust)
    return way_to(said, public_key=public_key)
