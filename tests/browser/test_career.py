"""A visitor finds out what they like at a real seat, shares it, and a mentor's suggestion comes back."""

import re

import pytest
from browser import desk, visitor
from playwright.sync_api import expect

from kiosk.rules.interests import PICTURES, Field

PIN = "2580"


@pytest.fixture
def ruth(open_tab, site):
    """Somebody with a card at seat 1, on the home page."""
    panel = desk.sign_in(open_tab("desk"), site)
    code = desk.register(panel, site, "Ruth Achieng", PIN)
    desk.has_shift(panel, site)
    panel.go(f"{site.panel}/people?q={code}").page.get_by_role("link", name="Ruth Achieng").click()
    desk.sell_here(panel, "1")
    tab = open_tab("ruth")
    visitor.open_with_pin(tab, site.stations[1], code, PIN)
    yield tab
    visitor.finish(tab, site.stations[1])


def test_from_twenty_pictures_to_an_opening(open_tab, site, ruth):
    ruth.press_and_go("8")
    ruth.press_and_go("1")
    ruth.press_and_go("Enter")
    for field in PICTURES.values():
        ruth.press_and_go("1" if field is Field.CONVENTIONAL else "2")
    ruth.reads("Order and numbers")
    ruth.see("interests", may_scroll=False)

    mentor = desk.sign_in(open_tab("mentor"), site, role="mentor")
    mentor.go(f"{site.panel}/openings/new").page.fill("#title", "Data entry clerk")
    mentor.page.fill("#who", "Water office")
    mentor.page.fill("#contact", "0700 000 111")
    mentor.page.locator("#likes_C").check()
    mentor.page.get_by_role("button", name="Keep").click()
    mentor.reads("Nobody fits yet")  # Ruth has not said yes

    ruth.press_and_go("M")
    ruth.press_and_go("Enter")
    ruth.reads("You share it with your mentors.")
    opening = mentor.page.url
    expect(mentor.go(opening).page.get_by_role("button", name="Suggest")).to_be_visible()
    mentor.page.get_by_role("button", name="Suggest").click()
    mentor.reads("Suggested")
    mentor.see("opening")

    ruth.comes_to_read("1 suggested to you")
    ruth.press_and_go("3")
    ruth.press_and_go("1")
    ruth.page.wait_for_url(re.compile("/career/openings/"))
    ruth.see("place", may_scroll=False)
    ruth.press_and_go("A")
    ruth.reads("Applied")
