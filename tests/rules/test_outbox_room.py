import pytest

from kiosk.rules.outbox_room import percent_filled, room_left


@pytest.mark.parametrize(
    ("waiting", "percent", "room"),
    [
        pytest.param(0, 0, "enough", id="nothing waits"),
        pytest.param(1, 1, "enough", id="a little is not nothing"),
        pytest.param(700, 70, "enough", id="at the limit nobody is warned"),
        pytest.param(701, 71, "filling", id="over it screens say so"),
        pytest.param(900, 90, "filling", id="nine tenths still take tasks"),
        pytest.param(901, 91, "full", id="more takes none"),
        pytest.param(2_000, 200, "full", id="a limit that was set lower"),
        pytest.param(10**9, 1_000, "full", id="as much as is said"),
    ],
)
def test_when_people_hear_of_it(waiting, percent, room):
    assert percent_filled(waiting, limit_bytes=1_000) == percent
    assert room_left(percent) == room
