"""A visitor's main path in real Chromium, by keyboard only; pictures are kept in `artefacts/`."""

import re
from pathlib import Path

import pytest
from browser.chromium import loaded
from browser.watched import SETTLED
from fakes.learner import learn_up_to
from fakes.served import served
from looks.pictures import AXE, FINDINGS, SCROLLS, TAGS

from kiosk.protocol.bodies import HouseRules, HouseText
from station_agent.app import create_app

PICTURES = Path(__file__).parents[2] / "artefacts" / "station"
pytestmark = pytest.mark.browser


class Screen:
    """The visitor's screen at its smallest."""

    def __init__(self, page, address) -> None:
        self.page, self.address = page, address
        self.found = []

    def open(self, path):
        self.page.goto(self.address + path)

    def press(self, key, *, leads_to):
        """A key that loads a page; the next key comes when the cursor stands where the page puts it."""
        loaded(self.page).evaluate("window.before = true")
        self.page.keyboard.press(key)
        self.page.wait_for_function(SETTLED)
        assert re.search(leads_to, self.page.url)

    def type(self, digits, *, leads_to):
        self.page.keyboard.type(digits)
        self.press("Enter", leads_to=leads_to)

    def picture(self, name):
        """Keep a picture of the page, and note what axe finds and what scrolls."""
        loaded(self.page)
        self.page.evaluate("document.fonts.ready")
        self.page.screenshot(path=str(PICTURES / f"{name}.png"))
        self.found += [(name, where) for where in self.page.evaluate(SCROLLS)]
        self.page.evaluate(AXE.read_text())
        self.found += [(name, what) for what in self.page.evaluate(FINDINGS, TAGS)]


@pytest.fixture
def screen(desk, chromium):
    PICTURES.mkdir(parents=True, exist_ok=True)
    with served(create_app(desk.agent)) as url:
        page = chromium.new_page(viewport={"width": 1024, "height": 600})
        yield Screen(page, url)
        page.close()


def test_three_pictures_and_enter_start_by_keyboard(screen, desk):
    desk.hub.sell("471932", seconds=1800, pin="P120108", name="Grace Wanjiru")
    screen.open("/")
    screen.type("471932", leads_to="/open$")
    screen.page.click("text=I have pictures")
    screen.page.wait_for_selector("text=Pick your three pictures")
    screen.page.wait_for_function(SETTLED)
    screen.type("vqf", leads_to="/home$")


def test_a_visitor_learns_works_and_leaves_by_keyboard(screen, desk):
    desk.publish()
    desk.hub.put_window()
    desk.forward(6)
    desk.hub.sell("471932", seconds=3000, pin="4711", name="Grace Wanjiru")

    screen.open("/")
    screen.picture("lock")
    screen.type("471932", leads_to="/open$")
    screen.type("0000", leads_to="/open$")
    screen.picture("wrong-pin")
    screen.type("4711", leads_to="/home$")
    desk.deal(desk.agent.session(), 2)
    desk.forward(6)

    screen.press("1", leads_to="/learn$")
    screen.picture("learn")
    screen.press("1", leads_to="/learn/digits/work$")
    screen.picture("step")
    for _ in range(5):
        screen.press("Enter", leads_to="/learn/digits/")
    screen.press("Enter", leads_to="/check/c01$")
    screen.page.keyboard.press("1")
    screen.press("Enter", leads_to="/check/c01$")
    screen.picture("hint")
    screen.page.keyboard.press("4")
    screen.press("Enter", leads_to="/check/c01$")
    screen.picture("right")

    screen.open("/work")
    screen.picture("work")
    screen.press("1", leads_to="/work/task$")
    with screen.page.expect_response(re.compile("/draft$")):
        screen.page.keyboard.press("7")
    screen.page.reload()
    screen.picture("task")
    screen.press("Enter", leads_to="/work/task.saved=1$")
    screen.picture("saved")

    screen.open("/home")
    screen.press("3", leads_to="/earnings$")
    screen.picture("earnings")
    screen.open("/finish")
    screen.press("f", leads_to="/$")

    desk.agent.tick()
    assert [body.answer for body in desk.hub.bodies("submission")] == [{"digit": "7"}]
    assert desk.hub.bodies("session_closed")[0].why == "finished"
    assert screen.found == []


