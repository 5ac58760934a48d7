"""Who may use a route: every view of the exchange carries it as `__may__`."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

from kiosk.exchange.exchange import Exchange

View = TypeVar("View", bound=Callable[..., Any])

ANYONE = "anyone"
REQUESTER = "requester"
STAFF = "staff of the exchange"
EXTENSION = "exchange"


def for_anyone(view: View) -> View:
    """A route that needs no sign-in."""
    view.__may__ = ANYONE  # type: ignore[attr-defined]
    return view


def our_exchange() -> Exchange:
    """The exchange that this app serves; doors only."""
    found: Exchange = current_app.extensions[EXTENSION]
    return found
