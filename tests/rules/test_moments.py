"""When a fact was made: by the boot's clock, wherever the hub has heard of that boot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant
from kiosk.rules.moments import EARLIEST, LATEST, Anchor, made_at, was_off

NOW = Instant(1_795_413_600_000)
HOUR_MS = 3_600_000
ANCHOR = Anchor("boot-2", 2 * HOUR_MS, NOW)
YEAR_MS = 365 * 24 * HOUR_MS


@pytest.mark.parametrize(
    ("told", "boot_id", "boot_ms", "anchor", "made"),
    [
        pytest.param(NOW, "boot-2", HOUR_MS, None, NOW, id="nothing is known besides"),
        pytest.param(5, "boot-2", HOUR_MS, ANCHOR, NOW - HOUR_MS, id="its clock said 1970"),
        pytest.param(NOW + YEAR_MS, "boot-2", HOUR_MS, ANCHOR, NOW - HOUR_MS, id="a year ahead"),
        pytest.param(5, "boot-2", 3 * HOUR_MS, ANCHOR, NOW + HOUR_MS, id="made after the beat"),
        pytest.param(5, "boot-1", HOUR_MS, ANCHOR, 5, id="of a boot that nobody knows"),
        pytest.param(-2 * 10**15, "boot-1", 0, ANCHOR, EARLIEST, id="before all years"),
        pytest.param(2 * 10**15, "boot-1", 0, ANCHOR, LATEST, id="after all years"),
        pytest.param(5, "boot-2", -(10**13), ANCHOR, EARLIEST, id="a boot that counts backwards"),
        pytest.param(5, "boot-2", 10**15, ANCHOR, LATEST, id="a boot older than all years"),
    ],
)
def test_when_a_station_made_something(told, boot_id, boot_ms, anchor, made):
    found = made_at(Instant(told), boot_id=boot_id, boot_ms=boot_ms, anchor=anchor)
    assert found == made


@pytest.mark.parametrize(
    ("by_ms", "off"),
    [(0, False), (60_000, False), (60_001, True), (-60_000, False), (-60_001, True)],
)
def test_a_minute_is_no_wrong_clock(by_ms, off):
    assert was_off(NOW, Instant(NOW + by_ms)) is off


@given(
    told=st.integers(0, 2 * NOW),
    other=st.integers(0, 2 * NOW),
    first=st.integers(0, 10**9),
    second=st.integers(0, 10**9),
)
def test_no_wall_clock_moves_what_was_made_in_a_boot_that_is_known(told, other, first, second):
    """And what lies between two moments of it is what that boot counted."""
    known = {"boot_id": ANCHOR.boot_id, "anchor": ANCHOR}
    one = made_at(Instant(told), boot_ms=first, **known)
    assert one == made_at(Instant(other), boot_ms=first, **known)
    assert made_at(Instant(other), boot_ms=second, **known) - one == second - first
