"""A seat as one of a room: where its learner is, a hand, what a mentor sends, a held screen."""

import re

import msgspec
import pytest
from fakes.station_browser import learn_up_to, sit_down

from kiosk.protocol.bodies import HouseRules, HouseText
from kiosk.protocol.room_calls import Show
from kiosk.rules.modules import StepKind


@pytest.fixture
def learner(browser):
    sit_down(browser)
    return browser


def told(browser):
    """What the hub heard last of the learner."""
    browser.desk.forward(6)
    return browser.desk.agent.room.report()


def order(browser, kind, words="", **show):
    """A mentor's order reaches the seat."""
    session = browser.desk.agent.sitting.kept.session
    words = msgspec.json.encode(Show(**show)).decode() if show else words
    browser.desk.hub.order(kind, session=session, words=words)
    browser.desk.forward(6)


def poll(browser, place):
    """The poll of the bar on a page; returns where it leads, "" for nowhere."""
    answer = browser.client.get(
        "/bar",
        base_url="http://127.0.0.1:8070",
        headers={"HX-Request": "true", "HX-Current-URL": f"http://127.0.0.1:8070{place}"},
    )
    return answer.headers.get("HX-Redirect", "")


def answer(browser, digit):
    here = browser.path.split("/")
    browser.send("/learn/answer", module=here[2], step=here[3], item=here[4], answer_digit=digit)


def test_the_place_of_a_learner_is_told_and_the_last_answer(learner):
    assert told(learner) is None
    learn_up_to(learner, StepKind.PRACTICE)
    learner.get("/learn/digits")
    here = told(learner)
    assert (here.edition, here.step, here.item, here.last) == ("digits-e1", "practice", "p01", "")
    module = learner.desk.agent.library.module("digits")
    gold = module.item("p01").gold["digit"]
    answer(learner, str((int(gold) + 1) % 10))
    assert told(learner).last == "wrong"
    answer(learner, gold)
    assert told(learner).last == "right"


def test_a_beat_goes_at_once_when_something_was_answered(learner):
    woken = []
    learner.desk.agent.room.changed = lambda: woken.append(1)
    learner.get("/learn/digits")
    assert woken == [1]
    learner.get("/learn/digits")
    assert woken == [1]


def test_who_types_is_not_stuck(learner):
    learn_up_to(learner, StepKind.PRACTICE)
    learner.get("/learn/digits")
    before = told(learner)
    learner.desk.clock.forward(seconds=30)
    learner.send("/draft", draft="item:digits-e1:p01", answer_digit="7")
    after = told(learner)
    assert (after.moved > before.moved, after.since) == (True, before.since)


def test_who_leaves_the_module_is_elsewhere(learner):
    learner.get("/learn/digits")
    learner.get("/home")
    assert told(learner) is None


def test_a_hand_goes_up_and_down_and_the_page_stays(learner):
    learner.get("/learn/digits")
    learner.send("/hand", up="1")
    assert "Hand is up" in learner.text
    since = told(learner).hand
    assert since
    order(learner, "coming", "Otieno J.")
    assert told(learner).coming
    assert "Otieno J. is coming to you." in learner.get("/learn/digits")
    order(learner, "helped")
    assert "Raise hand" in learner.get("/learn/digits")
    assert "is coming" not in learner.text


def test_the_browser_gets_only_the_bar_back(learner):
    learner.get("/learn/digits")
    token = learner.hidden("csrf_token")
    answer = learner.client.post(
        "/hand",
        base_url="http://127.0.0.1:8070",
        data={"csrf_token": token, "up": "1"},
        headers={"HX-Request": "true"},
    )
    assert (answer.status_code, "<html" in answer.text) == (200, False)


