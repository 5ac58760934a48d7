"""A mentor writes a module on the panel: drafts, steps, questions, preview, publishing."""

import io
import re

import pytest
from fakes.machines import import_pets
from rules.draft_samples import SAID, TYPED
from rules.module_samples import PNG_A, sample_files

from admin_panel import draft_media, drafts
from kiosk.acts import module_drafts as acts
from kiosk.store import module_drafts

ALL = "/modules/drafts"
CAT = {**TYPED["choice"], **SAID, "pool": "practice"}
EVIL = '"><script>alert(1)</script>{{7*7}}'


@pytest.fixture
def mentor(desk_of):
    return desk_of("otieno")


@pytest.fixture
def draft(mentor):
    """The address of a draft that has its title."""
    return begin(mentor, how="new", title="Know pets", lang="en")


def begin(mentor, **fields):
    answer = mentor.post(ALL, page=ALL, **fields)
    assert answer.status_code == 303, answer.text
    return answer.location


def change(mentor, draft, **fields):
    answer = mentor.post(f"{draft}/change", page=draft, **fields)
    assert answer.status_code == 303, answer.text
    return answer.location


def keys(page):
    found = (re.search(f'name="{name}" value="([^"]*)"', page) for name in ("part", "seen"))
    return dict(zip(("part", "seen"), (one[1] for one in found), strict=True))


def save(mentor, draft, place, **fields):
    return mentor.post(draft, page=place, **{**keys(mentor.page(place)), **fields})


def write(mentor, draft, kind, **more):
    """One more question, written whole; returns its page."""
    place = change(mentor, draft, do="add_item", kind=kind, pool="practice")
    typed = {**TYPED[kind], **SAID, "pool": "practice", **more}
    sent = {name: [*value] if isinstance(value, tuple) else value for name, value in typed.items()}
    answer = save(mentor, draft, place, **sent)
    assert answer.status_code == 303, answer.text
    return place


def publish(mentor, draft):
    return mentor.post(f"{draft}/publish", page=draft)


def test_the_way_from_a_draft_to_an_edition(mentor, draft, cafe):
    step = change(mentor, draft, do="add_step", kind="read")
    assert save(mentor, draft, step, title="Pets", text="A cat says meow.").status_code == 303
    change(mentor, draft, do="add_step", kind="practice")
    write(mentor, draft, "choice")
    page = mentor.page(draft)
    assert "Which one says meow?" in page
    refused = publish(mentor, draft)
    assert refused.status_code == 422, "the step of practice has no title"
    assert f'href="{draft}/steps/practice1#title"' in refused.text
    save(mentor, draft, draft + "/steps/practice1", title="Try it", which="all")
    assert publish(mentor, draft).status_code == 303
    module = cafe.hub.module_of("know-pets-e1")
    assert [one.gold for one in module.items.values()] == [{"answer": "o2"}]
    assert [step.kind for step in module.steps] == ["read", "practice"]
    assert mentor.get(draft).status_code == 404
    assert "know-pets-e1" in mentor.page("/modules")


@pytest.mark.parametrize("kind", TYPED)
def test_each_kind_of_question_is_written_and_stands_there_again(mentor, draft, kind):
    place = write(mentor, draft, kind)
    page = mentor.page(place)
    for name, value in {**TYPED[kind], **SAID}.items():
        unheard = (
            "alt",
            "gold",
            "places",
            "tolerance",
            "verdict",
            "said2",
            "said_loose",
            "field3_options",
        )
        if isinstance(value, str) and value and name not in unheard and "\n" not in value:
            assert value in page, name
    assert mentor.page(f"{draft}/preview?part=item:p1")


def test_what_is_typed_is_saved_by_itself_and_a_lost_reply_asks_again(mentor, draft):
    place = write(mentor, draft, "choice")
    page = mentor.page(place)
    sent = {**keys(page), **CAT, "prompt": "Who purrs?", "quiet": "1"}
    first = mentor.post(draft, page=place, request_id="quiet-one-more", **sent)
    assert first.json["said"].startswith("Saved")
    again = mentor.post(draft, page=place, request_id="quiet-one-more", **sent)
    assert again.json["seen"] == first.json["seen"]
    assert "Who purrs?" in mentor.page(place)


