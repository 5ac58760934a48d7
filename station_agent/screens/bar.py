"""The poll of the time bar: 304 while nothing but the seconds has changed."""

import hashlib

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.screens import frames
from station_agent.screens.look import seconds_left
from station_agent.states import IN_SESSION, RUNNING, State

NS_PER_S = 1_000_000_000
ENDS_WITHIN_S = 4
"""The browser counts by itself; only a larger change of the end is news."""

door = Blueprint("bar", __name__)


@door.get("/bar")
@may("anyone at the station")
def show() -> ResponseReturnValue:
    """The bar anew, or where the browser must go now."""
    station = agent()
    if station.state is State.ENDING and "ending" not in _page():
        return go("ending.show")
    if station.state is State.OPEN and "ending" in _page():
        return go("home.show")  # time was added
    if station.state in RUNNING:
        return _bar(station, frames.bar(station))
    left_s = seconds_left(station)
    if station.state in IN_SESSION or not left_s:
        return go("lock.show")
    return _bar(station, frames.look_bar(station, left_s))


def _bar(station: Agent, bar: frames.Bar) -> ResponseReturnValue:
    ends_s = station.clock.boot_ns() // NS_PER_S + bar.seconds_left
    known = (ends_s // ENDS_WITHIN_S, bar.tone, bar.desk_reachable, bar.message, station.language)
    name = (bar.name, bar.total_seconds, station.vault.token("bar"))
    response = make_response(render_template("looks/time_bar.html", bar=bar))
    response.set_etag(hashlib.sha256(repr((known, name)).encode()).hexdigest()[:20])
    response.make_conditional(request)
    return response


def _page() -> str:
    return request.headers.get("HX-Current-URL", "")
