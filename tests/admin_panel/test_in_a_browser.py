"""The operator's main paths in a real Chromium: two keys, the change, hidden names, a scan, axe."""

import re
from pathlib import Path

import pytest
from browser.chromium import loaded
from fakes.card_uses import use_card
from fakes.hub_world import PASSWORD
from fakes.machines import SeatMachine
from fakes.served import served

from kiosk.acts import front_desk, refunds, vouchers
from kiosk.acts.granting import Terms
from kiosk.acts.refunds import Refund
from kiosk.rules.instants import later

AXE = Path(__file__).parents[1] / "browser" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FINDINGS = """(tags) => axe.run(document, {runOnly: tags}).then((found) => found.violations.map(
    (rule) => rule.id + ": " + rule.nodes.map((node) => node.target).join(" ")))"""
SCAN = """(keys) => { for (const key of keys) document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})) }"""
"""A scanner is faster than Playwright types."""

TOAST = """() => { const toast = document.createElement("div");
    toast.className = "toast";
    toast.innerHTML = '<p class="toast__text">Seat 12: 30 minutes (KSh 60 back) started.</p>' +
        '<form><button class="toast__undo">Undo 10 s</button></form>';
    document.body.append(toast);
    const box = toast.getBoundingClientRect();
    return [...document.querySelectorAll("a, button, input, select, textarea, summary, label")].filter((e) => {
        const other = e.getBoundingClientRect();
        return !toast.contains(e) && e.checkVisibility() && other.width > 2 && other.left < box.right &&
            other.right > box.left && other.top < box.bottom && other.bottom > box.top;
    }).map((e) => e.outerHTML.slice(0, 90)); }"""
"""What lies under a toast and is pressed or typed into."""

TOUCHING = """() => [...document.querySelectorAll(".seat")].filter((seat) => {
    const order = seat.querySelector(".seat__order > :last-child");
    if (!order) return false;
    const words = document.createRange();
    words.selectNodeContents(seat.querySelector(".seat__big"));
    return words.getBoundingClientRect().right + 2 > order.getBoundingClientRect().left;
}).map((seat) => seat.textContent.replace(/\\s+/g, " "))"""
"""Seats whose time has no room beside what became of the last order."""

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app):
    with served(app) as url:
        yield url


@pytest.fixture
def tab(chromium, address, cafe, shift):
    """Naomi, who may see every page, signed in with Amina's shift open."""
    page = chromium.new_page(viewport={"width": 1024, "height": 600})
    page.goto(f"{address}/sign-in")
    page.fill("#name", "naomi")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/floor")
    yield page
    page.close()


def test_a_walk_in_starts_with_one_enter_and_the_next_one_with_two_keys(tab, cafe):
    tab.wait_for_selector("button:focus")
    tab.keyboard.press("3")
    tab.focus("text=Start seat 1")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("text=Seat 2 is free")
    assert cafe.session_at(1).granted_s == 3600
    loaded(tab).keyboard.press("s")
    tab.wait_for_selector("button:focus")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("text=Seat 3 is free")
    assert cafe.session_at(2).granted_s == 1800


@pytest.mark.parametrize("pause_ms", [0, 120, 1200], ids=["at once", "a double tap", "slowly"])
def test_enter_pressed_twice_sells_once(tab, cafe, pause_ms):
    tab.wait_for_selector("button:focus")
    tab.keyboard.press("Enter")
    tab.wait_for_timeout(pause_ms)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("text=Seat 2 is free")
    tab.wait_for_load_state("networkidle")
    tab.keyboard.press("Enter")
    tab.wait_for_timeout(200)
    assert tab.locator(".desk button:focus").count() == 0
    assert (cafe.session_at(1) is None, cafe.session_at(2)) == (False, None)
    assert tab.inner_text("text=Start seat 2 >> xpath=..").split()[-2:] == ["S", "Enter"]


