"""The hub believes its clock, doubts it, and believes it again: while a boot lasts it counts along."""

import pytest
from fakes.clock import START, FakeClock

from kiosk.clock_watch import ClockWatch
from kiosk.rules.clock_doubt import Alive, Doubt, Past, Spell
from kiosk.rules.instants import Instant, later

HOUR, DAY, YEAR = 3_600, 86_400, 365 * 86_400


def past(**told):
    return Past(Alive(START, "boot-0", 600_000), START, **told)


@pytest.mark.parametrize(
    ("jump_s", "doubt"),
    [(0, None), (DAY, None), (-YEAR, Doubt.OLD), (-DAY, Doubt.BEFORE), (YEAR, Doubt.AHEAD)],
)
def test_after_another_boot_it_goes_by_what_was_seen(jump_s, doubt):
    clock = FakeClock()
    clock.jump_wall(seconds=jump_s)
    assert ClockWatch(clock, past()).doubt() is doubt


def test_a_new_hub_believes_what_it_finds():
    watch = ClockWatch(FakeClock(), Past())
    assert (watch.doubt(), watch.seen, watch.boot_at, watch.believed()) == (
        None,
        None,
        START,
        START,
    )


def test_a_new_hub_in_1970_counts_from_there():
    watch = ClockWatch(FakeClock(now=5_000), Past())
    assert (watch.doubt(), watch.believed()) == (Doubt.OLD, 5_000)


@pytest.mark.parametrize("jump_s", [-YEAR, YEAR])
def test_in_doubt_it_counts_on_from_what_was_seen(jump_s):
    clock = FakeClock()
    clock.jump_wall(seconds=jump_s)
    watch = ClockWatch(clock, past())
    clock.forward(seconds=90)
    assert watch.believed() == watch.counted() == later(START, seconds=90)


@pytest.mark.parametrize("jump_s", [-YEAR, -HOUR, HOUR, YEAR])
def test_a_clock_that_is_set_while_the_hub_runs(jump_s):
    clock = FakeClock()
    watch = ClockWatch(clock, past())
    clock.forward(days=60)
    assert watch.doubt() is None
    right = clock.now()
    clock.jump_wall(seconds=jump_s)
    assert (watch.doubt(), watch.set_s(), watch.believed()) == (Doubt.SET, abs(jump_s), right)
    clock.jump_wall(seconds=-jump_s)
    assert (watch.doubt(), watch.believed()) == (None, right)


def test_a_minute_is_no_doubt():
    clock = FakeClock()
    watch = ClockWatch(clock, past())
    clock.jump_wall(seconds=60)
    assert watch.doubt() is None
    clock.jump_wall(seconds=1)
    assert watch.doubt() is Doubt.SET


def test_a_process_that_starts_anew_in_the_same_boot_counts_on():
    clock = FakeClock(boot_ns=600 * 10**9)
    noted = Past(Alive(START, clock.boot_id(), 600_000), START)
    clock.forward(minutes=5)
    assert ClockWatch(clock, noted).doubt() is None
    clock.jump_wall(seconds=DAY)
    watch = ClockWatch(clock, noted)
    assert (watch.doubt(), watch.set_s()) == (Doubt.SET, DAY)
    assert watch.boot_at == later(START, seconds=-600)


@pytest.mark.parametrize("jump_s", [-YEAR, YEAR])
def test_a_clock_that_is_set_right_is_believed_by_itself(jump_s):
    clock = FakeClock()
    clock.jump_wall(seconds=jump_s)
    watch = ClockWatch(clock, past())
    clock.jump_wall(seconds=10 - jump_s)
    assert watch.doubt() is None
    assert watch.believed() == clock.now()


@pytest.mark.parametrize("jump_s", [-YEAR, -HOUR, YEAR])
def test_when_it_is_confirmed_it_counts_from_there(jump_s):
    clock = FakeClock()
    clock.jump_wall(seconds=jump_s)
    watch = ClockWatch(clock, past())
    watch.believe()
    assert (watch.doubt(), watch.seen, watch.boot_at) == (None, clock.now(), clock.now())
    clock.forward(days=60)
    assert watch.doubt() is None
    clock.jump_wall(seconds=HOUR)
    assert watch.doubt() is Doubt.SET


def test_what_was_seen_in_doubt_is_not_taken_from_the_note():
    clock = FakeClock()
    clock.jump_wall(seconds=YEAR)
    later_note = Alive(Instant(clock.now()), "boot-0", 0)
    assert ClockWatch(clock, Past(later_note, START, doubted=True)).doubt() is Doubt.AHEAD


@pytest.mark.parametrize("jump_s", [-YEAR, -2 * DAY, YEAR])
def test_what_was_written_in_doubt_is_known_once_the_clock_is_right(jump_s):
    """It was off for a day; an hour later somebody sets the clock right."""
    clock = FakeClock(START + 86_400_000)
    clock.jump_wall(seconds=jump_s)
    watch = ClockWatch(clock, past())
    why, written = watch.doubt(), watch.now()
    clock.forward(hours=1)
    clock.jump_wall(seconds=-jump_s)
    spell = watch.spell(why)
    assert (spell.since, spell.until - spell.since) == (written, 3_600_000)
    assert spell.true(written) == START + 86_400_000
    assert watch.now() == clock.now()


def test_a_clock_far_ahead_is_gone_by_until_it_is_known_to_be_wrong():
    clock = FakeClock()
    clock.jump_wall(seconds=YEAR)
    watch = ClockWatch(clock, past())
    assert (watch.doubt(), watch.now()) == (Doubt.AHEAD, clock.now())
    assert watch.spell(Doubt.AHEAD) == Spell(clock.now(), clock.now(), 0)


def test_what_was_written_since_the_clock_was_believed():
    clock = FakeClock()
    watch = ClockWatch(clock, past())
    clock.forward(days=1)
    watch.believe()
    clock.jump_wall(seconds=HOUR)
    assert watch.spell(Doubt.SET) == Spell(watch.now(), watch.now(), HOUR * 1000)
