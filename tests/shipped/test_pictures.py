"""The module about tagging and boxing pictures is whole, readable, fair, and marks itself right."""

import re
from collections import Counter
from pathlib import Path

import pytest
from shipped.whole import files_of

from kiosk.rules.grading_kinds import gold_values
from kiosk.rules.module_files import problems, read_module, station_edition, sums
from kiosk.rules.modules import Pool, attempt_id, draw, mark_exam, mark_practice
from kiosk.rules.places import read_area

FOLDER = Path(__file__).parents[2] / "kiosk" / "shipped" / "pictures"
DRAWING = Path(__file__).parents[2] / "deploy" / "modules"
WORDS_LIMIT = 12
"""A visitor's sentence has at most so many words."""
MODULE_LIMIT_BYTES = 1_500_000
PICTURE_LIMIT_BYTES = 60_000
KINDS = ["read", "demo", "check", "practice", "exam", "reflect"]


@pytest.fixture(scope="module")
def files():
    return files_of(FOLDER)


@pytest.fixture(scope="module")
def module(files):
    return read_module(files)


def items_of(module, pool):
    return [item for item in module.items.values() if item.pool is pool]


def answer(item):
    """The gold as a visitor would give it."""
    field = item.form.fields[0]
    gold = item.gold[field.name]
    return {field.name: gold if field.kind == "choice" else list(gold_values(gold))}


def spoilt(item):
    """A careless answer: the other choice, or nothing but the first of what is there, moved."""
    field = item.form.fields[0]
    gold = item.gold[field.name]
    if field.kind == "choice":
        return {field.name: next(one.value for one in field.options if one.value != gold)}
    if field.kind == "multi":
        return {field.name: [one.value for one in field.options]}
    label = f" {field.options[0].value}" if field.options else ""
    place = "0 0 30 30" if field.kind == "box" else "0 0"
    return {field.name: [place + label]}


def test_nothing_is_wrong_with_it(files):
    assert problems(files) == ()
    assert files["SHA256SUMS"] == sums(files)
    assert {"guide.md", "PROVENANCE.md"} <= set(files)


def test_it_asks_what_was_promised(module):
    assert module.edition == "pictures-e1"
    assert module.qualification == "pictures"
    assert module.tries is None
    assert module.first_answers_percent == 80
    assert len(module.step("check").items) == 3
    assert len(module.step("practice").items) == 16
    assert len(module.step("exam").items) == 25
    assert module.step("exam").draw == 10
    kinds = [step.kind.value for step in module.steps]
    assert kinds == sorted(kinds, key=KINDS.index)


def test_practice_helps_everybody_to_the_end(module):
    for item in items_of(module, Pool.PRACTICE):
        assert len(item.hints) == 3, item.id
        assert item.why, item.id
        assert item.feedback_right, item.id
        assert item.feedback_wrong, item.id
        assert item.feedback_for, item.id
        told = mark_practice(item, answer=answer(item), wrong_before=0)
        assert told.done, item.id
        assert told.feedback == item.feedback_right
        assert not mark_practice(item, answer=spoilt(item), wrong_before=0).done, item.id


def test_the_last_hint_of_a_choice_says_it(module):
    for item in items_of(module, Pool.PRACTICE):
        field = item.form.fields[0]
        if field.kind in ("choice", "multi"):
            for value in gold_values(item.gold[field.name]):
                assert value in item.hints[-1], item.id
                assert value not in " ".join(item.hints[:-1]), item.id


def test_golds_are_balanced(module):
    for pool in (Pool.PRACTICE, Pool.EXAM):
        told = Counter(
            next(iter(item.gold.values()))
            for item in items_of(module, pool)
            if item.type == "choice"
        )
        assert set(told) == {"Clear", "Blurred", "Inside", "Outside"}
        assert len(set(told.values())) == 1
    for item in module.items.values():
        if item.type == "multi":
            options = {one.value for one in item.form.fields[0].options}
            right = set(gold_values(next(iter(item.gold.values()))))
            assert 2 <= len(right) < len(options)


def test_boxes_can_be_drawn_by_hand_and_stand_apart(module):
    for item in module.items.values():
        if item.type != "box":
            continue
        boxes = [
            read_area(" ".join(one.split()[:4]))
            for one in gold_values(next(iter(item.gold.values())))
        ]
        for box in boxes:
            assert min(box.width, box.height) >= 60, item.id
        assert not any(a.shared(b) for n, a in enumerate(boxes) for b in boxes[:n]), item.id


def test_every_sentence_is_short(module):
    said = [text for step in module.steps for text in (step.title, step.text, step.alt)]
    for item in module.items.values():
        said += [item.form.prompt, item.form.help, item.form.picture_alt, item.why, *item.hints]
        said += [item.feedback_right, item.feedback_wrong, *item.feedback_for.values()]
    sentences = {one for text in said for one in re.split(r"(?<=[.?!:])\s+|\n\n", text)}
    assert [one for one in sentences if len(one.split()) > WORDS_LIMIT] == []


def test_pictures_are_small_and_their_words_tell_nothing(module, files):
    assert sum(map(len, files.values())) <= MODULE_LIMIT_BYTES
    for name, data in files.items():
        if name.startswith("media/"):
            assert len(data) <= PICTURE_LIMIT_BYTES, name
            assert data.startswith((b"\x89PNG", b"\xff\xd8\xff")), name
    alts = {item.form.picture_alt for item in module.items.values()}
    assert alts == {"A drawn picture", "A photograph"}


def test_a_station_gets_no_exam_answer(module):
    edition = read_module(station_edition(module))
    hidden = items_of(edition, Pool.EXAM)
    assert len(hidden) == 25
    assert all(not item.gold and not item.hints and not item.why for item in hidden)


def test_eight_of_ten_first_answers_pass(module):
    exam = module.step("exam")
    attempt = attempt_id(visitor="ann", edition=module.edition, try_number=1)
    drawn = draw(exam, attempt_id=attempt)
    assert len(drawn) == 10
    right = {name: answer(module.item(name)) for name in drawn}
    wrong = {name: spoilt(module.item(name)) for name in drawn[:3]}
    two_wrong = {**right, **dict(list(wrong.items())[:2])}
    assert mark_exam(module, exam, attempt_id=attempt, answers=right).percent == 100
    assert mark_exam(module, exam, attempt_id=attempt, answers=two_wrong).passed
    assert not mark_exam(module, exam, attempt_id=attempt, answers={**right, **wrong}).passed


def test_the_gold_of_the_drawn_scenes_is_the_drawings_own(module, monkeypatch):
    monkeypatch.syspath_prepend(DRAWING)
    import picture_items
    import picture_scenes

    drawn = 0
    for asked in (*picture_items.CHECK, *picture_items.PRACTICE, *picture_items.EXAM):
        if not asked.of or asked.gold:
            continue
        drawn += 1
        boxes = picture_scenes.boxes_of(asked.picture.things)
        given = gold_values(next(iter(module.item(asked.id).gold.values())))
        wanted = {one.lower() for one in asked.of}
        if asked.form == "tags":
            true = {one.capitalize() for one, _ in boxes} & set(asked.of)
        elif asked.form == "count":
            true = {
                "{} {}".format(*picture_scenes.middle(box)) for one, box in boxes if one in wanted
            }
        else:
            true = {
                " ".join(map(str, box)) + (f" {one.capitalize()}" if len(asked.of) > 1 else "")
                for one, box in boxes
                if one in wanted
            }
        assert set(given) == true, asked.id
        assert len(given) == len(true), asked.id
    assert drawn >= 20