def test_a_page_that_came_by_itself_is_not_armed(tab, address):
    tab.goto(f"{address}/floor?seat=1&unarmed=1")
    assert tab.locator("button:focus").count() == 0
    tab.keyboard.press("s")
    tab.wait_for_selector("button:focus")


def test_the_change_is_shown_while_the_note_is_chosen(tab):
    tab.check("#given-10000")
    assert tab.inner_text("[data-change-due]").split() == ["KSh", "60"]
    tab.keyboard.press("3")
    assert tab.inner_text("[data-to-pay]").split() == ["KSh", "70"]


def test_keys_are_letters_again_while_somebody_types(tab):
    tab.type("#who", "H2")
    assert tab.input_value("#who") == "H2"
    assert tab.is_checked("#offer-half-hour")


def test_the_arrows_choose_a_seat(tab):
    tab.keyboard.press("ArrowRight")
    tab.wait_for_selector("text=Seat 2 is free")
    loaded(tab).keyboard.press("ArrowDown")
    tab.wait_for_selector("text=Seat 3 is free")


def test_a_question_mark_lists_the_keys(tab):
    tab.keyboard.press("?")
    shown = tab.inner_text("dialog.keys")
    assert "Next free seat" in shown
    assert "Sell a voucher" in shown


def test_one_key_hides_every_name(tab, address, cafe):
    cafe.running(1, cafe.start(1, by=cafe.amina, visitor=cafe.visitor()).session)
    tab.goto(f"{address}/floor")
    assert tab.is_visible("text=Grace M.")
    tab.keyboard.press("h")
    assert not tab.is_visible("text=Grace M.")


def test_a_scan_is_looked_up_wherever_the_cursor_is(tab, cafe):
    grace = cafe.visitor()
    with tab.expect_navigation(url=f"**/people/{grace}"):
        tab.evaluate(SCAN, [*"KC1:471902", "Enter"])


@pytest.mark.parametrize("size", [(1366, 768), (1024, 600)])
def test_the_pictures_of_a_new_person_stand_inside_their_form(tab, address, size):
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.goto(f"{address}/people")
    tab.check("#how-pictures", force=True)
    pad = tab.locator(".pictures__pad").bounding_box()
    form = tab.locator("form[action='/people']").bounding_box()
    assert form["x"] <= pad["x"]
    assert pad["x"] + pad["width"] <= form["x"] + form["width"]


def test_the_map_stays_in_sight_however_long_the_desk_is(tab, address, cafe):
    for number in range(12):
        cafe.offer(
            f"long-{number}", title=f"Offer {number}", seconds=900, price_minor=2000, place=9
        )
    tab.goto(f"{address}/floor")
    tab.wait_for_selector(".desk button:focus")
    assert tab.evaluate("document.querySelector('main').scrollTop") == 0
    assert tab.locator(".desk button:focus").bounding_box()["y"] < 600
    assert tab.locator(".seat").first.bounding_box()["y"] > 0


def test_the_map_follows_the_floor_and_what_is_typed_stays(tab, cafe):
    tab.fill("#who", "Gra")
    cafe.running(3, cafe.start(3, by=cafe.amina).session)
    tab.wait_for_selector("#seat-3.seat--in_use")
    assert tab.input_value("#who") == "Gra"


def test_a_session_is_drawn_to_another_seat(tab, cafe):
    session = cafe.start(1, by=cafe.amina).session
    cafe.running(1, session)
    tab.goto(tab.url)
    tab.drag_and_drop("#seat-1", "#seat-3")
    tab.wait_for_selector("#seat-1:has-text('To seat 3')")
    assert "From seat 1" in tab.inner_text("#seat-3")
    assert tab.locator("#seat-1 .seat__order--sent").count() == 1


def test_a_session_moves_by_keys_alone(tab, cafe):
    cafe.running(1, cafe.start(1, by=cafe.amina).session)
    tab.goto(tab.url.split("?")[0] + "?seat=1")
    tab.keyboard.press("o")
    assert tab.evaluate("document.activeElement.id") == "target"
    tab.keyboard.press("End")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#seat-1:has-text('To seat 3')")


