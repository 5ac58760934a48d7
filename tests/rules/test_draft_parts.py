"""Changes of a draft, part by part; two who write at once; where a mistake stands on the pages."""

import json

import pytest
from rules.draft_samples import apply, empty, every_kind, lists, with_item
from rules.module_samples import sample_files

from kiosk.rules import draft_parts
from kiosk.rules.draft_files import head_of, items_of, whole
from kiosk.rules.draft_parts import (
    HEAD,
    ITEM,
    STEP,
    Change,
    changed,
    seen_of,
    sheet_in,
    step_of,
    steps_of,
)
from kiosk.rules.draft_places import Place, placed
from kiosk.rules.draft_preview import shown_item
from kiosk.rules.draft_sheets import Asked, Sheet, mapping, sequence, sheet_of
from kiosk.rules.module_files import problems
from kiosk.rules.module_items import Problem
from kiosk.rules.modules import mark_practice
from kiosk.rules.refusals import Refusal


def steps(files):
    return [one["id"] for one in steps_of(files)]


def items(files):
    return [row["id"] for row in items_of(files).rows]


def test_the_head_is_changed_and_what_is_not_on_the_page_stays():
    files = apply(
        sample_files(), "set", HEAD, title="Pets", minutes="7", tries="", time_limit_min="20"
    )
    raw = head_of(files)
    assert (raw["title"], raw["minutes"], raw["time_limit_s"]) == ("Pets", 7, 1200)
    assert "tries" not in raw
    assert raw["qualification"] == "pets"


def test_what_is_no_number_stays_as_it_was_typed_to_be_told():
    files = apply(sample_files(), "set", HEAD, minutes="ten", time_limit_min="soon", title="")
    raw = head_of(files)
    assert (raw["minutes"], raw["time_limit_s"], raw["title"]) == ("ten", "soon", "")
    found = {(one.field, one.code) for one in problems(whole(files))}
    assert {("minutes", "wrong_type"), ("title", "missing")} <= found


def test_steps_are_added_written_moved_and_removed():
    files = empty()
    for kind in ("read", "exam", "read"):
        files = apply(files, "add_step", kind=kind)
    assert steps(files) == ["read1", "exam1", "read2"]
    files = apply(files, "move", STEP + "read2", by="up")
    assert steps(files) == ["read1", "read2", "exam1"]
    files = apply(files, "move", STEP + "read1", to="3")
    assert steps(files) == ["read2", "exam1", "read1"]
    files = apply(files, "move", STEP + "read1", by="down")
    files = apply(files, "move", STEP + "read1", to="x")
    assert steps(files) == ["read2", "exam1", "read1"]
    files = apply(files, "remove", STEP + "exam1")
    assert steps(files) == ["read2", "read1"]


def test_a_step_asks_all_of_its_pool_or_those_that_are_named():
    files, name = with_item("choice", pool="exam")
    files = apply(files, "add_step", kind="exam")
    files = apply(
        files, "set", STEP + "exam1", title="Exam", which="these", items=(name,), draw="1"
    )
    assert step_of(files, "exam1") == {
        "id": "exam1",
        "kind": "exam",
        "title": "Exam",
        "items": [name],
        "draw": 1,
    }
    files = apply(files, "set", STEP + "exam1", title="Exam", which="all", items=(name,))
    assert step_of(files, "exam1") == {"id": "exam1", "kind": "exam", "title": "Exam"}


def test_a_step_has_a_picture_with_its_words_and_a_sound():
    files = apply(empty(), "add_step", kind="read")
    files = apply(files, "picture", STEP + "read1", name="media/a.png", what="picture")
    files = apply(files, "picture", STEP + "read1", name="media/a.mp3", what="audio")
    files = apply(files, "set", STEP + "read1", title="Pets", text="", alt="A cat")
    assert step_of(files, "read1") == {
        "id": "read1",
        "kind": "read",
        "title": "Pets",
        "picture": "media/a.png",
        "media": "media/a.mp3",
        "alt": "A cat",
    }
    files = apply(files, "picture", STEP + "read1", name="", what="picture")
    assert "picture" not in step_of(files, "read1")


def test_questions_move_and_a_removed_one_is_asked_no_more():
    files, first = with_item("choice")
    files, second = with_item("verdict", files)
    files = apply(files, "move", ITEM + second, by="up")
    assert items(files) == [second, first]
    files = apply(files, "add_step", kind="practice")
    files = apply(files, "add_step", kind="check")
    files = apply(files, "set", STEP + "practice1", title="A", which="these", items=(first, second))
    files = apply(files, "remove", ITEM + second)
    assert (items(files), step_of(files, "practice1")["items"]) == ([first], [first])
    assert len(head_of(files)["forms"]) == 1
    files = apply(files, "remove", ITEM + first)
    assert "items.csv" not in files
    assert "items" not in step_of(files, "practice1")


