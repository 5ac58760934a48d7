"""A page read aloud: its words come piece by piece, sounds go back."""

from typing import cast

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from station_agent.guard import may
from station_agent.voice import Voice

EXTENSION = "voice"

door = Blueprint("voice", __name__)


@door.post("/voice")
@may("anyone at the station")
def say() -> ResponseReturnValue:
    """One piece of the page that is shown; nothing of it is kept by the browser."""
    voice = cast("Voice", current_app.extensions[EXTENSION])
    form = request.form
    sound = voice.say(form.get("text", ""), language=form.get("language", ""))
    return Response(sound, content_type="audio/wav", headers={"Cache-Control": "no-store"})
