import pytest

from kiosk.rules.house_rules import LINE_LIMIT, LINES_MOST, lines_for, read_rules
from kiosk.rules.refusals import Refusal

LONGEST = "\n".join(["x" * LINE_LIMIT] * LINES_MOST)


def test_rules_are_lines_without_what_is_empty():
    typed = {"en": "  No food.\n\n  Speak   softly. \r\n", "ar": " \n "}
    assert read_rules(typed) == {"en": ("No food.", "Speak softly.")}


@pytest.mark.parametrize("text", [LONGEST + "\nx", "x" * (LINE_LIMIT + 1)])
def test_more_than_a_screen_holds_is_refused(text):
    assert read_rules({"en": LONGEST})
    with pytest.raises(Refusal, match="rules_too_long") as refused:
        read_rules({"en": "Fine.", "ar": text})
    assert refused.value.details == {"language": "ar"}


@pytest.mark.parametrize(
    ("texts", "language", "shown"),
    [
        ({"en": ("No food.",), "ar": ("لا طعام.",)}, "ar", ("ar", ("لا طعام.",))),
        ({"en": ("No food.",)}, "ar", ("en", ("No food.",))),
        ({}, "ar", ("", ())),
    ],
)
def test_each_reads_their_own_language_or_the_first(texts, language, shown):
    assert lines_for(texts, language) == shown
