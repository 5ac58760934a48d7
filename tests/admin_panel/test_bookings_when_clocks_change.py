"""Seats booked at the hour that the clocks leave out, and at the one that comes twice."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from fakes.clock import FakeClock
from fakes.hub_world import make_hub

from kiosk.store import bookings

CASES = {
    "spring": ("Europe/Berlin", "2026-03-29"),
    "autumn": ("Europe/Berlin", "2026-10-25"),
    "no midnight": ("America/Santiago", "2026-09-06"),
}


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000


@pytest.fixture
def case(request):
    return CASES[request.param]


@pytest.fixture
def clock(case):
    zone, day = case
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZoneInfo(zone))
    return FakeClock(int(noon.timestamp() - 86_400) * 1_000)


@pytest.fixture
def hub(case, tmp_path, clock):
    hub = make_hub(tmp_path, clock, timezone=case[0])
    yield hub
    hub.close()


def book(operator, day, since, until):
    told = {"who": "Yusuf", "where": "seat:2", "day": day, "from": since, "to": until}
    return operator.post("/bookings", page="/bookings", **told)


@pytest.mark.parametrize(
    ("case", "since", "until", "starts", "ends"),
    [
        ("spring", "1:30", "3:30", "2026-03-29T00:30", "2026-03-29T01:30"),
        ("spring", "1:00", "2:30", "2026-03-29T00:00", "2026-03-29T01:30"),
        ("autumn", "2:15", "2:45", "2026-10-25T00:15", "2026-10-25T00:45"),
        ("autumn", "1:30", "3:00", "2026-10-24T23:30", "2026-10-25T02:00"),
        ("autumn", "23:00", "1:00", "2026-10-25T22:00", "2026-10-26T00:00"),
        ("no midnight", "1:00", "2:00", "2026-09-06T04:00", "2026-09-06T05:00"),
    ],
    indirect=["case"],
)
def test_a_seat_is_kept_from_the_first_such_time_on(
    operator, cafe, case, since, until, starts, ends
):
    answer = book(operator, case[1], since, until)
    assert answer.status_code == 303
    with cafe.hub.read() as db:
        row = bookings.by_id(db, answer.location.rpartition("/")[2])
    assert (row.booking.starts, row.booking.ends) == (at(starts), at(ends))
    assert "Yusuf" in operator.page(f"/bookings?day={case[1]}")


@pytest.mark.parametrize(
    ("case", "since"),
    [("spring", "2:00"), ("spring", "2:59"), ("no midnight", "0:00"), ("no midnight", "0:30")],
    indirect=["case"],
)
def test_a_time_that_is_left_out_begins_nothing(operator, cafe, case, since):
    answer = book(operator, case[1], since, "3:30")
    assert answer.status_code == 422
    assert "this time is left out on that day" in answer.text
    with cafe.hub.read() as db:
        assert db.execute("SELECT count(*) AS n FROM booking").fetchone()["n"] == 0


@pytest.mark.parametrize("case", ["no midnight"], indirect=True)
def test_the_evening_before_ends_where_midnight_should_be(operator, cafe, case):
    answer = book(operator, "2026-09-05", "23:00", "24:00")
    with cafe.hub.read() as db:
        row = bookings.by_id(db, answer.location.rpartition("/")[2])
    assert (row.booking.starts, row.booking.ends) == (
        at("2026-09-06T03:00"),
        at("2026-09-06T04:00"),
    )
