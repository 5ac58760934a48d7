"""Which backups stay."""

import pytest

from kiosk.rules.backups import MS_PER_DAY, kept

QUARTER = 900_000
DAY_0 = 20_000 * MS_PER_DAY
"""2024-10-04."""


def every(step, count, start=DAY_0):
    return [start + step * n for n in range(count)]


@pytest.mark.parametrize(
    ("made", "stay"),
    [
        pytest.param([], [], id="none"),
        pytest.param(every(QUARTER, 96), every(QUARTER, 96), id="a day of quarter-hours"),
        pytest.param(
            every(QUARTER, 97), every(QUARTER, 97)[1:], id="the day's own last one is of the next"
        ),
        pytest.param(
            every(QUARTER, 192),
            [every(QUARTER, 192)[95], *every(QUARTER, 192)[96:]],
            id="of the day before the last one stays",
        ),
        pytest.param(every(MS_PER_DAY, 20), every(MS_PER_DAY, 20), id="twenty days, one each"),
    ],
)
def test_the_last_day_whole_then_one_a_day(made, stay):
    assert sorted(kept(made)) == stay


def test_after_two_years_of_quarter_hours_a_day_a_month_and_a_year_are_there():
    made = every(QUARTER, 730 * 96)
    stay = sorted(kept(made), reverse=True)
    assert stay[:96] == made[::-1][:96]
    days = {at // MS_PER_DAY for at in stay}
    assert len(stay) == 96 + 29 + 10
    assert max(days) - min(days) > 300


def test_what_goes_today_is_not_missed_tomorrow():
    """A backup that stays among all of them stays among those that were kept before, too."""
    stay = []
    for at in every(6 * 3_600_000, 4 * 400):
        stay = sorted(kept([*stay, at]))
    assert sorted(kept(every(6 * 3_600_000, 4 * 400)))[-60:] == stay[-60:]
    assert len({at // MS_PER_DAY // 31 for at in stay}) >= 11