def test_two_tabs_do_not_write_over_each_other(mentor, desk_of, draft):
    place = write(mentor, draft, "choice")
    mine = keys(mentor.page(place))
    owner = desk_of("naomi")
    assert save(owner, draft, place, **{**CAT, "prompt": "Theirs?"}).status_code == 303
    refused = mentor.post(draft, page=place, **mine, **{**CAT, "prompt": "Mine?"})
    assert refused.status_code == 409
    assert "Somebody else changed this" in refused.text
    assert "Mine?" in refused.text, "what was typed stays"
    quiet = mentor.post(draft, page=place, **mine, **{**CAT, "prompt": "Mine?", "quiet": "1"})
    assert quiet.status_code == 409
    assert "Naomi" in quiet.json["said"]
    kept = keys(refused.text)
    assert mentor.post(draft, page=place, **kept, **{**CAT, "prompt": "Mine?"}).status_code == 303
    assert "Mine?" in mentor.page(place)


def test_the_second_mentor_is_told_who_writes(mentor, desk_of, draft, clock):
    owner = desk_of("naomi")
    assert "Otieno Juma wrote on this" in re.sub("<[^>]+>", "", owner.page(draft))
    assert "wrote on this" not in mentor.page(draft)
    clock.forward(seconds=3600)
    assert "wrote on this" not in owner.page(draft)


def test_a_step_that_could_not_be_kept_stands_as_it_was_typed(mentor, draft):
    place = change(mentor, draft, do="add_step", kind="read")
    mine = keys(mentor.page(place))
    save(mentor, draft, place, title="Theirs", text="")
    refused = mentor.post(draft, page=place, **mine, title="Mine", text="My words")
    assert refused.status_code == 409
    assert 'value="Mine"' in refused.text
    head = mentor.post(draft, page=draft, part="head", seen="0" * 16, title="Other", lang="en")
    assert head.status_code == 409


def test_parts_move_and_go(mentor, draft):
    for kind in ("read", "watch"):
        change(mentor, draft, do="add_step", kind=kind)
    change(mentor, draft, do="up step:watch1")
    change(mentor, draft, do="move step:read1", to="1")
    change(mentor, draft, do="down step:read1")
    page = mentor.page(draft)
    assert page.index("step:watch1") < page.index("step:read1")
    change(mentor, draft, do="remove step:watch1")
    assert "step:watch1" not in mentor.page(draft)
    refused = mentor.post(f"{draft}/change", page=draft, do="remove step:nothing")
    assert refused.status_code == 404
    assert mentor.get(f"{draft}/steps/nothing").status_code == 404


def test_a_draft_is_deleted_and_taken_back(mentor, draft):
    assert mentor.post(f"{draft}/delete", page=draft).status_code == 303
    listed = mentor.page("/modules")
    assert f'action="{draft}/restore"' in listed
    assert mentor.get(draft).status_code == 404
    assert mentor.post(f"{draft}/delete", page=ALL).status_code == 404
    assert mentor.post(f"{draft}/restore", page=ALL).location == draft
    assert mentor.page(draft)
    assert mentor.post(f"{draft}/restore", page=ALL).status_code == 404


def test_a_copy_is_its_own_module_and_says_whose_work_it_was(mentor, cafe):
    import_pets(cafe.hub)
    place = begin(mentor, how="copy", title="My pets", edition="pets-e2")
    page = mentor.page(place)
    assert "my-pets-e1" in page
    assert "CC0. After “Know pets” (pets-e2)." in page
    assert publish(mentor, place).status_code == 303
    assert cafe.hub.module_of("my-pets-e1").qualification is None


def test_a_shipped_module_is_copied_before_it_is_taken_in(mentor):
    place = begin(mentor, how="copy", title="My welcome", edition="welcome-e1")
    assert "welcome-e1" in mentor.page(place)
    refused = mentor.post(ALL, page=ALL, how="copy", title="X", edition="nothing-e1")
    assert refused.status_code == 404


@pytest.mark.parametrize(
    ("how", "words", "status"), [("minor", "Only words", 303), ("major", "More", 303)]
)
def test_a_next_edition_of_words_or_of_more(mentor, cafe, how, words, status):
    import_pets(cafe.hub)
    place = begin(mentor, how=how, edition="pets-e2")
    save(mentor, place, place, title=words, lang="en", licence="CC0", minutes="5")
    assert publish(mentor, place).status_code == status
    module = cafe.hub.module_of("pets-e3")
    assert (module.title, module.minor_of) == (words, "pets-e2" if how == "minor" else None)


