"""The meter as a pure thing: readings in, used seconds out."""

from dataclasses import replace

import pytest
from fakes.clock import FakeClock
from hypothesis import given
from hypothesis import strategies as st

from kiosk.protocol.leases import Lease
from station_agent.meter import Meter, advance, limit_s, read, wake_up


def meter(clock, *, used_s=0, running=True):
    return Meter(used_s * 10**9, running=running, last=read(clock))


def lease(kind, *, seconds=3600, offline_ok_s=600):
    return Lease("l", "s", "v", "st", "boot-1", 1, seconds, offline_ok_s, kind, "", 0)


def test_time_awake_is_used(clock):
    started = meter(clock)
    clock.forward(seconds=42)
    assert advance(started, read(clock)).meter.used_s == 42


def test_a_paused_session_uses_nothing(clock):
    started = meter(clock, running=False)
    clock.forward(minutes=5)
    assert advance(started, read(clock)).meter.used_s == 0


@pytest.mark.parametrize(
    ("slept_s", "used_s", "noticed_s"),
    [
        pytest.param(30, 40, 0, id="a nap counts"),
        pytest.param(60, 70, 0, id="a minute still counts"),
        pytest.param(61, 10, 61, id="longer does not, and is noticed"),
        pytest.param(86_400, 10, 86_400, id="a lid closed for a day"),
    ],
)
def test_sleep(clock, slept_s, used_s, noticed_s):
    started = meter(clock)
    clock.forward(seconds=10)
    clock.suspend(seconds=slept_s)
    advanced = advance(started, read(clock))
    assert (advanced.meter.used_s, advanced.slept_s) == (used_s, noticed_s)


def test_a_new_boot_keeps_what_was_saved(clock):
    started = meter(clock, used_s=100)
    clock.forward(seconds=50)
    clock.reboot()
    advanced = advance(started, read(clock))
    assert advanced.rebooted
    assert advanced.meter.used_s == 100


@pytest.mark.parametrize("seconds", [-(10**9), -3600, 3600, 10**9])
def test_the_wall_clock_has_no_say(clock, seconds):
    started = meter(clock)
    clock.forward(seconds=10)
    clock.jump_wall(seconds=seconds)
    assert advance(started, read(clock)).meter.used_s == 10


def test_an_agent_that_was_down_for_a_moment_counts_it(clock):
    started = meter(clock)
    clock.forward(seconds=3)
    assert wake_up(started, read(clock)).meter.used_s == 3


def test_an_agent_that_was_down_for_long_does_not(clock):
    started = meter(clock, used_s=7)
    clock.forward(seconds=3600)
    woken = wake_up(started, read(clock))
    assert (woken.meter.used_s, woken.slept_s) == (7, 3600)


def test_a_clock_that_goes_back_uses_nothing(clock):
    started = meter(clock)
    before = replace(read(clock), boot_ns=-5)
    assert advance(started, before).meter.used_s == 0


@pytest.mark.parametrize(
    ("kind", "hub_away", "limit"),
    [
        ("prepaid", True, 3600),
        ("voucher", True, 3600),
        ("account", True, 3600),
        ("card", True, 3600),
        ("pass", False, 3600),
        ("pass", True, 1600),
        ("free", True, 1600),
    ],
)
def test_how_long_a_lease_holds(kind, hub_away, limit):
    assert limit_s(lease(kind), renewed_at_used_s=1000, hub_away=hub_away) == limit


def test_offline_never_gives_more_than_the_lease():
    assert limit_s(lease("pass"), renewed_at_used_s=3500, hub_away=True) == 3600


steps = st.lists(
    st.tuples(st.sampled_from(["forward", "nap", "sleep", "jump"]), st.integers(0, 60))
)


@given(steps)
def test_used_time_is_time_awake_and_naps_whatever_happens(steps):
    clock = FakeClock()
    running, expected_s = meter(clock), 0
    for what, seconds in steps:
        if what == "forward":
            clock.forward(seconds=seconds)
            expected_s += seconds
        elif what == "nap":
            clock.suspend(seconds=seconds)
            expected_s += seconds
        elif what == "sleep":
            clock.suspend(seconds=61 + seconds)
        else:
            clock.jump_wall(seconds=seconds * 1000)
        running = advance(running, read(clock)).meter
    assert running.used_s == expected_s
