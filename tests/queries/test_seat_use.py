"""How seats were used, as reports tell it: the weekday's hours, and seat by seat."""

from dataclasses import replace

import pytest
from fakes.busy_days import BusyDays, asked

from kiosk.acts import moving
from kiosk.jobs.day_close import close_days
from kiosk.queries import seat_use
from kiosk.rules.reports import Between, Drawn, Word


@pytest.fixture
def days(cafe, clock):
    """Monday, 09:00; the café is open on weekdays from eight to ten."""
    hours = replace(cafe.hub.settings, opening_hours=("mon-fri 08:00-10:00",))
    cafe.hub.settings = hours
    cafe.hub.site = replace(cafe.hub.site, settings=hours)
    clock.forward(seconds=31 * 3600 + 33 * 60 + 20)
    return BusyDays(cafe)


def ask(cafe):
    return asked(cafe, "2026-11-23", "2026-11-24")


def sat(days, minutes):
    """Somebody sat at seat 1 for so many minutes."""
    days.do("sit", 0)
    days.do("end", (minutes - 1) // 2 * 2)


def test_the_heat_map_tells_the_share_of_open_seats_in_use(cafe, days):
    sat(days, 25)
    with cafe.hub.read() as db:
        report = seat_use.busy_hours(db, ask(cafe))
    hours = {row[0]: row for row in report.table.rows}
    assert list(hours) == ["08:00", "09:00"]
    assert hours["09:00"][1] == 1500 * 10_000 // 7200
    assert hours["08:00"][1] == 0
    assert hours["09:00"][6] is None
    assert hours["09:00"][-1] == 1500
    (picture,) = report.pictures
    assert (picture.drawn, picture.labels, len(picture.series)) == (Drawn.HEAT, ("8", "9"), 7)
    used, share, sessions, length = report.figures
    assert (used.value, sessions.value, length.value) == (1500, 1, Between(20, 30))
    assert share.value == round(1500 / 14_400 * 10_000)


def test_a_seat_tells_what_it_was_used_and_one_that_was_not_is_there_too(cafe, days):
    sat(days, 25)
    with cafe.hub.read() as db:
        report = seat_use.by_seat(db, ask(cafe))
    assert report.table.rows == (
        ("1", "room", 1500, 7200, 2083, 1, Between(20, 30)),
        ("2", "room", 0, 7200, 0, 0, None),
    )
    assert report.table.totals[2:6] == (1500, 14_400, 1042, 1)


def test_who_sits_now_has_used_the_time_since(cafe, days, clock):
    days.do("sit", 0)
    clock.forward(minutes=10)
    with cafe.hub.read() as db:
        assert seat_use.by_seat(db, ask(cafe)).table.rows[0][2] == 600
    clock.forward(hours=2)
    with cafe.hub.read() as db:
        assert seat_use.by_seat(db, ask(cafe)).table.rows[0][2] == 1800


def test_a_pause_is_no_use(cafe, days, clock):
    days.do("sit", 0)
    days.do("pause", 0)
    clock.forward(minutes=9)
    with cafe.hub.read() as db:
        assert seat_use.by_seat(db, ask(cafe)).table.rows[0][2] == 60


def test_a_session_that_moved_used_both_seats(cafe, days, clock):
    days.do("sit", 0)
    session = days.running[1]
    clock.forward(minutes=5)
    cafe.beat(2)
    cafe.hub.write(moving.ask_move, seat=1, target=2, by=cafe.amina)
    days.machine(1).close(session, used_s=300, why="moved")
    cafe.running(2, session)
    clock.forward(minutes=5)
    days.machine(2).close(session, used_s=600)
    with cafe.hub.read() as db:
        rows = seat_use.by_seat(db, ask(cafe)).table.rows
    assert [row[2] for row in rows] == [300, 300]
    assert [row[5] for row in rows] == [0, 1]


def test_rolled_up_or_not_it_is_the_same(cafe, days):
    sat(days, 25)
    days.do("night", 30)
    reports = (seat_use.busy_hours, seat_use.by_seat)
    with cafe.hub.read() as db:
        live = [report(db, ask(cafe)) for report in reports]
    close_days(cafe.hub, cafe.hub.now())
    with cafe.hub.read() as db:
        assert [report(db, ask(cafe)) for report in reports] == live


def test_without_any_use_there_are_no_rows(cafe, days):
    with cafe.hub.read() as db:
        assert seat_use.busy_hours(db, ask(cafe)).table.rows == ()
        assert seat_use.by_seat(db, ask(cafe)).table.rows == ()
        assert seat_use.busy_hours(db, asked(cafe, "2020-01-01", "2020-01-02")).table.rows == ()


def test_names_of_weekdays_are_words(cafe, days):
    sat(days, 25)
    with cafe.hub.read() as db:
        picture = seat_use.busy_hours(db, ask(cafe)).pictures[0]
    assert picture.series[0].name == Word("mon")
