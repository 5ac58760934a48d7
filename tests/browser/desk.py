"""What an operator does at the panel."""

from playwright.sync_api import expect

FLOAT = "1000"


def sign_in(tab, site, role="operator"):
    name, secret = site.sign_in(role)
    tab.go(f"{site.panel}/sign-in")
    tab.type(name).press("Tab").type(secret).press_and_go("Enter")
    return tab


def has_shift(tab, site):
    """See that a shift is open, whoever was here before."""
    tab.go(f"{site.panel}/till")
    if tab.page.locator("#float").count():
        tab.page.fill("#float", FLOAT)
        tab.press_and_go("Enter")
    return tab


def register(tab, site, name, pin):
    """A new person by keys alone; returns the code on the card."""
    tab.go(f"{site.panel}/people").press("n").type(name)
    tab.press("Tab", "Tab", "Tab", "Tab").type(pin).press("Tab").type(pin)
    tab.press_and_go("Enter")
    return tab.text(".fresh .slip__code")


def sell_here(tab, offer):
    """Sell an offer to the person on the page, by keys."""
    tab.press(offer)
    tab.page.focus("form[data-change] button[type=submit]")
    tab.press_and_go("Enter")


def voucher(tab, site, offer="1"):
    """Sell a voucher by keys; returns its code."""
    tab.go(f"{site.panel}/floor?seat=0")
    tab.press(offer).press_and_go("Enter")
    return tab.text(".slip__code")


def seat_word(tab, seat, word):
    """Wait until the map says this of a seat."""
    expect(tab.page.locator(f"#seat-{seat}")).to_contain_text(word)
