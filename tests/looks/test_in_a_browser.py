"""What only a browser shows: keys, keypad, clocks, axe, and that nothing scrolls where it must not."""

import pytest
from fakes.served import served
from looks import script_samples
from looks.gallery import gallery, pages
from looks.pictures import AXE, FINDINGS, SCROLLS, TAGS

pytestmark = pytest.mark.browser
STATION = [page.name for page in pages() if "station" in page.folder]


@pytest.fixture(scope="module")
def address():
    with served(gallery()) as url:
        yield url


@pytest.fixture(scope="module")
def tab(chromium):
    page = chromium.new_page(viewport={"width": 1024, "height": 600})
    yield page
    page.close()


def test_axe_finds_nothing_on_any_page_in_either_direction(tab, address):
    found = []
    for page in pages():
        if page.name == "room":
            continue
        for language in ("en", "ar"):
            tab.goto(f"{address}/{page.name}?language={language}")
            tab.evaluate(AXE.read_text())
            found += [(page.name, language, what) for what in tab.evaluate(FINDINGS, TAGS)]
    assert found == []


def test_no_visitor_has_to_scroll_at_1024_by_600(tab, address):
    scrolling = []
    for name in STATION:
        tab.goto(f"{address}/{name}")
        tab.evaluate("document.fonts.ready")
        scrolling += [(name, where) for where in tab.evaluate(SCROLLS)]
    assert scrolling == []


def test_the_keypad_types_into_the_code(tab, address):
    tab.goto(f"{address}/lock")
    for digit in "471":
        tab.click(f"[data-digit='{digit}']")
    tab.keyboard.type("9")
    assert tab.input_value("#code") == "4719"
    tab.click("[data-wipe]")
    assert tab.input_value("#code") == "471"
    assert tab.locator(".box--typed").count() == 3


def test_a_key_chooses_the_answer_and_enter_sends_it(tab, address):
    tab.goto(f"{address}/practice")
    tab.keyboard.press("7")
    assert tab.is_checked("#answer_digit-7")
    with tab.expect_request("**/to/learn.answer") as sent:
        tab.keyboard.press("Enter")
    assert "answer_digit=7" in sent.value.post_data


def test_enter_sends_no_empty_answer(tab, address):
    tab.goto(f"{address}/practice")
    tab.keyboard.press("Enter")
    assert tab.is_visible("[data-player-empty]")


def test_nothing_is_fetched_from_elsewhere(tab, address):
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    for name in ("lock", "home", "requester-home"):
        tab.goto(f"{address}/{name}")
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


@pytest.mark.parametrize("language", script_samples.ASKED)
def test_each_script_is_shown_in_letters_that_came_along(tab, address, language):
    """A station may have no fonts of its own: no sign may come from the machine's."""
    tab.goto(f"{address}/script-{language}")
    tab.evaluate("document.fonts.ready")
    asked = tab.context.new_cdp_session(tab)
    asked.send("DOM.enable")
    asked.send("CSS.enable")
    root = asked.send("DOM.getDocument")["root"]["nodeId"]
    found = asked.send("DOM.querySelectorAll", {"nodeId": root, "selector": f"[lang={language}]"})
    assert found["nodeIds"]
    for node in found["nodeIds"]:
        inside = asked.send("DOM.querySelectorAll", {"nodeId": node, "selector": "*"})["nodeIds"]
        for one in (node, *inside):
            fonts = asked.send("CSS.getPlatformFontsForNode", {"nodeId": one})["fonts"]
            assert [font["familyName"] for font in fonts if not font["isCustomFont"]] == []
