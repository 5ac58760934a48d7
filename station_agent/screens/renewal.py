"""Whether a subscription renews from the account by itself: a yes by PIN, a no by one press."""

from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.link.client import LinkDownError
from kiosk.protocol.station_calls import AnswerRenewal, Renewing
from kiosk.rules.refusals import Refusal
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.screens import forms, frames
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
    way = "pictures" if request.form.get("how") == "pictures" else "pin"
    stops = request.form.get("answer") == "stop"
    if not stops and way not in request.form:
        return _page(told, way)
    try:
        asked = AnswerRenewal(
            forms.request_id(),
            station.session(),
            "" if stops else forms.pin(way),
            0 if stops else forms.whole("price"),
        )
        station.link.answer_renewal(asked)
    except LinkDownError:
        return _page(told, way, Refusal("hub_away")), Refusal("hub_away").status
    except Refusal as refusal:
        return _page(told, way, refusal), refusal.status
    with suppress(LinkDownError, Refusal):  # it is kept; what the page says comes with a beat
        station.rounds.take_record()
    return go("home.show")


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