def test_words_only_is_refused_where_more_was_changed(mentor, cafe):
    import_pets(cafe.hub)
    place = begin(mentor, how="minor", edition="pets-e2")
    step = change(mentor, place, do="add_step", kind="read")
    save(mentor, place, step, title="More", text="More")
    refused = publish(mentor, place)
    assert refused.status_code == 409
    assert "It changes more than words" in refused.text
    head = keys(mentor.page(place))
    mentor.post(
        place, page=place, **head, minor_of="", title="A", lang="en", licence="x", minutes="5"
    )
    assert publish(mentor, place).status_code == 303


def test_of_two_next_editions_the_second_takes_the_number_after(mentor, cafe):
    """Two mentors began it at once: neither can write the number, so nobody could publish it."""
    import_pets(cafe.hub)
    first, second = (begin(mentor, how="minor", edition="pets-e2") for _ in range(2))
    for place, title in ((first, "One"), (second, "Other")):
        save(mentor, place, place, title=title, lang="en", licence="CC0", minutes="5")
    assert publish(mentor, first).status_code == 303
    refused = publish(mentor, second)
    assert refused.status_code == 409
    assert "Somebody published pets-e3 meanwhile. This draft is now pets-e4." in refused.text
    assert publish(mentor, second).status_code == 303
    assert [cafe.hub.module_of(f"pets-e{n}").title for n in (3, 4)] == ["One", "Other"]


def test_a_new_module_whose_short_name_was_taken_meanwhile_gets_another(mentor, cafe):
    place = begin(mentor, title="Know pets", how="new", lang="en")
    head = {"lang": "en", "licence": "CC0", "minutes": "5", "title": "Mine", "slug": "pets"}
    step = change(mentor, place, do="add_step", kind="read")
    save(mentor, place, step, title="A", text="B")
    save(mentor, place, place, **head)
    import_pets(cafe.hub, edition=1)
    refused = publish(mentor, place)
    assert refused.status_code == 422
    assert "Another module has this short name. Choose another one." in refused.text
    save(mentor, place, place, **{**head, "slug": "my-pets"})
    assert publish(mentor, place).status_code == 303


def test_who_still_writes_on_a_draft_that_is_published_or_deleted_is_told_so(mentor, cafe):
    import_pets(cafe.hub)
    first, second = (begin(mentor, how="minor", edition="pets-e2") for _ in range(2))
    pages = {place: mentor.page(place) for place in (first, second)}
    publish(mentor, first)
    mentor.post(f"{second}/delete", page=second)
    said = {
        first: "This draft is published as pets-e3. To change it, begin the next edition.",
        second: "This draft was deleted meanwhile. Ask who deleted it, or begin anew.",
    }
    for place, words in said.items():
        assert words in mentor.get(place).text
        typed = {**keys(pages[place]), "title": "Late"}
        assert words in mentor.post(place, page=ALL, **typed).text
        told = mentor.post(place, page=ALL, quiet="1", **typed)
        assert (told.status_code, told.json["said"]) == (404, words)


def picture(mentor, draft, part, place, content=PNG_A, name="cat.png", what="picture"):
    sent = {"part": part, "what": what, "file": (io.BytesIO(content), name)}
    return mentor.post(f"{draft}/media", page=place, **sent)


def test_a_picture_comes_in_under_a_name_of_ours_and_goes(mentor, draft):
    place = write(mentor, draft, "choice")
    assert picture(mentor, draft, "item:p1", place, name="../../hub.PNG").location == place
    page = mentor.page(place)
    found = re.search(rf'src="({draft}/media/media/[0-9a-f]{{16}}\.png)"', page)[1]
    shown = mentor.get(found)
    assert (shown.data, shown.content_type) == (PNG_A, "image/png")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "This cell is empty" in page, "the picture has no words yet"
    mentor.post(f"{draft}/media", page=place, part="item:p1", what="picture", do="remove")
    assert mentor.get(found).status_code == 404
    step = change(mentor, draft, do="add_step", kind="read")
    assert picture(mentor, draft, "step:read1", step).location == step


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"no picture", "a.png", "This file is damaged"),
        (PNG_A, "a.exe", "Take a file of one of these kinds"),
        (PNG_A, "", "Choose a file first"),
    ],
)
def test_what_is_no_picture_is_not_kept(mentor, draft, content, name, words):
    place = write(mentor, draft, "choice")
    picture(mentor, draft, "item:p1", place, content, name)
    assert words in mentor.page(place)
    assert "media/" not in str(re.findall('src="([^"]*)"', mentor.page(place)))


