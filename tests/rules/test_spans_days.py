"""Days counted on and back by the calendar."""

import pytest

from kiosk.rules.spans import (
    days_between,
    days_later,
    same_day_of_month_before,
    same_day_of_year_before,
    weekday_of,
)


def test_days_are_counted_over_months_and_leap_days():
    assert days_later("2028-02-28", 2) == "2028-03-01"
    assert days_later("2027-01-01", -1) == "2026-12-31"
    assert days_between("2028-02-28", "2028-03-01") == 2
    assert days_between("2026-11-21", "2026-11-20") == -1


def test_a_day_has_its_weekday():
    assert (weekday_of("2026-11-16"), weekday_of("2026-11-22")) == (0, 6)


@pytest.mark.parametrize(
    ("day", "month_before", "year_before"),
    [
        ("2026-11-21", "2026-10-21", "2025-11-21"),
        ("2026-03-31", "2026-02-28", "2025-03-31"),
        ("2027-01-05", "2026-12-05", "2026-01-05"),
        ("2028-02-29", "2028-01-29", "2027-02-28"),
    ],
)
def test_the_same_day_before(day, month_before, year_before):
    assert same_day_of_month_before(day) == month_before
    assert same_day_of_year_before(day) == year_before
