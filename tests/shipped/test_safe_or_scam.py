"""The module "Safe or scam?" is whole, readable and fair, and names what it promises to name."""

import re
from collections import Counter
from pathlib import Path

import pytest
from shipped.whole import files_of, words_of_item

from kiosk.protocol.tmod import pack_module, unpack_module
from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import SINGLE, FieldKind
from kiosk.rules.grading_kinds import gold_values
from kiosk.rules.module_files import problems, read_module, station_edition
from kiosk.rules.modules import Pool, StepKind, attempt_id, draw, mark_exam, mark_practice

FOLDER = Path(__file__).parents[2] / "kiosk" / "shipped" / "safe-or-scam"
WORDS_LIMIT = 12
PICTURE_LIMIT = 60 * 1024
MODULE_LIMIT = 1_500_000
WARNINGS = {
    "paying to work": "Pay 9 dollars first.",
    "no preview": "Join to see our tasks.",
    "no listings": "Only members see them.",
    "bad grammar": "You wants work? We has!!",
    "bidding": "It is bidding, not micro-tasks",
    "e-mail first": "Tell us your e-mail first.",
    "false reviews": "Praise a shop you never saw",
    "likes": "Like 40 pages of strangers.",
    "follows": "Follow 40 people too.",
    "links": "Post the same link everywhere",
    "robot tests": "Solve “I am not a robot” tests",
    "sign-ups for a reward": "Sign up at five sites for us.",
    "buying materials": "First buy our work box.",
    "a hidden smallest sum": "We tell you later how much that is.",
    "a hidden day": "We pay you some day.",
}
FAIR = {
    "own tools": "You use your own computer.",
    "a sum told beforehand": "We pay out from 9 dollars on.",
    "a delay told beforehand": "We pay you 7 days after that.",
    "a short test": "A test of 5 minutes comes first. No pay.",
}


@pytest.fixture(scope="module")
def files():
    return files_of(FOLDER)


@pytest.fixture(scope="module")
def module(files):
    return read_module(files)


def right(item):
    """The answer that a row's gold names, as a learner gives it."""
    asked = item.form.fields[0]
    gold = item.gold[asked.name]
    return {asked.name: gold if asked.kind in SINGLE else list(gold_values(gold))}


def of(module, pool):
    return [item for item in module.items.values() if item.pool is pool]


def kind(item):
    return item.form.fields[0].kind


def words_of(item):
    asked = item.form.fields[0]
    yield from words_of_item(item)
    yield from (one.label for one in (*asked.options, *asked.targets))


def words(module):
    for step in module.steps:
        yield from (step.title, step.text, step.alt)
    for item in module.items.values():
        yield from words_of(item)


def test_nothing_is_wrong_with_it(files):
    assert problems(files) == ()


def test_it_asks_what_was_promised(module):
    assert module.edition == "safe-or-scam-e1"
    assert module.qualification == "safe-or-scam"
    assert module.first_answers_percent == 80
    assert module.tries is None
    assert 15 <= module.minutes <= 30
    practised = [i for s in module.steps if s.kind is StepKind.PRACTICE for i in s.items]
    assert len(practised) == len(set(practised)) == 21
    assert module.step("exam").draw == 10
    assert len(module.step("exam").items) == 25


def test_its_steps_go_from_reading_to_looking_back(module):
    order = [StepKind.READ, StepKind.DEMO, StepKind.CHECK, StepKind.DEMO, StepKind.PRACTICE]
    kinds = [step.kind for step in module.steps]
    turns = [one for n, one in enumerate(kinds) if n == 0 or kinds[n - 1] is not one]
    assert turns == [*order, StepKind.EXAM, StepKind.REFLECT]


@pytest.mark.parametrize("name", [*WARNINGS, *FAIR])
def test_it_shows(module, name):
    told = " ".join(words(module))
    assert (WARNINGS | FAIR)[name].rstrip(".!?") in told


