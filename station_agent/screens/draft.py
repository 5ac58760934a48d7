"""Unfinished answers, kept on every change, so that nothing typed is lost."""

from http import HTTPStatus

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kiosk.looks import sent_answers
from kiosk.protocol.codec import decode, encode
from kiosk.rules.refusals import Refusal
from station_agent.agent import Agent
from station_agent.guard import agent, may
from station_agent.player import together
from station_agent.screens import forms

NAME_LIMIT = 200

door = Blueprint("draft", __name__)


@door.post("/draft")
@may("visitor in session")
def keep() -> ResponseReturnValue:
    """Keep what stands in the form's answer fields under the name that the form carries."""
    name = forms.text("draft", most=NAME_LIMIT)
    fields = {
        field.removeprefix(sent_answers.PREFIX): request.form.getlist(field)
        for field in request.form
        if field.startswith(sent_answers.PREFIX)
    }
    vault = agent().vault
    keep_it = vault.keep_here if _is_of_beside(name) else vault.keep_draft
    if not name or not keep_it(_own(name), encode(fields)):
        raise Refusal("too_large", field="draft")
    agent().room.typed()
    return "", HTTPStatus.NO_CONTENT


def _is_of_beside(name: str) -> bool:
    """Whether it is of the exam of one beside: it follows nobody else to another seat."""
    beside = agent().sitting.beside
    return name.startswith("exam:") and together.has_named(beside)


def drafted(station: Agent, name: str) -> dict[str, object]:
    """What was typed before, as a form shows it again."""
    plain = station.vault.draft(_own(name))
    if plain is None:
        return {}
    given: dict[str, list[str]] = {}
    for field, values in decode(plain, dict[str, list[str]]).items():
        given.setdefault(field.partition(sent_answers.ROW)[0], []).extend(values)
    return {
        field: values[0] if len(values) == 1 else values
        for field, values in given.items()
        if values
    }


def drop(station: Agent, name: str) -> None:
    """The answer is finished."""
    station.vault.drop_draft(_own(name))


def _own(name: str) -> str:
    """Names from a page stand apart from those that the player gives."""
    return f"draft:{name}"
