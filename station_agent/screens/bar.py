"""The poll of the time bar: the seconds anew, never from what a browser kept."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from station_agent.guard import agent, go, is_of_this_session, may
from station_agent.screens import frames, more_time
from station_agent.screens.look import seconds_left
from station_agent.screens.room import sent_away
from station_agent.states import IN_SESSION, RUNNING, State

IN_ENDING = ("ending", more_time.PLACE)
"""Pages that the last minute does not take away."""

door = Blueprint("bar", __name__)


@door.get("/bar")
@may("anyone at the station")
def show() -> ResponseReturnValue:
    """The bar anew, or where the browser must go now."""
    station = agent()
    if not is_of_this_session():
        return go("lock.show")
    if station.state is State.ENDING and not any(part in _page() for part in IN_ENDING):
        return go("ending.show")
    if station.state is State.OPEN and "ending" in _page():
        return go("home.show")  # time was added
    if station.state in RUNNING:
        away = None if station.state is State.ENDING else sent_away(station, _page())
        return _bar(frames.bar(station)) if away is None else away
    left_s = seconds_left(station)
    if station.state in IN_SESSION or not left_s:
        return go("lock.show")
    return _bar(frames.look_bar(station, left_s))


def _bar(bar: frames.Bar) -> ResponseReturnValue:
    # No ETag: told "not modified", a browser hands the page a bar it kept, with old seconds.
    return render_template("looks/time_bar.html", bar=bar)


def _page() -> str:
    return request.headers.get("HX-Current-URL", "")
