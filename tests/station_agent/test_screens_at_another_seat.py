"""What a visitor sees who goes on at this seat with what was begun at another one."""

from fakes.seat import terms
from fakes.station_browser import learn_up_to, sit_down

from kiosk.protocol.bodies import Hand, Slot
from kiosk.protocol.exam_calls import Answering
from kiosk.rules.modules import StepKind, attempt_id, draw

VISITOR = "visitor-471932"
NUMBER = "<bdi>{}</bdi> of <bdi>20</bdi>"


def elsewhere(browser, module, answered):
    attempt = attempt_id(visitor=VISITOR, edition=module.edition, try_number=1)
    items = draw(module.step("exam"), attempt_id=attempt)[:answered]
    browser.desk.hub.tell(VISITOR, answering=(Answering(module.edition, 1, items),))
    browser.desk.forward(6)


def test_the_exam_goes_on_with_its_next_question(browser):
    sit_down(browser)
    module = learn_up_to(browser, StepKind.EXAM)
    assert NUMBER.format(1) in browser.get("/exam/digits")
    elsewhere(browser, module, 4)
    assert NUMBER.format(5) in browser.get("/exam/digits")


def test_a_page_from_before_skips_to_the_question_that_is_open(browser):
    sit_down(browser)
    module = learn_up_to(browser, StepKind.EXAM)
    browser.get("/exam/digits")
    fields = {name: browser.hidden(name) for name in ("module", "attempt", "item")}
    elsewhere(browser, module, 4)
    assert NUMBER.format(5) in browser.send("/exam/answer", **fields, answer_digit="3")


def test_an_exam_that_was_answered_elsewhere_is_on_its_way(browser):
    sit_down(browser)
    module = learn_up_to(browser, StepKind.EXAM)
    elsewhere(browser, module, 20)
    assert "Your exam is saved" in browser.get("/exam/digits")
    browser.desk.forward(2)
    assert len(browser.desk.hub.bodies("exam")) == 1


def test_the_task_goes_on_with_what_was_typed(browser):
    sit_down(browser, hand=1)
    browser.get("/work")
    browser.send("/work/accept", batch="digits")
    task = browser.hidden("assignment")
    browser.send("/draft", draft=f"work:{task}", answer_digit="4")
    browser.desk.forward(2)
    browser.desk.agent.finish()
    browser.desk.forward(2)
    assert browser.desk.hub.bodies("session_closed")[-1].begun == task
    session = sit_down(browser)
    picture = f"sha256:{browser.desk.hub.keep(b'picture 1')}"
    slot, until = Slot(task, "digits", {"image": picture}), browser.desk.clock.now() + 10**8
    begun = Hand(session, VISITOR, until, (terms(),), (slot,), begun=task)
    browser.desk.hub.put(begun, b"picture 1")
    browser.desk.forward(6)
    assert "Go on" in browser.get("/work")
    page = browser.send("/work/accept", batch="digits")
    assert browser.hidden("assignment") == task
    assert 'value="4" data-key="4" checked' in page
