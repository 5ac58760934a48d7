"""A draft in another language: side by side, missing counted, read by a named native speaker."""

import json
import re

import pytest
from fakes.machines import look
from fakes.stage import Stage

from kiosk.rules.translating import beside, key_of
from kiosk.store import module_drafts

READ_BY = "Not yet read by a native speaker"


@pytest.fixture
def stage(cafe):
    return Stage(cafe)


@pytest.fixture
def draft(stage):
    stage.sentence()
    return stage.ids["draft"]


def place(draft, lang="es"):
    return f"/modules/drafts/{draft}/translation?lang={lang}"


def table(cafe, draft, lang="es"):
    return json.loads(look(cafe, module_drafts.texts, draft)[f"translations/{lang}.json"])


def plain(page):
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def save(desk, draft, *, lang="es", was="", page=None, **words):
    fields = {}
    for said, now in words.items():
        fields[f"w-{key_of(said)}"] = now
        fields[f"s-{key_of(said)}"] = key_of(was)
    url = f"/modules/drafts/{draft}/translation/{lang}"
    return desk.post(url, page=page or place(draft, lang), **fields)


def test_words_stand_beside_what_they_say(mentor, cafe, draft):
    page = mentor.page(place(draft))
    assert READ_BY in page
    assert "What is it?" in page
    total = len(beside(look(cafe, module_drafts.texts, draft), "es").lines)
    assert f"0 of {total} sentences · {total} are missing" in plain(page)
    answer = save(mentor, draft, **{"Look.": "Mira.\r\nBien.", "Know pets": " Conocer "})
    assert answer.status_code == 303
    assert table(cafe, draft) == {
        "read_by": "",
        "words": {"Know pets": "Conocer", "Look.": "Mira.\nBien."},
    }
    assert f"2 of {total} sentences" in plain(mentor.page(place(draft)))
    assert "Mira." not in mentor.page(f"{place(draft)}&only=missing")


def test_a_language_that_runs_from_right_to_left_does(mentor, cafe, draft):
    page = mentor.page(place(draft, "ar"))
    assert re.search(r'<textarea [^>]*lang="ar" dir="rtl"', page)
    assert re.search(r'class="beside__said" lang="en" dir="ltr"', page)
    assert save(mentor, draft, lang="ar", **{"Look.": "انظر."}).status_code == 303
    listed = mentor.page(f"/modules/drafts/{draft}/translations")
    assert "العربية" in listed
    assert READ_BY in listed


def test_nothing_typed_changes_nothing(mentor, cafe, draft):
    assert save(mentor, draft).status_code == 303
    assert look(cafe, module_drafts.one, draft).revision == 1
    assert "Nothing was changed." in mentor.page(place(draft))


def test_two_who_translate_the_same_sentence_lose_nothing(mentor, owner, cafe, draft):
    save(mentor, draft, **{"Look.": "Mira."})
    answer = save(owner, draft, **{"Look.": "Observa."})
    assert answer.status_code == 409
    assert "Observa." in answer.text
    assert table(cafe, draft)["words"] == {"Look.": "Mira."}


def test_a_reader_confirms_and_a_change_takes_it_away(mentor, cafe, stage):
    stage.translated()
    draft = stage.ids["draft"]
    page = mentor.page(place(draft))
    url = f"/modules/drafts/{draft}/translation/es/read"
    revision = re.search(r'name="revision" value="(\d+)"', page)[1]
    assert mentor.post(url, page=place(draft), reader="", revision=revision).status_code == 422
    told = {"page": place(draft), "reader": "Ana Ruiz", "revision": revision}
    assert mentor.post(url, **told).status_code == 303
    assert table(cafe, draft)["read_by"] == "Ana Ruiz"
    assert "Read by Ana Ruiz" in plain(mentor.page(place(draft)))
    assert mentor.post(url, **told).status_code == 409  # it was changed meanwhile, by itself
    save(mentor, draft, was="es Look.", **{"Look.": "Mira."})
    assert table(cafe, draft)["read_by"] == ""
    assert READ_BY in mentor.page(place(draft))


def test_nobody_confirms_what_is_not_there(mentor, draft):
    url = f"/modules/drafts/{draft}/translation/es/read"
    answer = mentor.post(url, page=place(draft), reader="Ana", revision="1")
    assert answer.status_code == 409
    assert "Some sentences are not translated yet." in answer.text


def test_what_is_said_no_more_is_dropped(mentor, cafe, stage):
    stage.stale_words()
    draft = stage.ids["draft"]
    assert "1 sentence is translated and no longer said." in plain(mentor.page(place(draft)))
    url = f"/modules/drafts/{draft}/translation/es/tidy"
    assert mentor.post(url, page=place(draft)).status_code == 303
    assert table(cafe, draft)["words"] == {"Look.": "Mira."}
    assert mentor.post(f"/modules/drafts/{draft}/translation/en/tidy", page=place(draft)).status_code == 400  # fmt: skip


def test_long_modules_come_in_pages(mentor, draft, monkeypatch):
    monkeypatch.setattr("admin_panel.translating.A_PAGE", 3)
    first, second = mentor.page(place(draft)), mentor.page(f"{place(draft)}&page=2")
    assert first.count("<textarea") == second.count("<textarea") == 3
    assert 'aria-current="page"><bdi>2</bdi>' in second
    assert mentor.page(f"{place(draft)}&page=99999") != second
    assert mentor.page(f"{place(draft)}&page=x").count("<textarea") == 3


@pytest.mark.parametrize("lang", ["en", "", "../x", "EN"])
def test_what_is_no_other_language_is_refused(mentor, draft, lang):
    assert mentor.get(place(draft, lang)).status_code == 400


def test_what_is_no_text_stays_typed(mentor, cafe, draft):
    answer = save(mentor, draft, **{"Look.": "x" * 10_001})
    assert answer.status_code == 400
    assert "xxxx" in answer.text
    assert look(cafe, module_drafts.one, draft).revision == 1