def test_the_time_left_never_jumps_back_on_the_next_page(screen, desk):
    desk.hub.put_window()
    desk.forward(6)
    desk.hub.sell("471932", seconds=3000, pin="4711", name="Grace Wanjiru")
    screen.open("/")
    screen.type("471932", leads_to="/open$")
    screen.type("4711", leads_to="/home$")
    with screen.page.expect_response(re.compile(r"/bar\?")):
        pass
    desk.forward(600, step=30)
    screen.press("3", leads_to="/earnings$")
    screen.page.evaluate(
        "new Promise((done) => document.addEventListener('htmx:after:swap', done, { once: true }))"
        ".then(() => null)"
    )
    assert int(screen.page.locator("[data-warnings]").get_attribute("data-counts")) <= 2400


ARABIC_SCAN = """(text) => { const field = document.querySelector("[data-keypad-input]");
    for (const sign of text) field.dispatchEvent(new KeyboardEvent("keydown", {key: "\u0634",
        code: (/[0-9]/.test(sign) ? "Digit" : "Key") + sign, bubbles: true, cancelable: true})); }"""
"""What a scanner's keys come to while the computer types in Arabic."""


def test_a_scan_opens_the_seat_with_the_hub_away(screen, desk):
    desk.hub.put_window()
    desk.forward(6)
    desk.hub.up = False
    desk.forward(6)
    screen.open("/")
    screen.type(desk.hub.paper()[:-1] + "Z", leads_to="/open$")
    screen.picture("lock-forged")
    assert "This voucher is not genuine." in screen.page.inner_text("body")
    screen.type(desk.hub.paper(), leads_to="/home$")
    screen.picture("home-alone")
    assert screen.found == []


def test_a_scanner_is_understood_whatever_language_is_typed(screen, desk):
    desk.forward(6)
    desk.hub.up = False
    desk.forward(6)
    screen.open("/")
    paper = desk.hub.paper()
    screen.page.evaluate(ARABIC_SCAN, paper)
    assert screen.page.input_value("[data-keypad-input]") == paper
    screen.press("Enter", leads_to="/home$")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pictures_open_the_seat_by_the_place_of_the_keys(screen, desk, language):
    desk.hub.put_window()
    desk.forward(6)
    desk.hub.sell("471932", seconds=3000, pin="P120108", name="Grace Wanjiru")
    desk.agent.choose_language(language)
    screen.open("/")
    screen.type("471932", leads_to="/open$")
    screen.picture(f"pin-{language}")
    screen.page.click("button[value=pictures]")
    screen.page.wait_for_selector("[data-pictures]")
    screen.picture(f"pictures-{language}")
    for key in ("v", "q", "q", "s", "Backspace", "f"):
        screen.page.keyboard.press(key)
    assert screen.page.text_content("[data-pictures-told]").count("3") >= 1
    screen.picture(f"pictures-picked-{language}")
    screen.page.set_viewport_size({"width": 1366, "height": 768})
    screen.picture(f"pictures-picked-{language}-1366")
    screen.page.click("button[type=submit].button--go")
    screen.page.wait_for_url("**/home")
    assert screen.found == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_house_rules_fit_one_screen_and_are_agreed_to_by_enter(screen, desk, language):
    longest = (
        "Do not eat or drink here, please; water in a closed bottle is fine at every seat of ours."
    )
    lines = (longest, *["Speak softly."] * 8, "x" * 100)
    texts = (HouseText("en", lines), HouseText("ar", ("لا طعام هنا.", "تكلّم بهدوء.")))
    desk.hub.put_window()
    desk.hub.put(HouseRules(1, texts))
    desk.forward(6)
    desk.agent.choose_language(language)
    desk.sit_down("471932", seconds=3000, pin="4711", name="Grace Wanjiru")
    screen.open("/home")
    screen.picture(f"house-rules-{language}")
    screen.page.set_viewport_size({"width": 1366, "height": 768})
    screen.picture(f"house-rules-{language}-1366")
    screen.page.focus("button[type=submit].button--go")
    screen.press("Enter", leads_to="/home$")
    assert screen.found == []


