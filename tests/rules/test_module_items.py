import csv
import io
from fractions import Fraction

import pytest
from rules.module_samples import HEADER, MODULE, ROWS, sample_files, sample_module

from kiosk.rules.module_files import ITEMS_LIMIT, problems, read_module, station_edition
from kiosk.rules.modules import Pool


def found(files):
    return {(problem.file, problem.row, problem.field, problem.code) for problem in problems(files)}


def step(**changes):
    return {"id": "one", "kind": "read", "title": "One", **changes}


def test_an_item_is_read():
    item = sample_module().item("p1")
    assert item.pool is Pool.PRACTICE
    assert item.form.picture == "media/a.png"
    assert item.gold == {"pet": "cat"}
    assert item.hints == ("Look.", "Look well.", "It is a cat.")
    assert item.feedback_for == {"dog": "A dog barks."}
    assert item.audio == "media/a.mp3"


def test_an_item_of_several_fields_is_read():
    item = sample_module().item("p2")
    assert item.gold == {"name": "Ann|Anne", "age": "7"}
    assert item.tolerance == {"name": Fraction(1)}
    assert item.form.prompt == "Copy Ann"


def item(**changes):
    cells = {
        "id": "n1",
        "pool": "practice",
        "type": "choice",
        "form": "pet",
        "picture": "media/a.png",
        "gold": "cat",
    }
    names = HEADER.strip().split(",")
    out = io.StringIO()
    csv.writer(out).writerow({**cells, **changes}.get(name, "") for name in names)
    return out.getvalue()


@pytest.mark.parametrize(
    ("row", "at", "code"),
    [
        pytest.param(item(id=""), "id", "missing", id="no id"),
        pytest.param(item(id="p1"), "id", "twice", id="an id twice"),
        pytest.param(item(pool="test"), "pool", "pool_unknown", id="an unknown pool"),
        pytest.param(
            item(type="box"),
            "type",
            "type_differs_from_form",
            id="a box without a picture to draw on",
        ),
        pytest.param(item(type="number"), "type", "type_unknown", id="a lone number is a form"),
        pytest.param(item(gold="cat|dog"), "gold", "two_golds", id="two golds"),
        pytest.param(item(type="dance"), "type", "type_unknown", id="an unknown type"),
        pytest.param(
            item(type="text"), "type", "type_differs_from_form", id="a text that is a choice"
        ),
        pytest.param(
            item(type="choice", form="copy", what="x"),
            "type",
            "type_differs_from_form",
            id="two fields",
        ),
        pytest.param(item(form="nothing"), "form", "form_unknown", id="an unknown form"),
        pytest.param(item(picture=""), "picture", "empty_cell", id="an empty variable"),
        pytest.param(item(gold=""), "gold", "gold_missing", id="no gold"),
        pytest.param(item(gold="cod"), "gold", "not_an_option", id="gold that is not offered"),
        pytest.param(
            item(tolerance="much"), "tolerance", "not_a_number", id="a tolerance in words"
        ),
        pytest.param(
            item(tolerance="-1"), "tolerance", "not_a_number", id="a tolerance below nothing"
        ),
        pytest.param(
            item(type="form", form="copy", what="x", gold="Ann"),
            "gold",
            "not_json_by_field",
            id="no JSON",
        ),
        pytest.param(
            item(type="form", form="copy", what="x", gold="[" * 9000),
            "gold",
            "not_json_by_field",
            id="deep",
        ),
        pytest.param(
            item(type="form", form="copy", what="x", gold='{"name": []}'),
            "gold",
            "not_json_by_field",
            id="a list",
        ),
        pytest.param(
            item(type="form", form="copy", what="x", gold='{"town": "B"}'),
            "gold.town",
            "unknown_field",
            id="field",
        ),
        pytest.param(
            item(type="form", form="copy", what="x", gold='{"age": "old"}'),
            "gold",
            "not_a_number",
            id="age",
        ),
        pytest.param(
            item(type="multi", form="tags", gold="a|c"),
            "gold",
            "not_an_option",
            id="one pick not offered",
        ),
        pytest.param("n1,practice\n", "type", "too_few_cells", id="a row cut off"),
    ],
)
def test_mistakes_in_items_csv_name_the_row(row, at, code):
    assert ("items.csv", 10, at, code) in found(sample_files(rows=ROWS + row))


