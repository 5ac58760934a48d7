import json
from dataclasses import replace

import pytest
from rules.module_samples import MODULE, ROWS, sample_files, sample_module

from kiosk.rules.forms import FieldKind, Option
from kiosk.rules.minor_editions import more_than_words
from kiosk.rules.module_files import MODULE_FILE, problems, read_module, station_edition

BEFORE = sample_module()


def test_a_minor_edition_names_the_one_whose_words_it_changes():
    assert sample_module(edition=3, minor_of=2).minor_of == "pets-e2"
    assert BEFORE.minor_of is None


@pytest.mark.parametrize(
    ("minor_of", "code"), [(3, "out_of_range"), (0, "out_of_range"), ("pets-e2", "wrong_type")]
)
def test_it_names_an_earlier_number(minor_of, code):
    found = problems(sample_files(edition=3, minor_of=minor_of))
    assert [(one.file, one.field, one.code) for one in found] == [(MODULE_FILE, "minor_of", code)]


def test_a_station_is_told_beside_so_that_one_of_before_reads_the_edition():
    for_station = station_edition(sample_module(edition=3, minor_of=2))
    assert "minor_of" not in json.loads(for_station[MODULE_FILE])
    assert read_module(for_station).minor_of is None


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Know your pets"},
        {
            "steps": [
                {**step, "items": ["p1"]} if step["id"] == "practice" else step
                for step in MODULE["steps"]
            ]
        },
        {"rows": ROWS.replace("It is a cat.", "Look at the ears.")},
        {"rows": ROWS + "p9,practice,text,word,,,,pink,,,,,,,,\n"},
        {"steps": [{**step, "title": "Other"} for step in MODULE["steps"]]},
        {"forms": {**MODULE["forms"], "word": {**MODULE["forms"]["word"], "prompt": "Write it"}}},
    ],
    ids=["title", "less in a step", "hint", "more practice", "titles of steps", "prompt"],
)
def test_words_are_words(changes):
    assert more_than_words(BEFORE, sample_module(edition=3, minor_of=2, **changes)) == ""


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"first_answers_percent": 80}, "first_answers_percent"),
        ({"tries": None}, "tries"),
        ({"qualification": "cats"}, "qualification"),
        ({"valid_days": 31}, "valid_days"),
        ({"time_limit_s": 600}, "time_limit_s"),
        ({"fast_floor_s": 5}, "fast_floor_s"),
        ({"retry_after_h": 1}, "retry_after_h"),
        ({"steps": [*MODULE["steps"], {"id": "x", "kind": "read", "title": "X"}]}, "steps"),
        (
            {
                "steps": [
                    *MODULE["steps"][:2],
                    {**MODULE["steps"][2], "draw": 3},
                    MODULE["steps"][3],
                ]
            },
            "steps",
        ),
        ({"rows": ROWS.replace("secret note,,cat", "secret note,,dog")}, "x1"),
        ({"rows": ROWS.replace("grey|gray,1", "grey|gray,2")}, "p3"),
        ({"rows": ROWS.replace("x3,exam", "y3,exam")}, "x3"),
        ({"rows": ROWS + "y4,exam,choice,pet,media/b.png,,,cow,,,,,,,,\n"}, "y4"),
        ({"rows": ROWS.replace("g1,gold", "g2,gold")}, "g1"),
    ],
)
def test_what_is_asked_and_how_it_is_marked_is_more(changes, named):
    assert more_than_words(BEFORE, sample_module(edition=3, minor_of=2, **changes)) == named


def pets(**changes):
    """The forms with the one field about pets changed."""
    (pet,) = MODULE["forms"]["pet"]["fields"]
    return {
        **MODULE["forms"],
        "pet": {**MODULE["forms"]["pet"], "fields": [{**pet, **changes}]},
    }


def options(**labels):
    return [{"value": value, "label": label} for value, label in labels.items()]


def test_labels_may_be_said_otherwise_and_may_not_change_places():
    """An answer that was right would be wrong, though its gold has the same letter."""
    before = sample_module(forms=pets(options=options(cat="A cat", dog="A dog", cow="A cow")))

    def changed(labels):
        after = sample_module(edition=3, minor_of=2, forms=pets(options=options(**labels)))
        return more_than_words(before, after)

    assert changed({"cat": "The cat", "dog": "A hound", "cow": "A cow"}) == ""
    assert changed({"cat": "A dog", "dog": "A cat", "cow": "A cow"}) == "p1"
    assert changed({"cat": "A dog", "dog": "Another", "cow": "A cow"}) == "p1"


def test_labels_that_are_alike_are_no_change_of_places():
    alike = pets(options=options(cat="Furry", dog="Furry", cow="Horned"))
    before = sample_module(forms=alike)
    assert more_than_words(before, sample_module(edition=3, minor_of=2, forms=alike)) == ""


def other_field(**changes):
    """The module with the field of its first question changed."""
    item = BEFORE.items["p1"]
    field = replace(item.form.fields[0], **changes)
    changed = replace(item, form=replace(item.form, fields=(field,)))
    return replace(BEFORE, items={**BEFORE.items, "p1": changed})


CAT, DOG = Option("cat", "A cat", "", "0 0 300 900"), Option("dog", "A dog", "", "600 0 300 900")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"required": False}),
        ({}, {"kind": FieldKind.MULTI}),
        ({}, {"pattern": "[a-z]+"}),
        ({}, {"max_length": 3}),
        (
            {"options": (CAT, DOG)},
            {"options": (replace(CAT, area=DOG.area), replace(DOG, area=CAT.area))},
        ),
        ({"targets": (CAT,)}, {"targets": (CAT, DOG)}),
        (
            {"targets": (CAT, DOG)},
            {"targets": (replace(CAT, label=DOG.label), replace(DOG, label=CAT.label))},
        ),
    ],
    ids=["left out", "kind", "pattern", "length", "where a tap counts", "one more side", "sides"],
)
def test_what_an_answer_may_be_and_where_it_counts_is_more_than_words(before, after):
    was, now = other_field(**before), other_field(**{**before, **after})
    assert more_than_words(was, now) == "p1"
    assert more_than_words(was, was) == ""
