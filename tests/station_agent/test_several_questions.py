"""A form of several questions at a seat: each is marked by itself, and what was right stays."""

import json

import pytest
from fakes.station_browser import Browser, sit_down

from kiosk.rules.module_files import SUMS_FILE, read_module, sums

COLUMNS = "id,pool,type,form,gold,feedback_wrong,hint1,why,feedback_for:total.450\n"
GOLD = '"{""shop"": ""Mama Njeri|Njeri"", ""total"": ""900"", ""paid"": ""phone""}"'
ROWS = (
    f"p1,practice,form,receipt,{GOLD},Look again.,It stands below.,So it is.,Of one piece.\n"
    f"x1,exam,form,receipt,{GOLD},,,,\n"
)
RECEIPT = {
    "prompt": "Copy the receipt",
    "help": "Letter by letter.",
    "fields": [
        {"name": "shop", "kind": "text", "label": "The shop", "max_length": 60},
        {"name": "total", "kind": "number", "label": "The total"},
        {"name": "paid", "kind": "choice", "options": [{"value": "cash"}, {"value": "phone"}]},
    ],
}
HEAD = {
    "schema": 1,
    "slug": "receipts",
    "edition": 1,
    "title": "Receipts",
    "lang": "en",
    "minutes": 5,
    "licence": "CC0",
    "forms": {"receipt": RECEIPT},
    "steps": [
        {"id": "try", "kind": "practice", "title": "Try"},
        {"id": "exam", "kind": "exam", "title": "Exam"},
    ],
}


@pytest.fixture
def browser(desk):
    files = {"module.json": json.dumps(HEAD).encode(), "items.csv": (COLUMNS + ROWS).encode()}
    desk.publish_module(read_module({**files, SUMS_FILE: sums(files)}))
    desk.hub.put_window(beat_interval_s=5)
    desk.forward(6)
    browser = Browser(desk)
    sit_down(browser)
    browser.get("/learn/receipts/try/p1")
    return browser


def answer(browser, **answers):
    given = {f"answer_{name}": value for name, value in answers.items()}
    hidden = {"module": "receipts-e1", "step": "try", "item": "p1"}
    return browser.send("/learn/answer", **hidden, **given)


def test_each_question_says_whether_it_is_right(browser):
    page = answer(browser, shop="njeri", total="450", paid="cash")
    assert page.count("player__mark--right") == 1
    assert page.count("player__mark--wrong") == 2
    assert page.count("Of one piece.") == 2  # of all of it, and beside its question


def test_what_was_typed_stays_to_be_mended(browser):
    page = answer(browser, shop="Njeri", total="450", paid="cash")
    assert 'value="Njeri"' in page
    assert 'value="450"' in page
    assert "option--wrong" in page
    assert "checked" not in page


def test_at_the_end_every_question_shows_its_answer(browser):
    for _ in range(2):
        page = answer(browser, shop="Njeri", total="450", paid="cash")
    assert "So it is." in page
    assert "900" in page
    assert page.count("The answer:") == 1  # a spelling that counts needs no other
    assert "option--right" in page


def test_an_exam_shows_the_help_of_its_questions(browser):
    answer(browser, shop="Njeri", total="900", paid="phone")
    assert "Letter by letter." in browser.get("/exam/receipts")