def test_the_pretend_site_goes_from_sign_up_to_the_test(module):
    asked = [module.item(name) for name in module.step("join-willow").items]
    assert {kind(item) for item in asked} == {
        *(FieldKind.SPOT, FieldKind.CHOICE, FieldKind.NUMBER, FieldKind.TEXT, FieldKind.ORDER)
    }
    assert all("Willow Tasks" in item.form.picture_alt for item in asked[:-1])
    assert module.item("s04").gold == {"it": str(9 * 100 // 10)}


@pytest.mark.parametrize("pool", [Pool.PRACTICE, Pool.EXAM])
def test_no_verdict_is_the_likely_one(module, pool):
    verdicts = [right(item)["it"] for item in of(module, pool) if kind(item) is FieldKind.VERDICT]
    counted = Counter(verdict for verdict, _ in verdicts)
    assert set(counted) == {"safe", "scam", "ask"}
    assert max(counted.values()) - min(counted.values()) <= 1


def test_no_reason_or_choice_stands_at_the_likely_place(module):
    exam = of(module, Pool.EXAM)
    reasons = Counter(right(i)["it"][1] for i in exam if kind(i) is FieldKind.VERDICT)
    assert set(reasons.values()) == {4}
    choices = Counter(right(i)["it"] for i in exam if kind(i) is FieldKind.CHOICE)
    assert set(choices.values()) == {1}
    spots = [tuple(right(i)["it"]) for i in exam if kind(i) is FieldKind.SPOT]
    assert len(set(spots)) == len(spots)


def test_the_longest_words_are_not_the_answer(module):
    asked = [i for i in module.items.values() if kind(i) in (FieldKind.CHOICE, FieldKind.VERDICT)]
    longest = [i for i in asked if len(_label_of_gold(i)) > max(map(len, _other_labels(i)))]
    assert len(longest) <= len(asked) // 2


def _label_of_gold(item):
    value = right(item)["it"]
    value = value if isinstance(value, str) else value[1]
    return next(one.label for one in item.form.fields[0].options if one.value == value)


def _other_labels(item):
    return [o.label for o in item.form.fields[0].options if o.label != _label_of_gold(item)]


def test_practice_helps_everybody_to_the_end(module):
    for item in of(module, Pool.PRACTICE):
        assert len(item.hints) == 3
        assert item.why
        assert item.feedback_wrong
        assert item.feedback_for or kind(item) in SINGLE | {FieldKind.ORDER}
        told = mark_practice(item, answer=right(item), wrong_before=0)
        assert told.done
        assert told.feedback == item.feedback_right


def test_no_right_answer_is_told_to_be_wrong(module):
    for item in of(module, Pool.PRACTICE):
        assert not {*gold_values(item.gold["it"])} & set(item.feedback_for)


def test_every_gold_can_be_answered(module):
    for item in module.items.values():
        assert check_answer(item.form, right(item)) == right(item)


def test_exam_rows_tell_nothing_and_ask_something_new(module):
    practised = {item.form.picture_alt for item in of(module, Pool.PRACTICE)}
    for item in of(module, Pool.EXAM):
        told = (*item.hints, item.why, item.feedback_right, *item.feedback_for.values())
        assert "".join(told) == ""
        assert not item.form.picture_alt or item.form.picture_alt not in practised


def test_every_sentence_is_short(module):
    sentences = {
        sentence for text in words(module) for sentence in re.split(r"(?<=[.?!:])\s+|\n\n", text)
    }
    assert [one for one in sentences if len(one.split()) > WORDS_LIMIT] == []


def test_the_only_sums_are_those_that_are_known(module):
    told = " ".join(words(module))
    assert set(re.findall(r"(\d+) dollars?", told)) == {"9"}
    assert set(re.findall(r"(\d+) cents", told)) == {"10", "100"}
    assert "$" not in told


def test_every_address_belongs_to_nobody(module):
    tables = Path(__file__).parents[2] / "deploy" / "modules" / "safe_or_scam"
    text = "\n".join(path.read_text(encoding="utf-8") for path in tables.glob("*.toml"))
    urls = re.findall(r'\nurl = "(.*)"', text)
    assert urls
    assert all(re.fullmatch(r"[a-z-]+\.example(/[a-z]+)?", url) for url in urls)


def test_pictures_are_small_and_said_in_words(module, files):
    assert sum(map(len, files.values())) <= MODULE_LIMIT
    for name, content in files.items():
        if name.startswith("media/"):
            assert content.startswith(b"\x89PNG")
            assert len(content) <= PICTURE_LIMIT
    for item in module.items.values():
        if item.form.picture:
            assert item.form.picture == f"media/{item.id}.png"
            assert len(item.form.picture_alt.split()) > 6


def test_a_station_gets_no_exam_answer(module):
    edition = read_module(station_edition(module))
    assert all(item.gold is None for item in of(edition, Pool.EXAM))
    assert "guide.md" not in edition.files
    assert unpack_module(pack_module(edition.files)) == edition.files


def test_eight_of_ten_first_answers_pass(module):
    exam = module.step("exam")
    attempt = attempt_id(visitor="ann", edition=module.edition, try_number=1)
    answers = {name: right(module.item(name)) for name in draw(exam, attempt_id=attempt)}
    assert len(answers) == 10
    two = {**answers, **dict.fromkeys(list(answers)[:2])}
    three = {**answers, **dict.fromkeys(list(answers)[:3])}
    assert mark_exam(module, exam, attempt_id=attempt, answers=answers).percent == 100
    assert mark_exam(module, exam, attempt_id=attempt, answers=_given(two)).passed
    assert not mark_exam(module, exam, attempt_id=attempt, answers=_given(three)).passed


def _given(answers):
    return {name: answer for name, answer in answers.items() if answer is not None}


def test_it_has_a_guide_and_says_where_its_pictures_come_from(module, files):
    assert b"Noto Sans" in module.files[module.provenance]
    assert b"CC BY 4.0" in module.files[module.provenance]
    assert b"| minutes |" in files["guide.md"]
