"""The language in which modules are read, chosen on the page Learn."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from kiosk.rules.refusals import Refusal
from station_agent.guard import agent, go, may
from station_agent.player import editions, languages
from station_agent.screens import forms

door = Blueprint("languages", __name__)


@door.post("/learn/language")
@may("visitor in session")
def choose() -> ResponseReturnValue:
    """Read modules in this language for the rest of the session, at other seats too."""
    station = agent()
    language = forms.text("language")
    offered = languages.offers(station, editions.modules(station))
    if language not in {one.code for one in offered}:
        raise Refusal("malformed", field="language")
    languages.choose(station, language)
    return go("learn.show")
