"""At a seat a visitor joins a class by the code on its sheet."""

CODE, PIN, PLACE = "471902", "4711", "/class"
SHEET = "4F7K2M9T"


def sits(browser, **told):
    browser.desk.hub.classes = {SHEET: "Morning group"}
    browser.desk.sit_down(CODE, seconds=3_600, pin=PIN, **{"name": "Grace Wanjiru", **told})
    return browser.get("/home")


def test_home_leads_there_and_the_right_code_is_enough(browser):
    assert f'href="{PLACE}"' in sits(browser)
    assert "Type the code from the sheet" in browser.get(PLACE)
    page = browser.send(PLACE, code=f" {SHEET} ")
    assert "You are in the class" in page
    assert "Morning group" in page


def test_a_wrong_code_stays_to_be_mended(browser):
    sits(browser)
    browser.get(PLACE)
    page = browser.send(PLACE, code="4F7K2M9Z")
    assert "No class has this code." in page
    assert 'value="4F7K2M9Z"' in page


def test_with_the_hub_away_it_is_said(browser):
    sits(browser)
    browser.get(PLACE)
    browser.desk.hub.up = False
    assert "You are in the class" not in browser.send(PLACE, code=SHEET)
    browser.desk.forward(10)
    assert f'href="{PLACE}"' not in browser.get("/home")
    browser.get(PLACE)
    assert "You are in the class" not in browser.send(PLACE, code=SHEET)
