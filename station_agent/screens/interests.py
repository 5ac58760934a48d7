"""The interest finder: twenty pictures, one a page, and what they say; the hub may be away."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.looks.career_words import field_line, field_name, picture_name, picture_shows
from kiosk.rules.interests import PICTURES, Field, Found, module_fits
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.player import career as player
from station_agent.player import editions
from station_agent.screens import forms, frames

MODULES_SHOWN = 2
PLACES_SHOWN = 2

door = Blueprint("interests", __name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """One picture: its file, its word, what it shows; `number` of `of`."""

    name: str
    word: str
    shows: str
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Liked:
    """A field of work with the picture that stands for it."""

    name: str
    words: str
    art: str


@dataclass(frozen=True, slots=True)
class Link:
    """A module or an opening that fits."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Result:
    """The page. `many`: other fields are liked just as much."""

    fields: Sequence[Liked]
    many: bool
    modules: Sequence[Link]
    places: Sequence[Link]
    can_share: bool
    shared: bool


ART = {field: next(name for name, one in PICTURES.items() if one is field) for field in Field}


@door.get("/interests")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """What it is and is not; the result where it was done."""
    station = agent()
    if player.interests(station) is not None and request.args.get("again") != "1":
        return go("interests.result")
    begun = player.asked(station).number > 1
    return render_template("interests/show.html", bar=frames.bar(station), begun=begun)


@door.get("/interests/ask")
@may("visitor in session")
def ask() -> ResponseReturnValue:
    """The next picture."""
    station = agent()
    now = player.asked(station)
    page = Asked(
        now.picture, picture_name(now.picture), picture_shows(now.picture), now.number, now.of
    )
    return render_template("interests/ask.html", bar=frames.bar(station), asked=page)


@door.post("/interests/ask")
@may("visitor in session")
def answer() -> ResponseReturnValue:
    """One tap, or back."""
    station = agent()
    if "back" in request.form:
        player.back(station)
        return go("interests.ask")
    done = player.answer(station, forms.text("picture"), forms.text("answer"))
    return go("interests.result") if done else go("interests.ask")


@door.get("/interests/result")
@may("visitor in session")
def result() -> ResponseReturnValue:
    """Two or three fields of work, and what fits them here."""
    station = agent()
    found = player.interests(station)
    if found is None:
        return go("interests.show")
    page = Result(
        fields=[Liked(field_name(one), field_line(one), ART[one]) for one in found.fields],
        many=found.many,
        modules=_modules(station, found),
        places=_places(station, found),
        can_share=player.is_for(station),
        shared=player.career(station).shared,
    )
    return render_template("interests/result.html", bar=frames.bar(station), result=page)


def _modules(station: Agent, found: Found) -> Sequence[Link]:
    fitting = (
        one
        for one in editions.modules(station)
        if module_fits(one.slug, one.interests, found.fields)
    )
    return [Link(one.title, url_for("learn.show")) for one in fitting][:MODULES_SHOWN]


def _places(station: Agent, found: Found) -> Sequence[Link]:
    fitting = (
        one
        for one in player.career(station).places
        if set(one.interests) & set(found.fields) and player.fit(station, one).fits
    )
    return [Link(one.title, url_for("career.place", place=one.id)) for one in fitting][
        :PLACES_SHOWN
    ]
