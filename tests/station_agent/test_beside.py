"""At a seat: a second learner signs in, what is practised is of both, an exam of one."""

import pytest
from fakes.learner import answer, here, learn_up_to, module, sit_exam
from fakes.station_browser import Browser

from kiosk.link.client import LinkDownError
from kiosk.protocol.drafts import DRAFT_PATH
from kiosk.protocol.exam_calls import Attempted
from kiosk.protocol.station_calls import Practised
from kiosk.rules.refusals import Refusal
from station_agent.player import learning, together
from station_agent.player.standing import standing
from station_agent.states import State
from station_agent.store import learning as store

GRACE, RUTH = "visitor-471932", "visitor-471933"


@pytest.fixture
def pair(desk):
    """Grace sits, Ruth may sign in beside her; the module is here."""
    desk.publish()
    desk.forward(6)
    desk.hub.sell("471933", seconds=0, pin="4712", name="Ruth Achieng")
    desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru", shares_seats=True)
    return desk


@pytest.fixture
def both(pair):
    sign_in(pair)
    return pair


def sign_in(desk, code="471933", pin="4712"):
    return together.sit_beside(desk.agent, code=code, pin=pin)


def names(desk):
    return [one.name for one in together.learners(desk.agent)]


def drafts_told(desk):
    return sum(path == DRAFT_PATH for _method, path in desk.hub.calls)


def told(desk, kind):
    desk.agent.tick()
    return [(body.visitor, getattr(body, "item", "")) for body in desk.hub.bodies(kind)]


def rows(desk, visitor):
    """How much of a visitor stands on the seat's disk."""
    with desk.agent.store.readers.read() as db:
        return (
            sum(
                db.execute(
                    f"SELECT count(*) FROM {table} WHERE visitor = ?", (visitor,)
                ).fetchone()[0]
                for table in ("practice", "practice_first", "exam", "exam_answer", "exam_sitting")
            )
            + db.execute("SELECT count(*) FROM beside").fetchone()[0]
        )


def ruths(desk):
    return standing(desk.agent, module(desk), RUTH)


def test_only_the_hub_knows_who_signs_in(pair):
    pair.hub.up = False
    with pytest.raises((Refusal, LinkDownError)) as said:
        sign_in(pair)
    assert getattr(said.value, "code", "seat_needs_hub") == "seat_needs_hub"
    pair.hub.up = True
    with pytest.raises(Refusal, match="wrong_pin"):
        sign_in(pair, pin="0000")
    pair.hub.refuses_beside = "seat_stranger"
    with pytest.raises(Refusal, match="seat_stranger"):
        sign_in(pair)
    assert names(pair) == ["Grace Wanjiru"]


def test_what_is_read_and_practised_is_of_both(both):
    assert names(both) == ["Grace Wanjiru", "Ruth Achieng"]
    learn_up_to(both, "check")
    item = here(both).item
    answer(both, item.gold["digit"])
    both.agent.tick()
    said = [(one.visitor, one.step or one.item) for one in both.hub.bodies("practice")]
    assert {visitor for visitor, _ in said} == {GRACE, RUTH}
    assert told(both, "practice").count((GRACE, item.id)) == 1
    assert told(both, "practice").count((RUTH, item.id)) == 1
    assert ruths(both).here == here(both)


def test_with_the_hub_away_they_go_on(both):
    both.hub.up = False
    learn_up_to(both, "practice")
    assert ruths(both).here == here(both)
    both.hub.up = True
    both.forward(30)
    assert {visitor for visitor, _ in told(both, "practice")} == {GRACE, RUTH}


def test_a_double_click_is_one_try_of_each(both):
    learn_up_to(both, "check")
    item = here(both).item
    for _ in range(2):
        answer(both, item.gold["digit"], request_id="the same request", item=item.id)
    assert told(both, "practice").count((RUTH, item.id)) == 1


def test_a_killed_agent_finds_both_again(both):
    learn_up_to(both, "practice")
    both.restart()
    assert names(both) == ["Grace Wanjiru", "Ruth Achieng"]
    assert ruths(both).here == here(both)


def test_when_the_key_went_with_the_power_the_hub_tells_their_name_again(both):
    both.kill()
    for file in both.memory.rglob("*"):
        if file.is_file():
            file.unlink()
    both.start()
    assert names(both)[1] == ""
    both.forward(12)
    assert names(both)[1] == "Ruth Achieng"


def test_what_the_other_missed_comes_after_what_the_sitter_does(pair):
    learn_up_to(pair, "exam")
    sign_in(pair)
    grace, up = here(pair), together.next_up(pair.agent, module(pair))
    assert grace.step.kind.value == "exam"
    assert (up.visitor, up.here.step.id) == (RUTH, "work")
    while (up := together.next_up(pair.agent, module(pair))).here.step.kind.value != "exam":
        if up.here.item is None:
            learning.read_step(pair.agent, module(pair), up.here.step.id)
        else:
            _answer_as_led(pair, up)
    assert ruths(pair).here.step.kind.value == "exam"
    both_said = told(pair, "practice")
    assert sorted(item for who, item in both_said if who == GRACE) == sorted(
        item for who, item in both_said if who == RUTH
    )
    items = [one for one in both_said if one[1]]
    assert len(items) == len(set(items))


def _answer_as_led(desk, up):
    learning.answer_practice(
        desk.agent,
        module(desk),
        step_id=up.here.step.id,
        item_id=up.here.item.id,
        answer={"digit": up.here.item.gold["digit"]},
        request_id=f"try-{up.here.item.id}-{up.here.round}",
    )


