"""A mentor writes a module of three questions by keys, publishes it, and a learner takes it at a seat."""

import re

from browser import desk, visitor
from browser.watched import TYPING_MS
from playwright.sync_api import expect

QUESTIONS = (
    ("Which one barks?", ("A cat", "A dog", "A cow")),
    ("Which one meows?", ("A cat", "A dog", "A cow")),
    ("Which one gives milk?", ("A cat", "A dog", "A cow")),
)
RIGHT = (2, 1, 3)
PLACES = (2, 1, 1)
"""Where the right ones stand when they are asked: the last one is drawn to the front."""
EDGE = {"x": 3, "y": 20}
PREVIEW = ".seen__page"


def typed(page, field, words):
    page.focus(f"#{field}")
    page.keyboard.type(words, delay=TYPING_MS)


def kept(page, field, words):
    """Typed, and the hub has it: what is typed is sent by itself a moment later."""
    with page.expect_response(lambda answer: words in (answer.request.post_data or "")) as answer:
        typed(page, field, words)
    assert answer.value.ok


def press(page, button):
    """A button by the Enter key; then its next page."""
    page.get_by_role("button", name=button, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def chosen(page, field, word):
    """One of a list, by its first letters."""
    page.focus(f"#{field}")
    page.keyboard.type(word, delay=TYPING_MS)


def write_question(page, prompt, answers, right):
    press(page, "Add the question")
    typed(page, "prompt", prompt)
    for n, words in enumerate(answers, start=1):
        typed(page, f"option{n}", words)
        typed(page, f"said{n}", f"{words} is another one.")
    page.focus(f"#gold{right}")
    page.keyboard.press("Space")
    typed(page, "wrong", "Look again.")
    typed(page, "hint1", "Think of a farm.")
    kept(page, "why", "That is so.")
    expect(page.locator(".save-bar [data-saved]")).to_contain_text("Saved")
    expect(page.frame_locator(PREVIEW).locator("h1")).to_have_text(prompt)


def the_last_answer_is_drawn_to_the_front(page):
    """With what is said to it and the mark that it is right; the hub has it so too."""
    line = page.locator("[data-line]")
    with page.expect_response(lambda answer: "A cow" in (answer.request.post_data or "")) as kept:
        line.nth(2).drag_to(line.nth(0), source_position=EDGE, target_position=EDGE)
    assert kept.value.ok
    page.reload()
    for n, words in enumerate(("A cow", "A cat", "A dog"), start=1):
        expect(page.locator(f"#option{n}")).to_have_value(words)
        expect(page.locator(f"#said{n}")).to_have_value(f"{words} is another one.")
    expect(page.locator("#gold1")).to_be_checked()


def test_a_module_is_written_by_keys_published_and_taken_at_a_seat(open_tab, site):
    mentor = desk.sign_in(open_tab("mentor"), site, role="mentor")
    page = mentor.go(f"{site.panel}/modules/drafts").page
    typed(page, "title", "Know pets")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    draft = page.url
    press(page, "Add the step")
    typed(page, "title", "Pets")
    kept(page, "text", "Pets live with us.")
    expect(page.frame_locator(PREVIEW).locator("h1")).to_have_text("Pets")
    mentor.see("draft-step")
    for (prompt, answers), right in zip(QUESTIONS, RIGHT, strict=True):
        page.goto(draft)
        write_question(page, prompt, answers, right)
    page.reload()  # else the preview is drawn anew beneath the hand
    shown = page.frame_locator(PREVIEW)
    shown.get_by_text("A dog").click()
    shown.get_by_role("button", name="Check my answer").click()
    expect(shown.locator(".feedback")).to_contain_text("A dog is another one.")
    the_last_answer_is_drawn_to_the_front(page)
    mentor.see("draft-question")
    page.goto(draft)
    chosen(page, "step-kind", "Practice")
    press(page, "Add the step")
    kept(page, "title", "Try it")
    expect(page.locator(".save-bar [data-saved]")).to_contain_text("Saved")
    page.goto(draft)
    mentor.see("draft")
    press(page, "Check and publish")
    expect(page.locator(".toast")).to_contain_text("know-pets-e1 is published")

    code = desk.voucher(desk.has_shift(desk.sign_in(open_tab("desk"), site), site), site)
    learner = open_tab("learner").go(site.stations[1])
    visitor.type_code(learner, code)
    seat = learner.page
    while not seat.goto(f"{site.stations[1]}/learn/know-pets").ok:
        seat.wait_for_timeout(500)
    expect(seat.locator("h1")).to_have_text("Pets")
    learner.press_and_go("Enter")
    for (prompt, _answers), right in zip(QUESTIONS, PLACES, strict=True):
        expect(seat.locator("h1")).to_have_text(prompt)
        visitor.answer(learner, str(right))
        expect(seat.locator(".feedback")).to_contain_text("Right")
        learner.press_and_go("Enter")
    seat.wait_for_url(re.compile("/learn"))
    visitor.finish(learner, site.stations[1])
