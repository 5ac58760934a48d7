"""A class of eight, all of it real: a push, one question, a pause, an exam without the hub, packing up."""

import re
import sqlite3

import pytest
from browser import desk
from browser import visitor as person
from browser.live_site import QUICK
from browser.watched import Tab
from fakes.ports import free_port
from journeys import eight
from playwright.sync_api import expect

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("browser")]
TRIES = 240
"""Every half second."""
PUSHED = f"{eight.EDITION}/practice/p01"


@pytest.fixture
def site(tmp_path):
    made = eight.ClassSite(eight.folder_for(tmp_path), free_port(-10, 10), QUICK)
    try:
        made.make()
        made.start_hub()
        made.add_stations(len(eight.NAMES))
        yield made
    finally:
        made.stop()


@pytest.fixture
def open_tab(chromium):
    contexts, tabs = [], []

    def open_one(name):
        contexts.append(chromium.new_context(viewport={"width": 1366, "height": 768}))
        tabs.append(Tab(contexts[-1], "en", name))
        return tabs[-1]

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def learners(open_tab, site):
    """Seat -> tab: each learner signs in with code and PIN."""
    found = {}
    for (seat, url), name in zip(sorted(site.stations.items()), eight.NAMES, strict=True):
        found[seat] = open_tab(name)
        person.open_with_pin(found[seat], url, site.codes[name], eight.PIN)
    return found


@pytest.fixture
def room(open_tab, site, learners):
    """The mentor's page of the class."""
    mentor = desk.sign_in(open_tab("mentor"), site, role="mentor")
    page = mentor.go(f"{site.panel}/room").page
    page.get_by_role("link", name=site.title).click()
    for seat in learners:
        expect(page.locator(f"#learner-{seat}")).to_be_visible()
    return page


def facts(site, kind):
    """Session -> the used seconds that its station told with each such fact."""
    with sqlite3.connect(f"file:{site.folder / 'hub.db'}?mode=ro", uri=True) as db:
        rows = db.execute(
            "SELECT session, used_s FROM session_fact WHERE kind = :kind ORDER BY rowid",
            {"kind": kind},
        ).fetchall()
    return dict(rows)


def test_a_class_of_eight_from_the_first_page_to_the_certificate(site, learners, room):
    right = person.gold()
    all_see_what_is_pushed(learners, room)
    all_answer_one_question(learners, room, right["p01"])
    their_meters_stand_while_the_class_is_paused(site, learners, room)
    the_exam_is_sat_without_the_hub(site, learners, right)
    the_results_come_with_the_hub(site, learners, room)
    certificate = the_code_is_photographed_at_the_seat(site, learners, room)
    checked = site.certificate(certificate)
    assert checked["said"] == "valid"


def all_see_what_is_pushed(learners, room):
    room.select_option("#what", PUSHED)
    room.get_by_role("button", name="Open it").click()
    for tab in learners.values():
        tab.page.wait_for_url(re.compile("/learn/digits-e1/practice/p01$"))


def all_answer_one_question(learners, room, right):
    """Half of them are wrong, and the bars say so without a name."""
    room.select_option("#what", PUSHED)
    room.get_by_role("button", name="Ask all at once").click()
    wrong = str((int(right) + 1) % 10)
    for n, tab in enumerate(learners.values()):
        tab.page.wait_for_url(re.compile("/room/question$"))
        person.answer(tab, right if n % 2 else wrong)
        tab.reads("Your answer is in")
    expect(room.locator(".card__note", has_text="8 of 8 answered")).to_be_visible()
    counts = room.locator(".live__bars b").all_inner_texts()
    assert sorted(counts)[-2:] == ["4", "4"]
    room.locator("button[value=end]").click()


def their_meters_stand_while_the_class_is_paused(site, learners, room):
    room.fill("#words", "Lunch")
    room.get_by_role("button", name="Pause", exact=True).click()
    for tab in learners.values():
        tab.reads("Demo M. has paused this seat.")
        tab.reads("Your time does not run.")
    expect(room.locator(".live__pause")).to_contain_text("1, 2, 3, 4, 5, 6, 7, 8")
    stopped = facts(site, "paused")
    room.get_by_role("button", name="Let them go on").click()
    for tab in learners.values():
        tab.page.wait_for_url(re.compile("/home$"))
    expect(room.locator(".live__pause")).to_have_count(0)
    assert len(stopped) == len(learners)
    assert facts(site, "resumed") == stopped


def the_exam_is_sat_without_the_hub(site, learners, right):
    site.cut_hub()
    for seat, tab in learners.items():
        eight.sit_exam(tab, site.stations[seat], right)
        tab.reads("Your exam is saved")


def the_results_come_with_the_hub(site, learners, room):
    site.start_hub()
    room.goto(f"{site.panel}/room/pack-up")
    listed = room.locator(".pack-give li")
    for _ in range(TRIES):
        if listed.count() == len(learners):
            break
        room.wait_for_timeout(500)
        room.reload()
    expect(listed).to_have_count(len(learners))


def the_code_is_photographed_at_the_seat(site, learners, room):
    """The first learner gets a certificate; all seats say whether they may be switched off."""
    room.get_by_role("link", name="Give the certificate").first.click()
    room.locator("input[name=name]").fill("Abdi Otieno")
    room.locator("form", has=room.locator("input[name=name]")).locator("button").first.click()
    room.goto(f"{site.panel}/room/pack-up")
    room.get_by_role("button", name="Say it on the screens").click()
    for tab in learners.values():
        tab.page.wait_for_url(re.compile("/pack-up$"))
        tab.reads("Everything has arrived")
    first = learners[min(learners)].page
    for _ in range(TRIES):
        if first.locator(".qr").count():
            break
        first.wait_for_timeout(500)
        first.reload()
    return eight.code_on(first)
