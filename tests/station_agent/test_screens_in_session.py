"""The screens of a session over HTTP: learning, exams, tasks, earnings, the ending, looking around."""

import re

import pytest
from fakes.station_browser import PNG, learn_up_to, sit_down

from kiosk.protocol.exam_calls import Attempted
from kiosk.protocol.station_calls import Outcome
from kiosk.rules.modules import StepKind
from station_agent.states import State

NOT_COUNTED = "Nothing is counted here."
FIRST_COUNTS = "Your first answer counts."


def test_a_wrong_answer_opens_a_hint_and_the_page_survives_a_reload(browser):
    sit_down(browser)
    module = learn_up_to(browser, StepKind.CHECK)
    item = module.item("c01")
    wrong = str((int(item.gold["digit"]) + 1) % 10)
    fields = {"module": "digits", "step": "check", "item": "c01"}
    assert NOT_COUNTED in browser.get("/learn/digits/check/c01")
    assert NOT_COUNTED not in browser.get("/learn/digits/check/c02")
    for page in (
        browser.send("/learn/answer", **fields, answer_digit=wrong),
        browser.get(browser.path),
    ):
        assert item.hints[0] in page
        assert item.hints[1] not in page
        assert NOT_COUNTED not in page  # the feedback needs the room
    page = browser.send("/learn/answer", **fields, answer_digit=item.gold["digit"])
    assert item.why in page
    assert "Saved on this computer." in page


def test_an_empty_answer_is_named_at_its_field(browser):
    sit_down(browser)
    learn_up_to(browser, StepKind.CHECK)
    page = browser.send("/learn/answer", module="digits", step="check", item="c01")
    assert browser.last.status_code == 400
    assert 'href="#answer_digit"' in page or "answer_digit-error" in page


def test_an_exam_from_its_first_question_to_the_hubs_mark(browser):
    sit_down(browser)
    module = learn_up_to(browser, StepKind.EXAM)
    page = browser.get("/exam/digits")
    assert "18 of 20 right to pass." in page
    assert FIRST_COUNTS in page
    for number in range(20):
        assert number == 0 or FIRST_COUNTS not in page
        fields = {name: browser.hidden(name) for name in ("module", "attempt", "item")}
        page = browser.send("/exam/answer", **fields, answer_digit="3")
    assert "Your exam is saved" in page
    assert re.search(r'hx-get="/exam/[\w-]+" hx-trigger="every 3s"', page)
    marked = Attempted(module.edition, 1, "marked", right=20, asked=20, passed=True)
    browser.desk.hub.tell("visitor-471932", attempts=(marked,), qualifications=("digits",))
    browser.desk.forward(6)
    assert "You passed" in browser.get("/exam/digits")


def test_a_failed_exam_may_be_tried_again(browser):
    sit_down(browser)
    module = learn_up_to(browser, StepKind.EXAM)
    marked = Attempted(module.edition, 1, "marked", right=10, asked=20, passed=False)
    browser.desk.hub.tell("visitor-471932", attempts=(marked,))
    browser.desk.forward(6)
    assert "Not yet" in browser.get("/exam/digits")
    page = browser.get("/exam/digits?again=1")
    assert "Next question" in page


def test_tasks_one_after_the_other_by_their_pages(browser):
    sit_down(browser, hand=2)
    page = browser.get("/work")
    assert "An hour brings you" in page
    page = browser.send("/work/accept", batch="digits")
    assert "Which digit is this?" in page
    page = browser.send("/work/answer", assignment=browser.hidden("assignment"), answer_digit="4")
    assert "Saved on this computer." in page
    browser.send("/work/answer", assignment=browser.hidden("assignment"), answer_digit="5")
    assert browser.path == "/work"
    browser.desk.agent.tick()
    answers = [body.answer["digit"] for body in browser.desk.hub.bodies("submission")]
    assert answers == ["4", "5"]


def test_a_form_sent_twice_is_one_answer_and_the_same_next_page(browser):
    sit_down(browser, hand=3)
    browser.get("/work")
    browser.send("/work/accept", batch="digits")
    fields = {name: browser.hidden(name) for name in ("csrf_token", "request_id", "assignment")}
    for _ in range(2):
        browser.send("/work/answer", **fields, answer_digit="4")
        assert browser.hidden("assignment") == "assignment-2"
    browser.desk.agent.tick()
    assert len(browser.desk.hub.bodies("submission")) == 1


