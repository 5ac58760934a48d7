"""Advice on a module: each piece is given where it is due, and only there."""

import json

import pytest
from rules.draft_samples import apply, empty, every_kind, with_item

from kiosk.rules.draft_files import head_of
from kiosk.rules.draft_parts import ITEM, STEP
from kiosk.rules.module_lints import grade, lints, longest_sentence

HARD = "Comprehensive organisational responsibilities necessitate extraordinary administrative considerations."


def codes(files):
    return {one.code for one in lints(files)}


def of(files, code):
    return [
        (one.place.part, one.place.field, one.number) for one in lints(files) if one.code == code
    ]


def test_a_good_module_lacks_only_sound_and_translation():
    assert codes(every_kind()) == {"no_audio", "no_translation"}


def test_sound_and_translation_silence_their_advice():
    files, name = with_item("choice", apply(empty(), "add_step", kind="practice"))
    files = apply(files, "picture", ITEM + name, name="media/a.mp3", what="audio")
    assert codes({**files, "translations/es.json": b"{}"}) == set()
    silent = apply(files, "add_step", kind="read")
    silent = apply(silent, "set", STEP + "read1", title="A", text="Pets.")
    assert of(silent, "no_audio") == [(STEP + "read1", "audio", 1)]
    assert of(with_item("choice")[0], "no_audio") == [(ITEM + "p1", "audio", 1)]


@pytest.mark.parametrize(
    ("field", "code"), [("hint1", "no_hint"), ("wrong", "no_feedback"), ("why", "no_why")]
)
def test_practice_without_help(field, code):
    bare = {"hint1": "", "hint3": "", "wrong": "", "said1": "", "why": ""}
    files, name = with_item("choice", **bare)
    assert (ITEM + name, field, 0) in of(files, code)
    exam, _ = with_item("choice", pool="exam", **bare)
    assert code not in codes(exam)
    assert code not in codes(with_item("rate", **bare)[0])


@pytest.mark.parametrize(("kind", "place"), [("choice", 2), ("verdict", 2)])
def test_right_answers_that_stand_in_one_place(kind, place):
    files = empty()
    for _ in range(4):
        files, _name = with_item(kind, files)
    assert of(files, "gold_unbalanced") == [(ITEM + "p1", "option1", place)]
    if kind == "choice":
        for name, gold in (("p1", "1"), ("p2", "3")):
            files = _right(files, name, gold)
        assert of(files, "gold_unbalanced") == []


def _right(files, name, gold):
    typed = {
        "prompt": "A?",
        "option1": "A",
        "option2": "B",
        "option3": "C",
        "hint1": "x",
        "wrong": "x",
    }
    return apply(files, "set", ITEM + name, **typed, gold=gold, why="x")


def test_questions_without_a_right_answer_tell_nothing_of_its_place():
    files = empty()
    for _ in range(4):
        files, _name = with_item("choice", files, gold="")
    assert of(files, "gold_unbalanced") == []


@pytest.mark.parametrize(
    ("questions", "draw", "code", "number"),
    [
        (3, "", "exam_short", 3),
        (6, "", "pool_small", 12),
        (10, "5", None, 0),
        (6, "5", "pool_small", 10),
    ],
)
def test_an_exam_needs_more_questions_than_it_asks(questions, draw, code, number):
    files = empty()
    for n in range(questions):
        files, _name = with_item("choice", files, pool="exam", gold=str(n % 3 + 1))
    files = apply(files, "add_step", kind="exam")
    files = apply(files, "set", STEP + "exam1", title="Exam", which="all", draw=draw)
    told = [
        (one.code, one.number) for one in lints(files) if one.code in ("exam_short", "pool_small")
    ]
    assert told == ([(code, number)] if code else [])


def test_an_exam_counts_those_that_it_names():
    files = empty()
    for n in range(10):
        files, _name = with_item("choice", files, pool="exam", gold=str(n % 3 + 1))
    files = apply(files, "add_step", kind="exam")
    files = apply(files, "set", STEP + "exam1", title="Exam", which="these", items=("e1", "e2"))
    assert of(files, "exam_short") == [(STEP + "exam1", "draw", 2)]


def test_practice_that_no_step_asks():
    files, _name = with_item("choice")
    assert of(files, "not_asked") == [("head", "steps", 1)]
    assert of(apply(files, "add_step", kind="check"), "not_asked") == []


def test_hard_words_in_english_and_long_sentences_in_any_language():
    files, name = with_item("choice", prompt=HARD)
    assert of(files, "reads_hard")[0][:2] == (ITEM + name, "prompt")
    raw = {**head_of(files), "lang": "sw"}
    other = {**files, "module.json": json.dumps(raw).encode()}
    assert of(other, "reads_hard") == []
    long = apply(other, "add_step", kind="read")
    long = apply(long, "set", STEP + "read1", title="A", text="neno " * 30)
    assert of(long, "sentence_long") == [(STEP + "read1", "text", 30)]


def test_a_step_whose_text_is_no_text_is_left_alone():
    raw = {**head_of(empty()), "steps": [{"id": "a", "kind": "read", "text": 7}]}
    assert "reads_hard" not in codes({"module.json": json.dumps(raw).encode()})


def test_how_hard_a_text_is():
    assert grade("The cat sat on the mat. It was fat.") == 0
    assert grade(HARD) > 20
    assert grade("1 2 3") == 0
    assert grade("We make a table.") <= 3
    assert longest_sentence("One two. Three four five!\nSix") == 3
    assert longest_sentence("") == 0
