"""When a large database is read beside the work, and how far it has come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant
from kiosk.rules.whole_checks import (
    Checks,
    Round,
    after_end,
    after_part,
    after_start,
    after_whole,
    is_due,
    last_read,
    left,
    wanted,
)

NOW = Instant(1_795_300_000_000)
DAY = S_PER_DAY * MS_PER_S
AN_HOUR_AGO, A_DAY_AGO, TOMORROW = NOW - 3_600_000, NOW - DAY, NOW + DAY
DEEP, QUICK = Round(AN_HOUR_AGO, deep=True), Round(AN_HOUR_AGO, deep=False)
BEGUN = Round(AN_HOUR_AGO, deep=True, done=("seat",))


@pytest.mark.parametrize(
    ("ended", "verified", "due"),
    [
        pytest.param(None, None, True, id="nothing has ever read it"),
        pytest.param(AN_HOUR_AGO, None, False, id="it was read an hour ago"),
        pytest.param(None, AN_HOUR_AGO, False, id="a verified backup read it as well"),
        pytest.param(A_DAY_AGO + 1, None, False, id="not yet a day"),
        pytest.param(A_DAY_AGO, A_DAY_AGO, True, id="a day"),
        pytest.param(TOMORROW, TOMORROW, True, id="a clock that was set back proves nothing"),
        pytest.param(A_DAY_AGO, AN_HOUR_AGO, False, id="the later one counts"),
    ],
)
def test_when_a_clean_start_asks_for_a_look(ended, verified, due):
    checks = Checks(None, ended)
    assert is_due(checks, NOW, verified=verified) is due
    asked = after_start(checks, NOW, unclean=False, verified=verified)
    assert asked == (Checks(Round(NOW, deep=False), ended) if due else checks)


@pytest.mark.parametrize(
    ("going", "then"),
    [
        pytest.param(None, Round(NOW, deep=True), id="none goes on: one begins"),
        pytest.param(QUICK, Round(NOW, deep=True), id="a quick one is not enough"),
        pytest.param(DEEP, DEEP, id="a deep one that has done nothing yet is enough"),
        pytest.param(
            BEGUN,
            Round(AN_HOUR_AGO, deep=True, again=True, done=("seat",)),
            id="a deep one goes on where it was, and comes once more",
        ),
    ],
)
def test_what_an_unclean_stop_asks_for(going, then):
    assert after_start(Checks(going, NOW), NOW, unclean=True).round == then


@pytest.mark.parametrize("going", [QUICK, BEGUN])
def test_a_clean_start_goes_on_where_it_was(going):
    checks = Checks(going, None)
    assert after_start(checks, NOW, unclean=False) == checks


def test_who_suspects_damage_has_it_looked_at_deep():
    assert wanted(Checks(None, A_DAY_AGO), NOW) == Checks(Round(NOW, deep=True), A_DAY_AGO)
    assert wanted(Checks(QUICK), NOW).round == Round(NOW, deep=True)
    assert wanted(Checks(BEGUN), NOW) == Checks(BEGUN)


def test_a_round_goes_from_part_to_part():
    checks = Checks(DEEP)
    assert left(DEEP, ("seat", "offer")) == ("seat", "offer")
    checks = after_part(checks, checks.round, "seat")
    assert left(checks.round, ("seat", "offer", "new")) == ("offer", "new")
    assert after_end(checks.round, NOW) == Checks(None, NOW)
    assert after_end(Round(NOW, deep=True, again=True), NOW) == Checks(Round(NOW, deep=True), NOW)


def test_a_look_at_all_of_it_ends_every_round():
    assert after_whole(NOW) == Checks(None, NOW)
    assert last_read(after_whole(NOW), NOW, verified=None) == NOW


@given(st.lists(st.integers(1, 4), min_size=40, max_size=60), st.integers(2, 30))
def test_a_site_that_is_cut_off_all_the_time_comes_to_the_end(steps, parts):
    """However few parts fit between two cuts: every part is read in turn, and rounds end."""
    names = tuple(f"table{n}" for n in range(parts))
    checks, ends = Checks(), 0
    for step, fit in enumerate(steps):
        checks = after_start(checks, Instant(NOW + step), unclean=True)
        for _ in range(fit):
            todo = left(checks.round, names)
            if not todo:
                checks, ends = after_end(checks.round, Instant(NOW + step)), ends + 1
            else:
                checks = after_part(checks, checks.round, todo[0])
            if checks.round is None:
                break
    assert ends >= sum(steps) // (3 * (parts + 1)) or parts + 1 > sum(steps) // 3
    assert checks.round is not None or ends
