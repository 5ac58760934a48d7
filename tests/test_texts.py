import string
from dataclasses import dataclass

import pytest

from kiosk import texts
from kiosk.rules.refusals import CATALOGUE, Refusal
from kiosk.sentences import ANSWER_PROBLEMS, SENTENCES
from kiosk.texts import (
    direction,
    format_money,
    language_of,
    n_,
    sentence,
    speak,
    spoken,
    translated,
)


@dataclass(frozen=True)
class Style:
    currency_symbol: str = "KSh"
    currency_decimals: int = 2


def test_every_code_has_its_sentence_and_every_sentence_its_code():
    assert set(SENTENCES) == set(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_sentence_is_short_whole_and_reads_without_its_details(code):
    said = sentence(Refusal(code), "en")
    assert said[0].isupper() or said[0] == "…"
    assert "{" not in said
    assert len(said.split()) <= 20
    assert said.endswith((".", "…"))


@pytest.mark.parametrize("text", SENTENCES.values())
def test_a_place_to_fill_is_a_plain_name(text):
    for _text, name, spec, conversion in string.Formatter().parse(text):
        assert name is None or (name.isidentifier() and not spec and conversion is None)


@pytest.mark.parametrize("problem", [*ANSWER_PROBLEMS, "wrong_format"])
def test_an_answer_that_does_not_fit_is_told_what_it_lacks(problem):
    said = sentence(Refusal("answer_wrong_shape", field="pet", problem=problem), "en")
    assert said == ANSWER_PROBLEMS.get(problem, SENTENCES["answer_wrong_shape"])
    assert len(said.split()) <= 20
    assert sentence(Refusal("answer_wrong_shape", problem=problem), "ar") != said


def test_a_sentence_names_what_the_refusal_names():
    refusal = Refusal("field_missing", field="name")
    assert sentence(refusal, "en") == "Please fill in name."


def test_a_place_that_reaches_deeper_is_left_empty():
    assert translated("{name.__class__} {name[0]} {0}", "en", name="x") == "… … …"


def test_a_text_without_places_may_hold_percent_signs_and_brackets():
    assert translated("100 % }", "en") == "100 % }"


def test_the_language_spoken_holds_until_another_is():
    speak("ar")
    assert spoken() == "ar"
    assert texts._("no such text anywhere") == "no such text anywhere"


def test_a_language_without_a_catalogue_is_english():
    assert translated("Saved", "../../etc") == "Saved"


def test_numbers_choose_their_form():
    assert [n_("{n} minute", "{n} minutes", n) for n in (1, 2)] == ["1 minute", "2 minutes"]


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        pytest.param("ar", "en", "ar", id="what was chosen wins"),
        pytest.param(
            "xx", "ar-EG,en;q=0.8", "ar", id="a choice that is not offered is passed over"
        ),
        pytest.param(None, "fr, EN-gb;q=0.5", "en", id="the first language that we have"),
        pytest.param(None, "fr", "en", id="none that we have: the site's own"),
        pytest.param(None, None, "en", id="nothing said"),
        pytest.param(None, "x" * 600 + ",ar", "en", id="an endless header is cut"),
    ],
)
def test_which_language_to_answer_in(chosen, accepted, language):
    assert language_of(chosen=chosen, accepted=accepted) == language


def test_the_site_says_which_languages_it_offers():
    assert language_of(chosen="en", accepted="en", offered=("ar",)) == "ar"
    assert language_of(chosen="en", accepted=None, offered=("xx",)) == "en"


def test_arabic_reads_from_the_right():
    assert [direction(language) for language in ("en", "ar")] == ["ltr", "rtl"]


@pytest.mark.parametrize(
    ("minor", "style", "written"),
    [
        pytest.param(7000, Style(), "KSh 70", id="a whole sum shows no cents"),
        pytest.param(125_000, Style(), "KSh 1,250", id="thousands are grouped"),
        pytest.param(7050, Style(), "KSh 70.50", id="cents show both digits"),
        pytest.param(5, Style(), "KSh 0.05", id="less than one"),
        pytest.param(-7005, Style(), "-KSh 70.05", id="the sign stands before all"),
        pytest.param(0, Style(), "KSh 0", id="nothing"),
        pytest.param(1500, Style("¥", 0), "¥ 1,500", id="a currency without decimals"),
        pytest.param(1500, Style("BD", 3), "BD 1.500", id="a currency with three"),
    ],
)
def test_how_money_is_written(minor, style, written):
    assert format_money(minor, style) == written
