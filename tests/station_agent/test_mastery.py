"""A practice with a goal at a seat: enough is enough, a second round, the goal never moves."""

import json
import re
import uuid

import pytest
from fakes.learner import changed, here, learn_up_to, module
from fakes.seat import shipped
from fakes.station_browser import Browser

from kiosk.protocol.bodies import Edition
from kiosk.protocol.station_calls import GoalKept, Practised
from kiosk.protocol.tmod import pack_module
from kiosk.rules.module_files import station_edition
from station_agent.player import learning
from station_agent.player.standing import standing

VISITOR = "visitor-471932"
TWO_IN_A_ROW = {"kind": "in_a_row", "right": 2}


def with_goal(goal, *, items=2, **fields):
    """The shipped module, whose practice has so many questions and this goal."""
    whole = shipped("digits")
    steps = json.loads(whole.files["module.json"])["steps"]
    for step in steps:
        if step["kind"] == "practice":
            step["items"] = step["items"][:items]
            step["mastery"] = goal
    return changed(whole, steps=steps, **fields)


@pytest.fixture
def learner(desk):
    desk.publish_module(with_goal(TWO_IN_A_ROW, items=3))
    desk.forward(6)
    desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru")
    learn_up_to(desk, "practice")
    return desk


def at(desk):
    place = here(desk)
    return place.step.id, place.item and place.item.id, place.round


def right(desk, again=1):
    return say(desk, here(desk).item.gold["digit"], again)


def wrong(desk, again=1):
    return say(desk, str((int(here(desk).item.gold["digit"]) + 1) % 10), again)


def say(desk, digit, again):
    place = here(desk)
    return learning.answer_practice(
        desk.agent,
        module(desk),
        step_id=place.step.id,
        item_id=place.item.id,
        answer={"digit": digit},
        request_id=f"try-{uuid.uuid4().hex}",
        again=again,
    )


def practised(desk):
    """All three once: the first two wrong at first, the last one right."""
    for _ in range(2):
        wrong(desk)
        right(desk)
    right(desk)


def test_what_is_enough_leaves_the_other_questions_out(learner):
    right(learner)
    right(learner)
    assert here(learner).step.kind.value == "exam"


def test_a_second_round_begins_where_it_was_not_enough(learner):
    practised(learner)
    first = learner.agent.library.module("digits").step("practice").items[0]
    assert at(learner) == ("practice", first, 2)
    marked = wrong(learner, again=2)
    assert marked.hints == here(learner).item.hints[:1]
    assert at(learner) == ("practice", first, 1)  # it is open, as in the first round
    right(learner)
    assert right(learner, again=2).mark.right
    assert right(learner, again=2).mark.right
    assert here(learner).step.kind.value == "exam"
    learner.agent.tick()
    told = [one for one in learner.hub.bodies("practice") if one.step == "practice"]
    assert [(one.round, one.right) for one in told] == [
        (1, False),
        (1, False),
        (1, True),
        (2, False),
        (2, True),
        (2, True),
    ]
    assert {one.goal for one in told} == {"in_a_row:2:2"}


def test_the_page_of_an_item_stays_until_its_next_round_is_asked_for(learner):
    browser = Browser(learner)
    practised(learner)
    last = learner.agent.library.module("digits").step("practice").items[2]
    page = browser.get(f"/learn/digits/practice/{last}")
    assert "1 right in a row: 2 is enough." in re.sub(r"<[^>]+>", "", page)
    answer_again = browser.get("/learn/digits")
    assert 'name="again" value="2"' in answer_again
    assert "Once more, to be sure." in answer_again
    assert "data-player-send" in answer_again


def test_an_answer_to_a_round_that_nobody_asked_for_is_a_try_in_the_open_one(learner):
    wrong(learner, again=7)
    right(learner, again=2)
    learner.agent.tick()
    told = [one for one in learner.hub.bodies("practice") if one.step == "practice"]
    assert [(one.round, one.right) for one in told] == [(1, False)]


def test_another_seat_goes_on_from_what_the_hub_knows(learner):
    items = learner.agent.library.module("digits").step("practice").items
    done = Practised(
        "digits-e1",
        tuple(items),
        (),
        (GoalKept("practice", "m_of_n:2:4", tuple(items), (1, 1, 1), (False, False, True)),),
    )
    learner.hub.tell(VISITOR, practised=(done,))
    learner.forward(6)
    assert at(learner) == ("practice", items[0], 2)
    right(learner, again=2)
    assert here(learner).step.kind.value == "exam"


def test_a_new_edition_with_another_goal_moves_it_for_nobody_who_began(learner):
    wrong(learner)
    right(learner)
    minor = with_goal({"kind": "in_a_row", "right": 1}, items=3, edition=2)
    content = pack_module(station_edition(minor))
    name = learner.hub.keep(content)
    edition = Edition(minor.slug, minor.edition, minor.title, name, minor_of="digits-e1")
    learner.hub.put(edition, content)
    learner.forward(6)
    assert module(learner).edition == "digits-e2"
    right(learner)
    assert here(learner).step.kind.value == "practice"
    now = standing(learner.agent, module(learner))
    assert now.attempt.goal(now.module.step("practice")).need == 2
    right(learner)
    assert here(learner).step.kind.value == "exam"
    learner.agent.tick()
    told = [one for one in learner.hub.bodies("practice") if one.step == "practice"]
    assert {one.goal for one in told} == {"in_a_row:2:2"}


def test_a_check_has_no_goal_and_tells_none(learner):
    learner.agent.tick()
    told = [one for one in learner.hub.bodies("practice") if one.step == "check"]
    assert told
    assert {(one.goal, one.round) for one in told} == {("", 1)}