def test_an_exam_is_of_the_one_who_was_named(both):
    learn_up_to(both, "exam")
    assert together.examinee(both.agent, module(both)) == ""
    assert together.name_exam(both.agent, module(both), number=1) == RUTH
    both.restart()
    assert together.examinee(both.agent, module(both)) == RUTH
    attempt = ruths(both).exam.attempt
    while (at := ruths(both).here) is not None and at.step.kind.value == "exam":
        learning.answer_exam(
            both.agent, module(both), attempt=attempt, item_id=at.item.id, answer={"digit": "4"}
        )
    assert here(both).number == 1
    assert {visitor for visitor, _ in told(both, "exam_answer")} == {RUTH}
    assert [body.visitor for body in both.hub.bodies("exam")] == [RUTH]
    assert (ruths(both).exam.state, standing(both.agent, module(both)).exam.state) == (
        "wait",
        "new",
    )
    sit_exam(both)
    both.agent.tick()
    assert [body.visitor for body in both.hub.bodies("exam")] == [RUTH, GRACE]


def test_nobody_else_can_be_named(both):
    for number in (-1, 2):
        with pytest.raises(Refusal, match="not_found"):
            together.name_exam(both.agent, module(both), number=number)


def test_the_mark_of_who_is_beside_comes_to_the_seat(both):
    learn_up_to(both, "exam")
    marked = Attempted("digits-e1", 1, "marked", 20, 20, passed=True)
    both.hub.tell(RUTH, attempts=(marked,), qualifications=(module(both).qualification,))
    both.forward(12)
    assert ruths(both).exam.state == "passed"
    assert standing(both.agent, module(both)).exam.state == "new"


def test_what_the_other_did_elsewhere_counts_here(pair):
    steps = tuple(step.id for step in module(pair).steps if not step.items)
    pair.hub.tell(RUTH, practised=(Practised("digits-e1", ("c01", "c02", "c03"), steps),))
    sign_in(pair)
    assert together.leading(pair.agent, module(pair), "c01").visitor == GRACE
    assert ruths(pair).here.step.id == "practice"


def test_who_leaves_leaves_nothing_and_the_session_goes_on(both):
    learn_up_to(both, "exam")
    together.name_exam(both.agent, module(both), number=1)
    attempt, at = ruths(both).exam.attempt, ruths(both).here
    learning.answer_exam(
        both.agent, module(both), attempt=attempt, item_id=at.item.id, answer={"digit": "4"}
    )
    typed = f"draft:exam:{attempt}:{ruths(both).here.item.id}"
    both.agent.vault.keep_draft(typed, b"{}")
    together.leave(both.agent)
    assert both.agent.vault.draft(typed) is None
    assert names(both) == ["Grace Wanjiru"]
    assert together.examinee(both.agent, module(both)) == GRACE
    assert both.agent.state is State.OPEN
    both.agent.tick()
    assert [body.visitor for body in both.hub.bodies("learner_left")] == [RUTH]
    both.forward(12)
    assert rows(both, RUTH) == 0
    together.leave(both.agent)
    both.agent.tick()
    assert len(both.hub.bodies("learner_left")) == 1


def test_what_is_typed_of_an_exam_beside_follows_nobody_elsewhere(both):
    learn_up_to(both, "exam")
    screen = Browser(both)
    for number, follows in ((1, False), (0, True)):
        together.name_exam(both.agent, module(both), number=number)
        screen.get("/exam/digits")
        both.forward(6)
        before = drafts_told(both)
        screen.send("/draft", draft=f"exam:{number}", answer_digit="4")
        both.forward(6)
        assert (drafts_told(both) > before) is follows


def test_who_left_with_the_hub_away_does_not_come_back_by_itself(both):
    both.hub.up = False
    together.leave(both.agent)
    both.hub.beside = {both.agent.session(): RUTH}
    both.hub.up = True
    both.agent.sitting.beside.take(both.agent.session(), (both.hub.records[RUTH],))
    assert names(both) == ["Grace Wanjiru"]
    both.forward(12)
    sign_in(both)
    assert names(both) == ["Grace Wanjiru", "Ruth Achieng"]


def test_the_answer_that_was_lost_comes_with_the_next_beat(pair):
    pair.hub.beside = {pair.agent.session(): RUTH}
    pair.forward(12)
    assert names(pair) == ["Grace Wanjiru", "Ruth Achieng"]


def test_who_sat_down_elsewhere_is_gone_here(both):
    both.forward(6)
    both.hub.beside.clear()
    both.forward(20)
    assert names(both) == ["Grace Wanjiru"]
    assert rows(both, RUTH) == 0


def test_the_end_ends_both_and_nothing_of_them_stays(both):
    learn_up_to(both, "practice")
    both.agent.finish()
    assert rows(both, RUTH) == 0
    assert both.agent.sitting.beside.record is None
    assert b"Achieng" not in b"".join(
        file.read_bytes() for file in both.agent.machine.folder.rglob("*") if file.is_file()
    )
    both.agent.tick()
    assert both.hub.bodies("session_closed")[0].session == "session-1"
    both.sit_down("471934", seconds=600, pin="4713", name="Otieno Oduor")
    assert names(both) == ["Otieno Oduor"]


def test_a_record_that_comes_after_the_end_is_kept_nowhere(both):
    session, record = both.agent.session(), both.hub.records[RUTH]
    both.agent.finish()
    both.sit_down("471934", seconds=600, pin="4713", name="Otieno Oduor")
    assert not both.agent.sitting.beside.keep(session, record)
    assert names(both) == ["Otieno Oduor"]


def test_the_time_and_the_tasks_are_of_the_one_who_sits(both):
    assert together.gets(both.agent, "other") == (GRACE,)
    assert both.agent.visitor() == GRACE
    with both.agent.store.readers.read() as db:
        assert store.begun(db, RUTH) == frozenset()
