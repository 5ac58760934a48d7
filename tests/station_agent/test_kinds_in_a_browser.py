"""Boxes, orders, pairs and flags in real Chromium: by keyboard alone, by touch, and resumed mid-item."""

import re

import pytest
from browser.watched import SETTLED
from fakes import kinds_module
from fakes.served import served
from looks.pictures import AXE, FINDINGS, SCROLLS, TAGS

from station_agent.app import create_app

pytestmark = pytest.mark.browser


@pytest.fixture
def address(desk):
    desk.publish_module(kinds_module.module())
    desk.hub.put_window(beat_interval_s=5)
    desk.forward(6)
    desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru")
    with served(create_app(desk.agent)) as url:
        yield url


class Hand:
    """A visitor's hand at the screen."""

    def __init__(self, page, address) -> None:
        self.page, self.address = page, address

    def open(self, kind):
        self.page.goto(f"{self.address}/learn/kinds/try/p-{kind}")
        self.page.wait_for_function(SETTLED)
        self.page.wait_for_function(
            "() => document.querySelector('[data-canvas] img')?.complete ?? true"
        )

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def to(self, selector):
        """By Tab, as one who has no mouse."""
        for _ in range(40):
            if self.page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(selector)

    def send(self):
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.page.wait_for_function(SETTLED)

    def values(self):
        return self.page.locator("form [name=answer_it]").evaluate_all(
            "(all) => all.map((one) => one.value)"
        )

    def is_right(self):
        return self.page.locator(".feedback--right").count() == 1

    def faults(self):
        self.page.evaluate("document.fonts.ready")
        self.page.evaluate(AXE.read_text())
        return self.page.evaluate(SCROLLS) + self.page.evaluate(FINDINGS, TAGS)


@pytest.fixture
def hand(chromium, address):
    page = chromium.new_page(viewport={"width": 1024, "height": 600})
    yield Hand(page, address)
    page.close()


@pytest.fixture
def finger(chromium, address):
    context = chromium.new_context(viewport={"width": 1024, "height": 600}, has_touch=True)
    yield Hand(context.new_page(), address)
    context.close()


def corner(hand, left, top):
    """A place of the picture on the screen, from thousandths."""
    box = hand.page.locator("[data-layer]").bounding_box()
    return box["x"] + box["width"] * left / 1000, box["y"] + box["height"] * top / 1000


def test_boxes_by_keyboard_alone(hand):
    hand.open("box")
    for left, top, width, height in (
        (110, 680, 220, 200),
        (430, 640, 150, 150),
        (680, 750, 260, 230),
    ):
        hand.press("n")
        spoken = hand.page.locator("[data-spoken]")
        assert re.search(
            r"Box \d, Car, left \d+, top \d+, width 16, height 16", spoken.text_content()
        )
        had = hand.values()[-1].split(" ")
        now = dict(zip(("left", "top", "width", "height"), map(int, had[:4]), strict=True))
        wanted = (("width", width, "Shift+ArrowRight", "Shift+ArrowLeft"), ("height", height, "Shift+ArrowDown", "Shift+ArrowUp"), ("left", left, "ArrowRight", "ArrowLeft"), ("top", top, "ArrowDown", "ArrowUp"))  # fmt: skip
        for side, to, more, less in wanted:
            steps = round((to - now[side]) / 10)
            hand.press(*[more if steps > 0 else less] * abs(steps))
    assert hand.faults() == []
    hand.send()
    assert hand.is_right()
    assert hand.faults() == []


def test_a_box_is_removed_and_taken_back_by_keyboard(hand):
    hand.open("box")
    hand.press("n", "2")
    assert hand.values()[0].endswith(" bus")
    hand.press("Delete")
    assert hand.values() == []
    hand.press("z")
    assert len(hand.values()) == 1


def test_a_half_drawn_answer_is_there_after_a_reload(hand):
    hand.open("box")
    with hand.page.expect_response(re.compile("/draft$")):
        hand.press("n")
    before = hand.values()
    hand.page.reload()
    hand.page.wait_for_selector(".region")
    assert hand.values() == before


def test_boxes_by_finger_and_mouse(finger):
    finger.open("box")
    finger.page.touchscreen.tap(*corner(finger, 220, 780))
    finger.page.wait_for_selector(".region")
    assert finger.values() == ["140 700 160 160 car"]
    (x, y), (to_x, to_y) = corner(finger, 300, 860), corner(finger, 330, 880)
    drag(finger, (x, y), (to_x, to_y))
    drag(finger, corner(finger, 140, 700), corner(finger, 110, 680))
    drag(finger, corner(finger, 430, 645), corner(finger, 580, 790))
    drag(finger, corner(finger, 680, 750), corner(finger, 940, 980))
    finger.press("Enter")
    finger.page.wait_for_selector(".feedback--right")


