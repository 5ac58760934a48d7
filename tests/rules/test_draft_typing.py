"""Questions as they are typed on the panel: whole by the check of every module, and read back alike."""

import json

import pytest
from rules.draft_samples import PICTURED, SAID, TYPED, apply, empty, every_kind, lists, with_item
from rules.module_samples import sample_files

from kiosk.rules.draft_files import whole
from kiosk.rules.draft_parts import ITEM, sheet_in, sheets_of, with_sheet
from kiosk.rules.draft_sheets import Asked, Choice, Sheet
from kiosk.rules.draft_typing import fresh_sheet, typed_sheet
from kiosk.rules.module_files import problems, read_module
from kiosk.rules.module_items import TYPES


def test_each_kind_of_question_is_here():
    assert TYPED.keys() == TYPES


def test_a_question_of_each_kind_is_whole():
    files = every_kind()
    assert problems(whole(files)) == ()
    module = read_module(whole(files))
    assert [item.type for item in module.items.values()] == list(TYPED)
    assert module.files["module.json"].startswith(b'{\n "schema": 2')


@pytest.mark.parametrize(
    ("kind", "gold"),
    [
        ("choice", {"answer": "o2"}),
        ("multi", {"answer": "o1|o2"}),
        ("text", {"answer": "grey|gray"}),
        ("spot", {"answer": "o1"}),
        ("verdict", {"answer": "scam|o1"}),
        ("rate", {"answer": "o2=t2"}),
        ("form", {"field1": "Ann|Anne", "field2": "7", "field3": "o2"}),
        ("box", {"answer": "10 20 300 400 o1"}),
        ("point", {"answer": "500 600"}),
    ],
)
def test_what_is_right_stands_by_its_value(kind, gold):
    files, name = with_item(kind)
    module = read_module(whole({**files, **_step(files)}))
    assert module.item(name).gold == gold


def _step(files):
    raw = json.loads(files["module.json"])
    steps = [{"id": "read", "kind": "read", "title": "Pets"}]
    return {"module.json": json.dumps({**raw, "steps": steps}).encode()}


def test_values_and_places_say_nothing_of_the_right_order():
    files, name = with_item("order")
    asked = sheet_in(files, name).first
    label = {row.value: row.label for row in asked.options}
    assert [label[one] for one in asked.gold.split("|")] == ["Read", "Do", "Send"]
    assert [row.label for row in asked.options] != ["Read", "Do", "Send"]
    assert [row.value for row in asked.options] == ["o1", "o2", "o3"]


@pytest.mark.parametrize("words", [("A", "B"), ("B", "A")])
def test_an_order_of_two_is_never_shown_as_it_is_right(words):
    files, name = with_item("order", option1=words[0], option2=words[1], option3="")
    asked = sheet_in(files, name).first
    assert [row.label for row in asked.options] == [*words][::-1]
    assert len(asked.options) == 2


def test_partners_are_mixed_and_keep_what_they_go_with():
    files, name = with_item("match")
    asked = sheet_in(files, name).first
    words = {row.value: row.label for row in (*asked.options, *asked.targets)}
    pairs = dict(pair.split("=") for pair in asked.gold.split("|"))
    assert {words[left]: words[right] for left, right in pairs.items()} == {
        "Dog": "Barks",
        "Cat": "Meows",
    }
    assert {row.label for row in asked.targets} == {"Barks", "Meows", "Sings"}


@pytest.mark.parametrize("kind", TYPED)
def test_a_page_that_is_saved_twice_changes_nothing(kind):
    files, name = with_item(kind)
    typed = {**TYPED[kind], **SAID, "pool": "practice"}
    values = {
        f"value{n}": row.value for n, row in enumerate(sheet_in(files, name).first.options, 1)
    }
    if kind != "order":
        typed |= values
    assert apply(files, "set", ITEM + name, **typed) == files


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_a_new_question_says_what_it_lacks_and_breaks_nothing(kind):
    files = apply(empty(), "add_item", kind=kind, pool="exam", label="Pick")
    found = {one.code for one in problems(whole({**files, **_step(files)}))}
    known = {"empty_cell", "picture_missing", "form_unknown", "gold_missing", "missing"}
    assert found
    assert found <= known


