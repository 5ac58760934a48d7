import csv
import hashlib
import io
import json

import pytest
from rules.module_samples import MODULE, PNG_A, ROWS, sample_files, sample_module

from kiosk.rules.module_files import (
    FORMS_LIMIT,
    MODULE_LIMIT_BYTES,
    SUMS_FILE,
    problems,
    read_module,
    station_edition,
    sums,
)
from kiosk.rules.module_steps import STEPS_LIMIT
from kiosk.rules.modules import Pool, StepKind
from kiosk.rules.refusals import Refusal


def found(files):
    return {(problem.file, problem.row, problem.field, problem.code) for problem in problems(files)}


def step(**changes):
    return {"id": "one", "kind": "read", "title": "One", **changes}


@pytest.mark.parametrize("title", ["Sums\u202e", "Sums\nmore", "Su\u200bms"])
def test_a_title_hides_nothing_and_is_one_line(title):
    assert found(sample_files(title=title)) == {("module.json", None, "title", "name_wrong")}


def test_a_module_is_read():
    module = sample_module()
    assert module.edition == "pets-e2"
    assert module.first_answers_percent == 90
    assert module.tries == 3
    assert not module.for_station
    assert [one.kind for one in module.steps] == [
        StepKind.READ,
        StepKind.PRACTICE,
        StepKind.EXAM,
        StepKind.REFLECT,
    ]
    assert module.step("exam").items == ("x1", "x2", "x3")
    assert module.step("exam").draw == 2
    assert module.step("practice").draw == 2
    assert module.sha256 == hashlib.sha256(module.files[SUMS_FILE]).hexdigest()


def test_a_module_to_read_needs_no_items():
    files = sample_files(
        leave_out=["items.csv"],
        steps=[step()],
        forms={},
        tries=None,
        valid_days=None,
        qualification=None,
    )
    module = read_module(files)
    assert module.items == {}
    assert module.qualification is None
    assert read_module(station_edition(module)).sha256 == module.sha256


def test_a_module_says_the_fields_of_work_that_it_belongs_to():
    module = read_module(sample_files(interests="SE"))
    assert module.interests == "SE"
    assert read_module(station_edition(module)).interests == "SE"
    assert read_module(sample_files()).interests == ""


def test_the_first_problem_is_refused_and_all_are_counted():
    with pytest.raises(Refusal) as refused:
        read_module(sample_files(title="", minutes=0))
    assert refused.value.code == "module_wrong"
    assert refused.value.details == {
        "file": "module.json",
        "row": None,
        "field": "title",
        "problem": "missing",
        "count": 2,
    }


def test_nothing_is_not_a_module():
    assert found({}) == {("module.json", None, None, "file_missing")}
    with pytest.raises(Refusal) as refused:
        read_module({})
    assert refused.value.details["problem"] == "file_missing"


