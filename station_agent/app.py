"""The station's screens: puts the doors together, nothing else."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, SecurityError

from kiosk.looks.headers import secure
from kiosk.looks.jinja import dress
from kiosk.metrics import ERRORS, count_errors
from kiosk.rules.refusals import Refusal
from kiosk.shown_paths import shown_path
from kiosk.texts import sentence
from station_agent.agent import Agent
from station_agent.figures import figures
from station_agent.guard import EXTENSION, protect
from station_agent.screens import (
    bar,
    beside,
    career,
    draft,
    earnings,
    ending,
    exam,
    frames,
    home,
    interests,
    join_class,
    languages,
    learn,
    lock,
    look,
    media,
    more_time,
    my_record,
    my_time,
    packing,
    recall,
    reflections,
    renewal,
    rest,
    room,
    rules,
    subscription,
    voice,
    work,
)
from station_agent.voice import Voice

BODY_LIMIT_BYTES = 256 * 1024
DOORS = (
    bar,
    beside,
    career,
    draft,
    earnings,
    ending,
    exam,
    home,
    interests,
    languages,
    join_class,
    learn,
    lock,
    look,
    media,
    more_time,
    my_record,
    my_time,
    packing,
    recall,
    reflections,
    renewal,
    rest,
    room,
    rules,
    subscription,
    voice,
    work,
)
CODES: dict[int, str] = {
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.BAD_REQUEST: "malformed",
}

log = logging.getLogger("station")


def create_app(agent: Agent) -> Flask:
    """The Flask app of one agent, for the browser on the same machine."""
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = agent
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT_BYTES
    dress(
        app,
        language_of=lambda: agent.language,
        currency_of=lambda: agent.window,
        zone_of=lambda: frames.zone(agent.window.timezone),
    )
    secure(app)
    protect(app)
    app.extensions[rest.EXTENSION] = rest.Rests()
    app.extensions[voice.EXTENSION] = spoken = Voice()
    app.jinja_env.globals["rest_url"] = lambda: rest.offered(agent)
    app.jinja_env.globals["can_speak"] = lambda: spoken.here
    for door in DOORS:
        app.register_blueprint(door.door)
    app.register_blueprint(figures)
    app.extensions[ERRORS] = count_errors(app)
    app.register_error_handler(Refusal, _refused(agent))
    app.register_error_handler(HTTPException, _http_refused(agent))
    return app


def _refused(agent: Agent) -> Callable[[Refusal], ResponseReturnValue]:
    def answer(refusal: Refusal) -> ResponseReturnValue:
        log.info("refused %s: %s", shown_path(), refusal.code)
        said = sentence(refusal, agent.language)
        page = render_template("refused.html", frame=frames.lock_frame(agent), said=said)
        return page, refusal.status

    return answer


def _http_refused(agent: Agent) -> Callable[[HTTPException], ResponseReturnValue]:
    refused = _refused(agent)

    def answer(error: HTTPException) -> ResponseReturnValue:
        if isinstance(error, SecurityError):  # another host's name: no page of ours fits it
            return sentence(Refusal("malformed"), agent.language), HTTPStatus.BAD_REQUEST
        return refused(Refusal(CODES.get(error.code or 500, "failed")))

    return answer
