"""What a visitor does at a station. Nothing may scroll there, so every look checks it."""

import csv
import io
from importlib import resources

from playwright.sync_api import expect

READ_STEPS = 6


def gold():
    """The right digit of every item of the shipped module."""
    text = (resources.files("kiosk") / "shipped" / "digits" / "items.csv").read_text("utf-8")
    return {row["id"]: row["gold"] for row in csv.DictReader(io.StringIO(text))}


def see(tab, name):
    return tab.see(name, may_scroll=False)


def type_code(tab, code):
    tab.type(code).press_and_go("Enter")


def open_with_pin(tab, url, code, pin):
    """Code, Enter, PIN, Enter."""
    tab.go(url)
    type_code(tab, code)
    type_code(tab, pin)


def finish(tab, url):
    """End the session by keys and wait for the lock."""
    tab.go(f"{url}/finish")
    tab.press_and_go("f")
    expect(tab.page.locator("#code")).to_be_visible()


def read_steps(tab, *, look):
    """All steps to read; a closer look at those of these numbers."""
    for number in range(1, READ_STEPS + 1):
        if number in look:
            see(tab, f"step-{number}")
        tab.press_and_go("Enter")


def answer(tab, digit):
    """One answer by keys."""
    tab.press(digit).press_and_go("Enter")


def item_here(tab):
    return tab.page.input_value("[name=item]")


def practise(tab, right, *, until):
    """Answer items right, each with its Next, until this one; None: until the exam."""
    while item_here(tab) != until and not tab.page.locator("[name=attempt]").count():
        answer(tab, right[item_here(tab)])
        tab.press_and_go("Enter")


def sit_exam(tab, right, *, questions=20):
    for _ in range(questions):
        answer(tab, right[item_here(tab)])
