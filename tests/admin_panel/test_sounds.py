"""What is heard of a draft: sent or recorded, listened to, removed."""

import io
import re

import pytest
from fakes.hub_world import PASSWORD
from fakes.machines import look
from fakes.served import served
from fakes.stage import Stage

from kiosk.rules.draft_files import items_of
from kiosk.store import module_drafts

MP3 = b"ID3 another sound"
PLAYS = """(sound) => new Promise((done) => {
    sound.oncanplay = () => done(true);
    sound.onerror = () => done(false);
    sound.load(); })"""


@pytest.fixture
def draft(cafe):
    stage = Stage(cafe)
    stage.draft()
    return stage.ids["draft"]


@pytest.fixture
def place(draft):
    return f"/modules/drafts/{draft}/sounds"


def send(desk, place, content=MP3, *, name="look.mp3", part="item:p2"):
    return desk.post(place, page=place, part=part, sound=(io.BytesIO(content), name))


def audio(cafe, draft, item="p2"):
    rows = items_of(look(cafe, module_drafts.texts, draft)).rows
    return next(row.get("audio", "") for row in rows if row["id"] == item)


def test_a_sound_is_sent_heard_and_removed(mentor, cafe, draft, place):
    page = mentor.page(place)
    assert "11</bdi> by the seat&#39;s own voice" in page
    assert send(mentor, place).status_code == 303
    name = audio(cafe, draft)
    page = mentor.page(f"{place}?part=item:p2")
    url = re.search(r'<audio controls preload="none" src="([^"]+)"', page)[1]
    heard = mentor.get(url)
    assert (heard.data, heard.content_type) == (MP3, "audio/mpeg")
    assert heard.headers["Content-Security-Policy"].startswith("sandbox")
    assert mentor.post(f"{place}/remove", page=place, part="item:p2").status_code == 303
    assert audio(cafe, draft) == ""
    assert name not in look(cafe, module_drafts.sizes, draft)
    assert mentor.get(url).status_code == 404
    assert "Undo the last change" in mentor.page(place)


def test_the_page_may_use_the_microphone_and_no_other_may(mentor, place):
    assert "microphone=(self)" in mentor.get(place).headers["Permissions-Policy"]
    assert "blob:" in mentor.get(place).headers["Content-Security-Policy"]
    assert "microphone=()" in mentor.get("/modules").headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "", "Record something, or choose a file."),
        (b"<svg/>", "look.svg", "Choose a sound that ends in"),
        (b"no sound at all", "look.mp3", "This is no sound that can be played."),
        (b"RIFF cut off", "look.wav", "This is no sound that can be played."),
        (b"ID3" + bytes(100), "look.mp3", "too large"),
    ],
    ids=["none", "a picture", "no sound", "cut off", "large"],
)
def test_what_is_no_sound_is_said(mentor, cafe, draft, place, monkeypatch, content, name, said):
    monkeypatch.setattr("admin_panel.sounds.SOUND_LIMIT_BYTES", 100)
    answer = send(mentor, place, content, name=name)
    assert answer.status_code in (413, 422)
    assert said in answer.text
    assert audio(cafe, draft) == ""


@pytest.mark.parametrize("part", ["", "item:no", "nothing:p1", "step:p1"])
def test_a_place_that_is_not_there(mentor, cafe, draft, place, part):
    assert send(mentor, place, part=part).status_code == 404
    assert look(cafe, module_drafts.one, draft).revision == 1


def test_other_files_are_no_sounds(mentor, place):
    for name in ("a.png", "no.mp3", "../module.json", "module.json"):
        assert mentor.get(f"{place}/{name}").status_code == 404


@pytest.fixture
def address(app):
    with served(app) as url:
        yield url


@pytest.mark.browser
def test_a_mentor_records_listens_and_keeps(chromium, address, cafe, draft, place):
    page = chromium.new_page(permissions=["microphone"])
    page.goto(f"{address}/sign-in")
    page.fill("#name", "otieno")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/floor*")
    page.goto(f"{address}{place}?part=item:p2")
    page.click("[data-start]")
    page.wait_for_selector("text=Recording. Speak now.")
    page.wait_for_timeout(600)  # something to hear
    page.click("[data-stop]")
    page.wait_for_selector("[data-heard]:not([hidden])")
    page.click("text=Keep this sound")
    page.wait_for_selector("text=The sound is here.")
    assert page.eval_on_selector("audio[src]", PLAYS)
    page.close()
    assert audio(cafe, draft).endswith(".webm")
