"""A module in the visitor's language: chosen by itself where it has it, or on the page Learn."""

import re

import pytest
from fakes.seat import shipped
from fakes.station_browser import Browser
from markupsafe import escape

from kiosk.rules.forms import SINGLE
from kiosk.rules.module_translations import tables
from kiosk.rules.modules import StepKind
from station_agent.player import learning

TITLES = {
    "en": "What micro-tasks are and what they pay",
    "es": "Qué son las microtareas y cuánto pagan",
    "ar": "ما هي المهام الصغيرة وكم تدفع",
}


@pytest.fixture
def learner(desk):
    """Somebody sits at a station that has a module in five languages and one in one."""
    for slug in ("what-it-is", "digits"):
        desk.publish(slug)
    desk.hub.put_window(beat_interval_s=5)
    desk.forward(6)
    browser = Browser(desk)
    browser.get("/")
    return browser


def sit_down(browser, *, language="en", code="471932"):
    browser.desk.agent.choose_language(language)
    browser.desk.sit_down(code, seconds=6000, pin="4711", name="Grace Wanjiru")


def choose(browser, language):
    browser.get("/learn")
    return browser.send("/learn/language", language=language)


def pressed(page):
    return re.search(r'value="([a-z]+)" lang="[a-z]+" aria-pressed="true"', page)[1]


def test_it_is_read_in_the_visitors_own_language_where_it_has_that(learner):
    sit_down(learner, language="ar")
    page = learner.get("/learn")
    assert TITLES["ar"] in page
    assert pressed(page) == "ar"
    page = learner.get("/learn/what-it-is")
    assert 'lang="ar" dir="rtl"' in page
    assert "عمل صغير على الحاسوب" in page


def test_another_language_is_chosen_and_holds_for_steps_and_practice(learner):
    sit_down(learner)
    assert TITLES["en"] in learner.get("/learn")
    page = choose(learner, "es")
    assert TITLES["es"] in page
    assert pressed(page) == "es"
    assert "In English" in page  # the other module has no Spanish
    page = learner.get("/learn/what-it-is/small")
    assert 'lang="es" dir="ltr"' in page
    assert "Un trabajo pequeño" in page
    item = shipped("what-it-is").items["p01"]
    page = learner.get("/learn/what-it-is/practice/p01")
    assert "¿Cuánto paga la mayoría de las tareas?" in page
    fields = {name: learner.hidden(name) for name in ("module", "step", "item")}
    page = learner.send("/learn/answer", **fields, answer_answer="b")
    assert "Es demasiado. Dos dólares ya es mucho." in page
    assert item.hints[0] not in page
    page = learner.send("/learn/answer", **fields, answer_answer=item.gold["answer"])
    assert "Un trabajo pequeño tiene un precio pequeño." in page


def given(item):
    field = item.form.fields[0]
    gold = item.gold[field.name]
    return {field.name: gold if field.kind in SINGLE else gold.split("|")}


def learn_up_to_the_exam(desk):
    module = desk.agent.library.module("what-it-is")
    for step in module.steps:
        if step.kind is StepKind.EXAM:
            return
        if not step.items:
            learning.read_step(desk.agent, module, step.id)
        for name in step.items:
            learning.answer_practice(
                desk.agent,
                module,
                step_id=step.id,
                item_id=name,
                answer=given(module.item(name)),
                request_id=f"answer-{name}",
            )


def test_an_exam_is_asked_in_the_chosen_language_and_answered_by_the_same_values(learner):
    sit_down(learner)
    choose(learner, "es")
    learn_up_to_the_exam(learner.desk)
    spanish = tables(shipped("what-it-is").files)["es"].words
    asked = set()
    for _question in range(3):
        page = learner.get("/exam/what-it-is")
        item = shipped("what-it-is").items[learner.hidden("item")]
        assert 'lang="es" dir="ltr"' in page
        assert escape(spanish[item.form.prompt]) in page
        fields = {name: learner.hidden(name) for name in ("module", "attempt", "item")}
        answer = {f"answer_{name}": value for name, value in given(item).items()}
        learner.send("/exam/answer", **fields, **answer)
        asked.add(item.id)
        assert learner.hidden("item") not in asked  # the next one: it was taken


def test_what_no_native_speaker_has_read_is_marked_where_one_chooses(learner):
    sit_down(learner)
    page = learner.get("/learn")
    assert "Not yet read by a native speaker." in page
    assert re.search(r'value="es"[^>]*aria-describedby="not-read"', page)
    assert not re.search(r'value="en"[^>]*aria-describedby="not-read"', page)


def test_the_choice_ends_with_the_session(learner):
    sit_down(learner)
    choose(learner, "sw")
    learner.send("/finish")
    learner.desk.forward(120)
    sit_down(learner, code="471933")
    assert TITLES["en"] in learner.get("/learn")


def test_a_killed_agent_knows_the_choice_again(learner):
    sit_down(learner)
    choose(learner, "es")
    learner.desk.restart()
    learner.start()
    learner.desk.forward(6)
    assert TITLES["es"] in learner.get("/learn")


@pytest.mark.parametrize("language", ["tlh", "", "../es"])
def test_a_language_that_nothing_here_has_is_refused(learner, language):
    sit_down(learner)
    choose(learner, language)
    assert learner.last.status_code == 400
    assert TITLES["en"] in learner.get("/learn")


def test_where_there_is_one_language_there_is_nothing_to_choose(desk):
    desk.publish("digits")
    desk.forward(6)
    browser = Browser(desk)
    sit_down(browser)
    assert "Modules in:" not in browser.get("/learn")
    assert desk.agent.library.in_language(desk.agent.library.module("digits"), "es") is None


def titles(page):
    return re.findall(r"<h2[^>]*><bdi>(.*?)</bdi></h2>", page)


def test_many_modules_stand_on_pages_as_the_site_took_them_in(desk):
    for slug in ("welcome", "what-it-is", "digits", "surveys"):
        desk.publish(slug)
    desk.hub.put_window(beat_interval_s=5)
    desk.forward(6)
    browser = Browser(desk)
    sit_down(browser)
    page = browser.get("/learn")
    assert titles(page) == ["Welcome", TITLES["en"], "Read handwritten digits"]
    assert "/learn?page=1" in page
    for last in ("/learn?page=1", "/learn?page=9999"):
        assert titles(browser.get(last)) == ["Surveys and your privacy"]
    for first in ("/learn?page=-1", "/learn?page=x", "/learn?page=99999", "/learn?page=٣"):
        assert titles(browser.get(first))[0] == "Welcome"


def test_what_was_begun_stands_first_and_what_is_done_last(desk):
    for slug in ("welcome", "what-it-is", "digits"):
        desk.publish(slug)
    desk.hub.put_window(beat_interval_s=5)
    desk.forward(6)
    browser = Browser(desk)
    sit_down(browser)
    browser.get("/learn/digits/work")
    browser.send("/learn/digits/work")
    for step in shipped("welcome").steps:
        browser.get(f"/learn/welcome/{step.id}")
        browser.send(f"/learn/welcome/{step.id}")
    assert titles(browser.get("/learn")) == ["Read handwritten digits", TITLES["en"], "Welcome"]
