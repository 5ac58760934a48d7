"""Takes the two pictures of the README from a real site: `python tests/browser/readme_pictures.py`.

Nine stations, people who sit there, and a wait until the first have ten minutes and less: about six minutes.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import desk, visitor  # noqa: E402
from browser.chromium import launched  # noqa: E402
from browser.live_site import Site  # noqa: E402
from browser.watched import Tab  # noqa: E402
from fakes.ports import free_port  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
STATIONS = 9
SITTING = (
    ("Grace Mwangi", "3"),
    ("Peter Kamau", "4"),
    ("", "1"),
    ("Fatuma Omar", "2"),
    ("Samuel Otieno", "3"),
    ("", "1"),
)
"""Who sits at the first seats, and the offer's key; an empty name is a walk-in."""
LEARNER, PIN = "Amina Wanjiru", "9751"
UNTIL_SOON_MS = 330_000
SIZE = {"width": 1366, "height": 768}


def main():
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        site = Site(Path(folder), free_port(-10, 10), {"KIOSK_SITE_NAME": "Kibera Career Centre"})
        try:
            site.start()
            for _ in range(STATIONS - 1):
                site.add_station()
            take(site, *(Tab(browser.new_context(viewport=SIZE), "en", "readme") for _ in "ab"))
        finally:
            site.stop()


def take(site, panel, seat):
    desk.has_shift(desk.sign_in(panel, site), site)
    for number, (name, offer) in enumerate(SITTING, start=1):
        sit_down(panel, site, number, name, offer)
    learn(panel, seat, site, STATIONS)
    picture(seat, "station")
    panel.page.wait_for_timeout(UNTIL_SOON_MS)
    panel.go(f"{site.panel}/floor?seat=7").page.wait_for_timeout(4000)
    picture(panel, "floor")


def sit_down(panel, site, number, name, offer):
    """Start a seat for somebody who is registered first, or for a walk-in."""
    code = desk.register(panel, site, name, PIN) if name else ""
    panel.go(f"{site.panel}/floor?seat={number}").press(offer)
    panel.page.fill("#who", code)
    panel.page.focus(".desk button[type=submit]")
    panel.press_and_go("Enter")


def learn(panel, seat, site, number):
    """A visitor at the last seat comes as far as a practice item with a hint."""
    code = desk.register(panel, site, LEARNER, PIN)
    desk.sell_here(panel, "3")
    visitor.open_with_pin(seat, site.stations[number], code, PIN)
    seat.go(f"{site.stations[number]}/learn/digits")
    visitor.read_steps(seat, look=())
    visitor.practise(seat, visitor.gold(), until="p04")
    visitor.answer(seat, "1")


def picture(tab, name):
    PICTURES.mkdir(parents=True, exist_ok=True)
    tab.page.evaluate("document.fonts.ready")
    tab.page.screenshot(path=PICTURES / f"{name}.png")
    assert tab.found == []


if __name__ == "__main__":
    main()
