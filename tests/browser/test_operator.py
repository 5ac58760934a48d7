"""The operator's day: once with the keyboard alone, once with the mouse."""

import re

from browser import desk
from browser.chromium import loaded
from playwright.sync_api import expect


def test_an_operator_sells_extends_undoes_ends_and_counts_with_the_keyboard_alone(open_tab, site):
    tab = open_tab("panel")
    tab.go(site.panel).see("sign-in")
    desk.sign_in(tab, site)
    desk.has_shift(tab, site)
    tab.go(f"{site.panel}/floor").press_and_go("s")
    seat = int(tab.text(".desk__number"))
    tab.press_and_go("Enter").reads(f"Seat {seat}: 30 min started.")
    desk.seat_word(tab, seat, "In use")
    tab.see("floor-in-use")
    tab.go(f"{site.panel}/floor?seat={seat}").see("desk-in-use")
    tab.press_and_go("+").reads("15 min added")
    tab.reads("45 min left").see("desk-extended")
    tab.press_and_go("z").reads("The sale is undone. Give the money back.")
    tab.see("floor-undone")
    tab.press_and_go("v").see("desk-voucher")
    tab.press("1").press_and_go("Enter").reads("It opens any free seat.").see("voucher")
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", tab.text(".slip__code"))
    tab.press_and_go("Enter")
    tab.go(f"{site.panel}/floor?seat={seat}").press("m").type("Bye soon")
    tab.press_and_go("Enter").reads("will show your message")
    tab.press_and_go("e").reads(f"Seat {seat} is ending.")
    desk.seat_word(tab, seat, "Free")
    _count_by_keys(tab, site)


def _count_by_keys(tab, site):
    tab.go(f"{site.panel}/till").see("till-open")
    assert "Should be in the drawer" not in tab.text("main")
    tab.page.focus("[data-piece='100000']")
    tab.type("1").press("Enter").reads("Should be in the drawer").see("till-counted")
    tab.page.focus("#reason")
    tab.type("Change given wrongly").press("Tab").press_and_go("Enter")
    tab.reads("The shift is closed.").see("till-closed")


def test_an_operator_sells_and_ends_with_the_mouse(open_tab, site):
    tab = open_tab("panel-mouse")
    page = desk.has_shift(desk.sign_in(tab, site), site).page
    tab.go(f"{site.panel}/floor")
    page.click(".seat--free >> nth=0")
    loaded(page)
    seat = int(tab.text(".desk__number"))
    page.check("#offer-1h")
    page.check("#given-10000")
    expect(page.locator("[data-change-due]")).to_contain_text("30")
    page.click("button:has-text('Start seat')")
    tab.reads("give back")
    desk.seat_word(tab, seat, "In use")
    page.click(f"#seat-{seat}")
    page.click("button:has-text('End seat')")
    desk.seat_word(tab, seat, "Free")
    page.click("a:has-text('Vouchers sold')")
    tab.see("vouchers")
    page.click("a:has-text('Tasks')")
    tab.reads("Read one handwritten digit").see("tasks")
