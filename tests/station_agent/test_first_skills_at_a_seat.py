"""The modules of the first skills at a seat: learned from the first page, sat, and marked as the hub marks."""

import uuid

import pytest
from fakes.seat import shipped

from kiosk.rules.forms import SINGLE
from kiosk.rules.modules import mark_exam
from station_agent.player import learning
from station_agent.player.standing import standing


def gold(item):
    """What somebody answers who answers right; of a text its first spelling."""
    kinds = {field.name: field.kind for field in item.form.fields}
    return {
        name: value.split("|")[0] if kinds[name] in SINGLE else value.split("|")
        for name, value in item.gold.items()
    }


def practise(agent, module, at):
    if at.item is None:
        learning.read_step(agent, module, at.step.id)
        return
    learning.answer_practice(
        agent,
        module,
        step_id=at.step.id,
        item_id=at.item.id,
        answer=gold(at.item),
        request_id=f"try-{uuid.uuid4().hex}",
    )


@pytest.mark.parametrize(
    ("slug", "enough"), [("first-task", 8), ("data-entry", 10), ("transcription", 5)]
)
def test_a_visitor_learns_and_sits_it_at_a_seat(desk, slug, enough):
    whole = desk.publish(slug)
    desk.forward(6)
    desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru")
    module = desk.agent.library.module(slug)
    while (at := standing(desk.agent, module).here).step.kind.value != "exam":
        practise(desk.agent, module, at)
    attempt = standing(desk.agent, module).exam.attempt
    while (at := standing(desk.agent, module).here) and at.step.kind.value == "exam":
        learning.answer_exam(
            desk.agent,
            module,
            attempt=attempt,
            item_id=at.item.id,
            answer=gold(shipped(slug).item(at.item.id)),
        )
    desk.agent.tick()
    told = [body for body in desk.hub.bodies("practice") if body.item]
    assert all(body.right and body.tries == 1 for body in told)
    assert len(told) == 3 + enough
    (exam,) = desk.hub.bodies("exam")
    result = mark_exam(whole, whole.step("exam"), attempt_id=attempt, answers=exam.answers)
    assert (result.percent, result.passed) == (100, True)
