"""Stations that go silent in opening hours are kept: a row each, never one for a beat."""

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub

from kiosk.acts import station_link
from kiosk.jobs.silences import keep_silences
from kiosk.rules.instants import Instant, later
from kiosk.store import silences

MORNING = Instant(1_795_413_600_000)
"""Monday 23 November 2026, 09:00 in Nairobi."""
EVER = {"since": Instant(0), "until": later(MORNING, seconds=10**8), "limit": 99}


@pytest.fixture
def site():
    with quick_disk.folder() as folder:
        clock = FakeClock(MORNING)
        world = World(make_hub(folder, clock, opening_hours=("mon-sun 08:00-20:00",)), clock)
        world.amina = world.staff()
        world.station(1)
        yield world
        world.hub.close()


def run(site):
    """The job, and whether it wrote anything."""
    before = site.hub.changes.n
    keep_silences(site.hub, site.hub.now())
    return site.hub.changes.n != before


def kept(site):
    with site.hub.read() as db:
        found = [row.silence for row in silences.between(db, **EVER)]
    return [
        (each.seat, (each.began_at - MORNING) // 60_000, each.ended_at and minutes(each.ended_at))
        for each in reversed(found)
    ]


def minutes(at):
    return (at - MORNING) // 60_000


def test_a_station_that_speaks_writes_nothing(site):
    for _minute in range(10):
        site.clock.forward(minutes=1)
        site.beat(1)
        assert not run(site)
    assert kept(site) == []


def test_a_silence_is_two_writes_however_long_it_lasts(site):
    wrote = []
    for _minute in range(90):
        site.clock.forward(minutes=1)
        wrote.append(run(site))
    for _minute in range(10):
        site.clock.forward(minutes=1)
        site.beat(1)
        wrote.append(run(site))
    assert sum(wrote) == 2
    assert kept(site) == [(1, 0, 91)]


def test_twice_at_once_keeps_one(site):
    site.clock.forward(minutes=10)
    ears = {}
    for _time in range(2):
        from kiosk.acts import silences as acts

        site.hub.write(acts.keep_silences, ears=ears, started=site.hub.started)
    assert kept(site) == [(1, 0, None)]


def test_it_ends_with_the_day_and_begins_with_the_next(site):
    site.clock.forward(minutes=5)
    run(site)
    site.clock.forward(hours=12)
    run(site)
    site.clock.forward(hours=12, minutes=30)
    run(site)
    run(site)
    assert kept(site) == [(1, 0, 11 * 60), (1, 23 * 60, None)]


def test_a_hub_that_started_anew_knows_a_silence_from_before(site):
    site.clock.forward(minutes=5)
    run(site)
    site.hub.heard.clear()
    site.hub.started = site.hub.now()
    site.clock.forward(minutes=10)
    assert not run(site)
    site.beat(1)
    run(site)
    assert kept(site) == [(1, 0, 15)]


def test_a_station_is_not_silent_before_it_came(site):
    site.clock.forward(minutes=30)
    site.beat(1)
    site.station(2)
    site.hub.heard.pop(site.stations[2])
    site.clock.forward(minutes=1)
    run(site)
    assert kept(site) == []
    site.clock.forward(minutes=2)
    site.beat(1)
    run(site)
    assert kept(site) == [(2, 30, None)]


def test_a_station_that_was_removed_is_silent_no_more(site):
    site.clock.forward(minutes=5)
    run(site)
    ask = {"station": site.stations[1], "by": site.amina, "reason": "sold"}
    site.hub.write(station_link.revoke_station, **ask)
    run(site)
    assert kept(site) == [(1, 0, 5)]