def test_a_question_has_a_sound_and_a_picture():
    files, name = with_item("choice")
    files = apply(files, "picture", ITEM + name, name="media/a.mp3", what="audio")
    files = apply(files, "picture", ITEM + name, name="media/a.png", what="picture")
    assert (sheet_in(files, name).audio, sheet_in(files, name).picture) == (
        "media/a.mp3",
        "media/a.png",
    )


@pytest.mark.parametrize(
    ("do", "part", "typed", "code"),
    [
        ("dance", HEAD, {}, "malformed"),
        ("add_step", "", {"kind": "dance"}, "malformed"),
        ("add_item", "", {"kind": "dance", "pool": "exam"}, "malformed"),
        ("add_item", "", {"kind": "choice", "pool": "deep"}, "malformed"),
        ("set", ITEM + "no", {}, "item_unknown"),
        ("set", STEP + "no", {}, "not_found"),
        ("remove", STEP + "no", {}, "not_found"),
        ("remove", ITEM + "no", {}, "item_unknown"),
        ("move", ITEM + "no", {}, "item_unknown"),
    ],
)
def test_what_cannot_be_done_is_refused(do, part, typed, code):
    with pytest.raises(Refusal, match=code):
        changed(sample_files(), Change(do, part, lists(typed)))


def test_there_is_an_end_to_steps_and_questions(monkeypatch):
    monkeypatch.setattr(draft_parts, "STEPS_LIMIT", 1)
    monkeypatch.setattr(draft_parts, "ITEMS_LIMIT", 1)
    files, _ = with_item("choice", apply(empty(), "add_step", kind="read"))
    for do, typed in (
        ("add_step", {"kind": "read"}),
        ("add_item", {"kind": "choice", "pool": "exam"}),
    ):
        with pytest.raises(Refusal, match="too_many"):
            changed(files, Change(do, "", lists(typed)))


def test_two_who_change_different_parts_both_win_and_the_second_at_one_part_is_told():
    files, name = with_item("choice")
    seen = seen_of(files, ITEM + name)
    files = apply(files, "set", HEAD, seen_of(files, HEAD), title="Cats")
    typed = {"prompt": "Mine", "gold": "1", "option1": "A", "option2": "B", "label": "x"}
    mine = apply(files, "set", ITEM + name, seen, **typed)
    assert sheet_in(mine, name).prompt == "Mine"
    assert apply(mine, "set", ITEM + name, seen, **typed) == mine, "a lost reply, sent again"
    with pytest.raises(Refusal, match="draft_changed"):
        changed(mine, Change("set", ITEM + name, lists({**typed, "prompt": "Theirs"}), seen))


def test_a_part_that_is_not_there_is_seen_as_nothing():
    assert [seen_of(sample_files(), part) for part in (ITEM + "no", STEP + "no")] == ["", ""]
    assert seen_of(sample_files(), STEP + "read") != ""


def test_a_draft_that_others_wrote_badly_is_still_read():
    raw = {"forms": {"f": {"fields": [{"kind": 3}, 5], "prompt": 7}}}
    sheet = sheet_of(raw, {"id": "a", "type": "form", "gold": "{", "tolerance": "[" * 5000})
    assert [one.kind for one in sheet.asked] == ["", ""]
    assert sheet_of({}, {"id": "a", "type": "choice"}).first.kind == "choice"
    assert (mapping(3), sequence({})) == ({}, [])


@pytest.mark.parametrize(
    "kind", sorted(every_kind and {"choice", "box", "form", "match", "verdict"})
)
def test_a_question_is_shown_as_a_learner_sees_it_and_marked(kind):
    files, name = with_item(kind)
    shown = shown_item(sheet_in(files, name))
    assert shown.form.prompt == sheet_in(files, name).prompt
    assert shown.gold is not None


def test_a_right_answer_in_the_preview_is_right():
    files, name = with_item("choice", pool="exam")
    marked = mark_practice(
        shown_item(sheet_in(files, name)), answer={"answer": "o2"}, wrong_before=0
    )
    assert (marked.mark.right, marked.why) == (True, "So it is.")


