"""A mentor and two learners at two real stations: a push, an answer, a hand, one question for all."""

import re

import pytest
from browser import desk, visitor
from playwright.sync_api import expect

PUSHED = "digits-e1/practice/p01"
SEATS = (1, 2)


@pytest.fixture
def learners(open_tab, site):
    """Two walk-ins with vouchers, each at a station, on their home pages."""
    panel = desk.has_shift(desk.sign_in(open_tab("desk"), site), site)
    tabs = []
    for seat in SEATS:
        code = desk.voucher(panel, site)
        tab = open_tab(f"learner-{seat}").go(site.stations[seat])
        visitor.type_code(tab, code)
        tabs.append(tab)
    yield tabs
    for seat, tab in zip(SEATS, tabs, strict=True):
        visitor.finish(tab, site.stations[seat])


def test_a_mentor_opens_a_question_at_two_seats_and_reads_the_answers(open_tab, site, learners):
    mentor = desk.sign_in(open_tab("mentor"), site, role="mentor")
    room = mentor.go(f"{site.panel}/room").page
    expect(room.locator("#learner-1")).to_be_visible()
    room.select_option("#what", PUSHED)
    room.get_by_role("button", name="Open it").click()
    for tab in learners:
        tab.page.wait_for_url(re.compile("/learn/digits-e1/practice/p01$"))
        tab.reads("opened this for you.")
    visitor.see(learners[0], "pushed")

    right = visitor.gold()["p01"]
    visitor.answer(learners[0], right)
    expect(room.locator("#learner-1")).to_contain_text("Right")
    mentor.see("room")

    before = room.locator(".live__send").bounding_box()
    learners[1].page.get_by_role("button", name="Raise hand").click()
    expect(room.get_by_role("button", name="I am coming")).to_be_visible()
    assert room.locator(".live__send").bounding_box() == before  # nothing moves under the pointer
    room.get_by_role("button", name="I am coming").click()
    expect(learners[1].page.locator("#time")).to_contain_text("is coming to you.")

    room.select_option("#what", PUSHED)
    room.get_by_role("button", name="Ask all at once").click()
    for tab, digit in zip(learners, (right, str((int(right) + 1) % 10)), strict=True):
        tab.page.wait_for_url(re.compile("/room/question$"))
        visitor.answer(tab, digit)
        tab.reads("Your answer is in")
    expect(room.locator(".card__note", has_text="2 of 2 answered")).to_be_visible()
    mentor.see("room-question")
    room.locator("button[value=end]").click()
    expect(room.locator(".live__bars")).to_have_count(0)
