import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.names import WORDS_MOST, fold, is_plain, named, sought_code, sought_words
from kiosk.rules.refusals import Refusal


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        pytest.param("  Grace   Muthoni ", "grace muthoni", id="one space between words"),
        pytest.param("José Ñandú", "jose nandu", id="accents"),
        pytest.param("O'Dea Ng’ang’a", "odea nganga", id="apostrophes are left out"),
        pytest.param("ann_lee Marie-Claire", "ann lee marie claire", id="signs part words"),
        pytest.param("Straße Łukasz Ærø", "strasse lukasz aero", id="letters without an accent"),
        pytest.param("İpek Işık", "ipek isik", id="Turkish"),
        pytest.param("أحمد", "احمد", id="hamza"),
        pytest.param("آمنة", "امنه", id="madda and ta marbuta"),
        pytest.param("مُحَمَّد", "محمد", id="short vowels"),
        pytest.param("ليلى", "ليلي", id="alef maksura"),
        pytest.param("محـــمد", "محمد", id="a stretched name"),
        pytest.param("Grace ٢", "grace 2", id="digits of any script"),
        pytest.param("हिंदी", fold("हिंदी"), id="a script with vowel signs"),
        pytest.param("%_!", "", id="no letter at all"),
    ],
)
def test_a_name_is_searched_without_what_is_written_this_way_or_that(name, folded):
    assert fold(name) == folded


@given(st.text(max_size=40))
def test_what_is_folded_stays_as_it_is(name):
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("typed", "words", "code"),
    [
        ("Muthoni GRACE", ("muthoni", "grace"), ""),
        ("a b c d e", ("a", "b", "c", "d"), ""),
        ("4719", ("4719",), "4719"),
        ("٤٧١", ("471",), "471"),
        ("47", ("47",), ""),
        ("471 902", ("471", "902"), ""),
        ("", (), ""),
    ],
)
def test_what_was_typed_is_words_of_a_name_or_part_of_a_code(typed, words, code):
    assert (sought_words(typed), sought_code(typed)) == (words, code)
    assert len(sought_words(typed)) <= WORDS_MOST


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Grace Muthoni", True),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", True),
        ("a\x00b", False),
        ("a\x1bb", False),
        ("a\u202eb", False),
    ],
)
def test_a_name_holds_only_what_can_be_seen(name, plain):
    assert is_plain(name) is plain


def test_a_name_is_kept_without_the_blanks_around_it():
    assert named("  Grace ", field="title", limit=5) == "Grace"
    assert named("   ", field="title", limit=5) == ""


@pytest.mark.parametrize("wrong", ["Graces", "a\nb", "a\x1bb"])
def test_a_name_too_long_or_that_drives_a_screen_is_refused(wrong):
    with pytest.raises(Refusal, match="field_wrong"):
        named(wrong, field="title", limit=5)
