"""A module's sentences beside their translation while it is written."""

import json

import pytest
from rules.module_samples import sample_files

from kiosk.rules import translating
from kiosk.rules.refusals import Refusal
from kiosk.rules.translating import Typed, as_read, beside, key_of, languages, tidied, with_words

FILES = sample_files()
NAME = "translations/es.json"


def typed(said, words, *, was=""):
    return {key_of(said): Typed(words, key_of(was))}


def table(files, name=NAME):
    return json.loads(files[name])


@pytest.fixture
def some():
    return {**FILES, **with_words(FILES, "es", typed("Know pets", "Conocer animales"))}


def words_of(files, said):
    return next(one.words for one in beside(files, "es").lines if one.said == said)


def test_what_is_missing_is_counted(some):
    bare = beside(FILES, "es")
    assert (bare.lang, bare.read_by, bare.missing) == ("es", "", len(bare.lines))
    assert beside(some, "es").missing == bare.missing - 1
    assert words_of(some, "Know pets") == "Conocer animales"
    assert table(some) == {"read_by": "", "words": {"Know pets": "Conocer animales"}}


def test_a_draft_lists_its_languages(some):
    assert [one.lang for one in languages(some)] == ["es"]
    assert languages({**some, "translations/en.json": some[NAME]}) == languages(some)
    assert languages(FILES) == ()


def test_the_same_again_changes_nothing(some):
    again = typed("Know pets", "Conocer animales", was="Conocer animales")
    assert with_words(some, "es", again) == {}
    assert with_words(some, "es", typed("Know pets", "Conocer animales")) == {}
    assert with_words(some, "es", {"no sentence": Typed("x", "")}) == {}


def test_a_page_that_stood_open_takes_nothing_back(some):
    untouched = typed("Know pets", "", was="")
    assert with_words(some, "es", untouched) == {}


def test_another_translation_meanwhile_is_no_ones_loss(some):
    with pytest.raises(Refusal, match="draft_changed"):
        with_words(some, "es", typed("Know pets", "Saber de mascotas"))


def test_a_translation_that_is_taken_away(some):
    gone = typed("Know pets", "", was="Conocer animales")
    assert with_words(some, "es", gone) == {NAME: None}
    two = {**some, **with_words(some, "es", typed("Look.", "Mira."))}
    left = {**two, **with_words(two, "es", gone)}
    assert table(left)["words"] == {"Look.": "Mira."}


def all_of(files, lang="es"):
    told = {one.key: Typed(f"{lang} {one.said}", key_of("")) for one in beside(files, lang).lines}
    return {**files, **with_words(files, lang, told)}


def test_a_reader_is_named_once_all_is_there_and_no_more_when_words_change(some):
    with pytest.raises(Refusal, match="not_translated"):
        as_read(some, "es", reader="Ana")
    whole = all_of(FILES)
    read = {**whole, **as_read(whole, "es", reader="Ana Ruiz")}
    assert beside(read, "es").read_by == "Ana Ruiz"
    new = typed("Look.", "Mira.", was="es Look.")
    assert beside({**read, **with_words(read, "es", new)}, "es").read_by == ""


def test_what_the_module_says_no_more_is_kept_until_somebody_drops_it(some):
    said = json.loads(FILES["module.json"])
    changed = {**some, "module.json": json.dumps({**said, "title": "All pets"}).encode()}
    assert beside(changed, "es").stale == ("Know pets",)
    more = {**changed, **with_words(changed, "es", typed("All pets", "Animales"))}
    assert set(table(more)["words"]) == {"Know pets", "All pets"}
    clean = {**more, **tidied(more, "es")}
    assert set(table(clean)["words"]) == {"All pets"}
    assert tidied(clean, "es") == {}


@pytest.mark.parametrize("lang", ["en", "", "EN", "e", "../x", "engl"])
def test_a_language_is_another_one_by_its_code(lang):
    with pytest.raises(Refusal, match="lang_wrong"):
        beside(FILES, lang)


@pytest.mark.parametrize("words", ["a\0b", "x" * 10_001])
def test_what_is_no_text_is_refused(words):
    with pytest.raises(Refusal, match="not_text"):
        with_words(FILES, "es", typed("Know pets", words))


def test_a_draft_that_cannot_be_read_is_said():
    with pytest.raises(Refusal, match="module_wrong"):
        languages({"module.json": b"["})


def test_limits(monkeypatch, some):
    monkeypatch.setattr(translating, "TABLES_LIMIT", 1)
    with pytest.raises(Refusal, match="too_many"):
        with_words(some, "fr", typed("Know pets", "Animaux"))
    monkeypatch.setattr(translating, "TABLE_LIMIT_BYTES", 100)
    with pytest.raises(Refusal, match="too_large"):
        with_words(some, "es", typed("Look.", "x" * 100))
