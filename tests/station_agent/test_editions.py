"""A new edition comes while somebody learns the one before: that goes on, at any seat."""

import json

import pytest
from fakes.editions import NEW, OLD, next_edition
from fakes.learner import learn_up_to, sit_exam
from fakes.seat import shipped
from fakes.station_browser import sit_down

from kiosk.protocol.bodies import Edition
from kiosk.protocol.exam_calls import Answering, Attempted
from kiosk.protocol.station_calls import Practised
from kiosk.protocol.tmod import pack_module
from kiosk.rules.module_files import SUMS_FILE, read_module, station_edition, sums
from kiosk.rules.modules import StepKind, attempt_id, draw
from kiosk.rules.refusals import Refusal
from station_agent.player import editions, learning
from station_agent.player.standing import standing

VISITOR = "visitor-471932"
PASSED = Attempted(OLD, 1, "marked", 20, 20, True)


@pytest.fixture
def learner(desk):
    """A visitor at a station that has the first edition."""
    desk.publish()
    desk.forward(6)
    desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru")
    return desk


def bring(desk):
    desk.publish_module(next_edition())
    desk.forward(6)
    assert NEW in desk.agent.library.here()


def current(desk):
    return editions.module(desk.agent, "digits").edition


def old(desk):
    return desk.agent.library.edition(OLD)


def begin_exam(desk, answered=3):
    learn_up_to(desk, "exam")
    now = standing(desk.agent, old(desk))
    items = draw(old(desk).step("exam"), attempt_id=now.exam.attempt)[:answered]
    for item in items:
        learning.answer_exam(
            desk.agent, old(desk), attempt=now.exam.attempt, item_id=item, answer={"digit": "1"}
        )


def test_who_has_not_begun_gets_the_newest(learner):
    assert current(learner) == OLD
    bring(learner)
    assert current(learner) == NEW
    assert [one.edition for one in editions.modules(learner.agent)] == [NEW]


def test_an_older_edition_that_comes_later_is_not_the_newest(desk):
    desk.publish_module(next_edition())
    desk.publish()
    desk.forward(6)
    assert desk.agent.library.module("digits").edition == NEW


def test_a_module_that_is_half_done_goes_on(learner):
    learn_up_to(learner, "check")
    before = standing(learner.agent, old(learner))
    bring(learner)
    assert standing(learner.agent, editions.module(learner.agent, "digits")) == before


def test_an_exam_in_the_middle_goes_on_and_is_sent_as_it_was_begun(learner):
    begin_exam(learner)
    bring(learner)
    now = standing(learner.agent, editions.module(learner.agent, "digits"))
    assert (now.module.edition, now.exam.state, now.here.number) == (OLD, "open", 4)
    for item in draw(now.module.step("exam"), attempt_id=now.exam.attempt)[3:]:
        learning.answer_exam(
            learner.agent, now.module, attempt=now.exam.attempt, item_id=item, answer={"digit": "1"}
        )
    learner.agent.tick()
    (told,) = learner.hub.bodies("exam")
    assert (told.edition, len(told.answers)) == (OLD, 20)
    assert current(learner) == OLD  # until it is marked


def test_after_the_exam_is_passed_the_newest_is_offered(learner):
    learn_up_to(learner, "exam")
    sit_exam(learner)
    bring(learner)
    learner.hub.tell(VISITOR, attempts=(PASSED,), qualifications=("digits",))
    learner.forward(6)
    left = [step for step in old(learner).steps if not step.items]
    for step in left:
        learning.read_step(learner.agent, old(learner), step.id)
    assert current(learner) == NEW


def test_after_a_pass_has_lapsed_the_newest_is_offered_too(learner):
    learn_up_to(learner, "exam")
    sit_exam(learner)
    bring(learner)
    learner.hub.tell(VISITOR, attempts=(PASSED,), qualifications=())
    learner.forward(6)
    assert current(learner) == NEW


def test_who_passed_an_earlier_edition_reads_so_at_its_beginning(learner, browser):
    learn_up_to(learner, "exam")
    sit_exam(learner)
    assert "You passed an earlier edition." not in browser.get("/learn")
    bring(learner)
    learner.hub.tell(VISITOR, attempts=(PASSED,), qualifications=("digits",))
    learner.forward(6)
    for step in [step for step in old(learner).steps if not step.items]:
        learning.read_step(learner.agent, old(learner), step.id)
    assert "You passed an earlier edition." in browser.get("/learn")
    first, second = (one.id for one in learner.agent.library.edition(NEW).steps[:2])
    assert "You passed an earlier edition." in browser.get(f"/learn/digits/{first}")
    assert "You passed an earlier edition." not in browser.get(f"/learn/digits/{second}")


