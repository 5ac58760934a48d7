"""A break is offered every 45 minutes: nobody has to take it, and no exam is broken off for it."""

from dataclasses import dataclass
from typing import cast

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.screens import frames

EVERY_S = 45 * 60
"""Of used time. Source: the advice of eye doctors is shorter; a class's lesson is as long."""
LOOK_AWAY_S = 60
EXTENSION = "rest"
EXAM = "/exam"

door = Blueprint("rest", __name__)


@dataclass
class Rests:
    """How many breaks were offered and answered in the session that runs."""

    session: str = ""
    answered: int = 0

    def due(self, session: str, *, used_s: int) -> bool:
        """Whether one is offered now."""
        return used_s // EVERY_S > (self.answered if session == self.session else 0)

    def answer(self, session: str, *, used_s: int) -> None:
        """It was taken, or not wanted: the next one is offered 45 minutes later."""
        self.session, self.answered = session, used_s // EVERY_S


def offered(station: Agent) -> str:
    """Where a break is offered on the page that asks; "" for not now."""
    page = request.headers.get("HX-Current-URL", request.path)
    if EXAM in page or not _rests().due(_session(station), used_s=station.sitting.used_s):
        return ""
    return url_for("rest.show")


@door.get("/rest")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """A minute to look away; the time goes on, and the page says so."""
    return render_template("rest/show.html", bar=frames.bar(agent()), seconds=LOOK_AWAY_S)


@door.post("/rest")
@may("visitor in session")
def go_on() -> ResponseReturnValue:
    """Back to what can be gone on with."""
    station = agent()
    _rests().answer(_session(station), used_s=station.sitting.used_s)
    return go("home.show")


def _rests() -> Rests:
    return cast("Rests", current_app.extensions[EXTENSION])


def _session(station: Agent) -> str:
    lease = station.sitting.lease
    return lease.session if lease else ""
