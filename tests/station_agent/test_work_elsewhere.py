"""A task in work follows its visitor: this seat says what was begun, and takes up what comes."""

import pytest
from fakes.seat import terms
from msgspec.structs import replace

from kiosk.protocol.bodies import Hand, Slot
from kiosk.protocol.drafts import draft_of_task
from kiosk.protocol.station_calls import Outcome
from kiosk.rules.refusals import Refusal
from station_agent.player import work
from station_agent.store import hands


@pytest.fixture
def worker(desk):
    """A visitor with a hand of three digits."""
    desk.work_session = desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru")
    desk.deal(desk.work_session, 3)
    desk.forward(6)
    return desk


def closed(desk):
    desk.agent.finish()
    desk.agent.tick()
    return desk.hub.bodies("session_closed")[-1]


def held(desk):
    with desk.agent.store.readers.read() as db:
        return {
            one.slot.assignment
            for one in hands.slots(db, desk.work_session)
            if one.state in ("dealt", "accepted")
        }


def answer(desk, assignment):
    work.submit(desk.agent, assignment, answer={"digit": "4"}, request_id=f"form of {assignment}")


def begin_elsewhere(desk, assignment):
    """The hub deals what was begun at another seat."""
    slot, until = (
        Slot(assignment, "digits", {"image": "sha256:" + "5e" * 32}),
        desk.clock.now() + 10**8,
    )
    hand = Hand(desk.work_session, "visitor-471932", until, (terms(),), (slot,))
    desk.hub.put(replace(hand, begun=assignment))
    desk.forward(6)


def answered_elsewhere(desk, assignment):
    outcome = Outcome(assignment, "Read a digit", "Submitted", 200, 1)
    desk.hub.tell("visitor-471932", outcomes=(outcome,))
    desk.forward(6)


def test_the_close_says_what_was_begun(worker):
    assignment = work.accept(worker.agent, "digits")
    assert closed(worker).begun == assignment


def test_nothing_was_begun_once_it_is_answered_or_given_back(worker):
    first = work.accept(worker.agent, "digits")
    answer(worker, first)
    second = work.accept(worker.agent, "digits")
    work.give_back(worker.agent, second)
    told = closed(worker)
    assert (told.begun, told.submitted) == ("", (first,))


def test_what_was_begun_elsewhere_is_in_work_here(worker):
    begin_elsewhere(worker, "assignment-77")
    assert work.in_hand(worker.agent).accepted == "assignment-77"
    answer(worker, "assignment-77")
    worker.agent.tick()
    assert [one.assignment for one in worker.hub.bodies("submission")] == ["assignment-77"]


def test_what_is_in_work_here_is_not_pushed_aside(worker):
    accepted = work.accept(worker.agent, "digits")
    begin_elsewhere(worker, "assignment-77")
    assert work.in_hand(worker.agent).accepted == accepted
    answer(worker, accepted)
    assert "assignment-77" in held(worker)


def test_what_another_seat_answered_leaves_the_hand(worker):
    assignment = work.accept(worker.agent, "digits")
    worker.agent.vault.keep_draft(draft_of_task(assignment), b"half")
    answered_elsewhere(worker, assignment)
    assert assignment not in held(worker)
    assert worker.agent.vault.draft(draft_of_task(assignment)) is None
    assert work.accept(worker.agent, "digits") != assignment


def test_who_still_has_its_form_open_is_not_told_off(worker):
    """The page goes on to the next task, as after an answer."""
    assignment = work.accept(worker.agent, "digits")
    answered_elsewhere(worker, assignment)
    assert work.is_done(worker.agent, assignment)


def test_a_task_that_was_given_back_is_not_done(worker):
    assignment = work.accept(worker.agent, "digits")
    work.give_back(worker.agent, assignment)
    assert not work.is_done(worker.agent, assignment)
    with pytest.raises(Refusal, match="state_wrong"):
        work.task(worker.agent, assignment)


def test_an_answer_of_this_seat_is_not_undone_by_the_hubs_word_of_it(worker):
    assignment = work.accept(worker.agent, "digits")
    answer(worker, assignment)
    answered_elsewhere(worker, assignment)
    assert closed(worker).submitted == (assignment,)
