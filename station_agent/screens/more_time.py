"""More time, bought at the seat from the visitor's account after a yes by PIN.

The hub says what is on sale and sells it; with the hub away the desk does.
"""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.link.client import LinkDownError
from kiosk.protocol.time_calls import Buy, ForSale, OnSale
from kiosk.rules.refusals import Refusal
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.screens import forms, frames
from station_agent.screens.by_pin import refused_by_hub, way_chosen
from station_agent.screens.lock import PIN_LENGTH

PLACE = "/time/more"

door = Blueprint("more_time", __name__)


@dataclass(frozen=True, slots=True)
class OnePrice:
    """An offer on the page; `enough`: the account holds its price."""

    offer: str
    title: str
    seconds: int
    price_minor: int
    enough: bool


@dataclass(frozen=True, slots=True)
class BuyPage:
    """What is bought, and what the account holds afterwards."""

    step: str
    wanted: ForSale
    left_minor: int
    pin_length: int = PIN_LENGTH


def can_buy(station: Agent) -> bool:
    """Whether the visitor has an account with something on it, and the hub is there to sell."""
    record = station.sitting.record
    if record is None or record.guest or station.hub_away:
        return False
    return record.balance_minor > 0


@door.get(PLACE)
@may("visitor in session", in_ending=True)
def show() -> ResponseReturnValue:
    """What is on sale; the price of the one that was chosen."""
    found = _on_sale(agent())
    if isinstance(found, Refusal):
        return _list(OnSale((), 0), found), found.status
    wanted = _chosen(found, request.args.get("offer", ""))
    return _list(found) if wanted is None else _page(found, wanted)


@door.post(PLACE)
@may("visitor in session", in_ending=True)
def buy() -> ResponseReturnValue:
    """Bought from the account; asked for the PIN where only the way of typing it was chosen."""
    station = agent()
    found = _on_sale(station)
    if isinstance(found, Refusal):
        return _list(OnSale((), 0), found), found.status
    wanted, way = _chosen(found, request.form.get("offer", "")), way_chosen()
    if wanted is None:
        return _list(found)
    if way not in request.form:
        return _page(found, wanted, way)
    refusal = refused_by_hub(station, lambda: _buy(station, wanted, way))
    if refusal:
        return _page(found, wanted, way, refusal), refusal.status
    station.rounds.renew()
    return go("home.show")


def _buy(station: Agent, wanted: ForSale, way: str) -> None:
    pin, price_minor = forms.pin(way), forms.whole("price")
    asked = Buy(forms.request_id(), station.session(), pin, wanted.offer, price_minor)
    station.link.buy(asked)


def _on_sale(station: Agent) -> OnSale | Refusal:
    """What the hub sells here; a refusal where it is away, or there is no account."""
    if not can_buy(station):
        return Refusal("hub_away" if station.hub_away else "below_zero")
    try:
        return station.link.on_sale(station.session())
    except LinkDownError:
        return Refusal("hub_away")
    except Refusal as refusal:
        return refusal


def _chosen(found: OnSale, offer: str) -> ForSale | None:
    """The offer that was chosen, if the account holds its price."""
    return next(
        (one for one in found.offers if one.offer == offer and _enough(found, one)),
        None,
    )


def _enough(found: OnSale, one: ForSale) -> bool:
    return one.price_minor <= found.balance_minor


def _list(found: OnSale, refusal: Refusal | None = None) -> str:
    station = agent()
    shown = [
        OnePrice(one.offer, one.title, one.seconds, one.price_minor, _enough(found, one))
        for one in found.offers
    ]
    errors = frames.errors(refusal, station.language, field="") if refusal else ()
    return render_template(
        "more_time/show.html",
        bar=frames.bar(station),
        prices=shown,
        balance_minor=found.balance_minor,
        errors=errors,
    )


def _page(found: OnSale, wanted: ForSale, step: str = "pin", refusal: Refusal | None = None) -> str:
    station = agent()
    page = BuyPage(step, wanted, found.balance_minor - wanted.price_minor)
    errors = frames.errors(refusal, station.language, field=step) if refusal else ()
    return render_template(
        "more_time/buy.html", bar=frames.bar(station), buying=page, errors=errors
    )
