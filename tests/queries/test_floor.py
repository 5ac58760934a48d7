"""What a seat shows, by what the desk sold and what its station last said."""

import pytest

from kiosk.queries import floor as query
from kiosk.queries import pulse
from kiosk.queries.floor_seats import Pace
from kiosk.rules.stations import StationState

PACE = Pace(lost_after_s=15, ending_s=60)


def floor(world):
    with world.hub.read() as db:
        return query.floor(db, world.hub.now(), heard=world.hub.heard, pace=PACE)


def seat(world, number=1):
    return floor(world).seat(number)


def test_a_seat_that_answers_and_has_nobody_is_free(cafe):
    assert seat(cafe).state is StationState.FREE
    assert [each.number for each in floor(cafe).free] == [1, 2]


def test_a_session_just_sold_does_not_count_before_its_station_says_so(cafe):
    cafe.start(1, by=cafe.amina)
    found = seat(cafe)
    assert found.state is StationState.IN_USE
    assert (found.sitter.left_s, found.sitter.ends) == (1800, None)


@pytest.mark.parametrize(
    ("used_s", "state", "soon"),
    [
        pytest.param(0, StationState.IN_USE, False, id="just begun"),
        pytest.param(1199, StationState.IN_USE, False, id="more than ten minutes left"),
        pytest.param(1200, StationState.IN_USE, True, id="ten minutes left"),
        pytest.param(1739, StationState.IN_USE, True, id="a second more than the ending"),
        pytest.param(1740, StationState.ENDING, True, id="the ending"),
        pytest.param(1800, StationState.TIME_OVER, False, id="used up"),
        pytest.param(1900, StationState.TIME_OVER, False, id="the lock came late"),
    ],
)
def test_the_state_goes_by_the_seconds_left(cafe, used_s, state, soon):
    cafe.running(1, cafe.start(1, by=cafe.amina).session, used_s=used_s)
    found = seat(cafe)
    assert (found.state, found.is_soon) == (state, soon)
    assert found.sitter.left_s == max(0, 1800 - used_s)


def test_time_runs_between_two_beats(cafe, clock):
    cafe.running(1, cafe.start(1, by=cafe.amina).session, used_s=100)
    ends = seat(cafe).sitter.ends
    clock.forward(seconds=7)
    found = seat(cafe).sitter
    assert found.left_s == 1693
    assert found.ends == ends == clock.now() + 1_693_000


def test_a_pause_holds_the_time(cafe, clock):
    session = cafe.start(1, by=cafe.amina).session
    cafe.beat(1, state="paused", session=session, used_s=100)
    clock.forward(seconds=9)
    found = seat(cafe)
    assert found.state is StationState.PAUSED
    assert (found.sitter.left_s, found.sitter.ends) == (1700, None)


def test_a_station_that_falls_silent_is_lost_with_its_session(cafe, clock):
    cafe.running(1, cafe.start(1, by=cafe.amina).session, used_s=100)
    clock.forward(seconds=16)
    found = seat(cafe)
    assert found.state is StationState.LOST
    assert found.sitter.ends is None
    assert found.as_rule.session == found.sitter.session


def test_a_seat_without_a_station_is_off(cafe):
    cafe.enrol_code(3)
    found = seat(cafe, 3)
    assert found.state is StationState.OUT_OF_ORDER
    assert found.station == ""
    assert floor(cafe).seat(4) is None


def test_a_station_that_speaks_of_another_session_does_not_count_for_this(cafe):
    cafe.start(1, by=cafe.amina)
    cafe.beat(1, state="open", session="another", used_s=1799)
    assert seat(cafe).sitter.left_s == 1800


def test_what_runs_out_first_needs_staff_first(cafe, clock):
    for number in (3, 4, 5):
        cafe.station(number)
    used = {1: 1700, 2: 1800, 3: 10, 4: 1300, 5: 0}
    started = {number: cafe.start(number, by=cafe.amina).session for number in used}
    for number in (1, 2, 3, 4):
        cafe.running(number, started[number], used_s=used[number])
    cafe.hub.heard[cafe.stations[5]].at -= 60_000
    assert [each.number for each in floor(cafe).needs] == [2, 5, 1, 4]


def test_the_meter_was_read_when_the_slowest_running_seat_spoke(cafe, clock):
    session = cafe.start(1, by=cafe.amina).session
    cafe.beat(1, state="open", session=session)
    said = clock.now()
    clock.forward(seconds=3)
    cafe.beat(2)
    words = list(cafe.hub.heard.values())
    assert pulse.meter_checked(words, clock.now(), lost_after_s=15) == said


def test_without_a_running_seat_any_word_counts_and_lost_ones_never(cafe, clock):
    words = list(cafe.hub.heard.values())
    assert pulse.meter_checked(words, clock.now(), lost_after_s=15) == clock.now()
    clock.forward(seconds=16)
    assert pulse.meter_checked(words, clock.now(), lost_after_s=15) is None
    assert pulse.meter_checked([], clock.now(), lost_after_s=15) is None


def test_who_sits_still_goes_nowhere_though_a_seat_has_no_station(cafe):
    cafe.enrol_code(9)
    cafe.start(1, by=cafe.amina)
    assert seat(cafe).to == 0
    assert seat(cafe, 9).comes == 0
