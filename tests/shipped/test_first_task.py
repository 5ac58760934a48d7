"""Each answer of "Your first task" about a picture follows from the table that the picture was drawn from."""

import re
from pathlib import Path

import pytest
from PIL import Image
from shipped.whole import files_of

from kiosk.rules.grading import mark_answer
from kiosk.rules.module_files import read_module

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "kiosk" / "shipped" / "first-task"
CARD_ROWS = ("From", "Pays", "Time", "Looked at")


@pytest.fixture(scope="module")
def module():
    return read_module(files_of(FOLDER))


@pytest.fixture
def tables(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "deploy" / "modules")
    import first_task_tables

    return first_task_tables


def shown(item):
    return Path(item.form.picture).stem.removesuffix("-tap")


def labels(item):
    return {option.value: option.label for option in item.form.fields[0].options}


def seen(module, form_kind, table):
    return [
        item
        for item in module.items.values()
        if item.form.picture and shown(item) in table and item.form.fields[0].kind == form_kind
    ]


def test_numbers_of_a_card_follow_from_its_task(module, tables):
    asked = seen(module, "number", tables.TASKS)
    assert len(asked) >= 7
    for item in asked:
        task, prompt = tables.TASKS[shown(item)], item.form.prompt
        count = int((re.findall(r"\d+", prompt) or ["1"])[0])
        if "minutes" in prompt:
            true = task.seconds * count / 60
        elif "days" in prompt:
            true = task.days
        else:
            assert "cents" in prompt
            true = task.cents * count
        assert float(item.gold["it"]) == true, item.id


def test_points_of_a_card_are_those_of_its_task(module, tables):
    asked = seen(module, "multi", tables.TASKS)
    assert len(asked) >= 3
    for item in asked:
        told = labels(item)
        right = {told[value] for value in item.gold["it"].split("|")}
        assert right == set(tables.TASKS[shown(item)].points), item.id
        assert len(set(told.values())) == 4


def test_a_tap_is_on_the_row_that_is_asked_for(module, tables):
    asked = seen(module, "point", tables.TASKS)
    assert {item.form.prompt for item in asked} >= {"Tap what one task pays"}
    words = {"pays": "Pays", "takes": "Time", "asks for the work": "From"}
    for item in asked:
        row = next(name for words_, name in words.items() if item.form.prompt.endswith(words_))
        x, y = map(int, item.gold["it"].split())
        height = 600
        top = 110 + CARD_ROWS.index(row) * 122
        assert top < y * height / 1000 < top + 122, item.id
        assert x > 560


def ends(item):
    """Row by row: where the words on the right begin and end in the picture, in thousandths."""
    with Image.open(FOLDER / item.form.picture) as opened:
        picture = opened.convert("L")
    for n, row in enumerate(CARD_ROWS):
        top = 110 + n * 122
        words = picture.crop((540, top + 10, 1000, top + 112)).point(
            lambda shade: 255 * (shade < 90)
        )
        left, _, right, _ = words.getbbox()
        yield row, (540 + left, 540 + right), (top + 61) * 1000 // 600


def test_a_tap_on_either_end_of_a_value_is_right_and_on_another_value_it_is_not(module, tables):
    """A circle that stopped short called a tap on the last letters of the right line wrong."""
    for item in seen(module, "point", tables.TASKS):
        gold = int(item.gold["it"].split()[1])
        for row, words, y in ends(item):
            for x in (*words, sum(words) // 2):
                mark = mark_answer(
                    item.form,
                    gold=item.gold,
                    answer={"it": [f"{x} {y}"]},
                    tolerance=item.tolerance,
                )
                assert mark.right is (abs(gold - y) < 5), (item.id, row, x)


def test_a_typed_plate_lacks_what_the_gold_says(module, tables):
    asked = seen(module, "choice", tables.PROOFS)
    assert len(asked) == len(tables.PROOFS)
    for item in asked:
        plate, typed = tables.PROOFS[shown(item)].plate, tables.PROOFS[shown(item)].typed
        lacks = {
            "Capital letters": any(c.islower() for c in typed),
            "No spaces": " " in typed,
            "Every letter and number": re.sub(" ", "", plate) != re.sub(" ", "", typed.upper()),
        }
        lacking = [point for point, lack in lacks.items() if lack] or ["All three are met"]
        assert [labels(item)[item.gold["it"]]] == lacking, item.id


def test_earnings_are_added_and_counted_from_their_lines(module, tables):
    asked = seen(module, "number", tables.LISTS)
    assert len(asked) >= 5
    for item in asked:
        lines = tables.LISTS[shown(item)]
        paid = "paid" in item.form.prompt
        state = "Paid" if paid else "In review"
        of_state = [line.cents for line in lines if line.state == state]
        assert int(item.gold["it"]) == (sum(of_state) if paid else len(of_state)), item.id


def test_the_line_to_mend_is_the_one_that_came_back(module, tables):
    asked = seen(module, "spot", tables.LISTS)
    assert len(asked) >= 3
    for item in asked:
        lines = tables.LISTS[shown(item)]
        again = [
            value for value, line in zip("abcde", lines, strict=True) if line.state == "Do it again"
        ]
        assert item.gold["it"].split("|") == again, item.id
        for n, option in enumerate(item.form.fields[0].options):
            assert option.place.top // 200 == n
            assert option.label == f"{lines[n].title}: {lines[n].state}"
