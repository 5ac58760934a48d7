"""The modules of the first skills: whole, kind to the learner, short, balanced, right by their own marking."""

import re
from collections import Counter
from pathlib import Path

import pytest
from shipped.whole import files_of, gold_answer, of_pool, words_for_visitors

from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import SINGLE
from kiosk.rules.module_files import SUMS_FILE, problems, read_module, station_edition, sums
from kiosk.rules.modules import Pool, attempt_id, draw, mark_exam, mark_practice

SHIPPED = Path(__file__).parents[2] / "kiosk" / "shipped"
SLUGS = ("first-task", "data-entry", "transcription")
WORDS_LIMIT = 12
BYTES_LIMIT, PICTURE_LIMIT = 1_500_000, 70_000
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
    assert {name for name, data in pictures.items() if len(data) > PICTURE_LIMIT} == set()
    assert all(data.startswith(b"\x89PNG") for data in pictures.values())
    assert b"CC BY 4.0" in files["PROVENANCE.md"]
    assert b"Minutes" in files["guide.md"]
    assert b"Common slips" in files["guide.md"]


def test_every_picture_is_shown(module, files):
    shown = {step.picture for step in module.steps} | {
        item.form.picture for item in module.items.values()
    }
    assert {name for name in files if name.startswith("media/")} == shown - {None}


def test_it_asks_what_was_promised(module):
    assert 15 <= module.minutes <= 30
    assert len(module.step("practice").items) >= 12
    assert len(of_pool(module, Pool.EXAM)) >= 25
    assert module.step("exam").draw == 10
    assert module.first_answers_percent == 80
    assert module.tries is None
    kinds = [step.kind.value for step in module.steps]
    assert [kind for kind in kinds if kind not in ("read", "demo")] == list(ORDER[2:])


def test_practice_helps_everybody_to_the_end(module):
    for item in of_pool(module, Pool.PRACTICE):
        assert len(item.hints) == 3, item.id
        assert item.feedback_right, item.id
        assert item.feedback_wrong, item.id
        assert item.why, item.id
        assert item.feedback_for or item.type == "order", item.id


def test_every_gold_is_right_by_its_own_marking(module):
    for item in of_pool(module, Pool.PRACTICE):
        answer = check_answer(item.form, gold_answer(item))
        told = mark_practice(item, answer=answer, wrong_before=0)
        assert told.done, item.id
        assert told.feedback == item.feedback_right, item.id


def test_what_is_told_of_a_wrong_answer_is_of_a_wrong_one(module):
    for item in of_pool(module, Pool.PRACTICE):
        first = item.form.fields[0]
        for wrong, told in item.feedback_for.items():
            if first.kind in SINGLE:
                answer = {**gold_answer(item), first.name: wrong}
                mark = mark_practice(item, answer=check_answer(item.form, answer), wrong_before=0)
                assert not mark.mark.right, (item.id, wrong)
                assert mark.feedback == told, (item.id, wrong)
            elif first.kind in ("multi", "spot"):
                assert wrong not in item.gold[first.name].split("|"), (item.id, wrong)


def test_the_last_hint_of_a_choice_names_its_key(module):
    for item in of_pool(module, Pool.PRACTICE):
        field = item.form.fields[0]
        if field.kind == "choice" and len(item.form.fields) == 1:
            keys = {option.value: option.key for option in field.options}
            assert f"Press {keys[item.gold[field.name]]}" in item.hints[-1], item.id


def test_the_last_hint_of_what_is_typed_says_it(module):
    for item in of_pool(module, Pool.PRACTICE):
        for field in item.form.fields:
            if field.kind in ("number", "text"):
                gold = item.gold[field.name].split("|")[0] or "empty"
                assert gold in item.hints[-1], item.id
                assert gold not in item.hints[0].split(), item.id


def test_an_exam_can_be_drawn_and_passed(module):
    exam = module.step("exam")
    attempt = attempt_id(visitor="ann", edition=module.edition, try_number=1)
    answers = {name: gold_answer(module.item(name)) for name in draw(exam, attempt_id=attempt)}

    def marked(given):
        return mark_exam(module, exam, attempt_id=attempt, answers=given)

    assert len(answers) == 10
    assert marked(answers).percent == 100
    assert marked(dict(list(answers.items())[:8])).passed
    assert not marked(dict(list(answers.items())[:7])).passed


def test_gold_answers_are_balanced(module):
    for pool in (Pool.PRACTICE, Pool.EXAM):
        picks = Counter(
            next(iter(item.gold.values()))
            for item in of_pool(module, pool)
            if item.type == "choice"
        )
        if picks:
            assert max(picks.values()) <= 0.5 * picks.total()
            assert len(picks) >= 3


def test_the_longest_answer_is_not_the_right_one(module):
    longest = []
    for item in module.items.values():
        if item.type == "choice":
            field = item.form.fields[0]
            sizes = {option.value: len(option.label) for option in field.options}
            right = sizes.pop(item.gold[field.name])
            longest.append(right > max(sizes.values()))
    assert sum(longest) <= 0.45 * len(longest)


def test_every_sentence_is_short(module):
    sentences = {
        sentence
        for text in words_for_visitors(module)
        for sentence in re.split(r"(?<=[.?!:])\s+|\n+", text)
    }
    assert [one for one in sentences if len(one.split()) > WORDS_LIMIT] == []


def test_what_is_read_aloud_of_a_picture_gives_nothing_away(module):
    for item in module.items.values():
        spoken = set(re.findall(r"\w+", item.form.picture_alt.casefold()))
        for field in item.form.fields:
            if field.kind in ("number", "text"):
                typed = item.gold[field.name].split("|")[0].casefold()
                assert not spoken & set(re.findall(r"\w+", typed)), item.id


def test_a_station_gets_no_exam_answer(module):
    hidden = of_pool(read_module(station_edition(module)), Pool.EXAM)
    assert len(hidden) == len(of_pool(module, Pool.EXAM))
    assert all(item.gold is None and not item.hints and not item.why for item in hidden)


def test_no_question_is_asked_twice(module):
    asked = Counter()
    for item in module.items.values():
        fields = item.form.fields
        labels = [option.label for field in fields for option in field.options]
        stories = [field.label for field in fields]
        asked[(item.form.prompt, item.form.picture, *stories, *labels)] += 1
    assert asked.most_common(1)[0][1] == 1
