"""What a visitor at a seat agrees to by PIN, with the hub there to hear it."""

from collections.abc import Callable
from contextlib import suppress

from flask import request

from kiosk.link.client import LinkDownError
from kiosk.rules.refusals import Refusal
from station_agent.agent import Agent


def way_chosen() -> str:
    """How the PIN is typed: "pictures" or "pin"; its field has the same name."""
    return "pictures" if request.form.get("how") == "pictures" else "pin"


def refused_by_hub(station: Agent, ask: Callable[[], object]) -> Refusal | None:
    """Ask the hub; what it refuses, or that it is away. Else home knows it at once."""
    try:
        ask()
    except LinkDownError:
        return Refusal("hub_away")
    except Refusal as refusal:
        return refusal
    with suppress(LinkDownError, Refusal):  # it is done; what pages say comes with the next beat
        station.rounds.take_record()
    return None