@pytest.mark.parametrize(
    ("changes", "at", "code"),
    [
        pytest.param({"schema": 3}, "schema", "schema_unknown", id="a schema of the future"),
        pytest.param({"colour": 1}, "colour", "unknown_field", id="a word we do not know"),
        pytest.param({"slug": "Pets!"}, "slug", "name_wrong", id="a slug with signs"),
        pytest.param({"title": None}, "title", "missing", id="no title"),
        pytest.param({"title": 7}, "title", "wrong_type", id="a number for a title"),
        pytest.param({"title": "a\x00"}, "title", "wrong_type", id="a control character"),
        pytest.param({"title": "x" * 4001}, "title", "too_long", id="a title too long"),
        pytest.param({"edition": None}, "edition", "missing", id="no edition"),
        pytest.param({"edition": "1"}, "edition", "wrong_type", id="an edition in words"),
        pytest.param({"edition": True}, "edition", "wrong_type", id="true for an edition"),
        pytest.param({"edition": 1.5}, "edition", "wrong_type", id="half an edition"),
        pytest.param(
            {"first_answers_percent": 101}, "first_answers_percent", "out_of_range", id="101 %"
        ),
        pytest.param({"tries": 0}, "tries", "out_of_range", id="no tries"),
        pytest.param(
            {"qualification": "Pet Expert"}, "qualification", "name_wrong", id="a name with a space"
        ),
        pytest.param({"interests": "CX"}, "interests", "name_wrong", id="a field of no letter"),
        pytest.param({"forms": []}, "forms", "wrong_type", id="forms that are no object"),
        pytest.param(
            {"forms": {f"f{n}": {} for n in range(FORMS_LIMIT + 1)}},
            "forms",
            "wrong_type",
            id="forms",
        ),
        pytest.param(
            {"forms": {**MODULE["forms"], "A!": {}}}, "forms.A!", "name_wrong", id="a form's name"
        ),
        pytest.param(
            {"forms": {**MODULE["forms"], "bad": {}}},
            "forms.bad.fields",
            "wrong_type",
            id="a wrong form",
        ),
        pytest.param({"steps": []}, "steps", "no_step", id="no steps"),
        pytest.param(
            {"steps": [step()] * (STEPS_LIMIT + 1)}, "steps", "too_many", id="too many steps"
        ),
        pytest.param({"steps": ["read"]}, "steps[0]", "wrong_type", id="a step that is no object"),
        pytest.param(
            {"steps": [step(kind="play")]}, "steps[0].kind", "kind_unknown", id="an unknown kind"
        ),
        pytest.param(
            {"steps": [step(colour=1)]},
            "steps[0].colour",
            "unknown_field",
            id="a step's unknown word",
        ),
        pytest.param({"steps": [step(), step()]}, "steps.id", "twice", id="one id twice"),
        pytest.param(
            {"steps": [step(items=["p1"])]},
            "steps[0].items",
            "not_for_this_kind",
            id="items to read",
        ),
        pytest.param(
            {"steps": [step(picture="media/a.png")]}, "steps[0].alt", "alt_missing", id="no alt"
        ),
        pytest.param(
            {"steps": [step(kind="exam", items="x1")]},
            "steps[0].items",
            "wrong_type",
            id="one id, no list",
        ),
        pytest.param(
            {"steps": [step(kind="exam", items=[])]},
            "steps[0].items",
            "no_item",
            id="an exam of nothing",
        ),
        pytest.param(
            {"steps": [step(kind="exam", items=["x1", "x1"])]},
            "steps[0].items",
            "wrong_type",
            id="twice",
        ),
        pytest.param(
            {"steps": [step(kind="exam", items=["p1"])]},
            "steps[0].items.p1",
            "item_unknown",
            id="pool",
        ),
        pytest.param(
            {"steps": [step(kind="check", items=[{}])]},
            "steps[0].items.{}",
            "item_unknown",
            id="no id",
        ),
        pytest.param(
            {"steps": [step(kind="exam", draw=4)]},
            "steps[0].draw",
            "out_of_range",
            id="too many drawn",
        ),
    ],
)
def test_mistakes_in_module_json(changes, at, code):
    assert ("module.json", None, at, code) in found(sample_files(**changes))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"[]", "not_json", id="a list"),
        pytest.param(b"{", "not_json", id="half an object"),
        pytest.param(b"\xff", "not_json", id="no text"),
        pytest.param(b"[" * 100_000, "not_json", id="very deep"),
        pytest.param(b" " * (MODULE_LIMIT_BYTES + 1), "too_large", id="too large"),
    ],
)
def test_a_module_json_that_cannot_be_read(data, code):
    assert ("module.json", None, None, code) in found(sample_files(extra={"module.json": data}))


