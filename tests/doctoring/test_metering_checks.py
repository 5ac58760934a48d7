import pytest
from fakes.hub_world import World, make_hub

from kiosk.acts import seating
from kiosk.doctoring.finding import Patient
from kiosk.doctoring.metering_checks import metering
from kiosk.hub_folder import DATABASE


@pytest.fixture
def site(tmp_path, clock):
    world = World(make_hub(tmp_path, clock), clock)
    by = world.staff()
    world.offer()
    world.open_shift(by)
    world.station(1)
    world.station(2)
    world.session = world.start(1, by=by).session
    world.running(1, world.session)
    yield world
    world.hub.close()


def look(site):
    return next(metering(Patient(site.hub.folder, site.hub.settings, site.clock)))


@pytest.mark.parametrize(("seconds", "ok"), [(300, True), (301, False)])
def test_sessions_that_run_and_are_not_told_of_are_said(site, seconds, ok):
    site.clock.forward(seconds=seconds)
    assert look(site).ok is ok
    said = look(site).said("en")
    assert said == (
        "Running sessions: 1. Their used time is told."
        if ok
        else "Running sessions: 1. No station has told used time for 5 min."
    )
    assert bool(look(site).advice("en")) is not ok


def test_one_that_is_told_of_is_enough(site):
    site.clock.forward(seconds=1_000)
    site.hub.write(
        seating.renew_lease,
        station=site.stations[1],
        session=site.session,
        boot_id="boot-1",
        used_s=900,
    )
    assert look(site).ok


def test_where_nobody_sits_nothing_is_missed(site):
    site.clock.forward(seconds=30_000)
    site.hub.write(_close, session=site.session)
    assert look(site).ok


def test_a_database_that_cannot_be_read_is_told_by_another_check(tmp_path, site):
    patient = Patient(tmp_path / "other", site.hub.settings, site.clock)
    patient.folder.mkdir()
    (patient.folder / DATABASE).write_bytes(b"no database " * 1000)
    assert list(metering(patient)) == []


def _close(db, now, *, session) -> None:
    db.execute("UPDATE session SET state = 'paused' WHERE id = :id", {"id": session})
