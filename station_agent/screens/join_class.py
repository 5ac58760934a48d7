"""A class joined at the seat, by the code that stands on its sheet."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.link.client import LinkDownError
from kiosk.protocol.station_calls import JoinClass
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import read_scan
from kiosk.rules.vouchers import TYPED_LIMIT
from station_agent.agent import Agent
from station_agent.guard import agent, may
from station_agent.screens import forms, frames

door = Blueprint("join_class", __name__)


def can_join(station: Agent) -> bool:
    """Whether somebody with a card sits here, and the hub is there to hear it."""
    record = station.sitting.record
    return record is not None and not record.guest and not station.hub_away


@door.get("/class")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """The field for the code."""
    return _page("")


@door.post("/class")
@may("visitor in session")
def join() -> ResponseReturnValue:
    """Join, and read the name of the class."""
    typed = request.form.get("code", "")[:TYPED_LIMIT].strip()
    try:
        title = _join(agent(), read_scan(typed))
    except Refusal as refusal:
        return _page(typed, refusal=refusal), refusal.status
    return _page("", joined=title)


def _join(station: Agent, code: str) -> str:
    if not can_join(station):
        raise Refusal("hub_away" if station.hub_away else "class_guest")
    try:
        asked = JoinClass(forms.request_id(), station.session(), code)
        return station.link.join_class(asked).title
    except LinkDownError:
        raise Refusal("hub_away") from None


def _page(typed: str, *, joined: str = "", refusal: Refusal | None = None) -> str:
    station = agent()
    errors = frames.errors(refusal, station.language, field="code") if refusal else ()
    return render_template(
        "join_class/show.html",
        bar=frames.bar(station),
        typed={"code": typed},
        joined=joined,
        errors=errors,
    )
