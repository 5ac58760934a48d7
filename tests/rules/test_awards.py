"""What stands on a certificate, and what is said of one."""

from zoneinfo import ZoneInfo

import pytest

from kiosk.rules.awards import (
    NAME_LIMIT,
    Award,
    Said,
    draw_number,
    grouped,
    last_day,
    number_typed,
    said_of,
    shortened,
    shown_name,
)
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_day


@pytest.mark.parametrize(
    ("until", "known", "revoked", "today", "said"),
    [
        (None, True, False, "2040-01-01", Said.VALID),
        ("2027-03-01", True, False, "2027-03-01", Said.VALID),
        ("2027-03-01", True, False, "2027-03-02", Said.LAPSED),
        ("2027-03-01", True, True, "2027-03-02", Said.REVOKED),
        (None, True, True, "2026-01-01", Said.REVOKED),
        (None, False, True, "2026-01-01", Said.UNKNOWN_HUB),
        ("2027-03-01", False, False, "2028-01-01", Said.UNKNOWN_HUB),
    ],
)
def test_the_worst_that_is_known_is_said(until, known, revoked, today, said):
    assert said_of(until, is_known=known, is_revoked=revoked, today=today) is said


def test_a_mark_is_floored():
    award = Award("A" * 10, "Café", "Amina", "Digits", "digits-e1", 19, 20, "2026-11-26", None)
    assert award.percent == 95
    assert Award("A" * 10, "", "A", "", "", 2, 3, "2026-11-26", None).percent == 66


def test_a_number_is_drawn_and_read_as_it_is_spoken():
    number = draw_number(bytes(range(200, 207)))
    assert len(number) == 10
    assert number_typed(grouped(number).lower()) == number
    assert number_typed("oOiIl-00000") == "0011100000"
    assert draw_number(b"\xff" * 7) == "Z" * 10
    with pytest.raises(ValueError, match="6"):
        draw_number(bytes(6))


@pytest.mark.parametrize("typed", ["", "ABCDE", "ABCDEFGHJKM", "ABCDE-FGHJU"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Refusal, match="certificate_unreadable"):
        number_typed(typed)


def test_a_name_is_as_its_visitor_wishes():
    assert shown_name("  Amina O. ") == "Amina O."
    assert shown_name("أمينة") == "أمينة"
    for typed, code in (("", "field_missing"), ("x" * (NAME_LIMIT + 1), "field_wrong")):
        with pytest.raises(Refusal) as refusal:
            shown_name(typed)
        assert (refusal.value.code, refusal.value.details) == (code, {"field": "name"})
    with pytest.raises(Refusal, match="field_wrong"):
        shown_name("A\nB")


def test_what_ends_at_a_moment_holds_on_the_day_before():
    zone, since = ZoneInfo("Africa/Nairobi"), 1_795_000_000_000
    day = 86_400_000
    assert last_day(None, since=since, timezone=zone) is None
    assert last_day(since + 36_500 * day, since=since, timezone=zone) is None
    midnight = 1_795_035_600_000 // day * day - 3 * 3_600_000
    assert last_day(midnight, since=since, timezone=zone) == local_day(midnight - 1_000, zone)


def test_long_words_are_cut_with_a_sign():
    assert shortened("Digits", 6) == "Digits"
    assert shortened("Digit s and more", 7) == "Digit…"
