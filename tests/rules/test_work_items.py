"""A question made out of a real task: its type, its gold, and what cannot become one."""

import json

import pytest
from rules.module_samples import sample_files

from kiosk.rules.draft_files import items_of, whole
from kiosk.rules.forms import read_form
from kiosk.rules.module_files import problems
from kiosk.rules.refusals import Refusal
from kiosk.rules.work_items import NewItem, allows, gold_of, item_type, with_item

FILES = sample_files(steps=[{"id": "try", "kind": "practice", "title": "Try"}], leave_out=("FROM.md",), provenance="")  # fmt: skip
OPTIONS = [{"value": "cat"}, {"value": "dog"}, {"value": "cow"}]


def form(*fields, **more):
    return read_form({"prompt": "What is it?", "fields": list(fields), **more})


def field(kind, **more):
    return {"name": "answer", "kind": kind, **more}


CHOICE = form(field("choice", options=OPTIONS))
TWO = form({"name": "name", "kind": "text"}, {"name": "age", "kind": "number", "required": False})


@pytest.mark.parametrize(
    ("asked", "kind", "answer", "gold"),
    [
        (CHOICE, "choice", {"answer": "dog"}, {"answer": "dog"}),
        (form(field("multi", options=OPTIONS)), "multi", {"answer": ["cat", "cow"]}, {"answer": "cat|cow"}),
        (form(field("multi", options=OPTIONS, required=False)), "multi", {"answer": []}, {"answer": "|"}),
        (form(field("text")), "text", {"answer": "Ann"}, {"answer": "Ann"}),
        (form(field("number")), "form", {"answer": "7"}, {"answer": "7"}),
        (form(field("order", options=OPTIONS)), "order", {"answer": ["cow", "cat", "dog"]}, {"answer": "cow|cat|dog"}),
        (form(field("match", options=OPTIONS, targets=[{"value": "pet"}, {"value": "farm"}])), "match", {"answer": ["cat=pet", "dog=pet", "cow=farm"]}, {"answer": "cat=pet|dog=pet|cow=farm"}),
        (form(field("verdict")), "verdict", {"answer": ["scam"]}, {"answer": "scam"}),
        (TWO, "form", {"name": "Ann", "age": ""}, {"name": "Ann"}),
    ],
)  # fmt: skip
def test_each_kind_of_task_becomes_an_item_of_its_type(asked, kind, answer, gold):
    assert (item_type(asked), gold_of(asked, answer)) == (kind, gold)
    changed = with_item(FILES, NewItem(asked, gold, "Look.", "So it is.", "Centre: Pets"))
    row = items_of({"items.csv": changed["items.csv"]}).rows[-1]
    assert (row["id"], row["pool"], row["type"], row["hint1"], row["source"]) == (
        "task1",
        "practice",
        kind,
        "Look.",
        "Centre: Pets",
    )
    assert problems(whole({**FILES, **changed})) == ()


def test_the_next_one_has_the_next_name():
    once = {**FILES, **with_item(FILES, NewItem(CHOICE, {"answer": "dog"}, "", "", ""))}
    twice = {**once, **with_item(once, NewItem(CHOICE, {"answer": "cat"}, "", "", ""))}
    assert [row["id"] for row in items_of(twice).rows][-2:] == ["task1", "task2"]
    assert {"task1", "task2"} <= json.loads(twice["module.json"])["forms"].keys()


def test_a_picture_comes_along_with_words_for_it():
    asked = form(field("choice", options=OPTIONS), picture="sha256:0", picture_alt="x")
    new = NewItem(asked, {"answer": "dog"}, "", "", "", media="media/a.png", alt="A dog")
    made = json.loads(with_item(FILES, new)["module.json"])["forms"]["task1"]
    assert (made["picture"], made["picture_alt"]) == ("media/a.png", "A dog")
    with pytest.raises(Refusal) as refused:
        with_item(FILES, NewItem(asked, {"answer": "dog"}, "", "", "", media="media/a.png"))
    assert refused.value.details["problem"] == "alt_missing"


@pytest.mark.parametrize(
    ("asked", "gold", "problem"),
    [
        (CHOICE, {"answer": "cat|dog"}, "two_golds"),
        (CHOICE, {"answer": "horse"}, "not_an_option"),
        (CHOICE, {}, "gold_missing"),
        (form(field("order", options=OPTIONS)), {"answer": "cat|dog|cow"}, "order_as_shown"),
        (TWO, {"colour": "red"}, "unknown_field"),
    ],
)
def test_what_cannot_be_a_question_is_named(asked, gold, problem):
    with pytest.raises(Refusal) as refused:
        with_item(FILES, NewItem(asked, gold, "", "", ""))
    assert refused.value.details["problem"] == problem


def test_a_draft_that_is_not_finished_takes_one_too():
    bare = {"module.json": b'{"slug": "new", "forms": []}'}
    changed = with_item(bare, NewItem(CHOICE, {"answer": "dog"}, "", "", ""))
    assert items_of({"items.csv": changed["items.csv"]}).rows[0]["gold"] == "dog"


def test_only_of_requesters_who_allow_it():
    assert allows(" steppingstone centre ", ("Steppingstone Centre",))
    assert not allows("Somebody else", ("Steppingstone Centre",))
    assert not allows("", ())
