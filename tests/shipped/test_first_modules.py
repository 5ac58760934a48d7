"""The first two modules: six frames without words, and what micro-tasks are and what they pay."""

import io
import json
import re
import wave
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image
from shipped.whole import files_of

from kiosk.rules.module_files import SUMS_FILE, problems, read_module, station_edition, sums
from kiosk.rules.modules import Pool, StepKind, attempt_id, draw, mark_exam, mark_practice

SHIPPED = Path(__file__).parents[2] / "kiosk" / "shipped"
SLUGS = ("welcome", "what-it-is")
WORDS_LIMIT = 12
PICTURE_BYTES, MODULE_BYTES, WIDEST = 60_000, 1_500_000, 1200
FIGURES = {"$100", "$4,000"}


def read(slug):
    folder = SHIPPED / slug
    return files_of(folder)


@pytest.fixture(scope="module", params=SLUGS)
def files(request):
    return read(request.param)


@pytest.fixture(scope="module")
def module():
    return read_module(read("what-it-is"))


def items(module, pool):
    return [item for item in module.items.values() if item.pool is pool]


def words_of(module):
    for step in module.steps:
        yield from (step.title, step.text, step.alt)
    for item in module.items.values():
        yield from (item.form.prompt, item.form.help, item.why, *item.hints)
        yield from (item.feedback_right, item.feedback_wrong, *item.feedback_for.values())
        for field in item.form.fields:
            yield from (one.label for one in (*field.options, *field.targets))


def test_nothing_is_wrong_with_it(files):
    assert problems(files) == ()
    assert sums(files) == files[SUMS_FILE]
    assert {"guide.md", "PROVENANCE.md"} <= set(files)
    assert sum(map(len, files.values())) <= MODULE_BYTES


def test_its_pictures_are_small_and_told_in_words(files):
    module = read_module(files)
    shown = [step for step in module.steps if step.picture]
    for step in shown:
        data = files[step.picture]
        assert len(data) <= PICTURE_BYTES
        with Image.open(io.BytesIO(data)) as picture:
            assert picture.format == "PNG"
            assert picture.width <= WIDEST
        assert step.alt
    media = {name for name in files if name.startswith("media/")}
    assert media == {name for step in shown for name in (step.picture, step.media) if name}


def test_every_sentence_is_short(files):
    sentences = {
        sentence
        for text in words_of(read_module(files))
        for sentence in re.split(r"(?<=[.?!:])\s+|\n\n", text)
    }
    assert [one for one in sentences if len(one.split()) > WORDS_LIMIT] == []


def test_the_six_frames_need_no_words():
    welcome = read_module(read("welcome"))
    assert [step.id for step in welcome.steps] == ["arrive", "read", "do", "prove", "wait", "paid"]
    for step in welcome.steps:
        assert step.kind is StepKind.WATCH
        assert step.text == ""
        assert len(step.title.split()) == 1
        assert step.picture
    assert not welcome.items
    assert welcome.qualification is None


def test_each_frame_has_its_own_short_sound():
    welcome = read_module(read("welcome"))
    heard = [welcome.files[step.media] for step in welcome.steps]
    assert len(set(heard)) == len(welcome.steps)
    for data in heard:
        with wave.open(io.BytesIO(data)) as sound:
            assert 1 <= sound.getnframes() / sound.getframerate() <= 4
            samples = memoryview(sound.readframes(sound.getnframes())).cast("h")
        assert 2_000 <= max(map(abs, samples)) <= 12_000


def test_it_asks_what_was_promised(module):
    kinds = [step.kind for step in module.steps]
    assert kinds[-4:] == [StepKind.CHECK, StepKind.PRACTICE, StepKind.EXAM, StepKind.REFLECT]
    assert set(kinds[:-4]) == {StepKind.READ, StepKind.DEMO}
    assert len(module.step("practice").items) == 17
    assert len(module.step("exam").items) == 25
    assert module.step("exam").draw == 10
    assert (module.first_answers_percent, module.tries, module.qualification) == (80, None, None)
    assert 15 <= module.minutes <= 30


def test_practice_helps_everybody_to_the_end(module):
    for item in items(module, Pool.PRACTICE):
        assert len(item.hints) == 3
        assert item.feedback_right
        assert item.feedback_wrong
        assert item.why
        assert item.feedback_for or item.type == "order"
        told = mark_practice(item, answer=given(item), wrong_before=0)
        assert told.done
        assert told.feedback == item.feedback_right


def given(item):
    """The gold as an answer: lists where the field takes a list."""
    field = item.form.fields[0]
    gold = item.gold[field.name]
    plain = field.kind in ("choice", "number")
    return {field.name: gold if plain else gold.split("|")}


def test_right_answers_pass_the_exam_and_eight_of_ten_do(module):
    exam = module.step("exam")
    attempt = attempt_id(visitor="ann", edition=module.edition, try_number=1)
    drawn = draw(exam, attempt_id=attempt)
    answers = {name: given(module.item(name)) for name in drawn}
    assert len(set(drawn)) == 10

    def marked(wrong):
        left = dict(list(answers.items())[wrong:])
        return mark_exam(module, exam, attempt_id=attempt, answers=left)

    assert marked(0).percent == 100
    assert marked(2).passed
    assert not marked(3).passed


@pytest.mark.parametrize("name", [f"x{n:02}" for n in range(1, 26)])
def test_each_gold_is_right_by_its_own_marking(module, name):
    exam = module.step("exam")
    attempt = next(
        one
        for n in range(1, 500)
        if name
        in draw(
            exam,
            attempt_id=(one := attempt_id(visitor=f"v{n}", edition=module.edition, try_number=1)),
        )
    )
    answers = {name: given(module.item(name))}
    assert mark_exam(module, exam, attempt_id=attempt, answers=answers).right == 1


def test_no_place_and_no_length_gives_the_answer_away(module):
    asked = [item for item in items(module, Pool.EXAM) if item.type == "choice"]
    gold = Counter((item.gold["answer"]) for item in asked)
    assert gold == {"a": 3, "b": 3, "c": 3, "yes": 3, "no": 3}
    picks = [item for item in asked if item.gold["answer"] in "abc"]
    longest = [
        item.id
        for item in picks
        if max(item.form.fields[0].options, key=lambda one: len(one.label)).value
        == item.gold["answer"]
    ]
    assert len(longest) <= len(picks) // 2
    flagged = Counter(
        value
        for item in items(module, Pool.EXAM)
        if item.type in ("spot", "multi")
        for value in item.gold["answer"].split("|")
    )
    assert max(flagged.values()) - min(flagged.values()) <= 2


def test_practice_and_exam_ask_different_things(module):
    asked = [
        json.dumps([item.form.prompt, *(one.label for one in item.form.fields[0].options)])
        for item in module.items.values()
    ]
    assert len(set(asked)) == len(asked)


def test_no_sum_but_the_reported_one_is_shown(module):
    read_here = " ".join(f"{step.title} {step.text}" for step in module.steps)
    assert set(re.findall(r"\$[\d,]*\d", read_here)) == FIGURES
    figures = module.step("figures").text
    for told in ("P. G. Raeth", "Micro-Tasking: Extra Cash via the Internet", "2016", "one case"):
        assert told in figures
    assert "Two hours a day, five days a week" in figures
    assert "nine months" in figures
    assert "Ask the desk for the median of this centre" in figures


def test_a_station_gets_no_exam_answer(module):
    edition = read_module(station_edition(module))
    hidden = [item for item in edition.items.values() if item.pool is not Pool.PRACTICE]
    assert len(hidden) == 25
    assert all(item.gold is None and not item.hints and not item.why for item in hidden)
