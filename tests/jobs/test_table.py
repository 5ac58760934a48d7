import pytest
from fakes.machines import look

from kiosk.backups.hub_backups import FOLDER
from kiosk.jobs.table import JOBS
from kiosk.protocol.bodies import SessionUsed
from kiosk.store import sessions, tasks

NAMES = {job.name: job for job in JOBS}


def run(site, name):
    NAMES[name].run(site.hub, site.hub.now())


def test_jobs_have_names_of_their_own_and_say_what_they_do():
    assert len(NAMES) == len(JOBS)
    assert all(job.help.endswith(".") and job.run.__doc__ for job in JOBS)
    assert all(job.every_s > 0 for job in JOBS)


@pytest.mark.parametrize("name", NAMES)
def test_every_job_may_run_on_an_empty_site_and_twice(site, name):
    run(site, name)
    run(site, name)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "back_up"])
def test_a_job_with_nothing_to_do_changes_no_row(site, name):
    with site.hub.read() as db:
        before = db.execute("PRAGMA data_version").fetchone()[0]
    run(site, name)
    with site.hub.read() as db:
        assert db.execute("PRAGMA data_version").fetchone()[0] == before


def test_slots_whose_time_here_is_over_lapse(site, exchange, clock):
    exchange.allot("assignment-1", until_s=60)
    clock.forward(minutes=2)
    run(site, "lapse_slots")
    assert look(site, tasks.counts) == {"lapsed": 1}


def test_pauses_that_last_too_long_are_closed(site, seat_1, clock):
    session = site.start(1, by=site.operator).session
    seat_1.tell(SessionUsed(session, 0, "paused"))
    clock.forward(hours=1)
    run(site, "close_overdue_pauses")
    assert look(site, sessions.by_id, session).why == "suspended"


@pytest.mark.parametrize(("says", "closed"), [("open", False), ("ending", False), ("paused", True)])
def test_a_session_that_its_station_says_to_run_is_left_alone(site, seat_1, clock, says, closed):
    """The link was cut in the pause; a beat comes back sooner than the fact that ends it."""
    session = site.start(1, by=site.operator).session
    site.beat(1, state="open", session=session)
    clock.forward(minutes=1)
    seat_1.tell(SessionUsed(session, 60, "paused"))
    clock.forward(hours=1)
    site.beat(1, state=says, session=session)
    run(site, "close_overdue_pauses")
    assert (look(site, sessions.by_id, session).closed_at is not None) is closed


def test_what_a_station_said_before_the_pause_holds_no_session_open(site, seat_1, clock):
    session = site.start(1, by=site.operator).session
    site.beat(1, state="open", session=session)
    seat_1.tell(SessionUsed(session, 0, "paused"))
    clock.forward(hours=1)
    run(site, "close_overdue_pauses")
    assert look(site, sessions.by_id, session).closed_at is not None


def test_a_backup_stands_beside_the_database(site):
    run(site, "back_up")
    (copy,) = (site.hub.folder / FOLDER).glob("hub-*")
    assert copy.name == f"hub-{site.hub.now()}"