def test_with_the_links_down_the_visitor_is_told_the_truth(browser):
    sit_down(browser, hand=3)
    browser.get("/work")
    browser.send("/work/accept", batch="digits")
    browser.desk.hub.up = False
    browser.desk.forward(6)
    page = browser.send("/work/answer", assignment=browser.hidden("assignment"), answer_digit="4")
    assert "We send it when internet is back." in page
    assert "Desk not reachable" in page


@pytest.mark.parametrize(
    ("hub_up", "said"),
    [
        (True, "The requester looks at your answer."),
        (False, "Saved on this computer. We send it when internet is back."),
    ],
)
def test_earnings_say_where_an_answer_is(browser, hub_up, said):
    sit_down(browser, hand=1)
    browser.get("/work")
    browser.send("/work/accept", batch="digits")
    browser.desk.hub.up = hub_up
    browser.send("/work/answer", assignment=browser.hidden("assignment"), answer_digit="4")
    browser.desk.forward(6)
    assert said in browser.get("/earnings")


def test_with_only_the_internet_down_the_desk_is_still_there(browser):
    sit_down(browser)
    browser.desk.hub.exchange_away_since = browser.desk.clock.now()
    browser.desk.forward(6)
    page = browser.get("/home")
    assert "No internet right now" in page
    assert "Desk not reachable" not in page


def test_an_impossible_answer_keeps_what_was_typed(browser):
    form = {
        "prompt": "How many?",
        "fields": [{"name": "n", "kind": "number", "label": "Number"}],
    }
    sit_down(browser, hand=1, form=form)
    browser.get("/work")
    browser.send("/work/accept", batch="digits")
    page = browser.send("/work/answer", assignment="assignment-1", answer_n="about twelve")
    assert browser.last.status_code == 400
    assert 'value="about twelve"' in page


def test_a_draft_comes_back_and_its_form_still_fits_after_a_kill(browser):
    form = {"prompt": "Say it", "fields": [{"name": "text", "kind": "text", "label": "Text"}]}
    sit_down(browser, hand=1, form=form)
    browser.get("/work")
    page = browser.send("/work/accept", batch="digits")
    before = browser.last
    name = re.search(r'data-draft="([^"]*)"', page)[1]
    browser.send("/draft", draft=name, answer_text="half a sent")
    assert browser.last.status_code == 204
    browser.desk.restart()
    browser.start()
    assert "half a sent" in browser.get("/work/task")
    browser.last = before
    browser.send("/work/answer", assignment="assignment-1", answer_text="half a sentence")
    assert browser.last.status_code == 200
    browser.desk.forward(2)
    assert browser.desk.hub.bodies("submission")[0].answer == {"text": "half a sentence"}


def test_pictures_are_served_by_what_they_are(browser):
    sit_down(browser)
    picture, page = browser.desk.agent.blobs.put(PNG), browser.desk.agent.blobs.put(b"<script>")
    browser.get(f"/pictures/{picture}")
    assert browser.last.content_type == "image/png"
    browser.get(f"/pictures/{page}")
    assert browser.last.status_code == 404


def outcomes():
    form = {
        "prompt": "Again",
        "fields": [{"name": "digit", "kind": "text", "label": "Digit", "max_length": 1}],
    }
    return (
        Outcome("a1", "First", "RevisionRequested", 200, 1, reason="Look again", answer={"digit": "4"}, task={"form": form, "row": {}}),
        Outcome("a2", "Second", "RejectProposed", 200, 1, reason="Wrong", expectation="One digit"),
        Outcome("a3", "Third", "Approved", 200, 1),
        Outcome("a4", "Fourth", "Disputed", 200, 1),
        Outcome("a5", "Fifth", "Submitted", 200, 1),
        Outcome("a6", "Sixth", "Rejected", 200, 1, reason="Empty"),
    )  # fmt: skip


def test_home_says_that_an_answer_waits_to_be_done_again(browser):
    sit_down(browser)
    assert "to collect" in browser.get("/home")
    browser.desk.hub.tell("visitor-471932", outcomes=outcomes(), balance_minor=12_000)
    browser.desk.forward(6)
    assert "1 answer waits to be done again" in browser.get("/home")


