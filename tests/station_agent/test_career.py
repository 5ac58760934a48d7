"""My career at a seat: the interest finder, steps, openings, and whose it is; the hub may be away."""

import pytest

from kiosk.protocol.career import Career, CareerNote, CareerStep, Place
from kiosk.rules.interests import PICTURES, Field

CODE, PIN = "471902", "4711"
CLERK = Place(
    "o1",
    "job",
    "Clerk",
    "Water office",
    "Olympic",
    "KSh 600 a day",
    "0700 000 111",
    closes="2099-12-18",
    wanted=("digits", "welding"),
    interests="C",
)
STEPS = (
    CareerStep("s1", "goal", "Work in an office"),
    CareerStep("s2", "step", "Call them", "2099-12-03"),
)


def sits(browser, career=None, *, name="Grace Wanjiru", **record):
    browser.desk.forward(6)
    told = {"seconds": 3_600, "pin": PIN, "name": name, "career": career}
    browser.desk.sit_down(CODE, **told, **record)


def likes(browser, *fields):
    browser.get("/interests/ask")
    for name, field in PICTURES.items():
        said = "like" if field in fields else "not"
        browser.send("/interests/ask", picture=name, answer=said)


def test_home_leads_to_it(browser):
    sits(browser)
    assert 'href="/career"' in browser.get("/home")
    page = browser.get("/career")
    for words in ("What I like", "Goals and next steps", "Nobody but you sees it."):
        assert words in page


def test_twenty_taps_say_what_somebody_likes(browser):
    sits(browser, Career(places=(CLERK,)), qualifications=("welding",))
    page = browser.get("/interests")
    for words in ("This is no test.", "not what you can", "before you say yes"):
        assert words in page
    likes(browser, Field.CONVENTIONAL, Field.SOCIAL)
    assert browser.path == "/interests/result"
    for words in ("Order and numbers", "Helping people", "Clerk"):
        assert words in browser.text
    browser.desk.forward(30)
    (told,) = browser.desk.hub.bodies("interests")
    assert set(told.answers) == set(PICTURES)
    assert browser.get("/interests")
    assert browser.path == "/interests/result"
    assert "What work would you like?" in browser.get("/interests?again=1")


def test_a_tap_is_taken_back_and_the_finder_goes_on_where_it_stopped(browser):
    sits(browser)
    browser.get("/interests/ask")
    first, second = list(PICTURES)[:2]
    browser.send("/interests/ask", picture=first, answer="like")
    assert f"art/work/{second}.svg" in browser.text
    browser.send("/interests/ask", back="1")
    assert f"art/work/{first}.svg" in browser.text
    browser.send("/interests/ask", back="1")
    browser.send("/interests/ask", picture=first, answer="not")
    browser.get("/home")
    assert "Go on" in browser.get("/interests")
    assert f"art/work/{second}.svg" in browser.get("/interests/ask")
    browser.desk.restart()
    browser.start()
    assert f"art/work/{second}.svg" in browser.get("/interests/ask")


@pytest.mark.parametrize(
    "sent", [{"picture": "repair", "answer": "love"}, {"picture": "x", "answer": "like"}]
)
def test_another_answer_is_refused(browser, sent):
    sits(browser)
    browser.get("/interests/ask")
    browser.send("/interests/ask", **sent)
    assert browser.last.status_code == 400


def test_it_works_with_the_hub_away_and_the_answers_come_later(browser):
    sits(browser)
    browser.desk.hub.up = False
    browser.desk.forward(60)
    likes(browser)
    assert "No picture was for you" in browser.text
    browser.get("/career/share")
    browser.send("/career/share", share="yes")
    assert "You share it with your mentors." in browser.text
    assert browser.desk.hub.bodies("interests") == []
    browser.desk.hub.up = True
    browser.desk.forward(400)
    assert len(browser.desk.hub.bodies("interests")) == 1
    assert [one.kind for one in browser.desk.hub.bodies("career_said")] == ["share"]


