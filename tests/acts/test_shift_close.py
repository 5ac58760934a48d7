"""A shift is summed up once when it is closed; what comes late to it has it summed up again."""

import pytest
from fakes.clock import FakeClock
from queries.leak_site import LeakSite

from kiosk.acts import day_close, dues, front_desk
from kiosk.acts.granting import Terms
from kiosk.jobs import day_close as job
from kiosk.queries import leakage
from kiosk.rules.instants import Instant
from kiosk.rules.leakage import Seconds
from kiosk.store import roll_up_checks, spell_roll_ups

MORNING = Instant(1_795_413_600_000)
"""Monday 23 November 2026, 09:00 in Nairobi."""


@pytest.fixture
def site(tmp_path):
    made = LeakSite(tmp_path, FakeClock(MORNING))
    yield made
    made.hub.close()


@pytest.fixture
def two_shifts(site):
    """A session in each of two shifts; between them one is settled in which none was open."""
    first = site.open()
    site.sit("prepaid", used_s=600)
    late = site.start(1, by=site.amina).session
    site.close()
    site.running(1, late)
    site.clock.forward(seconds=300)
    site.machine.close(late, used_s=300)
    site.beat(1)
    site.clock.forward(seconds=60)
    second = site.open(site.otieno)
    site.sit("free", used_s=120)
    site.close()
    return site, first, second


def close_days(site):
    job.close_days(site.hub, site.hub.now())


def kept(site):
    return {
        (one.shift, one.part): (one.counted.sessions, one.counted.seconds, one.stale)
        for one in site.read(lambda db: tuple(spell_roll_ups.rolled(db)))
    }


def rows(site):
    found = site.report(leakage.by_shift)
    return found.keys, found.rows, found.figures


def test_a_shift_is_summed_up_with_the_time_before_it_in_which_none_was_open(two_shifts):
    site, first, second = two_shifts
    close_days(site)
    assert kept(site) == {
        (first, "shift"): (1, Seconds(passes_s=600), False),
        (second, "before"): (1, Seconds(passes_s=300), False),
        (second, "shift"): (1, Seconds(free_s=120), False),
    }


def test_the_report_says_the_same_before_and_after(two_shifts):
    site, _first, _second = two_shifts
    before = rows(site)
    close_days(site)
    assert rows(site) == before
    site.hub.write(change, sql="UPDATE spell_rolled SET passes_s = passes_s + 7")
    assert rows(site) != before  # what is kept is what is read


def test_an_open_shift_and_one_that_nobody_knows_are_not_summed_up(site):
    shift = site.open()
    assert site.hub.write(day_close.roll_up_shift, shift=shift) is False
    assert site.hub.write(day_close.roll_up_shift, shift="none") is False
    close_days(site)
    assert kept(site) == {}


def test_a_shift_that_was_closed_at_once_has_no_time(site):
    site.open()
    site.close()
    close_days(site)
    assert kept(site) == {}


def test_a_shift_that_follows_at_once_has_no_time_before_it(site):
    site.open()
    site.clock.forward(seconds=60)
    site.close()
    second = site.open(site.otieno)
    site.clock.forward(seconds=60)
    site.close()
    close_days(site)
    assert [part for shift, part in kept(site) if shift == second] == ["shift"]


def test_a_run_does_no_more_than_so_many_shifts(two_shifts, monkeypatch):
    site, first, second = two_shifts
    monkeypatch.setattr(day_close, "SHIFTS_A_RUN", 1)
    close_days(site)
    assert {shift for shift, _part in kept(site)} == {first}
    close_days(site)
    assert {shift for shift, _part in kept(site)} == {first, second}
    assert site.read(day_close.shifts_to_roll_up) == ()