def test_an_offer_asks_only_what_its_kind_needs(tab, address):
    tab.goto(f"{address}/settings/offers/new")
    assert tab.is_visible("#valid_days")
    assert not tab.is_visible("#arrears_days")
    tab.check("#lasts-renews", force=True)
    assert tab.is_visible("#arrears_days")
    assert tab.is_visible("label[for=carry_over]")
    assert not tab.is_visible("#valid_days")
    tab.check("#lasts-day", force=True)
    assert not tab.is_visible("#arrears_days")
    assert not tab.is_visible("#valid_days")


def test_none_ticked_says_all_until_one_is_ticked(tab, address):
    tab.goto(f"{address}/settings/offers/new")
    assert tab.is_visible("text=All zones")
    tab.check("#zone-0", force=True)
    assert not tab.is_visible("text=All zones")
    assert tab.is_visible(".ticks__all:has-text('Every day')")
    tab.uncheck("#zone-0", force=True)
    assert tab.is_visible("text=All zones")
    tab.goto(f"{address}/settings/prices")
    assert tab.locator(".days__all:visible").count() == tab.locator(".days").count()
    tab.check("[name=days-1-fri]", force=True)
    assert tab.locator(".days__all:visible").count() == tab.locator(".days").count() - 1


def test_without_scripts_the_fields_of_every_kind_stand_there(chromium, tab, address):
    plain = chromium.new_context(
        java_script_enabled=False, storage_state=tab.context.storage_state()
    )
    page = plain.new_page()
    page.goto(f"{address}/settings/offers/new")
    assert page.is_visible("#valid_days")
    assert page.is_visible("#arrears_days")
    assert page.is_visible("text=Where it is a subscription")
    plain.close()


@pytest.mark.parametrize("size", [(1366, 768), (1024, 600)])
def test_a_long_time_has_room_beside_its_order(tab, address, cafe, size):
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    cafe.offer("night", title="Night", seconds=43_200, price_minor=4000, place=7)
    cafe.offer("week", title="Week", seconds=432_000, price_minor=4000, place=8)
    for seat in range(4, 9):
        cafe.station(seat)
    for seat, offer in ((1, "hour"), (2, "night"), (3, "week")):
        cafe.start(seat, by=cafe.amina, offer=offer)
    for language in ("en", "ar"):
        tab.goto(f"{address}/language/{language}?next=/floor")
        assert tab.locator(".seat__order--sent").count() >= 3
        assert tab.evaluate(TOUCHING) == []


@pytest.mark.parametrize("size", [(1366, 768), (1024, 600)])
def test_a_toast_covers_nothing_that_is_pressed(tab, address, cafe, size):
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    grace = cafe.visitor()
    cafe.running(1, cafe.start(1, by=cafe.amina).session)
    places = ["/floor", "/floor?seat=1", "/floor/all", "/till", "/people", f"/people/{grace}"]
    places += ["/settings", "/settings/offers", "/settings/stations", "/bookings", "/vouchers"]
    places += ["/equipment", "/products", "/waiting", "/settings/offers/new", "/tasks", "/me"]
    covered = []
    for language in ("en", "ar"):
        tab.goto(f"{address}/language/{language}?next=/floor")
        for place in places:
            assert tab.goto(address + place).ok, place
            covered += [(language, place, what) for what in tab.evaluate(TOAST)]
    assert covered == []


