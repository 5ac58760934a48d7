"""The catalogues hold every sentence of the sources, and what gettext reads is fresh."""

import importlib.util
import io
import string
from gettext import GNUTranslations

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from house.sources import ROOT

ALLOWED_MISSING = 0
"""Sentences that may still be in English on an Arabic page."""

MEND = "run .venv/bin/python deploy/translate.py"


@pytest.fixture(scope="module")
def translate():
    spec = importlib.util.spec_from_file_location("translate", ROOT / "deploy" / "translate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sources(translate):
    found = translate.collected()
    assert len(found) > 90, "the sentences of the refusals alone are more"
    return found


@pytest.fixture(params=["ar"])
def language(request):
    return request.param


@pytest.fixture
def kept(translate, language):
    with translate.catalogue_file(language).open("rb") as stream:
        return read_po(stream, locale=language)


def test_every_language_has_a_catalogue(translate):
    from kiosk.texts import LANGUAGES

    assert set(LANGUAGES) == {"en", *translate.LANGUAGES}


def test_the_catalogue_is_complete_against_the_sources(translate, language, sources):
    now = translate.as_po(translate.merged(language, sources))
    assert translate.catalogue_file(language).read_bytes() == now, MEND


def test_what_gettext_reads_is_fresh(translate, language, kept):
    compiled = translate.catalogue_file(language).with_suffix(".mo").read_bytes()
    assert _read(compiled) == _read(translate.as_mo(kept)), MEND


def _read(compiled):
    """The sentences without the header: that one names the version of Babel."""
    sentences = GNUTranslations(io.BytesIO(compiled))._catalog
    return {source: text for source, text in sentences.items() if source}


def test_nothing_is_left_in_english(translate, kept):
    missing = translate.untranslated(kept)
    assert len(missing) <= ALLOWED_MISSING, "\n".join(missing)


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def strange_places(catalogue):
    """Translations that name a place which their sentence does not have."""
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        known = set().union(*(places(each) for each in ids))
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for each in strings:
            if message.id and each and not places(each) <= known:
                yield message.id


def test_the_rule_sees_a_place_that_the_sentence_does_not_have():
    catalogue = Catalog(locale="ar")
    catalogue.add("Seat {seat}", "مقعد {seat}")
    assert not list(strange_places(catalogue))
    catalogue.add("Seat {number}", "مقعد {seat}")
    assert list(strange_places(catalogue)) == ["Seat {number}"]


def test_the_rule_sees_what_is_not_translated(translate):
    catalogue = Catalog(locale="ar")
    catalogue.add("Saved", "حُفظ")
    catalogue.add("Lost", "")
    catalogue.add(("{n} task", "{n} tasks"), ("", "", "", "", "", ""))
    assert translate.untranslated(catalogue) == ["('{n} task', '{n} tasks')", "Lost"]


def test_translations_fill_the_places_that_their_sentences_have(kept):
    assert list(strange_places(kept)) == []
