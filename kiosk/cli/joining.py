"""`kiosk exchange join`: a hub joins its chain's exchange with a one-time code."""

from pathlib import Path
from typing import Any

import click

from kiosk.cli.options import data_option, hub_settings, json_option, show
from kiosk.commands import ask, command
from kiosk.exchange_child import exchange_url
from kiosk.exchange_child import join as join_exchange
from kiosk.hub import Hub
from kiosk.link.client import LinkDownError
from kiosk.rules.refusals import Refusal


@command
def exchange_join(hub: Hub, *, code: str) -> dict[str, Any]:
    """Join the exchange of the setting `exchange_url`."""
    url = exchange_url(hub.settings)
    try:
        name = join_exchange(hub, url, code=code, by="command")
    except LinkDownError as error:
        raise Refusal("exchange_away", url=url) from error
    return {"url": url, "name": name}


@click.command("join")
@click.argument("code")
@data_option
@json_option
def join(*, code: str, folder: Path, as_json: bool) -> None:
    """On the hub: join an exchange with the code of its staff.

    The exchange is the one named in `exchange_url`.

    Example: KIOSK_EXCHANGE_URL=https://exchange.example kiosk exchange join 0A1B2-…
    """
    done = ask(folder, hub_settings(folder), "exchange_join", code=code)
    show(done, as_json=as_json, words=f"Joined {done['url']}.")
