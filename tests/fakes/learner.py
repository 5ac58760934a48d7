"""What a visitor does who learns the shipped module at a seat."""

import json
import uuid

from kiosk.rules.module_files import SUMS_FILE, read_module, sums
from station_agent.player import learning
from station_agent.player.standing import standing


def module(desk):
    return desk.agent.library.module("digits")


def here(desk):
    return standing(desk.agent, module(desk)).here


def answer(desk, digit, *, request_id=None, item=None):
    at = here(desk)
    return learning.answer_practice(
        desk.agent,
        module(desk),
        step_id=at.step.id,
        item_id=item or at.item.id,
        answer={"digit": digit},
        request_id=request_id or f"try-{uuid.uuid4().hex}",
    )


def learn_up_to(desk, kind):
    while (at := here(desk)).step.kind.value != kind:
        if at.item is None:
            learning.read_step(desk.agent, module(desk), at.step.id)
        else:
            answer(desk, at.item.gold["digit"])


def sit_exam(desk, digit="4"):
    attempt = standing(desk.agent, module(desk)).exam.attempt
    while (at := here(desk)) is not None and at.step.kind.value == "exam":
        learning.answer_exam(
            desk.agent, module(desk), attempt=attempt, item_id=at.item.id, answer={"digit": digit}
        )
    return attempt


def changed(whole, **fields):
    """A module with other fields in its `module.json`."""
    files = dict(whole.files)
    files["module.json"] = json.dumps({**json.loads(files["module.json"]), **fields}).encode()
    return read_module({**files, SUMS_FILE: sums(files)})
