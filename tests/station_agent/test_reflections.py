"""A reflection at a seat: written, kept while typed, sent, told; the hub may be away."""

import pytest

from kiosk.protocol.reflections import Asked, FromMentor, MentorNote, Part, Reflected

CODE, PIN = "471902", "4711"
STEP = "/learn/digits/look-back"
BOX = 'id="answer_words"'
ASKED = FromMentor(asked=(Asked("digits-e1", {"look-back": (Part("Says what was hard", 2),)}),))


def sits(browser, told=ASKED, *, name="Grace Wanjiru"):
    browser.desk.forward(6)
    who = {"seconds": 3_600, "pin": PIN, "name": name, "from_mentor": told}
    return browser.desk.sit_down(CODE, **who)


def write(browser, words, **more):
    browser.get(STEP)
    page = {"answer_words": words, **more}
    return browser.send("/reflection/digits-e1/look-back", **page)


def sent(browser):
    browser.desk.forward(30)
    return browser.desk.hub.bodies("reflection")


def test_what_is_written_is_sent_and_stands_there(browser):
    sits(browser)
    page = browser.get(STEP)
    for words in (BOX, "Your mentor looks for this", "Says what was hard", "points"):
        assert words in page
    write(browser, "  Seven was hard.\r\nI look twice. ")
    assert browser.path == STEP
    assert "It is sent to your mentor." in browser.text
    assert "Seven was hard.\nI look twice." in browser.text
    (told,) = sent(browser)
    assert (told.edition, told.step) == ("digits-e1", "look-back")
    assert (told.words, told.aloud) == ("Seven was hard.\nI look twice.", False)
    assert BOX not in browser.get(STEP)
    again = browser.get(f"{STEP}?anew=1")
    assert BOX in again
    assert "Seven was hard." in again


def test_who_does_not_write_says_it(browser):
    sits(browser)
    write(browser, "", aloud="1")
    assert "You said it to your mentor." in browser.text
    (told,) = sent(browser)
    assert (told.words, told.aloud) == ("", True)


@pytest.mark.parametrize("words", ["", " \u202e\u200b ", "x" * 1_201, "x" * 5_000])
def test_nothing_and_too_much_is_not_sent_and_stays_there(browser, words):
    sits(browser)
    write(browser, words)
    assert BOX in browser.text
    assert "Write a few words" in browser.text or "too long" in browser.text
    assert sent(browser) == []


def test_a_page_that_sends_a_flood_is_refused(browser):
    sits(browser)
    write(browser, "x" * 1_000_000)
    assert "This did not work" in browser.text
    assert sent(browser) == []


def test_the_hub_may_be_away_and_a_lost_draft_is_not_lost(browser):
    sits(browser)
    browser.desk.hub.up = False
    browser.get(STEP)
    browser.send("/draft", draft="reflect:digits-e1:look-back", answer_words="Half a tho")
    browser.desk.restart()
    browser.start()
    assert "Half a tho" in browser.get(STEP)
    write(browser, "A whole thought")
    assert "Half a tho" not in browser.get(f"{STEP}?anew=1")
    assert sent(browser) == []
    browser.desk.hub.up = True
    browser.desk.forward(600)
    assert [one.words for one in sent(browser)] == ["A whole thought"]


@pytest.mark.parametrize("told", [None, FromMentor(asked=(Asked("other-e1"),))])
def test_where_no_mentor_reads_it_there_is_no_box(browser, told):
    sits(browser, told)
    page = browser.get(STEP)
    assert (BOX in page, "Look back" in page) == (False, True)
    browser.send("/reflection/digits-e1/look-back", answer_words="x")
    assert sent(browser) == []
    assert "From my mentor" not in browser.get("/learn")
    assert "Nothing yet" in browser.get("/from-mentor")


def test_points_and_words_come_back(browser):
    sits(browser)
    back = Reflected(
        *("digits-e1", "look-back", "Read digits"),
        at=1,
        words="Seven was hard.",
        marked_at=1_795_300_000_000,
        got=1,
        most=2,
        parts=(Part("Says what was hard", 2, 1),),
        said="Name a next step <b>too</b>.",
        by="Joy",
    )
    note = MentorNote(1_795_400_000_000, "Joy", "Come on Friday.")
    told = FromMentor(ASKED.asked, (back,), (note,))
    browser.desk.hub.tell(f"visitor-{CODE}", from_mentor=told)
    browser.desk.forward(60)
    assert "From my mentor (2)" in browser.get("/learn")
    page = browser.get("/from-mentor")
    assert ("Come on Friday." in page, "Name a next" in page) == (True, False)
    for page in (browser.get("/from-mentor?page=1"), browser.get(STEP)):
        for words in ("Name a next step &lt;b&gt;too", "points", "Seven was hard.", "Joy"):
            assert words in page
    assert "Come on" not in browser.get("/from-mentor?page=99")
    assert "Come on" in browser.get("/from-mentor?page=x")


def test_what_the_hub_has_is_newer_than_what_was_sent_here(browser):
    sits(browser)
    write(browser, "First")
    later = browser.desk.clock.now() + 60_000
    back = Reflected("digits-e1", "look-back", "Read digits", at=later, words="At seat two")
    browser.desk.hub.tell(f"visitor-{CODE}", from_mentor=FromMentor(ASKED.asked, (back,)))
    browser.desk.forward(60)
    page = browser.get(STEP)
    assert ("At seat two" in page, "First" in page) == (True, False)
