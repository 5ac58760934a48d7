"""A module with a question of each kind: read, checked, marked, and made ready for stations."""

import csv
import io

import pytest
from rules.kind_samples import DETAILS, GOLD, raw_form
from rules.module_samples import sample_files

from kiosk.rules.module_files import problems, read_module, station_edition
from kiosk.rules.modules import mark_exam, mark_practice, right_of
from kiosk.rules.refusals import Refusal

COLUMNS = (
    "id", "pool", "type", "form", "gold", "tolerance", "feedback_right", "feedback_wrong",
    "hint1", "why", "feedback_for:missing", "feedback_for:fee",
)  # fmt: skip
MISSING = {"box": "One is still hidden.", "spot": "One is still hidden."}


def row(kind, pool, **changes):
    cells = {
        "id": f"{pool[0]}_{kind}",
        "pool": pool,
        "type": kind,
        "form": kind,
        "gold": GOLD[kind],
        "feedback_wrong": "Look again.",
        "feedback_for:missing": MISSING.get(kind, ""),
        **changes,
    }
    return [cells.get(name, "") for name in COLUMNS]


def kind_files(*rows, schema=2):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        rows or [row(kind, pool) for pool in ("practice", "exam", "gold") for kind in DETAILS]
    )
    steps = [
        {"id": "try", "kind": "practice", "title": "Try"},
        {"id": "exam", "kind": "exam", "title": "Exam"},
    ]
    return sample_files(
        header=",".join(COLUMNS) + "\n",
        rows=out.getvalue(),
        schema=schema,
        forms={kind: raw_form(kind) for kind in DETAILS},
        steps=steps if not rows else [{"id": "read", "kind": "read", "title": "Read"}],
    )


def test_each_kind_is_practised_and_examined():
    module = read_module(kind_files())
    right = {kind: {"it": GOLD[kind].split("|")} for kind in DETAILS}
    for kind in DETAILS:
        told = mark_practice(module.item(f"p_{kind}"), answer=right[kind], wrong_before=0)
        assert told.mark.right, kind
    result = mark_exam(
        module,
        module.step("exam"),
        attempt_id="a",
        answers={f"e_{kind}": right[kind] for kind in DETAILS},
    )
    assert (result.right, result.asked, result.passed) == (7, 7, True)


def test_what_is_said_of_a_foreseen_mistake():
    module = read_module(kind_files())
    told = mark_practice(module.item("p_spot"), answer={"it": ["fee"]}, wrong_before=0)
    assert told.feedback == "One is still hidden."
    told = mark_practice(module.item("p_order"), answer={"it": []}, wrong_before=0)
    assert told.feedback == "Look again."


def test_what_was_right_need_not_be_done_again():
    item = read_module(kind_files()).item("p_spot")
    assert right_of(item, {"it": ["fee", "logo"]}) == {"it": {"fee"}}


def test_no_answer_of_an_exam_reaches_a_station():
    files = station_edition(read_module(kind_files()))
    rows = {one["id"]: one for one in csv.DictReader(io.StringIO(files["items.csv"].decode()))}
    for kind in DETAILS:
        assert rows[f"p_{kind}"]["gold"] == GOLD[kind]
        assert not rows[f"e_{kind}"]["gold"]
        assert f"g_{kind}" not in rows
        assert not rows[f"e_{kind}"]["feedback_wrong"]
    at_station = read_module(files)
    assert all(at_station.item(f"e_{kind}").gold is None for kind in DETAILS)
    with pytest.raises(Refusal):
        mark_exam(
            at_station,
            at_station.step("exam"),
            attempt_id="a",
            answers={"e_order": {"it": GOLD["order"].split("|")}},
        )


@pytest.mark.parametrize("kind", DETAILS)
def test_a_station_of_the_first_schema_must_be_told(kind):
    found = {(one.field, one.code) for one in problems(kind_files(schema=1))}
    assert (f"forms.{kind}", "needs_schema_2") in found


@pytest.mark.parametrize(
    ("cells", "at", "code"),
    [
        pytest.param(row("box", "gold", gold="0 0 1001 1 car"), "gold", "not_on_the_picture"),
        pytest.param(row("box", "gold", tolerance="1.5"), "tolerance", "out_of_range"),
        pytest.param(row("box", "gold", tolerance="half"), "tolerance", "not_a_number"),
        pytest.param(row("order", "gold", gold="read|read|do|paid"), "gold", "twice"),
        pytest.param(row("order", "gold", gold="wait|read|do|paid"), "gold", "order_as_shown"),
        pytest.param(row("verdict", "gold", gold="safe|scam"), "gold", "twice"),
        pytest.param(row("match", "gold", gold=""), "gold", "gold_missing"),
        pytest.param(
            row("box", "gold", **{"feedback_for:fee": "?"}), "feedback_for:fee", "not_an_option"
        ),
    ],
)
def test_a_mistake_is_named_with_file_and_row(cells, at, code):
    found = problems(kind_files(row("spot", "gold"), cells))
    assert [(one.file, one.row, one.field, one.code) for one in found] == [
        ("items.csv", 3, at, code)
    ]


def test_an_opinion_needs_no_gold():
    assert not problems(kind_files(row("rate", "gold", gold="")))