def test_a_file_that_is_too_large_is_refused(mentor, draft, monkeypatch):
    monkeypatch.setattr(draft_media, "MEDIA_LIMIT_BYTES", 10)
    place = write(mentor, draft, "choice")
    picture(mentor, draft, "item:p1", place)
    assert "media/" not in str(re.findall('src="([^"]*)"', mentor.page(place)))


@pytest.mark.parametrize("name", ["module.json", "media/../module.json", "media/no.png", "media/x"])
def test_nothing_but_pictures_is_served(mentor, draft, name):
    assert mentor.get(f"{draft}/media/{name}").status_code == 404


def test_the_preview_marks_as_a_seat_does_and_keeps_nothing(mentor, draft, cafe):
    write(mentor, draft, "choice")
    place = f"{draft}/preview?part=item:p1"
    shown = mentor.get(place)
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    wrong = mentor.post(place + "&wrong=0", page=draft, answer_answer="o1").text
    assert "A dog barks." in wrong
    assert "Look." in wrong
    right = mentor.post(place + "&wrong=0", page=draft, answer_answer="o2").text
    assert "So it is." in right
    last = mentor.post(place + "&wrong=9", page=draft, answer_answer="o1").text
    assert "This is the answer" in last
    none = mentor.post(place + "&wrong=x", page=draft, answer_answer="o9").text
    assert "field__error" in none
    with cafe.hub.read() as db:
        assert not db.execute("SELECT 1 FROM practice_done").fetchall()


def test_the_preview_of_what_is_not_finished(mentor, draft):
    change(mentor, draft, do="add_item", kind="box", pool="practice")
    assert "Nothing to show yet" in mentor.page(f"{draft}/preview?part=item:p1")
    change(mentor, draft, do="add_item", kind="choice", pool="practice")
    answer = mentor.post(f"{draft}/preview?part=item:p2", page=draft, answer_answer="o1")
    assert "It cannot be tried yet" in answer.text
    change(mentor, draft, do="add_step", kind="read")
    assert mentor.page(f"{draft}/preview?part=step:read1")
    assert mentor.get(f"{draft}/preview?part=item:no").status_code == 404


def test_html_in_texts_is_text_on_every_page(mentor):
    place = begin(mentor, how="new", title=EVIL, lang="en")
    step = change(mentor, place, do="add_step", kind="read")
    save(mentor, place, step, title=EVIL, text=EVIL)
    item = write(mentor, place, "choice", prompt=EVIL, option1=EVIL, said1=EVIL, help=EVIL)
    parts = [f"{place}/preview?part={part}" for part in ("step:read1", "item:p1")]
    for url in (ALL, place, step, item, *parts):
        page = mentor.page(url)
        assert "<script>alert" not in page, url
        assert "{{7*7}}" in page, url


def test_huge_forms_and_strange_languages_are_refused_or_kept_small(mentor, draft, monkeypatch):
    step = change(mentor, draft, do="add_step", kind="read")
    save(mentor, draft, step, title="A", text="x" * 20_000)
    assert "This text is too long" in mentor.page(step)
    monkeypatch.setattr(drafts, "FIELDS_LIMIT", 3)
    assert save(mentor, draft, step, title="A", text="b").status_code == 400
    assert begin(mentor, how="new", title="B", lang="")
    assert mentor.post(ALL, page=ALL, how="new", title="").status_code == 422
    assert mentor.post(ALL, page=ALL, how="major", edition="nothing-e1").status_code == 404


def test_a_table_from_elsewhere_is_shown_with_its_mistakes(mentor, draft, cafe):
    files = {
        **sample_files(),
        "items.csv": sample_files()["items.csv"].replace(b",cat,", b",cow|dog,"),
    }
    files = {name: one for name, one in files.items() if name != "FROM.md"}
    name = cafe.hub.write(acts.make_draft, files=files, by=cafe.otieno)
    page = mentor.page(f"{ALL}/{name}")
    assert "Only one answer can be right here." in page
    assert f'href="{ALL}/{name}/items/p1#option1"' in page
    with cafe.hub.read() as db:
        assert module_drafts.one(db, name).title == "Know pets"


def test_an_operator_may_not_write_modules(operator):
    assert operator.get(ALL).status_code == 403
