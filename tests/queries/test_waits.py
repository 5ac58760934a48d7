"""The report of the waiting list; it is Sunday, 01:26:40."""

import pytest
from fakes.busy_days import asked

from kiosk.acts import front_desk
from kiosk.acts import waiting as acts
from kiosk.queries import waits
from kiosk.rules.waiting import FreeSeat


@pytest.fixture
def line(cafe, clock):
    """One was called after ten minutes and sat down, one left, one joined in the next hour."""
    told = {"zone": "", "visitor": None, "name": "", "by": cafe.amina}
    first, second = (cafe.hub.write(acts.join, **told) for _ in range(2))
    clock.forward(minutes=10)
    cafe.hub.write(acts.note_calls, free=(FreeSeat(1, "room"),))
    terms = front_desk.Terms("free", limit_s=600, reason="visit")
    start = {"seat": 1, "visitor": None, "terms": terms, "by": cafe.amina, "claim": first}
    cafe.hub.write(front_desk.start_metered, **start)
    cafe.hub.write(acts.leave, ticket=second, by=cafe.amina)
    clock.forward(minutes=60)
    cafe.hub.write(acts.join, **told)
    return cafe


def report(cafe, day="2026-11-22"):
    with cafe.hub.read() as db:
        return waits.by_hour(db, asked(cafe, day, day))


def test_it_tells_by_the_hour_who_came_and_how_long_they_waited(line):
    found = report(line)
    assert found.table.rows == (
        ("01:00", 2, 1, 1, 0, 600, 600, 2),
        ("02:00", 1, 0, 0, 0, None, None, 1),
    )
    assert found.table.totals == (None, 3, 1, 1, 0, 600, 600, 2)
    assert [figure.value for figure in found.figures] == [3, 600, 600, 2, 0]
    assert found.pictures[0].labels == ("01:00", "02:00")


def test_a_day_on_which_nobody_waited_has_no_rows(line):
    assert report(line, "2026-11-21").table.rows == ()