def test_earnings_say_what_became_of_each_answer(browser):
    sit_down(browser)
    browser.desk.hub.tell("visitor-471932", outcomes=outcomes(), balance_minor=12_000)
    browser.desk.forward(6)
    page = browser.get("/earnings")
    for shown in (
        "KSh\N{NO-BREAK SPACE}120",
        "“Look again”",
        "“Wrong” Not met: One digit",
        "Older",
    ):
        assert shown in page
    page = browser.get("/earnings?page=1")
    for shown in ("The requester looks at your answer.", "“Empty”", "Newer"):
        assert shown in page
    assert "“Look again”" in browser.get("/earnings?page=x")


def test_a_second_go_begins_with_the_first_answer(browser):
    sit_down(browser)
    browser.desk.hub.tell("visitor-471932", outcomes=outcomes())
    browser.desk.forward(6)
    page = browser.get("/work/again/a1")
    assert 'value="4"' in page
    assert "Give it back" not in page
    page = browser.send("/work/answer", assignment="a1", answer_digit="9")
    assert browser.path == "/earnings"
    assert "Your second answer is saved." in page


@pytest.mark.parametrize(
    ("path", "fields", "said", "kind"),
    [
        ("/earnings/agree", {"assignment": "a2"}, "You agreed.", "accept"),
        ("/earnings/appeal/a2", {"words": "It is a 4"}, "You said it was right.", "appeal"),
    ],
)
def test_a_proposed_rejection_is_answered(browser, path, fields, said, kind):
    sit_down(browser)
    browser.desk.hub.tell("visitor-471932", outcomes=outcomes())
    browser.desk.forward(6)
    browser.get("/earnings/appeal/a2")
    assert said in browser.send(path, **fields)
    browser.desk.agent.tick()
    hub = browser.desk.hub
    kinds = [body.kind for body in hub.bodies("reaction")]
    assert kind in kinds + ["appeal" for _ in hub.bodies("appeal")]


def test_the_last_minute_takes_the_screen_but_not_the_answer(browser):
    sit_down(browser, hand=2)
    browser.get("/work")
    browser.send("/work/accept", batch="digits")
    page = browser.last
    browser.desk.forward(5940, step=30)
    assert browser.desk.agent.state is State.ENDING
    assert "Your time ends" in browser.get("/home")
    browser.last = page
    browser.send("/work/answer", assignment="assignment-1", answer_digit="4")
    assert browser.path == "/ending"
    browser.desk.agent.tick()
    assert len(browser.desk.hub.bodies("submission")) == 1


def test_the_poll_of_the_bar_is_never_answered_from_what_a_browser_kept(browser):
    sit_down(browser)
    browser.get("/bar")
    assert "ETag" not in browser.last.headers
    assert browser.last.headers["Cache-Control"] == "no-store"
    browser.desk.hub.order("message", words="We close at six")
    browser.desk.forward(6)
    assert "We close at six" in browser.get("/bar")


def test_the_poll_leads_to_the_ending_and_to_the_lock(browser):
    sit_down(browser)
    browser.desk.forward(5940, step=30)
    browser.get("/bar", **{"HX-Request": "true"})
    assert browser.last.headers["HX-Redirect"] == "/ending"
    browser.desk.agent.finish()
    browser.get("/bar", **{"HX-Request": "true"})
    assert browser.last.headers["HX-Redirect"] == "/"


def test_anyone_may_look_around_for_five_free_minutes(browser):
    page = browser.get("/look")
    assert "You never pay to work." in page
    assert "5 min left" in page
    assert "What this work is" in browser.get("/look/digits/work")
    browser.get("/look/digits/check")
    assert browser.last.status_code == 404
    browser.desk.forward(301, step=60)
    browser.get("/look/digits/work")
    assert browser.path == "/"


def test_nobody_looks_around_in_somebody_elses_session(browser):
    sit_down(browser)
    browser.get("/look")
    assert browser.path == "/home"


def test_pages_carry_the_houses_headers_and_no_cookie(browser):
    browser.get("/")
    headers = browser.last.headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


def test_no_page_needs_anything_from_elsewhere(browser):
    sit_down(browser, hand=2)
    for path in ("/home", "/learn", "/learn/digits/work", "/work", "/earnings", "/finish"):
        assert not re.search(r'(?:src|href|action)="https?:', browser.get(path)), path
