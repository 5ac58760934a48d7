from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.module_samples import sample_module

from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.modules import ExamResult
from kiosk.rules.qualifications import (
    Qualification,
    approved_missing,
    check_qualified,
    grant,
    holds,
    is_worth_renewing,
    lapses_soon,
    renew,
)
from kiosk.rules.refusals import Refusal

NOW = Instant(1_000_000)
DIGITS = Qualification("digits", NOW, later(NOW, seconds=10), "exam:a")
FOR_EVER = Qualification("typing", NOW, None, "exam:b")


@pytest.mark.parametrize(
    ("name", "at", "held"),
    [
        pytest.param("digits", NOW, True, id="from the first instant"),
        pytest.param("digits", Instant(NOW - 1), False, id="not before"),
        pytest.param("digits", later(NOW, seconds=9), True, id="to the last second"),
        pytest.param("digits", later(NOW, seconds=10), False, id="not after"),
        pytest.param("typing", later(NOW, seconds=10**9), True, id="for ever"),
        pytest.param("boxes", NOW, False, id="not another"),
    ],
)
def test_what_is_held_and_when(name, at, held):
    assert holds([DIGITS, FOR_EVER], name=name, at=at) is held


def test_a_task_asks_for_its_qualification():
    check_qualified([], name=None, at=NOW)
    check_qualified([DIGITS], name="digits", at=NOW)
    with pytest.raises(Refusal) as refused:
        check_qualified([FOR_EVER], name="digits", at=NOW)
    assert refused.value.details == {"name": "digits"}


PASSED = ExamResult(18, 20, 90, passed=True)
FAILED = ExamResult(17, 20, 85, passed=False)


def test_a_passed_exam_earns_what_its_module_grants():
    module = sample_module(qualification="digits", valid_days=3)
    assert grant(PASSED, module=module, at=NOW, attempt_id="a") == Qualification(
        "digits", NOW, later(NOW, seconds=3 * S_PER_DAY), "exam:a"
    )
    for_ever = grant(
        PASSED,
        module=sample_module(qualification="digits", valid_days=None),
        at=NOW,
        attempt_id="a",
    )
    assert for_ever.valid_until is None


def test_a_failed_exam_earns_nothing():
    assert grant(FAILED, module=sample_module(), at=NOW, attempt_id="a") is None


def test_a_module_may_grant_nothing():
    assert grant(PASSED, module=sample_module(qualification=None), at=NOW, attempt_id="a") is None


@pytest.mark.parametrize(
    ("approved", "rejected", "after_s", "renewed"),
    [
        pytest.param(50, 0, 5, True, id="fifty good answers"),
        pytest.param(49, 0, 5, False, id="one too few"),
        pytest.param(95, 5, 5, True, id="95 of 100"),
        pytest.param(94, 6, 5, False, id="94 of 100"),
        pytest.param(50, 0, 10, False, id="too late"),
    ],
)
def test_good_work_renews(approved, rejected, after_s, renewed):
    at = later(NOW, seconds=after_s)
    made = renew(DIGITS, approved=approved, rejected=rejected, valid_days=1, at=at)
    assert (made is not None) is renewed
    if made is not None:
        assert made.valid_until == later(at, seconds=S_PER_DAY)


def test_what_holds_for_ever_needs_no_renewal():
    assert renew(FOR_EVER, approved=99, rejected=0, valid_days=1, at=NOW) is None


def test_renewal_takes_no_time_away():
    made = renew(DIGITS, approved=50, rejected=0, valid_days=0, at=NOW)
    assert made.valid_until == DIGITS.valid_until


@given(st.integers(0, 200), st.integers(0, 30))
def test_what_is_missing_renews_it_and_one_less_does_not(approved, rejected):
    def renewed(more):
        done = {"approved": approved + more, "rejected": rejected}
        return renew(DIGITS, **done, valid_days=1, at=NOW) is not None

    missing = approved_missing(approved=approved, rejected=rejected)
    assert renewed(missing)
    assert missing == 1 or not renewed(missing - 1)


@pytest.mark.parametrize(("more_s", "worth"), [(S_PER_DAY - 1, False), (S_PER_DAY, True)])
def test_a_renewal_lasts_a_day_longer_at_least(more_s, worth):
    renewed = replace(DIGITS, valid_until=later(DIGITS.valid_until, seconds=more_s))
    assert is_worth_renewing(DIGITS, renewed) is worth
    assert not is_worth_renewing(FOR_EVER, renewed)
    assert not is_worth_renewing(DIGITS, FOR_EVER)


@pytest.mark.parametrize(
    ("days", "soon"), [(0, False), (1, True), (14, True), (15, False), (-1, False)]
)
def test_what_lapses_soon(days, soon):
    assert lapses_soon(later(NOW, seconds=days * S_PER_DAY), at=NOW) is soon
