"""The translations of the modules that come along: whole, and with nothing but words changed."""

import re

import pytest

from kiosk.acts.coming_along import along, files_along
from kiosk.rules.module_files import read_module
from kiosk.rules.module_translations import in_language, lints, tables

WHOLE = ("ar", "es", "fr", "sw")


@pytest.mark.parametrize("slug", [one.slug for one in along()])
def test_no_sentence_is_missing_and_none_is_stale(slug):
    assert lints(read_module(files_along(slug))) == ()


@pytest.fixture(scope="module")
def module():
    return read_module(files_along("what-it-is"))


def test_what_it_is_stands_in_four_languages(module):
    assert tuple(sorted(tables(module.files))) == WHOLE
    assert all(table.read_by == "" for table in tables(module.files).values())


@pytest.mark.parametrize("lang", WHOLE)
def test_paragraphs_and_figures_stay(module, lang):
    for english, other in tables(module.files)[lang].words.items():
        assert english.count("\n\n") == other.count("\n\n"), english
        assert re.findall(r"\$[\d,]+|20\d\d", english) == re.findall(r"\$[\d,]+|20\d\d", other)
        assert other != english or english.startswith("P. G."), english


@pytest.mark.parametrize("lang", WHOLE)
def test_no_two_answers_read_alike(module, lang):
    said = in_language(module, tables(module.files)[lang])
    for item in said.items.values():
        for field in item.form.fields:
            for offered in (field.options, field.targets):
                labels = [one.label for one in offered]
                assert len(set(labels)) == len(labels), item.id


@pytest.mark.parametrize("lang", WHOLE)
def test_the_longest_answer_is_not_the_right_one(module, lang):
    said = in_language(module, tables(module.files)[lang])
    asked = [one for one in said.items.values() if len(one.form.fields[0].options) == 3]
    longest = [
        one.id
        for one in asked
        if max(one.form.fields[0].options, key=lambda option: len(option.label)).value
        == one.gold["answer"]
    ]
    assert len(longest) <= len(asked) * 0.55


def test_arabic_is_written_in_arabic_letters(module):
    for english, other in tables(module.files)["ar"].words.items():
        assert re.search(r"[\u0600-\u06ff]", other) or not re.search(r"[a-z]", english), english
