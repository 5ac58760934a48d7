"""The hub notes that it runs, in a file; what lies between two notes far apart is when it was down."""

import pytest
from fakes.machines import look

from kiosk import last_alive
from kiosk.jobs.links import stay_alive, watch_links
from kiosk.rules.instants import Instant
from kiosk.store import link_outages

EVER = {"since": Instant(0), "until": Instant(10**14)}


@pytest.fixture
def notes(site):
    """The job, and whether it wrote anything."""

    def run():
        before = site.hub.changes.n
        stay_alive(site.hub, site.hub.now())
        return site.hub.changes.n != before

    return run


def down_s(site):
    found = look(site, link_outages.of_station, station=site.stations[1], **EVER)
    return [(each.ended - each.began) // 1000 for each in found]


def test_a_hub_that_runs_writes_no_row(site, clock, notes):
    for _ in range(6):
        assert not notes()
        clock.forward(seconds=10)
    assert down_s(site) == []
    assert last_alive.noted(site.hub.folder).at == site.hub.now() - 10_000


def test_a_hub_that_was_down_says_how_long(site, clock, notes):
    notes()
    clock.forward(minutes=7)
    clock.reboot()
    assert notes()
    assert not notes()
    assert down_s(site) == [420]


def test_a_restart_is_no_outage(site, clock, notes):
    notes()
    clock.forward(seconds=30)
    assert not notes()


@pytest.mark.parametrize("words", ["", "nonsense", "1 2", "x 2 boot", "é 1 2"])
def test_a_file_that_was_torn_by_a_power_cut_vouches_for_nothing(site, clock, notes, words):
    notes()
    (site.hub.folder / last_alive.FILE).write_text(words, "utf-8")
    clock.forward(minutes=7)
    assert last_alive.noted(site.hub.folder) is None
    assert not notes()
    assert down_s(site) == []
    assert last_alive.noted(site.hub.folder).at == site.hub.now()


def test_what_is_noted_names_the_boot(site, clock, notes):
    clock.reboot()
    clock.forward(minutes=2)
    notes()
    found = last_alive.noted(site.hub.folder)
    assert (found.boot_id, found.boot_ms) == (clock.boot_id(), 120_000)
    assert found.boot_at == site.hub.now() - 120_000


def test_a_disk_that_takes_nothing_stops_nobody(site, notes):
    (site.hub.folder / f"{last_alive.FILE}.part").mkdir()
    assert not notes()
    assert last_alive.noted(site.hub.folder) is None


def test_a_quiet_hub_writes_nothing(site):
    before = site.hub.changes.n
    watch_links(site.hub, site.hub.now())
    assert site.hub.changes.n == before
