import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.buckets import NS_PER_S, Answer, Rate, ask

RATE = Rate(burst=3, per_minute=60)


def test_a_burst_may_pass_and_then_one_a_second():
    full, now = 0, 10 * NS_PER_S
    for _ in range(3):
        answer = ask(RATE, full_ns=full, now_ns=now)
        assert answer.wait_s == 0
        full = answer.full_ns
    assert ask(RATE, full_ns=full, now_ns=now) == Answer(full, 1)
    later = now + NS_PER_S
    assert ask(RATE, full_ns=full, now_ns=later) == Answer(full + NS_PER_S, 0)


@pytest.mark.parametrize(
    ("count", "waits_s"),
    [(0, 0), (3, 0), (4, 1), (63, 60)],
    ids=["none", "all", "one more", "many"],
)
def test_several_at_once_cost_as_much_as_one_by_one(count, waits_s):
    assert ask(RATE, full_ns=0, now_ns=NS_PER_S, count=count).wait_s == waits_s


def test_who_is_refused_loses_nothing_by_asking():
    full = ask(Rate(1, 1), full_ns=0, now_ns=0).full_ns
    for _ in range(9):
        assert ask(Rate(1, 1), full_ns=full, now_ns=0) == Answer(full, 60)


@given(
    burst=st.integers(1, 50),
    per_minute=st.integers(1, 6000),
    gaps=st.lists(st.integers(0, 3 * NS_PER_S), max_size=200),
)
def test_never_more_than_the_burst_and_the_rate(burst, per_minute, gaps):
    rate, full, now, passed = Rate(burst, per_minute), 0, 0, 0
    for gap in gaps:
        now += gap
        answer = ask(rate, full_ns=full, now_ns=now)
        full = answer.full_ns
        passed += answer.wait_s == 0
        assert passed <= burst + now * per_minute // (60 * NS_PER_S) + 1
