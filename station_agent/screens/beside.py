"""Somebody of the class learns beside the one who sits: signs in by card and PIN, and leaves."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.link.client import LinkDownError
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import SCAN_LIMIT, read_scan
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.player import together
from station_agent.screens import forms, frames
from station_agent.screens.by_pin import way_chosen

ABOUT_THE_PIN = frozenset({"wrong_pin", "locked_out"})
PIN_LENGTH = 4
CODE_LENGTH = 6
NO_CARD = Refusal("seat_guest")

door = Blueprint("beside", __name__)


@dataclass(frozen=True, slots=True)
class BesidePage:
    """See beside/show.html."""

    step: str
    code: str
    sitter: str
    beside: str
    away: bool
    code_length: int = CODE_LENGTH
    pin_length: int = PIN_LENGTH


def can_share(station: Agent) -> str:
    """What the button says where two may learn: "add", "here" where two are, "" for not at all."""
    if station.sitting.beside.record is not None:
        return "here"
    record = station.sitting.record
    return "add" if record is not None and record.shares_seats else ""


@door.get("/beside")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """The field for the code of the one beside; or who is there, and the way out."""
    return _page("code") if can_share(agent()) else go("learn.show")


@door.post("/beside")
@may("visitor in session")
def sit() -> ResponseReturnValue:
    """The code first, then the PIN; then both learn here."""
    station = agent()
    code = read_scan(forms.text("code", most=SCAN_LIMIT))
    way = way_chosen()
    if way not in request.form:
        return _page(way, code=code) if _is_card(code) else _page("code", refusal=NO_CARD)
    refusal = _refused(station, code, way)
    if refusal is None:
        return go("beside.show")
    step = way if refusal.code in ABOUT_THE_PIN else "code"
    return _page(step, code=code if step == way else "", refusal=refusal), refusal.status


@door.post("/beside/leave")
@may("visitor in session")
def leave() -> ResponseReturnValue:
    """The one beside goes; the session goes on."""
    together.leave(agent())
    return go("learn.show")


def _is_card(code: str) -> bool:
    """Whether a learner can have this code; no voucher has a PIN to ask for."""
    return code.isascii() and code.isdigit() and len(code) == CODE_LENGTH


def _refused(station: Agent, code: str, way: str) -> Refusal | None:
    try:
        together.sit_beside(station, code=code, pin=forms.pin(way))
    except LinkDownError:
        return Refusal("seat_needs_hub")
    except Refusal as refusal:
        return refusal
    return None


def _page(step: str, *, code: str = "", refusal: Refusal | None = None) -> str:
    station = agent()
    here = together.learners(station)
    page = BesidePage(
        step=step,
        code=code,
        sitter=frames.learner_name(here[0]),
        beside=frames.learner_name(here[1]) if len(here) > 1 else "",
        away=station.hub_away,
    )
    errors = frames.errors(refusal, station.language, field=step) if refusal else ()
    return render_template("beside/show.html", bar=frames.bar(station), page=page, errors=errors)
