"""Whether a subscription renews from the account by itself: a yes by PIN, a no by one press."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.protocol.time_calls import AnswerRenewal, Renewing
from kiosk.rules.refusals import Refusal
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.screens import forms, frames
from station_agent.screens.by_pin import refused_by_hub, way_chosen
from station_agent.screens.lock import PIN_LENGTH

door = Blueprint("renewal", __name__)


@dataclass(frozen=True, slots=True)
class RenewalPage:
    """What would be taken each time, and what the account holds now."""

    step: str
    title: str
    agreed: bool
    price_minor: int
    balance_minor: int
    pin_length: int = PIN_LENGTH


def can_answer(station: Agent) -> bool:
    """Whether there is something to agree to, and a hub to hear it."""
    return _told(station) is not None and not station.hub_away


@door.get("/subscription/by-itself")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """What was agreed to, and the way to say the other."""
    told = _told(agent())
    return go("home.show") if told is None else _page(told)


@door.post("/subscription/by-itself")
@may("visitor in session")
def answer() -> ResponseReturnValue:
    """Yes by PIN to the price that was read, or no more; only the way of typing was chosen else."""
    station, told = agent(), _told(agent())
    if told is None:
        return go("home.show")
    way = way_chosen()
    stops = request.form.get("answer") == "stop"
    if not stops and way not in request.form:
        return _page(told, way)
    refusal = refused_by_hub(station, lambda: _answer(station, way, stops=stops))
    return (_page(told, way, refusal), refusal.status) if refusal else go("home.show")


def _answer(station: Agent, way: str, *, stops: bool) -> None:
    pin, price_minor = ("", 0) if stops else (forms.pin(way), forms.whole("price"))
    asked = AnswerRenewal(forms.request_id(), station.session(), pin, price_minor)
    station.link.answer_renewal(asked)


def _told(station: Agent) -> Renewing | None:
    record = station.sitting.record
    return None if record is None else record.renewing


def _page(told: Renewing, step: str = "pin", refusal: Refusal | None = None) -> str:
    station = agent()
    record = station.sitting.record
    page = RenewalPage(
        step=step,
        title=told.title,
        agreed=told.agreed,
        price_minor=told.price_minor,
        balance_minor=0 if record is None else record.balance_minor,
    )
    errors = frames.errors(refusal, station.language, field=step) if refusal else ()
    return render_template(
        "subscription/by_itself.html", bar=frames.bar(station), renewal=page, errors=errors
    )