def test_what_is_not_finished_is_shown_as_far_as_it_is():
    files = apply(empty(), "add_item", kind="choice", pool="practice", label="Pick")
    shown = shown_item(sheet_in(files, "p1"))
    assert (shown.form.prompt, shown.gold) == ("…", None)
    box = Sheet("a", "practice", "box", "Draw", (Asked("box"),))
    assert shown_item(box) is None


def found(files):
    return {
        (place.part, place.field, one.code) for one, place in placed(files, problems(whole(files)))
    }


def test_a_mistake_leads_to_its_field():
    files, name = with_item("choice", prompt="", option2="", said1="", gold="")
    files = apply(files, "add_step", kind="read")
    files = apply(files, "set", HEAD, title="", minutes="0")
    assert found(files) == {
        (ITEM + name, "prompt", "empty_cell"),
        (STEP + "read1", "title", "missing"),
        (HEAD, "title", "missing"),
        (HEAD, "minutes", "out_of_range"),
    }


@pytest.mark.parametrize(
    ("kind", "typed", "field", "code"),
    [
        ("choice", {"gold": ""}, "option1", "gold_missing"),
        ("text", {"spellings": ""}, "spellings", "gold_missing"),
        ("form", {"field1_gold": "", "field2_gold": "seven"}, "field1_gold", "not_a_number"),
        ("form", {"field3_options": ""}, "prompt", "missing"),
        ("box", {"alt": ""}, "alt", "empty_cell"),
        ("text", {"tolerance": "many"}, "tolerance", "not_a_number"),
    ],
)
def test_a_mistake_of_a_question_leads_to_where_it_is_typed(kind, typed, field, code):
    files, name = with_item(kind, **typed)
    assert (ITEM + name, field, code) in found(files)
    assert "form_unknown" not in {one[2] for one in found(files)}


def test_a_form_that_is_named_and_not_there_is_told_at_its_question():
    files, name = with_item("choice")
    raw = head_of(files)
    files = {**files, "module.json": json.dumps({**raw, "forms": {}}).encode()}
    assert (ITEM + name, "form", "form_unknown") in found(files)


@pytest.mark.parametrize(
    ("problem", "place"),
    [
        (Problem("media/a.png", None, None, "no_picture"), Place(STEP + "read", "picture")),
        (Problem("media/a.mp3", None, None, "no_sound"), Place(ITEM + "p1", "audio")),
        (Problem("media/b.png", None, None, "no_picture"), Place(ITEM + "x2", "picture")),
        (Problem("media/z.png", None, None, "no_picture"), Place("", "")),
        (Problem("media/q.png", None, "p1", "media_missing"), Place(ITEM + "p1", "picture")),
        (Problem("media/q.png", None, "read", "media_missing"), Place(STEP + "read", "picture")),
        (Problem("items.csv", None, "p1", "alt_missing"), Place(ITEM + "p1", "alt")),
        (Problem("items.csv", 2, "q2_option3", "empty_cell"), Place(ITEM + "p1", "field2_options")),
        (Problem("items.csv", 2, "q1_label", "empty_cell"), Place(ITEM + "p1", "field1_label")),
        (Problem("items.csv", 2, "feedback_for:x", "not_an_option"), Place(ITEM + "p1", "option1")),
        (Problem("items.csv", 2, None, "twice"), Place(ITEM + "p1", "")),
        (
            Problem("module.json", None, "steps[0].items.x", "item_unknown"),
            Place(STEP + "read", "items"),
        ),
        (Problem("module.json", None, "steps[0]", "wrong_type"), Place(STEP + "read", "")),
        (Problem("module.json", None, "steps[99].title", "missing"), Place(HEAD, "")),
        (
            Problem("module.json", None, "forms.copy.fields[0].options[1].label", "x"),
            Place(ITEM + "p2", "option2"),
        ),
        (Problem("module.json", None, "forms.nobody.prompt", "missing"), Place(HEAD, "")),
        (Problem("module.json", None, "steps", "wrong_type"), Place(HEAD, "steps")),
    ],
)
def test_each_mistake_has_a_place(problem, place):
    assert placed(sample_files(), [problem]) == ((problem, place),)
    assert placed({}, [Problem("items.csv", 3, None, "x")])[0][1] == Place("", "")


def test_fields_of_work_are_letters_however_they_were_typed():
    files = apply(sample_files(), "set", HEAD, interests="se")
    assert head_of(files)["interests"] == "SE"
    files = apply(files, "set", HEAD, interests="")
    assert "interests" not in head_of(files)