@pytest.mark.parametrize(
    ("show", "path"),
    [
        ({"slug": "digits"}, "/learn/digits-e1/work"),
        ({"slug": "digits", "step": "pay"}, "/learn/digits-e1/pay"),
        ({"slug": "digits", "step": "practice"}, "/learn/digits-e1/practice/p01"),
        ({"slug": "digits", "step": "practice", "item": "p03"}, "/learn/digits-e1/practice/p03"),
    ],
)
def test_what_is_sent_opens_at_the_next_poll(learner, show, path):
    order(learner, "show", **show, by="Otieno J.")
    assert poll(learner, "/home") == "/room/sent"
    learner.get("/room/sent")
    assert learner.path == path
    assert "Otieno J. opened this for you." in learner.text
    assert poll(learner, path) == ""


def test_what_is_sent_waits_while_an_exam_is_on_the_screen(learner):
    learn_up_to(learner, StepKind.EXAM)
    learner.get("/exam/digits")
    order(learner, "show", slug="digits", step="pay", by="Otieno J.")
    order(learner, "hold", "Eyes on me")
    assert poll(learner, "/exam/digits") == ""
    assert learner.get("/exam/digits")
    assert learner.path == "/exam/digits"
    order(learner, "unhold")
    learner.get("/home")
    assert poll(learner, "/home") == "/room/sent"


def test_an_exam_can_be_opened_from_afar(learner):
    learn_up_to(learner, StepKind.EXAM)
    order(learner, "show", slug="digits", step="exam")
    learner.get("/room/sent")
    assert learner.path == "/exam/digits-e1"
    here = told(learner)
    assert here.step == "exam"


def test_a_half_typed_answer_is_still_there_afterwards(learner):
    learn_up_to(learner, StepKind.PRACTICE)
    learner.get("/learn/digits")
    learner.send("/draft", draft="item:digits-e1:p01", answer_digit="7")
    order(learner, "show", slug="digits", step="pay")
    learner.get("/room/sent")
    page = learner.get("/learn/digits-e1/practice/p01")
    assert re.search(r'value="7"[^>]* checked', page)


def test_a_module_that_is_not_here_is_reported(learner):
    order(learner, "show", slug="of-tomorrow")
    assert learner.desk.agent.room.sent is None
    assert poll(learner, "/home") == ""


def test_nothing_was_sent(learner):
    for place in ("/room/sent", "/room/question", "/room/held"):
        learner.get(place)
        assert learner.path == "/home"


def test_a_held_screen_says_its_word_and_goes_back_by_itself(learner):
    learner.get("/learn/digits-e1/pay")
    order(learner, "hold", "Eyes on me")
    assert poll(learner, "/learn/digits-e1/pay") == "/room/held"
    assert "Eyes on me" in learner.get("/learn/digits-e1/pay")
    assert poll(learner, "/room/held") == ""
    order(learner, "unhold")
    assert poll(learner, "/room/held") == "/learn/digits-e1/pay"


def test_no_word_holds_a_screen_for_ever(learner):
    order(learner, "hold", "Eyes on me")
    learner.desk.forward(901, step=300)
    assert poll(learner, "/room/held") == "/home"


def test_no_screen_is_held_while_the_desk_is_away(learner):
    order(learner, "hold", "Eyes on me")
    learner.desk.hub.up = False
    learner.desk.forward(20)
    assert learner.desk.agent.room.held == ""


def ask(browser, *, tells=False, item="p01", name="question-1"):
    shown = {"slug": "digits", "step": "practice", "item": item, "by": "Otieno J."}
    order(browser, "show", **shown, ask=name, tells=tells)
    browser.get("/room/sent")


def reply(browser, digit, name="question-1"):
    fields = {"module": "digits", "step": "practice", "item": "p01", "ask": name}
    browser.send("/room/question", **fields, answer_digit=digit)


def test_a_question_of_the_room_is_answered_once_and_its_answer_is_told(learner):
    ask(learner)
    assert learner.path == "/room/question"
    reply(learner, "7")
    assert "Your answer is in" in learner.text
    reply(learner, "1")
    here = told(learner)
    assert (here.asked, here.chosen) == ("question-1", ("7",))
    (sent,) = [one for one in learner.desk.hub.bodies("practice") if one.item == "p01"]
    assert sent.answer == {"digit": "7"}