def test_a_guest_may_look_and_nothing_is_told(browser):
    sits(browser, name="")
    likes(browser, Field.ARTISTIC)
    assert "Making and showing" in browser.text
    assert "Who may see it" not in browser.text
    browser.get("/career/share")
    browser.send("/career/share", share="yes")
    assert browser.last.status_code == 403
    browser.desk.forward(30)
    assert browser.desk.hub.bodies("interests") == []
    assert browser.desk.hub.bodies("career_said") == []


def test_a_yes_is_taken_back(browser):
    sits(browser, Career(shared=True, said_at=1_795_300_000_000))
    assert "You share it with your mentors." in browser.get("/career")
    assert "You said yes on" in browser.get("/career/share")
    browser.send("/career/share", share="no")
    assert "Nobody but you sees it." in browser.text
    browser.desk.forward(30)
    assert [one.kind for one in browser.desk.hub.bodies("career_said")] == ["unshare"]


def test_own_steps_are_ticked(browser):
    sits(browser, Career(shared=True, steps=STEPS))
    assert "Work in an office" in browser.get("/career")
    page = browser.get("/career/steps")
    assert "By Thu" in page
    browser.send("/career/steps", step="s2", done="1")
    assert "Not yet" in browser.text
    browser.send("/career/steps", step="s2", done="0")
    assert "Not yet" not in browser.text
    browser.send("/career/steps", step="other", done="1")
    assert browser.last.status_code == 404
    browser.desk.forward(30)
    said = [(one.kind, one.about) for one in browser.desk.hub.bodies("career_said")]
    assert said == [("done", "s2"), ("undone", "s2")]


def test_notes_are_read_one_by_one(browser):
    notes = (
        CareerNote(1_795_300_000_000, "Peter", "Likes lists", "2026-12-03"),
        CareerNote(1_795_200_000_000, "", "First talk"),
    )
    sits(browser, Career(shared=True, notes=notes))
    page = browser.get("/career/notes")
    for words in ("with Peter", "Likes lists", "Next meeting:"):
        assert words in page
    assert "First talk" in browser.get("/career/notes?page=1")
    assert "Likes lists" in browser.get("/career/notes?page=many")


def test_an_opening_says_what_is_missing_and_is_answered(browser):
    suggested = Place(
        **{**{f: getattr(CLERK, f) for f in CLERK.__struct_fields__}, "state": "suggested"}
    )
    sits(browser, Career(places=(suggested,)), qualifications=("welding",))
    assert "1 suggested to you" in browser.get("/career")
    assert "Suggested" in browser.get("/career/openings")
    page = browser.get("/career/openings/o1")
    for words in ("You have 1 of 2.", "takes about 15 minutes", "0700 000 111", "I applied"):
        assert words in page
    browser.send("/career/openings/o1", answer="applied")
    assert "Applied" in browser.text
    assert "I applied" not in browser.get("/career/openings/o1")
    browser.send("/career/openings/o1", answer="declined")
    assert "Not this time" in browser.text
    browser.get("/career/openings/none")
    assert browser.last.status_code == 404


def test_one_that_is_over_is_gone_and_one_that_asks_for_money_is_warned_about(browser):
    over = Place("o2", "job", "Guard", "Bank", "", "", "0701", closes="2020-01-01")
    bad = Place("o3", "job", "Agent", "Shop", "", "", "0702", wanted=("gliding",), warned=True)
    free = Place("o4", "course", "Sewing", "School", "", "", "0703")
    held = Place("o5", "job", "Typist", "School", "", "", "0704", wanted=("digits",))
    sits(browser, Career(places=(over, bad, free, held)), qualifications=("digits",))
    page = browser.get("/career/openings")
    assert "Guard" not in page
    assert "Asks for money" in page
    page = browser.get("/career/openings/o3")
    assert "Honest work never costs a fee" in page
    assert "Missing: gliding." in page
    assert "Nothing is asked for." in browser.get("/career/openings/o4")
    assert "You have all that is asked for." in browser.get("/career/openings/o5")
    assert "2 fit you now" in browser.get("/career")