def test_what_lapsed_says_so_and_opens_its_exam(learner, browser):
    learn_up_to(learner, "exam")
    sit_exam(learner)
    learner.hub.tell(VISITOR, attempts=(PASSED,), qualifications=())
    learner.forward(6)
    assert "What you passed has ended." in browser.get("/learn")
    assert attempt_id(visitor=VISITOR, edition=OLD, try_number=2) in browser.get("/exam/digits")


def test_a_failed_exam_may_be_tried_again_in_its_edition(learner):
    learn_up_to(learner, "exam")
    sit_exam(learner)
    bring(learner)
    learner.hub.tell(VISITOR, attempts=(Attempted(OLD, 1, "marked", 1, 20, False),))
    learner.forward(6)
    now = standing(learner.agent, editions.module(learner.agent, "digits"))
    assert (now.module.edition, now.exam.state, now.exam.try_number) == (OLD, "failed", 2)


@pytest.mark.parametrize(
    "begun",
    [
        {"answering": (Answering(OLD, 1, ("e01",)),)},
        {"practised": (Practised(OLD, (), ("work",)),)},
    ],
    ids=["exam", "step"],
)
def test_begun_at_another_seat_it_goes_on_at_this_one(desk, begun):
    desk.publish()
    bring(desk)
    desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru", **begun)
    assert current(desk) == OLD


@pytest.mark.parametrize(
    "begun",
    [
        {"answering": (Answering(OLD, 1, ("e01",)),)},
        {"practised": (Practised(OLD, (), ("work",)),)},
    ],
    ids=["exam", "step"],
)
def test_what_has_not_come_to_this_seat_is_waited_for(desk, begun):
    bring(desk)
    desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru", **begun)
    with pytest.raises(Refusal) as refused:
        editions.module(desk.agent, "digits")
    assert refused.value.code == "module_coming"
    found = editions.shown(desk.agent)
    assert (found.modules, found.coming) == ((), ("Digits, anew",))


def test_a_module_of_which_nothing_came_is_named_as_far_as_it_is_known(desk):
    desk.hub.put(Edition("digits", OLD, "Read digits", "0" * 64))
    desk.forward(6)
    practised = (Practised(OLD, ("c01",)), Practised("pets-e1", ("p1",)))
    desk.sit_down("471932", seconds=6000, pin="4711", practised=practised)
    assert editions.shown(desk.agent).coming == ("Read digits", "pets")


def test_what_was_passed_elsewhere_is_not_waited_for(desk):
    bring(desk)
    attempts = (Attempted(OLD, 1, "marked", 20, 20, True),)
    desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru", attempts=attempts)
    assert current(desk) == NEW


def test_the_page_on_the_screen_is_answered_though_a_new_edition_came(browser):
    sit_down(browser)
    browser.get("/learn/digits")
    there = browser.path
    assert there == "/learn/digits/work"
    action = f'action="/learn/{OLD}/work"'
    assert action in browser.text
    bring(browser.desk)
    browser.send(f"/learn/{OLD}/work", module=OLD, step="work")
    assert browser.path == "/learn/digits/pay"
    assert current(browser.desk) == OLD


def test_the_result_is_shown_of_the_exam_that_was_sat(browser):
    sit_down(browser)
    learn_up_to(browser.desk, "exam")
    attempt = attempt_id(visitor=VISITOR, edition=OLD, try_number=1)
    for item in draw(old(browser.desk).step("exam"), attempt_id=attempt):
        browser.get("/exam/digits")
        fields = {"module": OLD, "attempt": attempt, "item": item}
        browser.send("/exam/answer", **fields, answer_digit="3")
    bring(browser.desk)
    browser.desk.hub.tell(VISITOR, attempts=(PASSED,), qualifications=("digits",))
    browser.desk.forward(6)
    assert "You passed" in browser.get(f"/exam/{OLD}")


def test_a_page_of_another_edition_than_the_one_begun_leads_to_that(browser):
    sit_down(browser)
    bring(browser.desk)
    browser.get("/learn/digits")
    browser.send(f"/learn/{NEW}/start", module=NEW, step="start")
    assert editions.module(browser.desk.agent, OLD).edition == NEW