def test_pictures_need_their_file_and_words():
    forms = {**MODULE["forms"], "pet": {**MODULE["forms"]["pet"], "picture_alt": ""}}
    assert ("items.csv", None, "p1", "alt_missing") in found(sample_files(forms=forms))
    assert ("media/a.png", None, "read", "media_missing") in found(
        sample_files(leave_out=["media/a.png"])
    )
    assert ("media/a.mp3", None, "p1", "media_missing") in found(
        sample_files(leave_out=["media/a.mp3"])
    )
    assert ("FROM.md", None, "p1", "media_missing") in found(
        sample_files(rows=ROWS.replace("media/a.mp3", "FROM.md"))
    )
    assert ("FROM.md", None, "provenance", "file_missing") in found(
        sample_files(leave_out=["FROM.md"])
    )


def test_sums_are_checked():
    files = sample_files()
    changed = {**files, "media/a.png": b"other", "new.txt": b""}
    del changed["media/b.png"]
    assert {
        ("media/a.png", None, None, "sum_differs"),
        ("new.txt", None, None, "sum_missing"),
        ("media/b.png", None, None, "file_missing"),
    } <= found(changed)
    spoilt = files[SUMS_FILE] + files[SUMS_FILE].splitlines(keepends=True)[0] + b"what is this\n"
    assert found({**files, SUMS_FILE: spoilt}) == {
        (SUMS_FILE, 7, None, "line_wrong"),
        (SUMS_FILE, 8, None, "line_wrong"),
    }


def test_a_signature_is_not_summed():
    files = sample_files()
    assert sums({**files, "signature": b"x"}) == files[SUMS_FILE]
    assert not problems({**files, "signature": b"x"})


def test_a_station_edition_is_a_module_of_the_same_name_and_sum():
    module = sample_module()
    edition = read_module(station_edition(module))
    assert edition.for_station
    assert (edition.edition, edition.sha256) == (module.edition, module.sha256)
    assert edition.steps == module.steps
    assert edition.item("p1") == module.item("p1")
    assert edition.item("p2") == module.item("p2")


def test_a_station_edition_tells_no_exam_answer():
    edition = station_edition(
        sample_module(extra={"answers.txt": b"x1 is a cat", "media/key.txt": b"cat"})
    )
    assert set(edition) == {
        "module.json",
        "items.csv",
        "media/a.png",
        "media/b.png",
        "media/a.mp3",
        "FROM.md",
        SUMS_FILE,
    }
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(edition["items.csv"].decode()))}
    shown = {"id", "pool", "type", "form", "picture"}
    assert "g1" not in rows
    for name in ("x1", "x2", "x3"):
        assert {column for column, cell in rows[name].items() if cell} == shown
    assert rows["p1"]["gold"] == "cat"
    items = read_module(edition).items
    assert all((item.gold is None) is (item.pool is not Pool.PRACTICE) for item in items.values())


def test_a_gold_item_never_reaches_a_station_nor_does_what_it_alone_shows():
    """Whoever has its picture would know it among paid tasks."""
    rows = ROWS.replace("g1,gold,choice,pet,media/b.png", "g1,gold,choice,pet,media/g.png")
    module = sample_module(rows=rows, extra={"media/g.png": PNG_A})
    assert module.item("g1").form.picture == "media/g.png"
    edition = station_edition(module)
    assert "media/g.png" not in edition
    assert "g1" not in read_module(edition).items


def test_a_module_of_gold_alone_is_read_at_a_station():
    rows = "".join(line for line in ROWS.splitlines(keepends=True) if line.startswith("g1"))
    module = sample_module(rows=rows, steps=[{"id": "a", "kind": "read", "title": "A"}])
    assert read_module(station_edition(module)).items == {}


def test_an_answer_that_got_into_a_station_edition_is_noticed():
    files = sample_files(of_sha256="0" * 64)
    assert ("items.csv", 6, "gold", "answer_on_a_station") in found(files)
    assert ("module.json", None, "of_sha256", "name_wrong") in found(sample_files(of_sha256="x"))


def test_module_json_keeps_its_texts():
    edition = station_edition(sample_module(title="حيوانات"))
    assert json.loads(edition["module.json"])["title"] == "حيوانات"
