"""The house rules: asked at the first sign-in, and at the first after they changed."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.texts import direction
from station_agent.guard import agent, go, may
from station_agent.screens import frames

EDITION_DIGITS = 9

door = Blueprint("rules", __name__)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is asked; `language` and `direction` are those of the lines."""

    edition: int
    language: str
    direction: str
    lines: tuple[str, ...]


@door.get("/rules")
@may("visitor in session", in_ending=True)
def show() -> ResponseReturnValue:
    """What the house asks; home where nothing is asked any more."""
    station = agent()
    asked = station.asking.due()
    if asked is None:
        return go("home.show")
    rules = Rules(asked.edition, asked.language, direction(asked.language), asked.lines)
    return render_template("rules/show.html", bar=frames.bar(station), rules=rules)


@door.post("/rules")
@may("visitor in session", in_ending=True)
def accept() -> ResponseReturnValue:
    """Yes."""
    typed = request.form.get("edition", "")
    if typed.isascii() and typed.isdigit() and len(typed) <= EDITION_DIGITS:
        agent().asking.accept(int(typed))
        agent().roster.wake("send")
    return go("home.show")
