"""The module "Surveys and your privacy" is whole, readable and fair, and names what it must name."""

import re
from collections import Counter
from pathlib import Path

import pytest
from shipped.whole import files_of, words_of_item

from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import SINGLE, FieldKind
from kiosk.rules.grading_kinds import gold_values
from kiosk.rules.module_files import SUMS_FILE, problems, read_module, station_edition, sums
from kiosk.rules.modules import Pool, StepKind, attempt_id, draw, mark_exam, mark_practice

FOLDER = Path(__file__).parents[2] / "kiosk" / "shipped" / "surveys"
WORDS_LIMIT = 12
PICTURE_LIMIT, MODULE_LIMIT = 60 * 1024, 1_500_000
TAUGHT = {
    "what surveys pay": "It pays from cents to two dollars.",
    "points": "Points are not money yet.",
    "screening out": "You may not fit.",
    "honest answers": "Do not lie to fit.",
    "an ID": "Never the number of your ID",
    "a password": "Never a password. Never a PIN.",
    "a bank": "Never a bank or card number.",
    "what is fair": "Your age group, your town, what you buy: that is fair.",
    "an attention check": "It is called an attention check.",
    "speeding": "Too fast, or always the same place?",
    "consent": "That is consent: you say yes or no.",
    "withdrawing": "To withdraw is to stop and have your answers deleted.",
}


@pytest.fixture(scope="module")
def files():
    return files_of(FOLDER)


@pytest.fixture(scope="module")
def module(files):
    return read_module(files)


def kind(item):
    return item.form.fields[0].kind


def right(item):
    """The answer that a row's gold names, as a learner gives it."""
    asked = item.form.fields[0]
    gold = item.gold[asked.name]
    return {asked.name: gold if asked.kind in SINGLE else list(gold_values(gold))}


def of(module, pool):
    return [item for item in module.items.values() if item.pool is pool]


def words(module):
    for step in module.steps:
        yield from (step.title, step.text, step.alt)
    for item in module.items.values():
        asked = item.form.fields[0]
        yield from words_of_item(item)
        yield from (one.label for one in (*asked.options, *asked.targets))


def test_nothing_is_wrong_with_it(files):
    assert problems(files) == ()
    assert files[SUMS_FILE] == sums(files)
    assert b"CC BY 4.0" in files["PROVENANCE.md"]
    assert b"| minutes |" in files["guide.md"]


def test_it_asks_what_was_promised(module):
    assert 15 <= module.minutes <= 30
    assert len(module.step("practice").items) == 16
    assert len(module.step("exam").items) == 25
    assert module.step("exam").draw == 10
    assert (module.first_answers_percent, module.tries) == (80, None)
    kinds = [step.kind for step in module.steps]
    assert kinds[-4:] == [StepKind.CHECK, StepKind.PRACTICE, StepKind.EXAM, StepKind.REFLECT]
    assert len({kind(item) for item in module.items.values()}) >= 7


@pytest.mark.parametrize("name", TAUGHT)
def test_it_teaches(module, name):
    assert TAUGHT[name] in " ".join(step.text.replace("\n\n", " ") for step in module.steps)


def test_practice_helps_everybody_to_the_end(module):
    for item in of(module, Pool.PRACTICE):
        assert len(item.hints) == 3, item.id
        assert item.why, item.id
        assert item.feedback_wrong, item.id
        assert item.feedback_for or kind(item) is FieldKind.NUMBER, item.id
        assert not {*gold_values(item.gold["it"])} & set(item.feedback_for) or (
            kind(item) is FieldKind.ORDER
        ), item.id
        told = mark_practice(item, answer=right(item), wrong_before=0)
        assert (told.done, told.feedback) == (True, item.feedback_right), item.id


def test_every_gold_can_be_answered_and_eight_of_ten_pass(module):
    for item in module.items.values():
        assert check_answer(item.form, right(item)) == right(item)
    exam = module.step("exam")
    attempt = attempt_id(visitor="ann", edition=module.edition, try_number=1)
    answers = {name: right(module.item(name)) for name in draw(exam, attempt_id=attempt)}

    def passed(count):
        given = dict(list(answers.items())[:count])
        return mark_exam(module, exam, attempt_id=attempt, answers=given).passed

    assert (passed(10), passed(8), passed(7)) == (True, True, False)


def test_no_place_and_no_verdict_is_the_likely_one(module):
    exam = of(module, Pool.EXAM)
    choices = Counter(right(item)["it"] for item in exam if kind(item) is FieldKind.CHOICE)
    assert set(choices.values()) == {2}
    verdicts = [right(item)["it"] for item in exam if kind(item) is FieldKind.VERDICT]
    assert Counter(one for one, _ in verdicts) == {"safe": 2, "scam": 2, "ask": 2}
    assert set(Counter(reason for _, reason in verdicts).values()) == {2}


def test_the_longest_words_are_not_the_answer(module):
    longest = []
    for item in module.items.values():
        if kind(item) in (FieldKind.CHOICE, FieldKind.VERDICT):
            sizes = {option.value: len(option.label) for option in item.form.fields[0].options}
            gold = sizes.pop(gold_values(item.gold["it"])[-1])
            longest.append(gold > max(sizes.values()))
    assert sum(longest) <= len(longest) // 2


def test_exam_rows_tell_nothing_and_ask_something_new(module):
    practised = {item.form.picture_alt for item in of(module, Pool.PRACTICE)}
    for item in of(module, Pool.EXAM):
        told = (*item.hints, item.why, item.feedback_right, *item.feedback_for.values())
        assert "".join(told) == ""
        assert not item.form.picture_alt or item.form.picture_alt not in practised
    asked = Counter((item.form.prompt, *words_of_options(item)) for item in module.items.values())
    assert asked.most_common(1)[0][1] == 1


def words_of_options(item):
    return (item.form.picture_alt, *(one.label for one in item.form.fields[0].options))


def test_every_sentence_is_short(module):
    sentences = {one for text in words(module) for one in re.split(r"(?<=[.?!:])\s+|\n\n", text)}
    assert [one for one in sentences if len(one.split()) > WORDS_LIMIT] == []


def test_sums_lie_between_cents_and_two_dollars_or_are_asked_of_you(module):
    told = " ".join(words(module))
    assert {int(one) for one in re.findall(r"(\d+) dollars?", told)} <= {2, 4}
    assert "$" not in told


def test_pictures_are_small_shown_and_said_in_words(module, files):
    assert sum(map(len, files.values())) <= MODULE_LIMIT
    shown = {step.picture for step in module.steps}
    shown |= {item.form.picture for item in module.items.values()}
    media = {name: data for name, data in files.items() if name.startswith("media/")}
    assert set(media) == shown - {None}
    assert all(len(data) <= PICTURE_LIMIT for data in media.values())
    for item in module.items.values():
        assert not item.form.picture or len(item.form.picture_alt.split()) > 6


def test_every_address_belongs_to_nobody():
    tables = Path(__file__).parents[2] / "deploy" / "modules" / "surveys"
    text = "\n".join(path.read_text(encoding="utf-8") for path in tables.glob("*.toml"))
    urls = re.findall(r'\nurl = "(.*)"', text)
    assert urls
    assert all(re.fullmatch(r"[a-z-]+\.example(/[a-z0-9-]+)?", url) for url in urls)


def test_a_station_gets_no_exam_answer(module):
    edition = read_module(station_edition(module))
    assert all(item.gold is None for item in of(edition, Pool.EXAM))
    assert "guide.md" not in edition.files
