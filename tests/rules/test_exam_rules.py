import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.module_samples import sample_files, sample_module

from kiosk.rules.exam_rules import (
    ANSWER_ON_ITS_WAY_S,
    NOTHING_SET,
    PLAIN,
    Accommodation,
    ExamTerms,
    check_session_time,
    check_wait,
    counts,
    is_hasty,
    is_over,
    is_too_fast,
    left_s,
    missing_s,
    most_generous,
    ready_at,
    terms_for,
    wait_s,
)
from kiosk.rules.instants import Instant, later
from kiosk.rules.module_files import problems, read_module, station_edition
from kiosk.rules.refusals import Refusal

NOW = Instant(1_795_300_000_000)
TWENTY = ExamTerms(limit_s=1200, floor_s=3, retry_after_s=7200)
accommodations = st.builds(
    Accommodation, st.integers(0, 300), no_limit=st.booleans(), no_floor=st.booleans()
)


@pytest.mark.parametrize(
    ("accommodation", "limit_s", "floor_s"),
    [
        pytest.param(NOTHING_SET, 1200, 3, id="as for everybody"),
        pytest.param(Accommodation(25), 1500, 3, id="a quarter more time"),
        pytest.param(Accommodation(100), 2400, 3, id="double"),
        pytest.param(Accommodation(no_limit=True), None, 3, id="no end"),
        pytest.param(Accommodation(50, no_limit=True), None, 3, id="no end outranks more time"),
        pytest.param(Accommodation(no_floor=True), 1200, 0, id="as fast as they like"),
    ],
)
def test_what_a_mentor_sets_changes_the_terms(accommodation, limit_s, floor_s):
    assert terms_for(TWENTY, accommodation) == ExamTerms(limit_s, floor_s, 7200)


def test_more_time_is_rounded_up():
    assert terms_for(ExamTerms(limit_s=61), Accommodation(1)).limit_s == 62


def test_an_exam_without_a_limit_has_none_however_much_is_added():
    assert terms_for(PLAIN, Accommodation(50)) == PLAIN


@given(st.lists(accommodations, max_size=5))
def test_nobody_loses_what_was_granted_while_an_exam_was_under_way(granted):
    best = terms_for(TWENTY, most_generous(granted))
    for one in granted:
        mine = terms_for(TWENTY, one)
        assert best.limit_s is None or (mine.limit_s is not None and best.limit_s >= mine.limit_s)
        assert best.floor_s <= mine.floor_s


@pytest.mark.parametrize(
    ("used_s", "left", "over", "counted"),
    [
        (0, 1200, False, True),
        (1199, 1, False, True),
        (1200, 0, True, True),
        (1200 + ANSWER_ON_ITS_WAY_S, 0, True, True),
        (1201 + ANSWER_ON_ITS_WAY_S, 0, True, False),
    ],
)
def test_the_time_of_an_exam(used_s, left, over, counted):
    assert left_s(TWENTY, used_s=used_s) == left
    assert is_over(TWENTY, used_s=used_s) is over
    assert counts(TWENTY, used_s=used_s) is counted


@given(st.integers(0, 10**8))
def test_an_exam_without_a_limit_never_ends_by_itself(used_s):
    assert left_s(PLAIN, used_s=used_s) is None
    assert not is_over(PLAIN, used_s=used_s)
    assert counts(PLAIN, used_s=used_s)
    assert missing_s(PLAIN, used_s=used_s, session_left_s=0) == 0


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_an_exam_that_is_not_over_takes_answers(used_s, more):
    if counts(TWENTY, used_s=used_s + more):
        assert counts(TWENTY, used_s=used_s)
    if not is_over(TWENTY, used_s=used_s):
        assert counts(TWENTY, used_s=used_s)


@pytest.mark.parametrize(
    ("took_ms", "fast"), [(0, False), (1, True), (2999, True), (3000, False), (60_000, False)]
)
def test_an_answer_sooner_than_it_can_be_read(took_ms, fast):
    """0 ms: nobody knows, as after a cut; that is held against nobody."""
    assert is_too_fast(TWENTY, took_ms=took_ms) is fast
    assert not is_too_fast(PLAIN, took_ms=took_ms)


@pytest.mark.parametrize(("fast", "hasty"), [(0, False), (5, False), (6, True), (10, True)])
def test_a_try_with_most_answers_too_fast_is_one_to_look_at(fast, hasty):
    assert is_hasty(fast=fast, asked=10) is hasty


@pytest.mark.parametrize(
    ("terms", "last_at", "after_s", "waits"),
    [
        pytest.param(TWENTY, NOW, 0, 7200, id="at once"),
        pytest.param(TWENTY, NOW, 7199, 1, id="a second before"),
        pytest.param(TWENTY, NOW, 7200, 0, id="when it is over"),
        pytest.param(TWENTY, None, 0, 0, id="the first try"),
        pytest.param(PLAIN, NOW, 0, 0, id="an exam without waiting"),
    ],
)
def test_the_wait_before_another_try(terms, last_at, after_s, waits):
    now = later(NOW, seconds=after_s)
    assert wait_s(terms, last_at=last_at, now=now) == waits
    if waits:
        assert ready_at(terms, last_at=last_at) == later(now, seconds=waits)
        with pytest.raises(Refusal) as refused:
            check_wait(terms, last_at=last_at, now=now)
        assert (refused.value.code, refused.value.details) == ("exam_wait", {"seconds": waits})
    else:
        check_wait(terms, last_at=last_at, now=now)


def test_part_of_a_second_is_waited_for():
    assert wait_s(TWENTY, last_at=NOW, now=Instant(NOW + 7_199_001)) == 1


@pytest.mark.parametrize(
    ("used_s", "session_left_s", "missing"),
    [(0, 0, 1200), (0, 300, 900), (500, 300, 400), (500, 699, 1), (500, 700, 0), (500, 701, 0)],
)
def test_what_a_session_lacks_for_an_exam(used_s, session_left_s, missing):
    assert missing_s(TWENTY, used_s=used_s, session_left_s=session_left_s) == missing


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_an_exam_begins_only_where_the_session_holds_all_of_it(used_s, session_left_s):
    missing = missing_s(TWENTY, used_s=used_s, session_left_s=session_left_s)
    assert session_left_s + missing >= left_s(TWENTY, used_s=used_s)
    if missing:
        with pytest.raises(Refusal) as refused:
            check_session_time(TWENTY, used_s=used_s, session_left_s=session_left_s)
        assert refused.value.details == {"seconds": missing}
    else:
        check_session_time(TWENTY, used_s=used_s, session_left_s=session_left_s)


def test_a_module_says_its_terms_and_its_station_edition_too():
    module = sample_module(time_limit_s=1200, fast_floor_s=3, retry_after_h=2)
    assert module.exam == TWENTY
    assert read_module(station_edition(module)).exam == TWENTY
    assert sample_module().exam == PLAIN


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("time_limit_s", 59, "out_of_range"),
        ("time_limit_s", 43_201, "out_of_range"),
        ("time_limit_s", "20 min", "wrong_type"),
        ("fast_floor_s", -1, "out_of_range"),
        ("fast_floor_s", 301, "out_of_range"),
        ("retry_after_h", 2161, "out_of_range"),
        ("retry_after_h", True, "wrong_type"),
    ],
)
def test_terms_out_of_shape_are_named(field, value, problem):
    (found,) = problems(sample_files(**{field: value}))
    assert (found.field, found.code) == (field, problem)
