"""A learner writes to the mentor at a real seat, and the mentor's points and words come back."""

import re

import pytest
from browser import desk, visitor
from playwright.sync_api import expect

PIN = "2580"
NAME = "Ruth Achieng"
WORDS = "I save KSh 200 each Friday."
STEP = "/learn/next-step/look-back"


@pytest.fixture
def mentor(open_tab, site):
    return desk.sign_in(open_tab("mentor"), site, role="mentor")


@pytest.fixture
def code(open_tab, site):
    """A card, with time to sit."""
    panel = desk.sign_in(open_tab("desk"), site)
    code = desk.register(panel, site, NAME, PIN)
    desk.has_shift(panel, site)
    panel.go(f"{site.panel}/people?q={code}").page.get_by_role("link", name=NAME).click()
    desk.sell_here(panel, "1")
    return code


@pytest.fixture
def book(mentor, site, code):
    """The gradebook of a class that Ruth is in and that takes the module."""
    page = mentor.go(f"{site.panel}/classes/new").page
    page.fill("#title", "Saving, mornings")
    page.locator("form button[type=submit].button--go").click()
    page.wait_for_url(re.compile(r"/classes/(?!new)[^/]+"))
    made = re.match(r".*/classes/[^/?]+", page.url)[0]
    page.goto(f"{made}/plan")
    page.select_option("#edition", "next-step-e2")
    page.locator("form:has(#edition) button[type=submit]").click()
    mentor.reads("Your own device")
    page.goto(made)
    page.fill("#who", code)
    page.locator("form:has(#who) button[type=submit]").click()
    expect(page.get_by_role("cell", name=NAME)).to_be_visible()
    return f"{made}/gradebook"


def test_words_go_to_the_mentor_and_come_back(site, mentor, code, book, open_tab):
    ruth = open_tab("ruth")
    visitor.open_with_pin(ruth, site.stations[1], code, PIN)
    ruth.go(f"{site.stations[1]}{STEP}").comes_to_read("Says on which day")
    ruth.page.locator("#answer_words").press_sequentially(WORDS)
    ruth.see("reflect", may_scroll=False)
    ruth.page.get_by_role("button", name="Send").click()
    ruth.reads("It is sent to your mentor.")

    mentor.go(f"{book}/reflections").comes_to_read(WORDS)
    mentor.see("reflections")
    mentor.page.get_by_role("link", name="Read and mark").click()
    mentor.reads("Words to the learner")
    mentor.page.select_option("#points-look-back-0", "1")
    mentor.page.fill("#words-look-back", "A clear step.")
    mentor.see("marking")
    mentor.page.get_by_role("button", name="Give points").click()
    mentor.reads("The reflection is marked.")

    ruth.comes_to_read("A clear step.")
    ruth.see("marked")
    ruth.go(f"{site.stations[1]}/learn").comes_to_read("From my mentor (1)")
    ruth.press_and_go("f")
    ruth.reads("A clear step.")
    ruth.see("from-mentor", may_scroll=False)
    visitor.finish(ruth, site.stations[1])
