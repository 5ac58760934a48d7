"""The subscription is about to lapse: said at home, paid from the account after a yes by PIN."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.looks import figures
from kiosk.protocol.time_calls import Lapsing, PaySubscription
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.refusals import Refusal
from kiosk.texts import _
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.screens import forms, frames
from station_agent.screens.by_pin import refused_by_hub, way_chosen
from station_agent.screens.lock import PIN_LENGTH, WEEKDAYS

OWED = "owed"
WEEK_DAYS = 7

door = Blueprint("subscription", __name__)


@dataclass(frozen=True, slots=True)
class Reminded:
    """What home says of a subscription; `can_pay` is whether the account may pay it here."""

    words: str
    can_pay: bool


@dataclass(frozen=True, slots=True)
class PayPage:
    """What is paid, and what the account holds afterwards."""

    step: str
    title: str
    words: str
    price_minor: int
    left_minor: int
    period: int
    pin_length: int = PIN_LENGTH


def reminded(station: Agent) -> Reminded | None:
    """What home says; None where there is nothing to say."""
    told = _told(station)
    if told is None:
        return None
    can_pay = told.payable and not station.hub_away
    return Reminded(_words(station, told, can_pay=can_pay), can_pay)


@door.get("/subscription")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """What it costs and what is left then; the PIN says yes."""
    told = _told(agent())
    return go("home.show") if told is None or not told.payable else _page(told)


@door.post("/subscription")
@may("visitor in session")
def pay() -> ResponseReturnValue:
    """Paid from the account; asked for the PIN where only the way of typing it was chosen."""
    station, told = agent(), _told(agent())
    if told is None or not told.payable:
        return go("home.show")
    way = way_chosen()
    if way not in request.form:
        return _page(told, way)
    refusal = refused_by_hub(station, lambda: _pay(station, way))
    return (_page(told, way, refusal), refusal.status) if refusal else go("home.show")


def _pay(station: Agent, way: str) -> None:
    pin, period, price_minor = forms.pin(way), forms.whole("period"), forms.whole("price")
    asked = PaySubscription(forms.request_id(), station.session(), pin, period, price_minor)
    station.link.pay_subscription(asked)


def _told(station: Agent) -> Lapsing | None:
    record = station.sitting.record
    return None if record is None else record.lapsing


def _words(station: Agent, told: Lapsing, *, can_pay: bool) -> str:
    day = day_words(station, Instant(told.until))
    if told.said == OWED:
        if can_pay:
            return _(
                "Your subscription is not paid. It stops {day}. "
                "Pay at the desk, or here from your account.",
                day=day,
            )
        return _("Your subscription is not paid. It stops {day}. Pay at the desk.", day=day)
    if can_pay:
        return _(
            "Your subscription ends {day}. Renew at the desk, or here from your account.", day=day
        )
    return _("Your subscription ends {day}. Renew at the desk.", day=day)


def _when(station: Agent, told: Lapsing) -> str:
    day = day_words(station, Instant(told.until))
    if told.said == OWED:
        return _("It is not paid. It stops {day}.", day=day)
    return _("It ends {day}.", day=day)


def day_words(station: Agent, until: Instant) -> str:
    """The day as home says it: today, on Friday, on 12 Dec 2026."""
    then, today = _local(station, until), _local(station, station.hub_now)
    if then <= today:
        return _("today")
    if (then - today).days < WEEK_DAYS:
        return _(WEEKDAYS[then.weekday()])
    return _("on {day}", day=figures.day(then))


def _local(station: Agent, at: Instant) -> date:
    zone = frames.zone(station.window.timezone)
    return datetime.fromtimestamp(at // MS_PER_S, UTC).astimezone(zone).date()


def _page(told: Lapsing, step: str = "pin", refusal: Refusal | None = None) -> str:
    station = agent()
    record = station.sitting.record
    balance = 0 if record is None else record.balance_minor
    page = PayPage(
        step=step,
        title=told.title,
        words=_when(station, told),
        price_minor=told.price_minor,
        left_minor=balance - told.price_minor,
        period=told.period,
    )
    errors = frames.errors(refusal, station.language, field=step) if refusal else ()
    return render_template(
        "subscription/show.html", bar=frames.bar(station), subscription=page, errors=errors
    )