def test_the_lock_is_read_aloud_line_by_line_and_stops_when_asked(screen, desk):
    desk.hub.put_window()
    desk.forward(6)
    screen.open("/")
    lines = []

    def first_only(route):
        """The second line is never said, so that reading does not end by itself."""
        lines.append(route.request)
        if len(lines) == 1:
            route.continue_()

    screen.page.route("**/voice", first_only)
    with screen.page.expect_response("**/voice") as said:
        screen.page.keyboard.press("F9")
    screen.page.wait_for_selector(".is-read")
    assert 'name="text"' in lines[0].post_data
    assert said.value.status == 200
    assert screen.page.get_attribute("[data-speak]", "aria-pressed") == "true"
    screen.picture("lock-read-aloud")
    screen.page.keyboard.press("F9")
    assert screen.page.get_attribute("[data-speak]", "aria-pressed") == "false"
    assert screen.page.query_selector(".is-read") is None
    assert screen.found == []


HEARD = """() => new Promise((told) => {
    const audio = document.querySelector("[data-hear] audio");
    const button = document.querySelector("[data-hear-button]");
    let playing = false;
    audio.addEventListener("playing", () => { playing = button.getAttribute("aria-pressed") === "true"; });
    audio.addEventListener("error", () => told(`error: ${audio.error?.message}`));
    audio.addEventListener("ended", () => told(playing ? "played to its end" : "ended without a start"));
    button.click();
})"""


def test_each_picture_of_the_welcome_is_heard_by_a_press_and_needs_no_reading(screen, desk):
    welcome = desk.publish("welcome")
    desk.forward(6)
    desk.hub.sell("471932", seconds=3000, pin="4711", name="Grace Wanjiru")
    screen.open("/")
    screen.type("471932", leads_to="/open$")
    screen.type("4711", leads_to="/home$")
    for step in welcome.steps:
        screen.open(f"/learn/welcome/{step.id}")
        loaded(screen.page).wait_for_selector("[data-hear-button]:not([hidden])")
        screen.page.evaluate(
            "document.querySelector('[data-hear] audio').pause()"
        )  # it began by itself
        assert screen.page.evaluate(HEARD) == "played to its end"
        assert screen.page.get_attribute("[data-hear-button]", "aria-pressed") == "false"
        assert not screen.page.is_visible("[data-hear] audio")
        screen.picture(f"welcome-{step.id}")
        if step is not welcome.steps[-1]:
            screen.press("Enter", leads_to="/learn/welcome/")


def test_a_second_learner_signs_in_sits_an_exam_and_leaves(screen, desk):
    desk.publish()
    desk.hub.put_window()
    desk.forward(6)
    desk.hub.sell("471933", seconds=0, pin="4712", name="Ruth Achieng")
    desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru", shares_seats=True)

    screen.open("/learn")
    screen.press("s", leads_to="/beside$")
    screen.picture("beside")
    screen.type("471933", leads_to="/beside$")
    screen.type("0000", leads_to="/beside$")
    assert "The code or the PIN is wrong" in screen.page.inner_text("main")
    screen.type("4712", leads_to="/beside$")
    screen.page.wait_for_selector("text=Grace W. and Ruth A. learn here")
    screen.picture("beside-here")
    assert screen.page.inner_text(".time__name") == "Grace W. + Ruth A."

    learn_up_to(desk, "exam")
    screen.open("/learn/digits")
    screen.page.wait_for_selector("text=Whose exam is this?")
    screen.picture("exam-whose")
    screen.press("2", leads_to="/exam/digits")
    screen.page.wait_for_selector("text=Exam of Ruth A.")
    screen.picture("exam-named")

    screen.open("/beside")
    screen.page.click("text=Ruth A. leaves")
    screen.page.wait_for_url(re.compile("/learn$"))
    assert screen.page.inner_text(".time__name") == "Grace W."
    assert "Learn together" in screen.page.inner_text("main")
    desk.agent.tick()
    assert len(desk.hub.bodies("learner_left")) == 1
    assert screen.found == []
