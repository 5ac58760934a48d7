"""A day that is over is summed up once; what comes late to it has it summed up again."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from fakes.machines import look

from kiosk.acts import day_close, station_link
from kiosk.jobs import day_close as job
from kiosk.rules.takings import By, Sums, total
from kiosk.store import roll_up_checks, roll_ups

NAIROBI = ZoneInfo("Africa/Nairobi")
TODAY, TOMORROW = "2026-11-22", "2026-11-23"


def close_days(site):
    job.close_days(site.hub, site.hub.now())


def days(site):
    return [one.day for one in look(site, roll_ups.rolled)]


def kept(site, day=TODAY):
    with site.hub.read() as db:
        return roll_ups.takings_of(db, day), roll_ups.use_of(db, day)


def wait(site, clock, *, hours):
    clock.forward(hours=hours)
    for seat in site.stations:
        site.beat(seat)


def sit(site, seat=1):
    session = site.start(seat, by=site.operator).session
    site.running(seat, session)
    return session


@pytest.fixture
def a_day(site, seat_1, clock):
    """Somebody sat for a quarter of an hour; it is the night after."""
    session = sit(site)
    clock.forward(minutes=15)
    seat_1.close(session, used_s=900)
    wait(site, clock, hours=24)
    return site


def test_a_day_is_summed_up_when_it_is_over(site, seat_1, clock):
    session = sit(site)
    seat_1.close(session, used_s=900)
    close_days(site)
    assert days(site) == []
    wait(site, clock, hours=23)
    close_days(site)
    assert days(site) == [TODAY]
    takings, use = kept(site)
    assert total(takings) == Sums(sales=1, sold_minor=4000)
    assert (use[By.SEAT, "1"].sessions, use[By.SEAT, "1"].used_s) == (1, 900)
    assert use[By.SEAT, "2"].open_s == 86_400


def test_a_day_in_which_somebody_still_sits_waits(site, seat_1, clock):
    session = sit(site)
    wait(site, clock, hours=24)
    close_days(site)
    assert days(site) == []
    assert site.hub.write(day_close.roll_up, day=TODAY) is False
    seat_1.close(session, used_s=1800)
    close_days(site)
    assert days(site) == [TODAY]


def test_who_sits_since_this_morning_holds_up_no_day_before(a_day):
    sit(a_day, seat=2)
    close_days(a_day)
    assert days(a_day) == [TODAY]


def test_run_twice_nothing_doubles(a_day):
    close_days(a_day)
    before = kept(a_day)
    close_days(a_day)
    a_day.hub.write(day_close.roll_up, day=TODAY)
    a_day.hub.write(day_close.roll_up, day=TODAY)
    assert kept(a_day) == before
    assert len(days(a_day)) == 1


def test_a_hub_that_was_off_sums_up_all_days_since_also_those_without_anything(a_day, clock):
    wait(a_day, clock, hours=24 * 3)
    close_days(a_day)
    assert days(a_day) == [TODAY, TOMORROW, "2026-11-24", "2026-11-25"]
    assert kept(a_day, TOMORROW)[0] == {}


def test_a_run_does_no_more_than_so_many_days(a_day, clock, monkeypatch):
    monkeypatch.setattr(day_close, "DAYS_A_RUN", 2)
    wait(a_day, clock, hours=24 * 3)
    close_days(a_day)
    assert len(days(a_day)) == 2
    close_days(a_day)
    assert len(days(a_day)) == 4


def test_a_site_where_nothing_ever_happened_has_no_days(site):
    site.hub.write(_forget_everything)
    close_days(site)
    assert days(site) == []


def _forget_everything(db, _now):
    db.execute("DROP TRIGGER transfer_is_never_deleted")
    db.execute("DELETE FROM transfer")


def test_a_session_that_a_station_tells_of_late_has_its_day_summed_up_again(a_day):
    close_days(a_day)
    assert look(a_day, roll_ups.rolled)[0].stale is False
    a_day.hub.write(_late_session, visitor=a_day.visitor(), station=a_day.stations[2])
    (told,) = look(a_day, roll_ups.rolled)
    assert told.stale is True
    close_days(a_day)
    (again,) = look(a_day, roll_ups.rolled)
    assert again.stale is False
    assert kept(a_day)[1][By.SEAT, "2"].used_s == 600


def _late_session(db, now, *, visitor, station):
    opened_at = now - 86_400_000 + 60_000
    row = {"visitor": visitor, "station": station, "at": opened_at, "closed": opened_at + 600_000}
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
    db.execute(
        """
        UPDATE session
        SET state = 'closed', closed_at = :closed, receipt = x'7b7d'
        WHERE id = 'late'
        """,
        row,
    )


def test_a_sale_under_a_clock_that_was_set_back_is_not_lost(a_day, clock):
    close_days(a_day)
    clock.jump_wall(seconds=-86_400)
    a_day.hub.clock_watch.believe()
    a_day.beat(1)
    a_day.sell_voucher(by=a_day.operator)
    assert look(a_day, roll_ups.rolled)[0].stale is True
    close_days(a_day)
    assert look(a_day, roll_ups.rolled)[0].stale is True
    clock.jump_wall(seconds=86_400)
    a_day.hub.clock_watch.believe()
    close_days(a_day)
    assert total(kept(a_day)[0]).sales == 2


def test_another_time_zone_has_all_days_summed_up_again(a_day):
    close_days(a_day)
    dubai = replace(a_day.hub.settings, timezone="Asia/Dubai")
    a_day.hub.settings = dubai
    a_day.hub.site = replace(a_day.hub.site, settings=dubai)
    close_days(a_day)
    assert {one.timezone for one in look(a_day, roll_ups.rolled)} == {"Asia/Dubai"}


def test_how_many_seats_there_were_is_kept_from_the_first_time(a_day):
    close_days(a_day)
    before = kept(a_day)[1]
    a_day.hub.write(
        station_link.revoke_station, station=a_day.stations[2], by="test", reason="gone"
    )
    a_day.station(3)
    a_day.hub.write(day_close.roll_up, day=TODAY)
    after = kept(a_day)[1]
    assert {key: one.open_s for key, one in after.items()} == {
        key: one.open_s for key, one in before.items()
    }


def test_the_check_names_a_day_that_differs(a_day):
    close_days(a_day)
    assert look(a_day, roll_up_checks.roll_up_problems) == []
    a_day.hub.write(_change, sql="UPDATE day_takings SET sold_minor = 1 WHERE by = 'hour'")
    assert look(a_day, roll_up_checks.roll_up_problems) == [
        f"day {TODAY}: its takings are not what the ledger says"
    ]
    a_day.hub.write(_change, sql="UPDATE day_use SET used_s = used_s + 1 WHERE by = 'group'")
    a_day.hub.write(_change, sql="UPDATE day_takings SET sold_minor = 4000")
    assert look(a_day, roll_up_checks.roll_up_problems) == [
        f"day {TODAY}: its use of seats is not what the sessions say"
    ]
    a_day.hub.write(_change, sql="UPDATE day_rolled SET stale = 1")
    assert look(a_day, roll_up_checks.roll_up_problems) == []


@pytest.mark.parametrize(
    ("table", "sql"),
    [
        ("takings", "UPDATE month_takings SET sold_minor = sold_minor + 1"),
        ("takings", "DELETE FROM month_takings"),
        ("use", "UPDATE month_use SET used_s = used_s - 1"),
        ("use", "UPDATE month_use SET name = '99' WHERE name = '1'"),
    ],
)
def test_the_check_names_a_month_that_is_not_its_days(a_day, table, sql):
    close_days(a_day)
    a_day.hub.write(_change, sql=sql)
    assert look(a_day, roll_up_checks.roll_up_problems) == [
        f"month {TODAY[:7]}: its {table} by seat is not the sum of its days"
    ]


def test_a_visitor_who_changes_group_leaves_the_day_as_it_was(a_day):
    close_days(a_day)
    a_day.hub.write(_change, sql="UPDATE visitor SET price_group = 'student'")
    assert look(a_day, roll_up_checks.roll_up_problems) == []


def _change(db, _now, *, sql):
    db.execute(sql)
