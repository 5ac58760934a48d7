"""A question out of a real task: only of who allows it, confirmed first, and nobody is named."""

import json
from dataclasses import replace

import pytest
from fakes.machines import look
from fakes.stage import Stage

from kiosk.rules.draft_files import items_of
from kiosk.store import module_drafts

PICTURE_FORM = {
    "prompt": "Which animal?",
    "picture": "${picture}",
    "picture_alt": "An animal",
    "fields": [{"name": "pet", "kind": "choice", "options": [{"value": "cat"}, {"value": "dog"}]}],
}
RIGHT = {"sure": "yes", "why": "Its ears."}


@pytest.fixture
def stage(cafe):
    return Stage(cafe)


@pytest.fixture
def place(stage):
    stage.approved_task()
    return f"/modules/drafts/{stage.ids['draft']}/tasks"


def texts(cafe, stage):
    return look(cafe, module_drafts.texts, stage.ids["draft"])


def make(desk, place, assignment="A-1", **typed):
    page = f"{place}/{assignment}"
    return desk.post(page, page=page, **{**RIGHT, **typed})


def test_a_finished_task_becomes_a_question_and_nobody_is_named(mentor, cafe, stage, place):
    page = mentor.page(place)
    assert "Read a digit" in page
    form = mentor.page(f"{place}/A-1")
    who = look(cafe, _visitor, stage.ids["visitor"])
    for shown in (page, form):
        assert who.name not in shown
        assert who.id not in shown
    assert 'name="gold-digit" type="text" autocomplete="off" value="7"' in form
    answer = make(mentor, place, **{"gold-digit": "7|seven", "hint": "Look at the top."})
    assert answer.status_code == 303
    row = items_of(texts(cafe, stage)).rows[-1]
    assert (row["id"], row["type"], row["gold"]) == ("task1", "text", "7|seven")
    assert (row["hint1"], row["why"]) == ("Look at the top.", "Its ears.")
    assert row["source"] == "Archive of Kibera: Read a digit"
    for content in texts(cafe, stage).values():
        assert who.name.encode() not in content
        assert who.id.encode() not in content
    assert "Undo the last change" in mentor.page(place)


def _visitor(db, visitor):
    from kiosk.store import visitors

    return visitors.by_id(db, visitor)


def test_nothing_is_offered_before_a_requester_allows_it(mentor, cafe, stage, place):
    stage.set(training_requesters=())
    page = mentor.page(place)
    assert "No requester allows it yet" in page
    assert "Read a digit" not in page
    stage.set(training_requesters=("Somebody else",))
    assert "No approved task of theirs is here yet" in mentor.page(place)
    for path in (f"{place}/A-1", f"{place}/A-1/picture"):
        assert mentor.get(path).status_code == 404
    before = texts(cafe, stage)
    assert mentor.post(f"{place}/A-1", page=place, **RIGHT).status_code == 404
    assert texts(cafe, stage) == before


@pytest.mark.parametrize("state", ["Submitted", "Rejected", "RevisionRequested"])
def test_only_what_was_approved(mentor, cafe, stage, place, state):
    cafe.hub.write(_set_state, state=state)
    assert mentor.get(f"{place}/A-1").status_code == 404


def _set_state(db, now, *, state):
    db.execute("UPDATE work SET state = :state, changed_at = :now", {"state": state, "now": now})


def test_the_answer_is_confirmed_first(mentor, cafe, stage, place):
    before = texts(cafe, stage)
    for typed in (
        {"sure": ""},
        {"why": ""},
        {"gold-digit": ""},
        {"gold-digit": "7", "why": "x" * 1001},
    ):
        answer = make(mentor, place, **{"gold-digit": "7", **typed})
        assert answer.status_code in (400, 422), typed
    assert "Say why this is the answer." in make(mentor, place, why="").text
    assert "The right answer is missing." in make(mentor, place, **{"gold-digit": ""}).text
    assert texts(cafe, stage) == before


def test_an_item_with_two_golds_is_said_in_words(mentor, cafe, stage):
    stage.approved_task(form=PICTURE_FORM, answer=b'{"pet": "dog"}')
    place = f"/modules/drafts/{stage.ids['draft']}/tasks"
    answer = make(mentor, place, **{"gold-pet": "cat|dog", "alt": "A dog"})
    assert "Only one answer can be right here." in answer.text
    assert "cat|dog" in answer.text


def test_its_picture_comes_along(mentor, cafe, stage):
    stage.approved_task(form=PICTURE_FORM, answer=b'{"pet": "dog"}')
    place = f"/modules/drafts/{stage.ids['draft']}/tasks"
    assert mentor.get(f"{place}/A-1/picture").content_type == "image/png"
    assert (
        "Say what the picture shows." in make(mentor, place, **{"gold-pet": "dog", "alt": ""}).text
    )
    assert make(mentor, place, **{"gold-pet": "dog", "alt": "A dog"}).status_code == 303
    form = json.loads(texts(cafe, stage)["module.json"])["forms"]["task1"]
    name = form["picture"]
    assert form["picture_alt"] == "A dog"
    assert name in look(cafe, module_drafts.sizes, stage.ids["draft"])


def test_a_picture_that_is_gone_or_none_is_said(mentor, cafe, stage):
    told = {"form": {**PICTURE_FORM, "picture": "sha256:" + "0" * 64}, "answer": b'{"pet": "dog"}'}
    stage.approved_task(**told)
    place = f"/modules/drafts/{stage.ids['draft']}/tasks"
    assert mentor.get(f"{place}/A-1/picture").status_code == 404
    answer = make(mentor, place, **{"gold-pet": "dog", "alt": "A dog"})
    assert "The picture of this task is not here any more." in answer.text


def test_a_form_sent_twice_makes_one_question(mentor, cafe, stage, place):
    for _again in range(2):
        told = {"page": f"{place}/A-1", "request_id": "task-once-1", "gold-digit": "7"}
        assert mentor.post(f"{place}/A-1", **told, **RIGHT).status_code == 303
    assert [row["id"] for row in items_of(texts(cafe, stage)).rows if "task" in row["id"]] == [
        "task1"
    ]


def test_a_task_that_cannot_be_asked_any_more_is_left_out(mentor, stage):
    stage.approved_task(form={"prompt": "${lost}", "fields": [{"name": "a", "kind": "text"}]})
    place = f"/modules/drafts/{stage.ids['draft']}/tasks"
    assert "No approved task of theirs is here yet" in mentor.page(place)
    assert mentor.get(f"{place}/A-9").status_code == 404


def test_what_an_erased_visitor_did_is_not_used(mentor, cafe, stage, place):
    from kiosk.store import visitors

    seen = visitors.by_id
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(visitors, "by_id", lambda db, who: replace(seen(db, who), erased_at=1))
        assert "Read a digit" not in mentor.page(place)
