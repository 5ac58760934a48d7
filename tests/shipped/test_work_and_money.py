"""The modules about pay, employers and the next job: whole, kind, balanced, and right by their own marking."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from shipped.whole import files_of, gold_answer, of_pool, words_for_visitors

from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import VERDICTS
from kiosk.rules.module_files import SUMS_FILE, problems, read_module, station_edition, sums
from kiosk.rules.modules import Pool, attempt_id, draw, mark_exam, mark_practice

SHIPPED = Path(__file__).parents[2] / "kiosk" / "shipped"
SLUGS = ("getting-paid", "employers", "next-step")
WORDS_LIMIT = 12
"""UI.md, rule 10: a visitor's sentence has at most so many words."""
BYTES_LIMIT, PICTURE_LIMIT = 1_500_000, 60_000
ORDER = ("read", "demo", "check", "practice", "exam", "reflect")


@pytest.fixture(scope="module", params=SLUGS)
def files(request):
    folder = SHIPPED / request.param
    return files_of(folder)


@pytest.fixture(scope="module")
def module(files):
    return read_module(files)


def test_nothing_is_wrong_with_the_module(files):
    assert problems(files) == ()
    assert files[SUMS_FILE] == sums(files)


def test_it_is_small_and_says_where_it_comes_from(files):
    assert sum(map(len, files.values())) <= BYTES_LIMIT
    pictures = {name: data for name, data in files.items() if name.startswith("media/")}
    assert all(len(data) <= PICTURE_LIMIT for data in pictures.values())
    assert all(data.startswith(b"\x89PNG") for data in pictures.values())
    assert b"CC BY 4.0" in files["PROVENANCE.md"]
    assert b"Minutes" in files["guide.md"]


def test_every_picture_is_shown(module, files):
    shown = {step.picture for step in module.steps} | {
        item.form.picture for item in module.items.values()
    }
    assert {name for name in files if name.startswith("media/")} == shown - {None}


def test_it_asks_what_was_promised(module):
    assert 15 <= module.minutes <= 30
    assert len(module.step("practice").items) >= 16
    assert len(of_pool(module, Pool.EXAM)) == 25
    assert module.step("exam").draw == 10
    assert module.first_answers_percent == 80
    assert module.tries is None
    kinds = [ORDER.index(step.kind.value) for step in module.steps]
    assert all(later >= before or {later, before} <= {0, 1} for before, later in pairwise(kinds))
    assert len({field.kind for item in module.items.values() for field in item.form.fields}) >= 6


def test_practice_helps_everybody_to_the_end(module):
    for item in of_pool(module, Pool.PRACTICE):
        assert len(item.hints) == 3, item.id
        assert item.feedback_right, item.id
        assert item.feedback_wrong, item.id
        assert item.why, item.id


def test_every_gold_is_right_by_its_own_marking(module):
    for item in of_pool(module, Pool.PRACTICE):
        answer = check_answer(item.form, gold_answer(item))
        told = mark_practice(item, answer=answer, wrong_before=0)
        assert told.done, item.id
        assert told.feedback == item.feedback_right, item.id


def test_feedback_for_a_pick_is_of_a_wrong_one(module):
    for item in of_pool(module, Pool.PRACTICE):
        right = {value for gold in item.gold.values() for value in gold.split("|")}
        if {field.kind.value for field in item.form.fields} != {"order"}:
            assert not right & set(item.feedback_for), item.id


def test_the_last_hint_of_a_choice_names_its_key(module):
    for item in of_pool(module, Pool.PRACTICE):
        if item.type == "choice":
            keys = {option.value: option.key for option in item.form.fields[0].options}
            assert item.hints[-1].endswith(f"Press {keys[item.gold['it']]}."), item.id


def test_an_exam_can_be_drawn_and_passed(module):
    exam = module.step("exam")
    attempt = attempt_id(visitor="ann", edition=module.edition, try_number=1)
    drawn = draw(exam, attempt_id=attempt)
    answers = {name: gold_answer(module.item(name)) for name in drawn}
    assert mark_exam(module, exam, attempt_id=attempt, answers=answers).percent == 100
    eight = dict(list(answers.items())[:8])
    assert mark_exam(module, exam, attempt_id=attempt, answers=eight).passed
    seven = dict(list(answers.items())[:7])
    assert not mark_exam(module, exam, attempt_id=attempt, answers=seven).passed


def test_gold_answers_are_balanced(module):
    for pool in (Pool.PRACTICE, Pool.EXAM):
        picks = Counter(item.gold["it"] for item in of_pool(module, pool) if item.type == "choice")
        assert max(picks.values()) <= 0.6 * picks.total()
        verdicts = Counter(
            item.gold["it"] for item in of_pool(module, pool) if item.type == "verdict"
        )
        assert set(verdicts) == set(VERDICTS)
        assert max(verdicts.values()) - min(verdicts.values()) <= 1


def test_the_longest_answer_is_not_the_right_one(module):
    """Nobody passes by picking the longest."""
    longest = []
    for item in module.items.values():
        if item.type == "choice":
            sizes = {option.value: len(option.label) for option in item.form.fields[0].options}
            right = sizes.pop(item.gold["it"])
            longest.append(right > max(sizes.values()))
    assert sum(longest) <= 0.45 * len(longest)


def test_every_sentence_is_short(module):
    sentences = {
        sentence
        for text in words_for_visitors(module)
        for sentence in re.split(r"(?<=[.?!:])\s+|\n+", text)
    }
    assert [one for one in sentences if len(one.split()) > WORDS_LIMIT] == []


def test_a_station_gets_no_exam_answer(module):
    edition = read_module(station_edition(module))
    hidden = of_pool(edition, Pool.EXAM)
    assert len(hidden) == 25
    assert all(item.gold is None and not item.hints and not item.why for item in hidden)


def test_no_question_is_asked_twice(module):
    asked = Counter()
    for item in module.items.values():
        fields = item.form.fields
        labels = [option.label for field in fields for option in field.options]
        stories = [field.label for field in fields]
        asked[(item.form.prompt, item.form.picture, *stories, *labels)] += 1
    assert asked.most_common(1)[0][1] == 1
