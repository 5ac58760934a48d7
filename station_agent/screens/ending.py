"""The last minute on the screen: time is added at the desk, typed work is kept."""

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from msgspec import UNSET

from kiosk.link.client import LinkDownError
from kiosk.protocol.station_calls import Extend
from kiosk.rules.refusals import Refusal
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.screens import forms, frames
from station_agent.screens.more_time import can_buy
from station_agent.states import State

door = Blueprint("ending", __name__)


@dataclass(frozen=True, slots=True)
class Ending:
    """The countdown; `back_url` is set once time was added, `extra_s` is free for the asking.

    `can_buy`: the visitor's account may pay for more here.
    """

    seconds_left: int
    at_end_url: str
    back_url: str
    extra_s: int = 0
    can_buy: bool = False


@door.get("/ending")
@may("visitor in session", in_ending=True)
def show() -> ResponseReturnValue:
    """The countdown, or back to work where time was added."""
    station = agent()
    if station.state is State.OPEN:
        return go("home.show")
    return _page(station)


@door.post("/ending/more")
@may("visitor in session", in_ending=True)
def more() -> ResponseReturnValue:
    """A little more, free and once a session: the hub gives it, and the lease is renewed."""
    station = agent()
    kept = station.sitting.kept
    session = "" if kept is None else kept.session
    try:
        station.link.extend(Extend(forms.request_id(), session))
    except LinkDownError:
        return _page(station, Refusal("hub_away")), Refusal("hub_away").status
    except Refusal as refusal:
        return _page(station, refusal), refusal.status
    station.rounds.renew()
    return go("ending.show")


def _page(station: Agent, refusal: Refusal | None = None) -> str:
    ending = Ending(
        station.seconds_left,
        url_for("ending.show"),
        back_url="",
        extra_s=0 if refusal or station.hub_away else _extra_s(station),
        can_buy=can_buy(station),
    )
    return render_template(
        "ending/show.html",
        frame=frames.lock_frame(station),
        bar=frames.bar(station),
        ending=ending,
        errors=frames.errors(refusal, station.language, field="") if refusal else (),
    )


def _extra_s(station: Agent) -> int:
    told = station.window.last_extension_s
    return 0 if told is UNSET else told
