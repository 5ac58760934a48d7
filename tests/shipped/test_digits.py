"""The module and the tasks that come with the project are whole, readable and fair."""

import csv
import gzip
import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from shipped.whole import files_of, words_for_visitors

from kiosk.protocol.tmod import pack_module, unpack_module
from kiosk.rules.fairness import check_allowed
from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import as_json, read_form
from kiosk.rules.gold_tasks import gold_row
from kiosk.rules.hits import read_batch
from kiosk.rules.module_files import problems, read_module, station_edition
from kiosk.rules.modules import Pool, attempt_id, draw, mark_exam, mark_practice
from kiosk.rules.tables import decode_table, read_table

SHIPPED = Path(__file__).parents[2] / "kiosk" / "shipped"
WORDS_LIMIT = 12
"""UI.md, rule 10: a visitor's sentence has at most so many words."""


@pytest.fixture(scope="module")
def files():
    folder = SHIPPED / "digits"
    return files_of(folder)


@pytest.fixture(scope="module")
def module(files):
    return read_module(files)


@pytest.fixture(scope="module")
def tasks():
    folder = SHIPPED / "digits_tasks"
    pictures = unpack_module((folder / "pictures.zip").read_bytes())
    template = json.loads((folder / "template.json").read_text(encoding="utf-8"))
    text = decode_table((folder / "batch.csv").read_bytes())
    return read_batch(template, csv_text=text, pictures=set(pictures)), pictures


def source(name):
    with (SHIPPED / "digits_source" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def truth():
    with gzip.open(SHIPPED / "digits_source" / "digits.csv.gz", "rt", newline="") as lines:
        return [row[-1] for row in csv.reader(lines)]


def gold_of(module, pool):
    return [item.gold["digit"] for item in module.items.values() if item.pool is pool]


def test_nothing_is_wrong_with_the_module(files):
    assert problems(files) == ()


def test_it_asks_what_was_promised(module):
    assert module.edition == "digits-e1"
    assert module.qualification == "digits"
    assert module.first_answers_percent == 90
    assert len(module.step("practice").items) == 20
    assert module.step("exam").draw == 20
    assert len(module.step("exam").items) >= 60
    assert len(gold_of(module, Pool.GOLD)) == 20


@pytest.mark.parametrize("pool", [Pool.EXAM, Pool.GOLD])
def test_each_digit_comes_equally_often(module, pool):
    assert len(set(Counter(gold_of(module, pool)).values())) == 1
    practised = [module.item(item).gold["digit"] for item in module.step("practice").items]
    assert set(Counter(practised).values()) == {2}


def test_the_gold_is_the_datas_own(module):
    labels = truth()
    rows = {row["id"]: int(row["row"]) for row in source("practice.csv") + source("pools.csv")}
    assert {item.id: item.gold["digit"] for item in module.items.values()} == {
        name: labels[row] for name, row in rows.items()
    }
    assert len(set(rows.values())) == len(rows)


def test_practice_helps_everybody_to_the_end(module):
    for name in (*module.step("check").items, *module.step("practice").items):
        item = module.item(name)
        assert len(item.hints) == 3
        assert item.gold["digit"] in item.hints[-1]
        assert not any(re.search(rf"\b{item.gold['digit']}\b", hint) for hint in item.hints[:-1])
        assert item.why
        assert len(item.feedback_for) >= 2
        assert item.gold["digit"] not in item.feedback_for
        told = mark_practice(item, answer=item.gold, wrong_before=0)
        assert told.done
        assert told.feedback == item.feedback_right


def test_every_sentence_is_short(module):
    sentences = {
        sentence
        for text in words_for_visitors(module)
        for sentence in re.split(r"(?<=[.?!:])\s+|\n\n", text)
    }
    assert [one for one in sentences if len(one.split()) > WORDS_LIMIT] == []


def test_pictures_are_small_and_tell_nothing(module, files):
    for item in module.items.values():
        assert len(files[item.form.picture]) < 3 * 1024
        assert files[item.form.picture].startswith(b"\x89PNG")
        assert item.form.picture_alt == "A handwritten digit"
        assert item.form.picture == f"media/{item.id}.png"


def test_a_station_gets_no_exam_answer(module):
    edition = read_module(station_edition(module))
    assert edition.sha256 == module.sha256
    hidden = [item for item in edition.items.values() if item.pool is not Pool.PRACTICE]
    assert len(hidden) == 80
    assert all(item.gold is None and not item.hints and not item.why for item in hidden)
    table = read_table(decode_table(edition.files["items.csv"]))
    filled = {
        name
        for row in table.rows
        if row.cells["pool"] != "practice"
        for name, cell in row.cells.items()
        if cell
    }
    assert filled == {"id", "pool", "type", "form", "picture"}
    assert unpack_module(pack_module(edition.files)) == edition.files


def test_eighteen_of_twenty_first_answers_pass(module):
    exam = module.step("exam")
    attempt = attempt_id(visitor="ann", edition=module.edition, try_number=1)
    answers = {name: dict(module.item(name).gold) for name in draw(exam, attempt_id=attempt)}
    wrong = {
        name: {"digit": str((int(gold["digit"]) + 1) % 10)}
        for name, gold in list(answers.items())[:3]
    }
    two_wrong = {**answers, **dict(list(wrong.items())[:2])}
    assert mark_exam(module, exam, attempt_id=attempt, answers=answers).percent == 100
    assert mark_exam(module, exam, attempt_id=attempt, answers=two_wrong).passed
    assert not mark_exam(module, exam, attempt_id=attempt, answers={**answers, **wrong}).passed


def test_it_says_where_its_pictures_come_from(module):
    assert b"CC BY 4.0" in module.files[module.provenance]
    assert b"Kaynak" in module.files[module.provenance]


def test_the_tasks_are_two_hundred_and_allowed(tasks):
    batch, pictures = tasks
    assert len(batch.tasks) == 200
    assert {task.form.picture for task in batch.tasks} == set(pictures)
    assert len(set(pictures.values())) == 200
    check_allowed(batch.template)


def test_the_tasks_ask_with_the_modules_own_form(module, tasks):
    batch, _ = tasks
    item = next(iter(module.items.values()))
    asked = batch.tasks[0].form
    assert {**as_json(asked), "picture": ""} == {**as_json(item.form), "picture": ""}


def test_the_tasks_show_no_digit_of_the_module(module, files, tasks):
    _, pictures = tasks
    shown = {files[item.form.picture] for item in module.items.values()}
    assert not shown & set(pictures.values())


def test_the_gold_of_the_tasks_is_the_datas_own(tasks):
    batch, _ = tasks
    labels = truth()
    text = (SHIPPED / "digits_tasks" / "batch.csv").read_text(encoding="utf-8")
    rows = {row["image"]: int(row["row"]) for row in csv.DictReader(io.StringIO(text))}
    text = (SHIPPED / "digits_tasks" / "gold.csv").read_text(encoding="utf-8")
    gold = {row["image"]: row["digit"] for row in csv.DictReader(io.StringIO(text))}
    assert gold == {name: labels[row] for name, row in rows.items()}
    for task in batch.tasks:
        check_answer(task.form, {"digit": gold[task.values["image"]]})


def test_its_gold_items_look_like_the_tasks_that_come_along(files):
    template = json.loads((SHIPPED / "digits_tasks" / "template.json").read_text())
    module = read_module(files)
    gold = [one for one in module.items.values() if one.pool is Pool.GOLD]
    rows = [
        gold_row(read_form(template["form"]), shown=one.form, cells={}, picture="sha256:ab")
        for one in gold
    ]
    assert rows == [{"image": "sha256:ab"}] * 20