def test_answers_of_an_author_keep_the_values_they_were_given():
    files = sample_files()
    before = sheet_in(files, "p1")
    typed = {
        "prompt": "What is this?",
        "gold": "2",
        "option1": "A cat",
        "value1": "cat",
        "option2": "A dog",
    }
    typed |= {"value2": "dog", "option3": "A hen", "value3": "", "alt": "An animal"}
    sheet = typed_sheet(before, lists(typed))
    assert [(row.value, row.label) for row in sheet.first.options] == [
        ("cat", "A cat"),
        ("dog", "A dog"),
        ("o3", "A hen"),
    ]
    assert sheet.first.gold == "dog"
    assert sheet.pool == "practice"


def test_a_generated_value_makes_way_for_one_that_an_author_gave():
    before = Sheet("a", "practice", "choice", "Q", (Asked("choice", options=(Choice("x", "X"),)),))
    typed = {"option1": "One", "option2": "X", "value2": "x", "gold": "1"}
    assert [row.value for row in typed_sheet(before, lists(typed)).first.options] == ["o1", "x"]


def test_a_type_of_which_nothing_is_known_keeps_its_answers():
    before = Sheet("a", "practice", "dance", "Q", (Asked("dance", gold="x"),))
    sheet = typed_sheet(before, lists({"prompt": "Which?"}))
    assert (sheet.prompt, sheet.first.gold) == ("Which?", "x")


def test_flags_lie_on_the_picture_where_they_are_drawn():
    files, name = with_item("spot")
    files = {**files, "media/a.png": b"png"}
    files = apply(files, "picture", ITEM + name, name="media/a.png", what="picture")
    typed = {
        **TYPED["spot"],
        "has_areas": "1",
        "areas": ("0 0 10 10 o1", "5 5 100 100 o1", "1 2 3 4 o2"),
    }
    files = apply(
        files,
        "set",
        ITEM + name,
        **typed,
        alt="A letter",
        pool="practice",
        value1="o1",
        value2="o2",
    )
    assert [row.area for row in sheet_in(files, name).first.options] == ["5 5 100 100", "1 2 3 4"]
    assert problems(whole({**files, **_step(files)})) == ()


def test_a_label_that_moves_takes_its_boxes_along():
    files, name = with_item("box")
    typed = {**TYPED["box"], "option1": "", "value1": "o1", "value2": "o2"}
    typed |= {"places": "1 2 3 4 o2", "max_length": "x"}
    asked = sheet_in(apply(files, "set", ITEM + name, **typed), name).first
    assert [(row.value, row.label) for row in asked.options] == [("o1", "Dog")]
    assert (asked.gold, asked.max_length) == ("1 2 3 4 o1", 1)


def test_words_of_pairs_that_are_no_more_are_gone():
    options, targets = (Choice("dog", "Dog"),), (Choice("t1", "Barks"), Choice("old", "Meows"))
    asked = Asked("match", options=options, targets=targets, gold="dog=old")
    before = Sheet(
        "a", "practice", "match", "Q", (asked,), said={"dog=old": "No.", "dog=t9": "Gone"}
    )
    typed = {"option1": "Dog", "value1": "dog", "pair1": "Meows", "extra1": "Sings"}
    after = typed_sheet(before, lists(typed))
    assert after.said == {"dog=old": "No."}
    assert after.first.gold == "dog=old"


