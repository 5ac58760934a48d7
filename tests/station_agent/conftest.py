import pytest
from fakes.seat import Desk
from fakes.station_browser import Browser


@pytest.fixture
def desk(tmp_path, clock):
    memory = tmp_path / "memory"
    memory.mkdir()
    desk = Desk(tmp_path / "station", memory, clock)
    yield desk
    desk.agent.store.close()


@pytest.fixture
def browser(desk):
    desk.publish()
    desk.hub.put_window(beat_interval_s=5)
    desk.forward(6)
    return Browser(desk)
