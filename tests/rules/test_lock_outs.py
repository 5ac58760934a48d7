import pytest

from kiosk.rules.lock_outs import LONGEST_S, QUIET_S, is_over, locked_for_s

HOUR_S = 3_600


@pytest.mark.parametrize(
    ("before", "first_s", "lasts_s"),
    [
        pytest.param(0, 900, 900, id="a slip costs a quarter of an hour"),
        pytest.param(1, 900, 1_800, id="the next is twice as long"),
        pytest.param(3, 900, 2 * HOUR_S, id="and so on"),
        pytest.param(7, 900, LONGEST_S, id="to a day"),
        pytest.param(10**9, 900, LONGEST_S, id="and no longer, however often"),
        pytest.param(0, 0, 0, id="an owner who wants none has none"),
        pytest.param(9, 0, 0, id="and it does not grow"),
        pytest.param(0, 2 * LONGEST_S, 2 * LONGEST_S, id="one longer than a day stays as set"),
    ],
)
def test_how_long_a_lock_out_lasts(before, first_s, lasts_s):
    assert locked_for_s(before=before, first_s=first_s) == lasts_s


@pytest.mark.parametrize(("ago_s", "over"), [(-1, False), (QUIET_S - 1, False), (QUIET_S, True)])
def test_a_quiet_week_makes_the_next_a_first_one(ago_s, over):
    assert is_over(ended_s_ago=ago_s) is over


def test_a_guesser_without_pause_has_thirty_tries_on_the_first_day_and_five_on_the_next():
    at_s, tries = 0, []
    for before in range(20):
        tries += [at_s] * 5
        at_s += locked_for_s(before=before, first_s=900)
    of_day = [
        sum(day * LONGEST_S <= one < (day + 1) * LONGEST_S for one in tries) for day in (0, 1)
    ]
    assert of_day == [35, 5]
