"""What time it is at the hub, on a clock that only the test moves."""

import pytest

from kiosk.protocol.bodies import Hours
from kiosk.rules.instants import Instant, later
from station_agent.hub_time import HubTime, Reading
from station_agent.states import State
from station_agent.store import hub_time as kept
from station_agent.store.open import open_store

AHEAD_S = 7_200


@pytest.fixture
def store(tmp_path, clock):
    store = open_store(tmp_path, clock)
    yield store
    store.close()


@pytest.fixture
def time(store, clock):
    """The hub is two hours ahead of this machine."""
    time = HubTime(store, clock)
    time.hear(later(clock.now(), seconds=AHEAD_S))
    time.keep()
    return time


def on_disk(store):
    with store.readers.read() as db:
        return kept.read(db)


def test_nothing_is_kept_before_the_hub_was_heard(store, clock):
    HubTime(store, clock).keep()
    assert on_disk(store) is None


def test_before_the_hub_was_heard_the_wall_clock_is_believed(store, clock):
    time = HubTime(store, clock)
    assert time.read() == Reading(clock.now(), is_sure=True)
    assert time.offset_ms == 0


def test_it_goes_on_by_the_boot_clock(time, clock):
    clock.forward(seconds=60)
    right = later(clock.now(), seconds=AHEAD_S)
    clock.jump_wall(seconds=-86_400)
    assert time.read() == Reading(right, is_sure=True)
    assert time.offset_ms == right - clock.now()
    clock.suspend(seconds=60)
    assert time.read().now == later(right, seconds=60)


def test_another_run_in_the_same_boot_knows_it(time, store, clock):
    clock.forward(seconds=60)
    assert HubTime(store, clock).read() == time.read()


@pytest.mark.parametrize(
    ("jump_s", "sure"), [(AHEAD_S, True), (AHEAD_S - 1, False), (-86_400, False)]
)
def test_after_a_new_boot_only_a_clock_that_went_on_is_believed(time, store, clock, jump_s, sure):
    heard = time.read().now
    clock.reboot()
    clock.jump_wall(seconds=jump_s)
    read = HubTime(store, clock).read()
    assert read == Reading(max(heard, clock.now()), is_sure=sure)


def test_disk_is_written_seldom(time, store, clock):
    first = on_disk(store)
    for _ in range(119):
        clock.forward(seconds=5)
        time.hear(later(clock.now(), seconds=AHEAD_S))
        time.keep()
    assert on_disk(store) == first
    clock.forward(seconds=5)
    time.hear(later(clock.now(), seconds=AHEAD_S))
    time.keep()
    assert on_disk(store).at == later(first.at, seconds=600)


def test_a_new_boot_and_a_hub_set_right_are_written_at_once(time, store, clock):
    clock.forward(seconds=5)
    time.hear(clock.now())
    time.keep()
    assert on_disk(store).at == clock.now()
    time.hear(Instant(clock.now() + 10**9))
    time.keep()
    assert on_disk(store).at == clock.now() + 10**9
    clock.reboot()
    time.hear(clock.now())
    time.keep()
    assert on_disk(store).boot_id == clock.boot_id()


@pytest.mark.parametrize("off_s", [-365 * 86_400, 365 * 86_400])
def test_a_hub_that_does_not_believe_its_own_clock_changes_nothing_here(desk, off_s):
    desk.forward(10)
    desk.hub.clock_off_s = off_s
    desk.forward(60)
    assert desk.agent.hub_now == desk.clock.now()
    desk.hub.clock_off_s = 0
    desk.forward(10)
    assert desk.agent.hub_now == desk.clock.now()


def test_by_a_wrong_hour_of_the_hub_no_seat_is_closed(desk):
    """It is Sunday, 01:26:40 in Nairobi, and the site closes at 06:00; the hub says noon."""
    desk.hub.put_window(hours=Hours(("sat 20:00-06:00",)), timezone="Africa/Nairobi")
    session = desk.sit_down(seconds=1_800)
    desk.hub.clock_off_s = 10 * 3_600
    desk.forward(600)
    assert desk.agent.state is State.OPEN
    assert desk.agent.seconds_left == 1_200
    assert session
