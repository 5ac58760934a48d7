"""A module in other languages: what a table may be, what it lacks, and what it never changes."""

import json

import pytest
from rules.module_samples import sample_files

from kiosk.rules import module_translations
from kiosk.rules.forms import is_clean
from kiosk.rules.grading import mark_answer
from kiosk.rules.module_files import problems, read_module, station_edition
from kiosk.rules.module_translations import (
    READER_LIMIT,
    TABLE_LIMIT_BYTES,
    TABLES_LIMIT,
    in_language,
    lints,
    sentences,
    tables,
)

NAME = "translations/es.json"


def table(words, **more):
    return json.dumps({"words": words, **more}).encode()


def translated(words, name=NAME, **more):
    return sample_files(extra={name: table(words, **more)})


def whole():
    """Each sentence of the sample, marked."""
    return {one: f"<{one}>" for one in sentences(read_module(sample_files()))}


def test_every_sentence_is_said_in_the_other_language():
    module = read_module(translated(whole()))
    assert lints(module) == ()
    said = in_language(module, tables(module.files)["es"])
    assert said.lang == "es"
    assert said.title == "<Know pets>"
    assert all(one.startswith("<") for one in sentences(said))
    assert is_clean(said.title)


def test_what_is_right_stays_what_it_is():
    module = read_module(translated(whole()))
    said = in_language(module, tables(module.files)["es"])
    for name, item in module.items.items():
        other = said.items[name]
        assert (other.gold, other.tolerance, other.pool) == (item.gold, item.tolerance, item.pool)
        assert other.feedback_for.keys() == item.feedback_for.keys()
        asked = zip(item.form.fields, other.form.fields, strict=True)
        for one, two in asked:
            assert [option.value for option in one.options] == [o.value for o in two.options]
    pet = said.items["p1"]
    mark = mark_answer(pet.form, gold=pet.gold, answer={"pet": "cat"}, tolerance=pet.tolerance)
    assert mark.right


def test_a_sentence_that_is_missing_is_read_as_it_is():
    module = read_module(translated({"Know pets": "Conocer animales", "What is it?": ""}))
    said = in_language(module, tables(module.files)["es"])
    assert said.title == "Conocer animales"
    assert said.items["p1"].form.prompt == "What is it?"


def test_what_is_missing_and_what_is_no_longer_said_is_told():
    words = whole()
    del words["Know pets"]
    words["What is it?"] = " "
    words["Old title"] = "Título viejo"
    found = {(one.file, one.field, one.code) for one in lints(read_module(translated(words)))}
    assert found == {
        (NAME, "Know pets", "translation_missing"),
        (NAME, "What is it?", "translation_missing"),
        (NAME, "Old title", "translation_stale"),
    }


def test_a_number_needs_no_translation():
    assert "7" not in sentences(read_module(sample_files(title="7")))


def test_who_read_it_is_known():
    files = translated(whole(), read_by=" Ana Ruiz ")
    assert tables(files)["es"].read_by == "Ana Ruiz"
    assert tables(translated(whole()))["es"].read_by == ""


@pytest.mark.parametrize(
    ("content", "code", "field"),
    [
        (b"no json", "not_json", None),
        (b"[" * 100_000, "not_json", None),
        (b"[]", "not_json", None),
        (b"\xff", "not_json", None),
        (b"{}", "wrong_type", "words"),
        (table([]), "wrong_type", "words"),
        (table({"Know pets": 1}), "wrong_type", "words"),
        (table({"Know pets": "\x00"}), "wrong_type", "words"),
        (table({}, read_by=1), "wrong_type", "read_by"),
        (table({}, read_by="a" * (READER_LIMIT + 1)), "wrong_type", "read_by"),
        (table({}, gold="b"), "unknown_field", "gold"),
        (b" " * (TABLE_LIMIT_BYTES + 1), "too_large", None),
    ],
)
def test_a_table_that_cannot_be_read_is_a_problem(content, code, field):
    found = [
        (one.file, one.field, one.code) for one in problems(sample_files(extra={NAME: content}))
    ]
    assert found == [(NAME, field, code)]


def test_a_table_at_its_limits_is_read():
    files = translated({}, read_by="a" * READER_LIMIT)
    assert problems(files) == ()


@pytest.mark.parametrize(
    "name", ["translations/ES.json", "translations/es.csv", "translations/a/es.json"]
)
def test_another_file_in_the_folder_is_a_problem(name):
    assert [one.code for one in problems(translated({}, name))] == ["name_wrong"]


def test_a_module_has_so_many_languages(monkeypatch):
    names = [f"translations/{chr(97 + n)}x.json" for n in range(TABLES_LIMIT + 1)]
    assert problems(sample_files(extra=dict.fromkeys(names[:-1], table({})))) == ()
    found = problems(sample_files(extra=dict.fromkeys(names, table({}))))
    assert [(one.file, one.code) for one in found] == [(module_translations.FOLDER, "too_many")]


def test_a_station_gets_the_table_without_the_feedback_of_an_exam():
    module = read_module(translated(whole()))
    files = station_edition(module)
    edition = read_module(files)
    assert lints(edition) == ()
    assert "told" in json.loads(module.files[NAME])["words"]
    assert "told" not in json.loads(files[NAME])["words"]
    assert "<told>" not in files[NAME].decode()


def test_a_table_that_a_later_edition_outgrew_breaks_nothing():
    files = translated({"Old title": "Título viejo"})
    assert problems(files) == ()
    edition = read_module(station_edition(read_module(files)))
    assert tables(edition.files)["es"].words == {}


def test_a_module_without_tables_has_none():
    assert tables(sample_files()) == {}
    assert not any(
        name.startswith("translations/") for name in station_edition(read_module(sample_files()))
    )