def test_a_due_that_is_written_off_in_the_next_shift_changes_the_one_it_was_settled_in(site):
    shift = site.open()
    sit_and_owe(site, used_s=600)
    site.close()
    close_days(site)
    assert kept(site)[shift, "shift"][1:] == (Seconds(owed_s=600), False)
    site.open(site.otieno)
    site.hub.write(dues.write_off_due, seat=1, reason="No money", by=site.otieno)
    assert kept(site)[shift, "shift"][2] is True
    (row,) = [row for row in site.report(leakage.by_shift).rows if row["unlocked"]]
    assert (row["billed"], row["not_paid"]) == (0, 600)  # what is stale is counted anew
    close_days(site)
    assert kept(site)[shift, "shift"] == (1, Seconds(written_off_s=600), False)


def sit_and_owe(site, *, used_s):
    ask = {"seat": 1, "visitor": None, "terms": Terms("postpaid"), "by": site.amina}
    session = site.hub.write(front_desk.start_metered, **ask)
    site.running(1, session)
    site.clock.forward(seconds=used_s)
    site.machine.close(session, used_s=used_s)
    site.clock.forward(seconds=60)


LATE = {
    "seconds of a session": "UPDATE session SET used_s = used_s + 1 WHERE id = :session",
    "a due": "INSERT INTO due (session, seat, minor, at) VALUES (:session, 1, 5, :at)",
    "a pass": """INSERT INTO pass_spend (session, pass, seconds)
                 SELECT :session, id, 1 FROM pass
                 WHERE id NOT IN (SELECT pass FROM pass_spend WHERE session = :session)""",
    "a late lock": """INSERT INTO given_time (session, why, seconds, at, by, reason)
                      VALUES (:session, 'late_lock', 9, :at, 'hub', '')""",
    "an outage": """INSERT INTO outage_credit (session, internet_s, hub_s, minor, seconds, at)
                    VALUES (:session, 9, 0, 0, 9, :at)""",
    "money back": """INSERT INTO taken_back (id, payment, shift, by, at, kind, minor, tender,
                                             used_s, reason)
                     SELECT 'back', id, shift, by, :at, 'refund', 1, 'cash', 0, 'No sound'
                     FROM payment LIMIT 1""",
}


@pytest.mark.parametrize("sql", [pytest.param(sql, id=name) for name, sql in LATE.items()])
def test_what_comes_late_marks_its_shift_and_no_other(two_shifts, sql):
    site, first, second = two_shifts
    close_days(site)
    site.hub.write(change_first, sql=sql, shift=first)
    assert {key: stale for key, (_n, _s, stale) in kept(site).items()} == {
        (first, "shift"): True,
        (second, "before"): False,
        (second, "shift"): False,
    }
    close_days(site)
    assert site.read(roll_up_checks.spell_problems) == []
    assert not any(stale for _n, _s, stale in kept(site).values())


def test_a_late_lock_that_grows_marks_its_shift(two_shifts):
    site, first, _second = two_shifts
    site.hub.write(change_first, sql=LATE["a late lock"], shift=first)
    close_days(site)
    site.hub.write(change, sql="UPDATE given_time SET seconds = 20")
    assert kept(site)[first, "shift"][2] is True


def test_the_check_names_a_shift_that_differs(two_shifts):
    site, first, second = two_shifts
    close_days(site)
    assert site.read(roll_up_checks.spell_problems) == []
    site.hub.write(change, sql="UPDATE spell_rolled SET free_s = 1")
    assert site.read(roll_up_checks.spell_problems) == [
        f"shift {first}: the seconds kept of it are not what its sessions say",
        f"shift {second}: the seconds kept of the time before it are not what its sessions say",
        f"shift {second}: the seconds kept of it are not what its sessions say",
    ]
    site.hub.write(change, sql="UPDATE spell_rolled SET stale = 1")
    assert site.read(roll_up_checks.spell_problems) == []


def change(db, _now, *, sql):
    db.execute(sql)


def change_first(db, _now, *, sql, shift):
    row = db.execute(
        """
        SELECT session.id AS session, session.closed_at AS at
        FROM session
        JOIN shift ON session.closed_at >= shift.opened_at AND session.closed_at < shift.closed_at
        WHERE shift.id = :shift
        """,
        {"shift": shift},
    ).fetchone()
    db.execute(sql, dict(row))
