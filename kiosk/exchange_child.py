"""How a hub gets to its exchange: the chain's by its address, its own beside it.

A hub joins its own exchange with a one-time code like any other, by the same words on the wire.
"""

import json
import os
import subprocess
import sys
from contextlib import suppress

from kiosk.acts import exchange_link
from kiosk.hub import Hub
from kiosk.link.client import HttpTransport, LinkDownError, SignedClient
from kiosk.link.enrol import enrol
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings
from kiosk.store import upstream

EXCHANGE_FOLDER = "exchange"
CODE_WITHIN_S = 30


def exchange_url(settings: HubSettings) -> str:
    """Where the exchange of this hub answers."""
    return settings.exchange_url or f"http://{settings.host}:{settings.exchange_port}"


def ensure_joined(hub: Hub, url: str) -> bool:
    """Whether the hub has joined an exchange; joins its own with a code it makes itself."""
    with hub.read() as db:
        if upstream.load(db) is not None:
            return True
    if hub.settings.exchange_url:
        return False  # staff type the code that the chain gave them
    try:
        join(hub, url, code=_own_code(hub), by="hub")
    except (LinkDownError, Refusal, subprocess.SubprocessError, ValueError):
        return False
    return True


def join(hub: Hub, url: str, *, code: str, by: str) -> str:
    """Join the exchange at an address with its one-time code; returns the exchange's name for us.

    Raises:
        Refusal: what the exchange refuses: `code_unknown`, `currency_differs`, …
        LinkDownError: it does not answer.
    """
    transport = HttpTransport(url)
    known = SignedClient(transport, hub.keys, b"")
    if known.may_be_unknown:  # else it would take us for another hub than we were
        with suppress(LinkDownError):
            known.tell_keys()
    host = enrol(
        transport,
        hub.keys,
        code=code,
        kind="hub",
        name=hub.settings.site_name,
        currency=hub.settings.currency,
    )
    hub.write(exchange_link.join, url=url, host=host, by=by)
    connect(hub)
    return host.name


def connect(hub: Hub) -> bool:
    """Use the exchange that is pinned; False when there is none yet."""
    with hub.read() as db:
        found = upstream.load(db)
    if found is None:
        return False
    url = exchange_url(hub.settings)
    hub.line.connect(HttpTransport(url), hub.keys, public_key=found[1].public_signing)
    return True


def _own_code(hub: Hub) -> str:
    """A one-time code of our own exchange, by its own command."""
    folder = hub.folder / EXCHANGE_FOLDER
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KIOSK_")}
    command = [sys.executable, "-m", "kiosk.cli.main", "exchange", "hub", "add"]
    done = subprocess.run(  # noqa: S603  our own program
        [*command, hub.settings.site_name, "--data", str(folder), "--json"],
        env=kept,
        capture_output=True,
        timeout=CODE_WITHIN_S,
        check=True,
    )
    return str(json.loads(done.stdout)["code"])