def test_what_is_said_of_a_wrong_pair_is_typed_and_of_no_pair_is_not_kept():
    options, targets = (Choice("dog", "Dog"),), (Choice("t1", "Barks"), Choice("t2", "Meows"))
    asked = Asked("match", options=options, targets=targets, gold="dog=t1")
    before = Sheet("a", "practice", "match", "Q", (asked,), said={"dog=t2": "Old words."})
    typed = {"option1": "Dog", "value1": "dog", "pair1": "Barks", "extra1": "Meows"}
    typed |= {"has_told": "1", "left1": "dog", "right1": "t2", "told1": "A cat does."}
    typed |= {"left2": "dog", "right2": "t9", "told2": "No such one."}
    typed |= {"left3": "", "right3": "t1", "told3": "Of nothing."}
    assert typed_sheet(before, lists(typed)).said == {"dog=t2": "A cat does."}
    assert typed_sheet(before, lists({**typed, "told1": " "})).said == {}


def test_a_match_without_partners_and_a_rating_without_a_scale_still_stand():
    for kind in ("match", "rate"):
        sheet = typed_sheet(fresh_sheet("a", kind=kind, pool="practice", label=""), lists({}))
        assert [row.label for row in sheet.first.targets] == [""]


def test_a_form_without_fields_keeps_one():
    before = fresh_sheet("a", kind="form", pool="practice", label="")
    assert [one.name for one in typed_sheet(before, lists({})).asked] == ["field1"]
    typed = {"field1_label": "A", "field2_label": "B", "field2_kind": "dance"}
    assert [one.name for one in typed_sheet(before, lists(typed)).asked] == ["field1", "field2"]


def test_notes_of_an_author_stay_and_a_form_is_shared():
    files, first = with_item("choice")
    files, second = with_item("choice", files)
    assert len(json.loads(files["module.json"])["forms"]) == 1
    old = {
        **sample_files(),
        **{
            k: v for k, v in with_sheet(sample_files(), sheet_in(sample_files(), "x1")).items() if v
        },
    }
    assert sheet_in(old, "x1").notes == {"what": "secret note"}
    assert {first, second} == {one.id for one in sheets_of(files)}


def test_a_question_that_is_changed_leaves_the_form_of_the_others_alone():
    files = sample_files()
    before = read_module(files)
    sheet = sheet_in(files, "p1")
    made = with_sheet(
        files,
        typed_sheet(
            sheet,
            lists(
                {
                    "prompt": "Which pet is it?",
                    "alt": "A pet",
                    "gold": "1",
                    "option1": "Cat",
                    "value1": "cat",
                    "option2": "Dog",
                    "value2": "dog",
                }
            ),
        ),
    )
    after = read_module(whole({**files, **{name: new for name, new in made.items() if new}}))
    assert after.item("p1").form.prompt == "Which pet is it?"
    assert after.item("x1").form == before.item("x1").form
    assert after.item("p1").gold == {"pet": "cat"}


def test_pictured_kinds_are_the_drawn_ones():
    assert {"box", "point"} == PICTURED


@pytest.mark.parametrize(
    ("shift", "labels", "right"),
    [
        ("up 2", ["b", "a", "c"], "b"),
        ("down 2", ["a", "c", "b"], "b"),
        ("up 1", ["a", "b", "c"], "b"),
        ("down x", ["a", "b", "c"], "b"),
        ("aside 2", ["a", "b", "c"], "b"),
        ("", ["a", "b", "c"], "b"),
    ],
)
def test_a_line_goes_up_and_down_with_all_that_stands_in_it(shift, labels, right):
    lines = {"option1": "a", "option2": "b", "option3": "c", "said1": "No, a.", "gold": "2"}
    sheet = fresh_sheet("p1", kind="choice", pool="practice", label="")
    made = typed_sheet(sheet, {**lists({**lines, "prompt": "Which?"}), "shift": (shift,)})
    assert [one.label for one in made.first.options] == labels
    by_value = {one.value: one.label for one in made.first.options}
    assert by_value[made.first.gold] == right
    assert {by_value[value]: words for value, words in made.said.items()} == {"a": "No, a."}
