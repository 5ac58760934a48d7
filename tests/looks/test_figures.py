import pytest

from kiosk.looks import figures


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        pytest.param(2_520, "42 min left", id="whole minutes"),
        pytest.param(2_461, "42 min left", id="a begun minute counts"),
        pytest.param(60, "1 min left", id="the last whole minute"),
        pytest.param(59, "59 s left", id="the last minute is in seconds"),
        pytest.param(0, "0 s left", id="none left"),
        pytest.param(-5, "0 s left", id="never less than none"),
        pytest.param(3_900, "1 h 5 min left", id="hours and minutes"),
    ],
)
def test_what_is_left_is_said_in_words(seconds, said):
    assert figures.minutes_left(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(300, "5 min"), (3_600, "1 h"), (5_400, "1 h 30 min"), (0, "0 min")],
)
def test_a_span_is_said_in_words(seconds, said):
    assert figures.minutes(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "shown"), [(2_520, "0:42"), (4_500, "1:15"), (1, "0:01"), (0, "0:00")]
)
def test_a_seat_shows_hours_and_minutes(seconds, shown):
    assert figures.seat_time(seconds) == shown
