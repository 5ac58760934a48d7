"""What today took so far is summed up by the quarter of an hour, and is what the ledger says."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from fakes.machines import look

from kiosk.acts import day_close
from kiosk.jobs import day_close as job
from kiosk.rules.day_hours import hours_of
from kiosk.rules.takings import By, Sums, total
from kiosk.store import day_sums, roll_up_checks, roll_ups, running_days

NAIROBI = ZoneInfo("Africa/Nairobi")
TODAY = "2026-11-22"
QUARTER_MS = 900_000


def close_days(site):
    job.close_days(site.hub, site.hub.now())


def kept(site):
    return look(site, running_days.all_kept)


def told(site, day=TODAY, timezone=NAIROBI):
    """What a report says of a day, and what the ledger says of it."""
    with site.hub.read() as db:
        hours = hours_of(day, timezone)
        said = running_days.takings(db, hours, timezone=timezone.key)
        return said, day_sums.takings(db, hours)


def change(db, _now, *, sql):
    db.execute(sql)


@pytest.fixture
def sold(site, seat_1, clock):
    """Somebody bought a quarter of an hour, and half an hour has passed."""
    session = site.start(1, by=site.operator).session
    site.running(1, session)
    clock.forward(minutes=30)
    close_days(site)
    return site


def test_of_a_day_that_runs_all_is_kept_but_the_last_quarter_of_an_hour(sold):
    (one,) = kept(sold)
    assert (one.day, one.stale) == (TODAY, False)
    assert one.upto == sold.hub.now() - sold.hub.now() % QUARTER_MS
    assert total(look(sold, running_days.takings_of, TODAY)) == Sums(sales=1, sold_minor=4000)


def test_what_came_since_is_counted_with_it(sold, clock):
    sold.sell_voucher(by=sold.operator)
    said, ledger = told(sold)
    assert said == ledger
    assert total(said).sales == 2
    assert total(look(sold, running_days.takings_of, TODAY)).sales == 1
    clock.forward(minutes=15)
    close_days(sold)
    assert look(sold, running_days.takings_of, TODAY) == told(sold)[1]


def test_what_is_kept_is_what_reports_say(sold):
    sold.hub.write(change, sql="UPDATE running_takings SET sold_minor = 1 WHERE by = 'tender'")
    assert total(told(sold)[0]).sold_minor == 1


def test_a_run_at_which_nothing_was_sold_since_writes_nothing(sold, clock):
    before = kept(sold)
    clock.forward(hours=3)
    close_days(sold)
    assert kept(sold) == before


def test_run_twice_nothing_doubles(sold, clock):
    sold.sell_voucher(by=sold.operator)
    clock.forward(minutes=20)
    close_days(sold)
    before = look(sold, running_days.takings_of, TODAY)
    close_days(sold)
    assert look(sold, running_days.takings_of, TODAY) == before == told(sold)[1]


def test_the_hours_before_are_gone_over_in_one_run_one_hour_an_act(site, clock):
    for _ in range(3):
        site.sell_voucher(by=site.operator)
        clock.forward(hours=2)
    close_days(site)
    assert look(site, running_days.takings_of, TODAY) == told(site)[1]
    assert total(told(site)[0]).sales == 3
    site.hub.write(change, sql="UPDATE day_running SET stale = 1")
    site.hub.write(day_close.go_on_with_day, day=TODAY)
    (one,) = kept(site)
    assert one.upto - one.since == 3_600_000


def test_it_goes_when_the_day_is_summed_up_as_a_whole(sold, seat_1, clock):
    clock.forward(hours=24)
    close_days(sold)
    assert [one.day for one in kept(sold)] == [TODAY]  # somebody still sits
    session = sold.start(2, by=sold.operator).session
    assert total(told(sold)[0]).sales == 1
    seat_1.close(_first_session(sold), used_s=900)
    clock.forward(minutes=15)
    close_days(sold)
    assert session
    assert [one.day for one in look(sold, roll_ups.rolled)] == [TODAY]
    assert [one.day for one in kept(sold)] == ["2026-11-23"]


def _first_session(site):
    with site.hub.read() as db:
        return db.execute("SELECT id FROM session ORDER BY opened_at LIMIT 1").fetchone()["id"]


def test_a_sale_under_a_clock_that_was_set_back_is_not_lost(sold, clock):
    clock.jump_wall(seconds=-1200)
    sold.hub.clock_watch.believe()
    sold.beat(1)
    sold.sell_voucher(by=sold.operator)
    assert [one.stale for one in kept(sold)] == [True]
    said, ledger = told(sold)
    assert said == ledger
    clock.jump_wall(seconds=1200)
    sold.hub.clock_watch.believe()
    close_days(sold)
    assert [one.stale for one in kept(sold)] == [False]
    assert look(sold, running_days.takings_of, TODAY) == told(sold)[1]
    assert total(told(sold)[0]).sales == 2


def test_an_ordinary_end_of_a_session_leaves_what_is_kept(sold, seat_1):
    seat_1.close(_first_session(sold), used_s=900)
    assert [one.stale for one in kept(sold)] == [False]


def test_money_of_who_sat_by_a_session_told_of_late_goes_to_the_seat(site, clock):
    paid_at = site.hub.now()
    visitor = site.visitor()
    site.sell_voucher(by=site.operator)
    site.hub.write(change, sql=f"UPDATE payment SET visitor = '{visitor}'")
    clock.forward(minutes=30)
    close_days(site)
    assert (By.SEAT, "2") not in told(site)[0]
    row = {"visitor": visitor, "station": site.stations[2], "at": paid_at - 60_000}
    site.hub.write(_told_late, row=row)
    assert [one.stale for one in kept(site)] == [True]
    close_days(site)
    assert total(told(site)[0]).sales == 1
    assert (By.SEAT, "2") in look(site, running_days.takings_of, TODAY)
    closed = f"UPDATE session SET state = 'closed', receipt = x'7b7d', closed_at = {paid_at - 1}"
    site.hub.write(change, sql=f"{closed} WHERE id = 'late'")
    assert [one.stale for one in kept(site)] == [True]
    assert (By.SEAT, "2") not in told(site)[0]


def _told_late(db, _now, *, row):
    db.execute(
        """
        INSERT INTO session (id, visitor, station, seat, state, opened_at, tariff, granted_s,
                             used_s)
        VALUES ('late', :visitor, :station, 2, 'open', :at, x'7b7d', 1800, 600)
        """,
        row,
    )
    db.execute(
        """
        INSERT INTO session_fact (session, kind, at, zone)
        VALUES ('late', 'opened', :at, 'room')
        """,
        row,
    )


def test_by_another_time_zone_what_is_kept_does_not_hold(sold):
    dubai = replace(sold.hub.settings, timezone="Asia/Dubai")
    sold.hub.settings = dubai
    sold.hub.site = replace(sold.hub.site, settings=dubai)
    said, ledger = told(sold, timezone=ZoneInfo("Asia/Dubai"))
    assert said == ledger
    close_days(sold)
    assert [one.timezone for one in kept(sold)] == ["Asia/Dubai"]


def test_the_check_names_a_running_day_that_differs(sold):
    assert look(sold, roll_up_checks.roll_up_problems) == []
    sold.hub.write(change, sql="UPDATE running_takings SET sold_minor = 1")
    assert look(sold, roll_up_checks.roll_up_problems) == [
        f"day {TODAY}: its takings so far are not what the ledger says"
    ]
    sold.hub.write(change, sql="UPDATE day_running SET stale = 1")
    assert look(sold, roll_up_checks.roll_up_problems) == []
