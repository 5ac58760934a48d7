import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.link.backoff import FIRST_MS, LONGEST_MS, delay_ms


@pytest.mark.parametrize(
    ("failures", "most"),
    [
        (0, 0),
        (-1, 0),
        (1, 2_000),
        (2, 4_000),
        (3, 8_000),
        (7, 128_000),
        (8, 256_000),
        (9, 300_000),
        (10**9, 300_000),
    ],
)
def test_waits_double_up_to_five_minutes(failures, most):
    assert delay_ms(failures, chance_per_mille=1000) == most


@given(failures=st.integers(1, 100), chance=st.integers(0, 1000))
def test_chance_spreads_the_whole_wait(failures, chance):
    waited = delay_ms(failures, chance_per_mille=chance)
    assert 0 <= waited <= delay_ms(failures, chance_per_mille=1000) <= LONGEST_MS
    assert delay_ms(failures, chance_per_mille=0) == 0
    assert delay_ms(failures, chance_per_mille=1000) >= FIRST_MS