def test_a_module_that_is_on_its_way_says_so(browser):
    attempts = (Practised("pets-e1", ("p1",)),)
    browser.desk.sit_down("471932", seconds=6000, pin="4711", practised=attempts)
    page = browser.get("/learn")
    assert "is on its way to this computer. What you did is kept." in page
    assert browser.get("/learn/pets").count("It comes from the desk. What you did is kept.") == 1
    assert browser.last.status_code == 409


def test_pictures_are_those_of_the_edition(browser):
    module = old(browser.desk)
    name = next(item.form.picture for item in module.items.values() if item.form.picture)
    browser.get(f"/media/{OLD}/{name}")
    assert browser.last.data == shipped("digits").files[name]
    assert StepKind.EXAM in {step.kind for step in module.steps}


def minor_edition(number=2):
    """The shipped module with other words and another number."""
    files = dict(shipped("digits").files)
    told = json.loads(files["module.json"]) | {"edition": number, "minor_of": number - 1}
    files["module.json"] = json.dumps(told).encode()
    del files[SUMS_FILE]
    return read_module({**files, SUMS_FILE: sums(files)})


def bring_minor(desk):
    module = minor_edition()
    content = pack_module(station_edition(module))
    name = desk.hub.keep(content)
    desk.hub.put(Edition(module.slug, NEW, module.title, name, module.minor_of), content)
    desk.forward(6)
    assert desk.agent.library.minor_of() == {NEW: OLD}


def now_in_current(desk):
    return standing(desk.agent, editions.module(desk.agent, "digits"))


def test_other_words_come_in_at_once_and_what_was_practised_stays(learner):
    learn_up_to(learner, "exam")
    before = standing(learner.agent, old(learner))
    bring_minor(learner)
    now = now_in_current(learner)
    assert now.module.edition == NEW
    assert (now.here.step.id, now.here.number) == (before.here.step.id, 1)
    assert (now.exam.state, now.exam.try_number) == ("new", 1)


def test_practised_at_another_seat_it_stays_too(desk):
    desk.publish()
    desk.forward(6)
    bring_minor(desk)
    practised = (Practised(OLD, ("c01",), ("work", "pay", "how")),)
    desk.sit_down("471932", seconds=6000, pin="4711", practised=practised)
    now = now_in_current(desk)
    assert (now.module.edition, now.attempt.tries["c01"]) == (NEW, (True,))
    assert "work" in now.attempt.seen


def test_a_second_try_is_not_told_as_the_first_of_the_new_words(learner):
    learn_up_to(learner, "check")
    item = standing(learner.agent, old(learner)).here.item
    wrong = str((int(item.gold["digit"]) + 1) % 10)

    def answer(digit, request_id):
        return learning.answer_practice(
            learner.agent,
            editions.module(learner.agent, "digits"),
            step_id="check",
            item_id=item.id,
            answer={"digit": digit},
            request_id=request_id,
        )

    answer(wrong, "first try at e1")
    bring_minor(learner)
    assert answer(item.gold["digit"], "second try at e2").done
    learner.agent.tick()
    told = [one for one in learner.hub.bodies("practice") if one.item == item.id]
    assert [(one.edition, one.right) for one in told] == [(OLD, False)]
    assert now_in_current(learner).tried[item.id].wrong == 1


def test_an_exam_in_the_middle_is_not_touched_by_other_words(learner):
    begin_exam(learner)
    bring_minor(learner)
    now = now_in_current(learner)
    assert (now.module.edition, now.exam.state, now.here.number) == (OLD, "open", 4)


def test_tries_are_counted_on(learner):
    learn_up_to(learner, "exam")
    sit_exam(learner)
    bring_minor(learner)
    learner.hub.tell(VISITOR, attempts=(Attempted(OLD, 1, "marked", 1, 20, False),))
    learner.forward(6)
    now = now_in_current(learner)
    assert (now.module.edition, now.exam.state, now.exam.try_number) == (NEW, "failed", 2)
    assert now.exam.attempt == attempt_id(visitor=VISITOR, edition=NEW, try_number=2)


def test_passed_is_passed(desk):
    desk.publish()
    desk.forward(6)
    bring_minor(desk)
    attempts = (PASSED, Attempted(OLD, 2, "marked", 1, 20, False))
    desk.sit_down("471932", seconds=6000, pin="4711", attempts=attempts, qualifications=("digits",))
    now = now_in_current(desk)
    assert (now.module.edition, now.exam.state, now.exam.marked.right) == (NEW, "passed", 20)
