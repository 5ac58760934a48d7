"""A visitor at the station: the lock, languages, a voucher, looking around."""

from browser import desk, visitor
from playwright.sync_api import expect

WRONG_PIN = "1357"


def test_the_lock_speaks_arabic_and_english_again(open_tab, site):
    tab = open_tab("lock").go(site.stations[2])
    visitor.see(tab, "code")
    tab.page.click("button[lang=ar]")
    tab.language = "ar"
    expect(tab.page.locator("html")).to_have_attribute("dir", "rtl")
    visitor.see(tab, "code")
    visitor.type_code(tab, site.sign_in("visitor")[0])
    visitor.see(tab, "pin")
    tab.page.click("button[lang=en]")
    expect(tab.page.locator("html")).to_have_attribute("dir", "ltr")


def test_a_wrong_pin_is_said_in_a_sentence(open_tab, site):
    tab = open_tab("lock-wrong").go(site.stations[2])
    visitor.type_code(tab, site.sign_in("visitor")[0])
    visitor.see(tab, "pin")
    visitor.type_code(tab, WRONG_PIN)
    visitor.see(tab, "pin-refused")
    tab.reads("PIN")
    tab.go(site.stations[2])
    visitor.type_code(tab, "000000")
    visitor.type_code(tab, WRONG_PIN)
    visitor.see(tab, "code-refused")


def test_a_voucher_opens_the_seat_until_the_guest_finishes(open_tab, site):
    panel = open_tab("voucher-desk")
    code = desk.voucher(desk.has_shift(desk.sign_in(panel, site), site), site)
    tab = open_tab("guest").go(site.stations[2])
    visitor.type_code(tab, code)
    visitor.see(tab, "home")
    tab.press_and_go("3")
    visitor.see(tab, "earnings")
    tab.go(f"{site.stations[2]}/finish")
    visitor.see(tab, "finish")
    visitor.finish(tab, site.stations[2])


def test_anyone_may_look_around_for_five_minutes(open_tab, site):
    tab = open_tab("look").go(site.stations[2])
    tab.page.click("a:has-text('Look around')")
    tab.reads("min left").comes_to_read("Read one handwritten digit")
    visitor.see(tab, "tasks")
    tab.press_and_go("1")
    visitor.see(tab, "step")
    tab.press_and_go("b").press_and_go("b")