def test_feedback_for_an_answer_that_cannot_be_given():
    header = HEADER.replace("feedback_for:dog", "feedback_for:fish")
    assert ("items.csv", 2, "feedback_for:fish", "not_an_option") in found(
        sample_files(header=header)
    )


def test_feedback_names_its_field_where_there_are_several():
    two = {
        "prompt": "Two",
        "fields": [
            {"name": "one", "kind": "choice", "options": [{"value": "a"}, {"value": "b"}]},
            {"name": "two", "kind": "choice", "options": [{"value": "c"}, {"value": "d"}]},
        ],
    }
    header = HEADER.replace("feedback_for:dog", "feedback_for:two.c,feedback_for:two.a")
    row = 't1,practice,form,two,,,,"{""one"": ""a"", ""two"": ""d""}",,,,,,,,No.,No.\n'
    steps = [{"id": "try", "kind": "read", "title": "Try"}]
    found_here = [
        (one.field, one.code)
        for one in problems(sample_files(header=header, rows=row, forms={"two": two}, steps=steps))
    ]
    assert found_here == [("feedback_for:two.a", "not_an_option")]


def test_feedback_for_a_text_may_be_for_any_answer():
    header = HEADER.replace("feedback_for:dog", "feedback_for:grew")
    rows = ROWS.replace("A dog barks.", "").replace(
        "grey|gray,1,Yes.,No.,,,,,", "grey|gray,1,Yes.,No.,,,,,Look again."
    )
    module = read_module(sample_files(header=header, rows=rows))
    assert module.item("p3").feedback_for == {"grew": "Look again."}


def test_a_form_that_a_row_makes_wrong_is_named():
    forms = {
        **MODULE["forms"],
        "two": {
            "prompt": "?",
            "fields": [
                {"name": "a", "kind": "choice", "options": [{"value": "${what}"}, {"value": "x"}]}
            ],
        },
    }
    files = sample_files(forms=forms, rows=ROWS + item(form="two", what="x", gold="x"))
    assert ("items.csv", 10, "fields[0].options", "twice") in found(files)


def test_an_unknown_variable_is_named():
    forms = {
        **MODULE["forms"],
        "word": {"prompt": "${gold}", "fields": [{"name": "word", "kind": "text"}]},
    }
    assert ("items.csv", 4, "${gold}", "variable_missing") in found(sample_files(forms=forms))


def test_the_only_form_need_not_be_named():
    forms = {"word": MODULE["forms"]["word"]}
    row = "id,pool,type,gold\np1,practice,text,x\nx1,exam,text,y\n"
    files = sample_files(
        forms=forms, header="", rows=row, steps=[step(kind="practice"), step(id="two", kind="exam")]
    )
    module = read_module(files)
    assert module.item("p1").form.prompt == "Type the word"
    assert read_module(station_edition(module)).item("x1").gold is None


def test_a_table_that_cannot_be_read_is_named():
    files = sample_files(extra={"items.csv": b"id,pool\ncaf\xe9,exam\n"})
    assert ("items.csv", 2, None, "not_utf8") in found(files)
    files = sample_files(extra={"items.csv": b"x" * 3_000_000})
    assert ("items.csv", None, None, "too_large") in found(files)


def test_so_many_items_and_no_more():
    rows = "".join(f"n{n},gold,text,word,,,,x,,,,,,,,\n" for n in range(ITEMS_LIMIT + 1))
    assert ("items.csv", None, None, "too_many") in found(sample_files(rows=ROWS + rows))
