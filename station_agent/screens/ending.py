"""The last minute on the screen: time is added at the desk, typed work is kept."""

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from station_agent.guard import agent, go, may
from station_agent.screens import frames
from station_agent.states import State

door = Blueprint("ending", __name__)


@dataclass(frozen=True, slots=True)
class Ending:
    """The countdown; `back_url` is set once time was added."""

    seconds_left: int
    at_end_url: str
    back_url: str


@door.get("/ending")
@may("visitor in session", in_ending=True)
def show() -> ResponseReturnValue:
    """The countdown, or back to work where time was added."""
    station = agent()
    if station.state is State.OPEN:
        return go("home.show")
    ending = Ending(station.seconds_left, url_for("ending.show"), back_url="")
    return render_template(
        "ending/show.html",
        frame=frames.lock_frame(station),
        bar=frames.bar(station),
        ending=ending,
        errors=(),
    )
