"""What a learner writes for a mentor: cleaned of what cannot be seen, held within its limit."""

import pytest

from kiosk.rules.instants import Instant
from kiosk.rules.reflections import LINES_MOST, WORDS_MOST, as_written, waits
from kiosk.rules.refusals import Refusal
from kiosk.rules.rubrics import Criterion, read_rubrics, written_rubrics

HARD = (Criterion("Says what was hard", 2), Criterion("Names a day", 1))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Seven was hard.\r\n\r\n\r\n\tI look twice. ", "Seven was hard.\n\nI look twice."),
        ("كان السبعة صعباً.", "كان السبعة صعباً."),
        ("I \u202edrah\u202c\x00\x1b[31m it", "I drah[31m it"),
        ("\u200b\u2028\n \r", ""),
        ("x" * WORDS_MOST, "x" * WORDS_MOST),
        ("line\n" * LINES_MOST, "\n".join(["line"] * LINES_MOST)),
    ],
)
def test_words_are_kept_as_they_can_be_read(typed, kept):
    assert as_written(typed) == kept


@pytest.mark.parametrize("typed", ["x" * (WORDS_MOST + 1), "l\n" * 61 + "l", "x" * 1_000_000])
def test_words_have_an_end(typed):
    with pytest.raises(Refusal) as refused:
        as_written(typed)
    assert refused.value.code == "too_large"


def test_what_came_after_its_mark_waits_again():
    assert waits(came_at=Instant(5), marked_at=None)
    assert waits(came_at=Instant(5), marked_at=Instant(4))
    assert not waits(came_at=Instant(5), marked_at=Instant(5))


def test_a_rubric_is_kept_in_every_language_of_its_module():
    arabic = (Criterion("يقول ما كان صعباً", 2), Criterion("يسمي يوماً", 1))
    kept = written_rubrics({"en": {"end": HARD}, "ar": {"end": arabic}, "sw": {}})
    assert read_rubrics(kept, language="ar") == {"end": arabic}
    assert read_rubrics(kept, language="sw") == read_rubrics(kept, language="en") == {"end": HARD}
    assert read_rubrics(written_rubrics({"en": {}}), language="en") == {}
