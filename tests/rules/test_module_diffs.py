import pytest
from rules.module_samples import MODULE, ROWS, sample_module

from kiosk.rules.module_diffs import Difference, differences

BEFORE = sample_module()
STEPS = MODULE["steps"]


def found(**changes):
    return differences(BEFORE, sample_module(edition=3, **changes))


def test_the_number_alone_is_no_difference():
    assert found() == ()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"title": "Pets"}, Difference("module", "", "title", "Know pets", "Pets")),
        ({"tries": None}, Difference("module", "", "tries", "3", "")),
        ({"time_limit_s": 600}, Difference("module", "", "time_limit_s", "", "600")),
        ({"retry_after_h": 2}, Difference("module", "", "retry_after_h", "0", "2")),
        (
            {"steps": [{**STEPS[0], "text": "They do."}, *STEPS[1:]]},
            Difference("step", "read", "text", "Pets live with us.", "They do."),
        ),
        ({"steps": STEPS[:3]}, Difference("step", "end", "gone")),
        (
            {"steps": [*STEPS, {"id": "more", "kind": "read", "title": "More"}]},
            Difference("step", "more", "new"),
        ),
        (
            {"steps": [STEPS[0], *STEPS[2:], STEPS[1]]},
            Difference(
                "step", "", "order", "read, practice, exam, end", "read, exam, end, practice"
            ),
        ),
        (
            {"rows": ROWS.replace("secret note,,cat", "secret note,,dog")},
            Difference("item", "x1", "gold", "cat", "dog"),
        ),
        (
            {"rows": ROWS.replace('""age"": 7', '""age"": 8')},
            Difference("item", "p2", "gold", "name: Ann|Anne, age: 7", "name: Ann|Anne, age: 8"),
        ),
        (
            {"rows": ROWS.replace("A dog barks.", "It barks.")},
            Difference("item", "p1", "feedback_for:dog", "A dog barks.", "It barks."),
        ),
        (
            {"rows": ROWS.replace("Look well.", "")},
            Difference("item", "p1", "hint3", "It is a cat.", ""),
        ),
        (
            {"extra": {"media/b.png": BEFORE.files["media/a.png"]}},
            Difference("file", "media/b.png", "bytes"),
        ),
        ({"extra": {"media/c.png": b"c"}}, Difference("file", "media/c.png", "new")),
    ],
)
def test_what_differs_is_named(changes, what):
    assert what in found(**changes)


def test_a_file_that_is_gone_is_named():
    more = sample_module(extra={"media/c.png": b"c"})
    assert differences(more, BEFORE) == (Difference("file", "media/c.png", "gone"),)


def test_a_form_is_told_by_its_fields():
    pet = MODULE["forms"]["pet"]
    other = {
        **pet,
        "fields": [
            {
                **pet["fields"][0],
                "options": [{"value": "cat"}, {"value": "dog"}, {"value": "cow", "key": "w"}],
            }
        ],
    }
    told = {one.what: (one.was, one.now) for one in found(forms={**MODULE["forms"], "pet": other})}
    assert told["field pet"][1].endswith("cow (cow w)")