def test_a_drill_asks_anew_and_tells_at_once_what_is_right(learner):
    module = learn_up_to(learner, StepKind.PRACTICE)
    learner.get("/learn/digits")
    answer(learner, module.item("p01").gold["digit"])
    ask(learner, tells=True)
    assert 'name="ask"' in learner.text
    reply(learner, str((int(module.item("p01").gold["digit"]) + 1) % 10))
    assert "This is the answer" in learner.text
    learner.desk.forward(6)
    told_once = [one for one in learner.desk.hub.bodies("practice") if one.item == "p01"]
    assert [one.right for one in told_once] == [True]
    ask(learner, tells=True, name="question-2")
    reply(learner, module.item("p01").gold["digit"], "question-2")
    assert "Right" in learner.text


def test_an_answer_to_the_question_before_changes_nothing(learner):
    ask(learner, name="question-2")
    reply(learner, "7", "question-1")
    assert told(learner).asked == ""
    assert learner.path == "/room/question"


def test_an_answer_of_no_shape_stays_on_its_page(learner):
    ask(learner)
    reply(learner, "seven")
    assert learner.last.status_code == 400
    assert learner.path == "/room/question"


def test_what_is_asked_in_exams_is_asked_nowhere_else(learner):
    ask(learner, item="e01")
    assert learner.last.status_code == 404


def test_nothing_of_the_room_stays_for_the_next_visitor(learner):
    learner.send("/hand", up="1")
    order(learner, "hold", "Eyes on me")
    learner.desk.agent.finish()
    room = learner.desk.agent.room
    assert (room.report(), room.held, room.sent) == (None, "", None)


def test_a_finished_module_is_told_and_stays_told(learner):
    room = learner.desk.agent.room
    room.finished("digits-e1")
    room.left()
    assert (told(learner).edition, told(learner).step) == ("digits-e1", "")


def test_the_house_rules_come_before_what_a_mentor_sends(browser):
    browser.desk.hub.put(HouseRules(1, (HouseText("en", ("No food here.",)),)))
    browser.desk.forward(6)
    sit_down(browser)
    order(browser, "show", slug="digits", step="pay")
    order(browser, "hold", "Eyes on me")
    assert poll(browser, "/rules") == ""
    browser.get("/home")
    assert browser.path == "/rules"


def pause(browser, words):
    order(browser, "pause", words)
    return browser.get("/")


def test_a_paused_seat_says_who_paused_it_and_that_no_time_runs(learner):
    used = learner.desk.agent.sitting.used_s
    page = pause(learner, "Otieno J.\nLunch until 12:30")
    assert "Otieno J. has paused this seat." in page.replace("<bdi>", "").replace("</bdi>", "")
    assert "Lunch until 12:30" in page
    before = learner.desk.agent.sitting.used_s
    learner.desk.forward(600, step=60)
    assert learner.desk.agent.sitting.used_s == before
    order(learner, "resume")
    assert learner.desk.agent.state.value == "open"
    assert before - used < 15


def test_a_pause_outlasts_the_hub_and_the_visitor_goes_on_with_the_code(learner):
    pause(learner, "Otieno J.\n")
    before = learner.desk.agent.sitting.used_s
    learner.desk.hub.up = False
    learner.desk.forward(3_600, step=600)
    agent = learner.desk.agent
    assert (agent.state.value, agent.sitting.used_s) == ("paused", before)
    agent.sitting.resume()
    assert agent.state.value == "open"


def test_a_pause_without_a_name_is_of_the_desk(learner):
    assert "The desk has paused this seat." in pause(learner, "")


def test_the_next_visitor_reads_nothing_of_who_paused_the_last(learner):
    pause(learner, "Otieno J.\nLunch")
    learner.desk.agent.finish()
    assert learner.desk.agent.orders.paused_by.name == ""
