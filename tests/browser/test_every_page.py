"""Every page in Arabic, the pages of owner and mentor in both languages, and where one stands on them."""

import pytest
from browser import desk, requester, visitor

NAME = "ليلى حسن"
PIN = "8531"
SEAT = 2
LANGUAGES = ("en", "ar")
OWNERS = ("people", "modules", "settings", "settings/stations", "audit")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_owner_reads_and_sets_up_everything(open_tab, site, language):
    tab = desk.sign_in(open_tab("owner", language), site, role="owner")
    for name in (
        *OWNERS,
        "people/subscriptions",
        "settings/sponsorships",
        "settings/sponsorships/new",
        "settings/offers",
        "settings/offers/new",
    ):
        tab.go(f"{site.panel}/{name}").see(name.replace("/", "-"))
        tab.tab_through(name)
    tab.go(f"{site.panel}/lobby/").see("lobby")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mentor_sees_the_floor_and_who_learned_what(open_tab, site, language):
    tab = desk.sign_in(open_tab("mentor", language), site, role="mentor")
    tab.see("floor")
    tab.go(f"{site.panel}/people").see("people")


def test_the_desk_speaks_arabic(open_tab, site):
    tab = open_tab("desk", "ar").go(site.panel).see("sign-in")
    desk.sign_in(tab, site).see("floor")
    desk.has_shift(tab, site).see("till")
    tab.tab_through("till")
    tab.go(f"{site.panel}/floor").tab_through("floor")
    tab.press_and_go("s")
    seat = int(tab.text(".desk__number"))
    tab.press_and_go("Enter")
    tab.see("floor-started")
    tab.go(f"{site.panel}/floor?seat={seat}").see("desk-in-use").tab_through("desk-in-use")
    desk.voucher(tab, site)
    tab.see("voucher").press_and_go("p")
    tab.see("voucher-paper")
    tab.go(f"{site.panel}/vouchers").see("vouchers")
    tab.go(f"{site.panel}/tasks").see("tasks")
    tab.go(f"{site.panel}/floor?seat={seat}").press_and_go("e")
    tab.page.wait_for_selector(f"#seat-{seat}.seat--free")


def test_a_visitor_learns_and_works_in_arabic(open_tab, site):
    panel = desk.has_shift(desk.sign_in(open_tab("desk-for", "ar"), site), site)
    code = desk.register(panel, site, NAME, PIN)
    panel.see("person-new")
    desk.sell_here(panel, offer="2")
    panel.see("person-with-pass").tab_through("person")
    panel.press_and_go("p").see("card-paper")

    seat = open_tab("visitor", "ar").go(site.stations[SEAT])
    seat.page.click("button[lang=ar]")
    visitor.type_code(seat, code)
    visitor.type_code(seat, PIN)
    for name, path in (("home", "home"), ("learn", "learn"), ("work-locked", "work")):
        visitor.see(seat.go(f"{site.stations[SEAT]}/{path}"), name)
        seat.tab_through(name)
    _learns(seat, site)
    _works(seat, site)
    visitor.see(seat.go(f"{site.stations[SEAT]}/finish"), "finish")
    visitor.finish(seat, site.stations[SEAT])
    seat.press_and_go("l")
    visitor.see(seat, "look")
    seat.press_and_go("1")
    visitor.see(seat, "look-step")


def _learns(seat, site):
    right = visitor.gold()
    seat.go(f"{site.stations[SEAT]}/learn/digits")
    visitor.read_steps(seat, look=(1, 3))
    visitor.practise(seat, right, until="p17")
    for tries in range(1, 4):
        visitor.answer(seat, str((int(right["p17"]) + tries) % 10))
    visitor.see(seat, "practice-wrong").tab_through("practice-wrong")
    visitor.practise(seat, right, until=None)
    visitor.see(seat, "exam")
    visitor.sit_exam(seat, right)
    requester.wait_for(seat, "20/20")
    visitor.see(seat, "exam-passed")


def _works(seat, site):
    seat.go(f"{site.stations[SEAT]}/work")
    requester.wait_for(seat, "Demo Requester")
    visitor.see(seat, "work")
    seat.press_and_go("1")
    visitor.answer(seat, "3")
    visitor.see(seat, "task-saved").tab_through("task")
    visitor.see(seat.go(f"{site.stations[SEAT]}/earnings"), "earnings")


def test_a_requester_works_in_arabic(open_tab, site):
    tab = open_tab("requester", "ar").go(f"{site.exchange}/requester/sign-in").see("sign-in")
    requester.sign_in(tab, site).see("home").tab_through("home")
    tab.press_and_go("n").see("post").tab_through("post")
    requester.choose_files(tab, *requester.batch_files(2))
    tab.page.focus("form.card button[type=submit]")
    tab.press_and_go("Enter").see("post-preview").press_and_go("Enter")
    tab.see("batch").tab_through("batch")
    tab.go(f"{site.exchange}/requester/")
    tab.page.click("td a >> nth=-1")
    tab.see("batch-open")