def drag(hand, begin, end):
    hand.page.mouse.move(*begin)
    hand.page.mouse.down()
    hand.page.mouse.move(*end, steps=4)
    hand.page.mouse.up()


def test_an_order_by_keyboard_alone(hand):
    hand.open("order")
    assert hand.faults() == []
    hand.to("li:nth-child(1) [data-move='1']")  # Wait for the answer: down to the fourth place
    hand.press("Enter", "Enter", "Enter", "Enter")
    hand.to("li:nth-child(2) [data-move='1']")  # Be paid: to the end
    hand.press("Enter", "Enter", "Enter")
    hand.to("li:nth-child(4) [data-move='-1'], li:nth-child(5) [data-move='-1']")
    assert hand.values()[0] == "Read the task"
    while hand.values()[3] != "Wait for the answer":
        rows = hand.values()
        hand.page.locator(
            f"li:nth-child({rows.index('Wait for the answer') + 1}) [data-move='1']"
        ).focus()
        hand.press("Enter")
    while hand.values()[4] != "Be paid":
        rows = hand.values()
        hand.page.locator(f"li:nth-child({rows.index('Be paid') + 1}) [data-move='1']").focus()
        hand.press("Enter")
    assert "is now number" in hand.page.locator("[data-spoken]").text_content()
    hand.page.locator("[data-player-send]").focus()
    hand.send()
    assert hand.is_right()


def test_an_order_by_finger_and_by_pulling(finger):
    finger.open("order")
    finger.page.locator("li:nth-child(1) [data-move='1']").tap()
    assert finger.values()[:2] == ["Read the task", "Wait for the answer"]
    third = finger.page.locator("li:nth-child(3)").bounding_box()
    fifth = finger.page.locator("li:nth-child(5)").bounding_box()
    drag(
        finger,
        (third["x"] + 90, third["y"] + 20),
        (third["x"] + 90, fifth["y"] + fifth["height"] - 6),
    )
    assert finger.values()[4] == "Be paid"


def test_pairs_by_keyboard_alone(hand):
    hand.open("match")
    assert hand.faults() == []
    for place in (1, 1, 2, 2):
        hand.to(f".match__right:nth-child({place})")
        hand.press("Enter")
        hand.page.locator(".match__left").first.focus()
    assert len(hand.values()) == 4
    hand.page.locator("[data-player-send]").focus()
    hand.send()
    assert hand.is_right()


def test_pairs_by_finger(finger):
    finger.open("match")
    for left, right in ((4, 2), (3, 2), (1, 1), (2, 1)):
        finger.page.locator(".match__left").nth(left - 1).tap()
        finger.page.locator(".match__right").nth(right - 1).tap()
    finger.page.locator("[data-player-send]").tap()
    finger.page.wait_for_selector(".feedback--right")


def test_flags_by_keyboard_alone(hand):
    hand.open("spot")
    assert hand.faults() == []
    for flag in ("promise", "fee", "hurry", "pay"):
        hand.to(f"[value={flag}]")
        hand.press("Space")
    hand.send()
    assert hand.is_right()
    assert hand.faults() == []


def test_flags_by_finger(finger):
    finger.open("spot")
    for flag in ("promise", "fee", "hurry", "pay"):
        finger.page.locator(f"[value={flag}]").tap()
    finger.page.locator("[data-player-send]").tap()
    finger.page.wait_for_selector(".feedback--right")


def test_a_picture_s_flags_and_an_order_without_a_script(chromium, address):
    context = chromium.new_context(
        viewport={"width": 1024, "height": 600}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{address}/learn/kinds/try/p-spot")
    for flag in ("promise", "fee", "hurry", "pay"):
        page.locator(f"[value={flag}]").check()
    page.locator("[data-player-send]").click()
    page.wait_for_selector(".feedback--right")
    page.goto(f"{address}/learn/kinds/try/p-order")
    for place, what in enumerate(kinds_module.BEST["order"], start=1):
        page.locator(f"#answer_it-{place}").select_option(what)
    page.locator("[data-player-send]").click()
    page.wait_for_selector(".feedback--right")
    context.close()