def test_axe_finds_nothing_on_any_page_in_either_direction(tab, address, cafe, shift):
    grace = cafe.visitor()
    cafe.running(1, cafe.start(1, by=cafe.amina, visitor=grace).session, used_s=1500)
    cafe.earn(grace, 500)
    code = cafe.sell_voucher(by=cafe.amina).code
    places = ["/floor", "/floor?seat=1", "/floor?seat=0", "/till", "/people", f"/people/{grace}"]
    places += [f"/people/{grace}/card", "/tasks", "/modules", "/settings", "/settings/stations"]
    places += [
        "/reports",
        "/reports/given-back",
        "/reports/days",
        "/reports/busy-hours",
        "/reports/seats",
        "/reports/nothing",
        "/reports/leakage",
        "/reports/leakage-by-operator",
    ]
    places += [f"/reports/leakage/{shift}", "/reports/owed", "/reports/subscriptions"]
    places += ["/reports/sponsorships", "/reports/walked-out", "/reports/statutory-log"]
    places += ["/floor/all", "/open-the-day", "/floor?seat=2"]
    places += ["/audit", "/vouchers", f"/vouchers/{code}", f"/vouchers/{code}/print", "/nowhere"]
    asha, paid = paid_from_account(cafe)
    places += [f"/people/{asha}", f"/people/{asha}/account", f"/people/{asha}/history/sales"]
    places += [f"/receipts/{paid}"]
    batch, printed = batch_of(cafe)
    for seat in (2, 3):
        use_card(cafe, seat, f"own-{seat}")
    places += ["/bookings", "/bookings/classes", "/waiting", "/settings/hours"]
    places += ["/vouchers/batches", f"/vouchers/batches/{batch}", "/vouchers/owed"]
    places += [f"/vouchers/batches/{batch}?state=used_up", f"/vouchers/{printed}"]
    found = []
    for language in ("en", "ar"):
        tab.goto(f"{address}/language/{language}?next=/floor")
        for place in places:
            tab.goto(address + place)
            tab.evaluate(AXE.read_text())
            found += [(place, language, what) for what in tab.evaluate(FINDINGS, RULES)]
    assert found == []


CLOCK_ALARM = ".top__alarm a[href='/open-the-day']"


def test_a_clock_in_doubt_is_confirmed_from_the_bar(tab, address, cafe):
    cafe.clock.jump_wall(seconds=86_400)
    found = []
    for language in ("ar", "en"):
        tab.goto(f"{address}/language/{language}?next=/floor")
        tab.click(CLOCK_ALARM)
        loaded(tab).evaluate(AXE.read_text())
        found += tab.evaluate(FINDINGS, RULES)
    assert found == []
    tab.focus("button:has-text('Yes, the clock is right')")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("text=The clock is believed.")
    assert tab.locator(CLOCK_ALARM).count() == 0


def paid_from_account(cafe):
    """Somebody with a subscription, and a session that the account paid and had a part of back."""
    asha = cafe.visitor("Asha Odera", code="471903")
    cafe.earn(asha, 20_000)
    told = {"seat": 2, "visitor": asha, "terms": Terms("account"), "by": cafe.amina}
    session = cafe.hub.write(front_desk.start_metered, **told)
    SeatMachine(cafe, 2).close(session, used_s=1_800)
    cafe.subscribe(asha, by=cafe.amina)
    refund = Refund(session, 1_000, "account", "no sound", cafe.amina)
    cafe.hub.write(refunds.give_back, refund=refund)
    return asha, session


def batch_of(cafe):
    """A printed batch; its id and the code of its first voucher."""
    hub = cafe.hub
    lapses = later(hub.now(), seconds=86_400)
    drawn = vouchers.draw(hub.site, seconds=1800, lapses=lapses, count=3)
    batch = hub.write(vouchers.make_batch, offer="half-hour", drawn=drawn, by=cafe.amina)
    hub.write(vouchers.mark_printed, batch=batch, by=cafe.amina)
    return batch, next(iter(drawn.guests))


def test_nothing_is_fetched_from_elsewhere_and_nothing_is_complained_of(tab, address):
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    # The PINs of two people, the visitor's and a second one's, are one sale: a hint, no complaint.
    two_pins = "Multiple forms should be contained in their own form elements"
    for place in ("/floor", "/till", "/people", "/tasks", "/settings"):
        tab.goto(address + place)
        tab.wait_for_load_state("networkidle")
    assert [url for url in asked if not re.match(rf"{address}|data:", url)] == []
    assert [text for text in said if two_pins not in text] == []
